"""Recomputes every counter and tally from its rows and names what differs. The answer should be: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line, Movement
from ksbb.funds.queries import drift
from ksbb.needs.models import Need, OutsideAid
from ksbb.opendata.folding import fold, forget
from ksbb.opendata.models import PeriodTally, Presence, Tally

LINE = {"quantity": Stage.COMMITTED, "delivered": Stage.DELIVERED}
LINE |= {"confirmed": Stage.CONFIRMED, "surplus": Stage.SURPLUS}
NEED = {"promised": Stage.COMMITTED, "delivered": Stage.DELIVERED}
NEED |= {"confirmed": Stage.CONFIRMED, "surplus": Stage.SURPLUS}
_PERIOD = ("met", "of", "received", "in_need", "tracked")


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is kept, beside what its rows say."""

    what: str
    kept: int
    counted: int

    def __str__(self) -> str:
        return f"{self.what}: tersimpan {self.kept}, menurut baris {self.counted}"


def differences(*, at: datetime) -> Iterator[Difference]:
    """Every counter of a line, of a need, of an account, and every tally that is not what its rows say."""
    yield from _lines()
    yield from _needs()
    yield from _tallies(at=at)
    for what, kept, counted in drift():
        yield Difference(what, kept, counted)


def _lines() -> Iterator[Difference]:
    moved = _sums(Movement.objects.values_list("line", "stage"))
    rows = Line.objects.values_list("pk", *LINE).iterator(chunk_size=5_000)
    for pk, *kept in rows:
        for name, number in zip(LINE, kept, strict=True):
            counted = moved.pop((pk, LINE[name]), 0)
            if counted != number:
                yield Difference(f"baris {pk} {name}", number, counted)


def _needs() -> Iterator[Difference]:
    moved = _sums(Movement.objects.values_list("need", "stage"))
    aid = dict(OutsideAid.objects.values_list("need").annotate(s=Sum("quantity")).order_by())
    for pk, elsewhere, *kept in Need.objects.values_list("pk", "elsewhere", *NEED).iterator(chunk_size=5_000):
        if elsewhere != aid.get(pk, 0):
            yield Difference(f"kebutuhan {pk} elsewhere", elsewhere, aid.get(pk, 0))
        for name, number in zip(NEED, kept, strict=True):
            counted = moved.get((pk, NEED[name]), 0)
            if counted != number:
                yield Difference(f"kebutuhan {pk} {name}", number, counted)


def _sums(rows: object) -> dict[tuple[int, str], int]:
    grouped = rows.annotate(s=Sum("delta")).order_by()  # type: ignore[attr-defined]
    return {(pk, stage): total for pk, stage, total in grouped.iterator(chunk_size=5_000)}


def _tallies(*, at: datetime) -> Iterator[Difference]:
    """Fold what is waiting, keep the result, fold all anew, compare; then undo the whole trial."""
    with transaction.atomic():
        fold(at=at)
        kept = _folded()
        forget()
        fold(at=at)
        counted = _folded()
        transaction.set_rollback(True)
    for what in sorted(kept.keys() | counted.keys()):
        if kept.get(what, 0) != counted.get(what, 0):
            yield Difference(what, kept.get(what, 0), counted.get(what, 0))


def _folded() -> dict[str, int]:
    rows: dict[str, int] = {}
    key = ("place", "scope", "package", "measure", "grain", "starts_on", "example")
    for *parts, quantity in Tally.objects.filter(~Q(quantity=0)).values_list(*key, "quantity").iterator():
        rows["hitungan " + " ".join(map(str, parts))] = quantity
    for *parts, delta in Presence.objects.values_list("counted", "subject_id", "day", "delta").iterator():
        rows["keberadaan " + " ".join(map(str, parts))] = delta
    for period, *numbers in PeriodTally.objects.values_list("period", *_PERIOD):
        for name, number in zip(_PERIOD, numbers, strict=True):
            rows[f"periode {period} {name}"] = number
    return rows
