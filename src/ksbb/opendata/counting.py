"""The figures counted anew from their rows: sums over movements, never over states. The measure of every tally.

As of D counts deeds with `effective_at` before the end of D in WIB, whenever recorded (`known_at` bounds the recording
too). A range from `since` counts promises made within it, less their reductions up to its end; deliveries and receipts
by their own date. RW make up the totals; institutions are reported beside, not inside (design, section 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ksbb.catalogue.models import Package, Period
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Movement
from ksbb.needs.models import OutsideAid
from ksbb.opendata.enums import Measure
from ksbb.opendata.spans import WIB, Span
from ksbb.parties.enums import PartyKind


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Keterpenuhan of one period: RW fully promised, over RW with counted promises (as the city counted it).

    `received` and `in_need` are ours: RW fully confirmed by receipt, and all RW with verified needs. Where nothing was
    `tracked` every promise was written down after its time, so that nought received says nothing.
    """

    period: str
    name: str
    met: int
    of: int
    received: int
    in_need: int
    tracked: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one span. Quantities are by package code, each in the package's own unit, never summed."""

    needed: Mapping[str, int]
    committed: Mapping[str, int]
    delivered: Mapping[str, int]
    confirmed: Mapping[str, int]
    surplus: Mapping[str, int]
    untracked: Mapping[str, int]
    reach: Mapping[str, int]
    givers: int
    givers_by_kind: Mapping[str, int]
    first_day: date | None
    example: bool

    def plain(self) -> dict[str, Any]:
        """As plain dictionaries, for JSON."""
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(self).items()}


def complete(sums: Mapping[str, int], packages: Iterable[Package]) -> dict[str, int]:
    """Every published package in its order, zeros included, so that no figure goes missing by being nought."""
    return {package.code: sums.get(package.code, 0) for package in packages}


def recount(span: Span, packages: Iterable[Package]) -> Figures:
    """Count the span anew from its rows. 6 queries."""
    counted = span.movements().filter(stage=Stage.COMMITTED)
    givers = givers_by_kind(counted)
    first = counted.aggregate(first=Min("effective_at"))["first"]
    return replace(
        recount_quantities(span, packages),
        reach=reach(counted),
        givers=all_givers(givers),
        givers_by_kind=givers,
        first_day=first.astimezone(WIB).date() if first else None,
        example=counted.filter(line__commitment__example=True).exists(),
    )


def recount_quantities(span: Span, packages: Iterable[Package]) -> Figures:
    """Only the quantities, without reach and givers. 2 queries."""
    sums = by_stage(span)
    needed = dict(span.needs().values_list("package__code").annotate(s=Sum("quantity")).order_by())
    return Figures(
        needed=complete(needed, packages),
        committed=complete(sums[Stage.COMMITTED], packages),
        delivered=complete(sums[Stage.DELIVERED], packages),
        confirmed=complete(sums[Stage.CONFIRMED], packages),
        surplus=complete(sums[Stage.SURPLUS], packages),
        untracked=complete(sums[Measure.UNTRACKED], packages),
        reach={"kota": 0, "kelurahan": 0, "rw": 0},
        givers=0,
        givers_by_kind={kind.value: 0 for kind in PartyKind},
        first_day=None,
        example=False,
    )


def by_stage(span: Span) -> dict[str, dict[str, int]]:
    """`{stage: {package code: sum}}` of the span, and what of the promises is untracked."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = span.movements().values_list("stage", "need__package__code", "line__clockless").annotate(s=Sum("delta"))
    for stage, package, clockless, total in rows.order_by():
        for measure, part in counted_as(stage, total, clockless=clockless):
            sums[measure][package] += part
    return sums


def counted_as(stage: str, delta: int, *, clockless: bool) -> Iterator[tuple[str, int]]:
    """Into which measures a movement goes: its own stage, and for a line without clocks what it leaves untracked."""
    yield stage, delta
    if clockless and stage in {Stage.COMMITTED, Stage.CONFIRMED}:
        yield Measure.UNTRACKED, delta if stage == Stage.COMMITTED else -delta


def reach(counted: QuerySet[Movement]) -> dict[str, int]:
    """Where promises stand: how many kota, kelurahan, RW."""
    standing = counted.values("need__place", "need__place__village", "need__place__city").annotate(s=Sum("delta"))
    places = list(standing.filter(s__gt=0).order_by())
    return {
        "kota": len({row["need__place__city"] for row in places}),
        "kelurahan": len({row["need__place__village"] for row in places}),
        "rw": len(places),
    }


def givers_by_kind(counted: QuerySet[Movement]) -> dict[str, int]:
    """Distinct givers whose promises stand; duplicates count as the party they are merged into, with its kind."""
    giver = Coalesce("line__commitment__giver__merged_into", "line__commitment__giver")
    kind = Coalesce("line__commitment__giver__merged_into__kind", "line__commitment__giver__kind")
    rows = counted.values(who=giver, sort=kind).annotate(s=Sum("delta")).filter(s__gt=0)
    kinds = {kind.value: 0 for kind in PartyKind}
    for row in rows.order_by():
        kinds[row["sort"]] += 1
    return with_agregators(kinds)


BY_SIZE = (PartyKind.ORGANISATION.value, PartyKind.AGREGATOR.value, PartyKind.INDIVIDUAL.value)
"""Organisations, those of them that are agregators, individuals."""


def with_agregators(kinds: dict[str, int]) -> dict[str, int]:
    """An agregator is an organisation too, as the press counted; its own number tells how many of them are such."""
    organisation, agregator, individual = (kinds[kind] for kind in BY_SIZE)
    return dict(zip(BY_SIZE, (organisation + agregator, agregator, individual), strict=True))


def all_givers(kinds: Mapping[str, int]) -> int:
    """Organisations, agregators among them, and individuals."""
    return kinds[PartyKind.ORGANISATION] + kinds[PartyKind.INDIVIDUAL]


def fulfilments_of(periods: Mapping[int, Period], *, span: Span) -> dict[int, Fulfilment]:
    """Keterpenuhan of some periods as of the span's end: 131 of 194 RW on 22 May 2020, 11.00 (Republika, 23 May 2020).

    A range does not narrow it: a period is met by all that was promised for it. 2 queries.
    """
    whole = Span(until=span.until, known_at=span.known_at, place=span.place)
    aid = OutsideAid.objects.filter(need=OuterRef("pk"), effective_at__lt=span.until)
    if span.known_at is not None:
        aid = aid.filter(recorded_at__lt=span.known_at)
    elsewhere = Subquery(aid.values("need").annotate(s=Sum("quantity")).values("s"))
    needs = whole.needs().filter(period__in=periods).annotate(away=Coalesce(elsewhere, 0))
    moved: dict[int, dict[str, int]] = defaultdict(dict)
    followed: set[int] = set()
    moves = whole.movements().filter(need__period__in=periods, stage__in=[Stage.COMMITTED, Stage.CONFIRMED])
    grouped = moves.values_list("need", "need__period", "stage", "line__clockless").annotate(s=Sum("delta"))
    for need, period, stage, clockless, total in grouped.order_by():
        moved[need][stage] = moved[need].get(stage, 0) + total
        followed |= set() if clockless else {period}
    rows: dict[int, list[tuple[int, int, int, int]]] = {period: [] for period in periods}
    for need, period, place, quantity, away in needs.values_list("pk", "period", "place", "quantity", "away"):
        stages = moved.get(need, {})
        committed, confirmed = stages.get(Stage.COMMITTED, 0), stages.get(Stage.CONFIRMED, 0)
        rows[period].append((place, committed, quantity - away - committed, quantity - away - confirmed))
    return {pk: _fulfilment(periods[pk], found, tracked=pk in followed) for pk, found in rows.items()}


def _fulfilment(period: Period, needs: Iterable[tuple[int, int, int, int]], *, tracked: bool) -> Fulfilment:
    """Of `(place, committed, still to promise, still to confirm)` for each need of one period."""
    needs = list(needs)
    promised = {place for place, committed, _, _ in needs if committed > 0}
    short = {place for place, _, open_part, _ in needs if open_part > 0}
    unreceived = {place for place, _, _, waiting in needs if waiting > 0}
    return Fulfilment(
        period=period.code,
        name=period.name,
        met=len(promised - short),
        of=len(promised),
        received=len(promised - unreceived),
        in_need=len({place for place, *_ in needs}),
        tracked=tracked,
    )


def fulfilment(period: Period, *, span: Span) -> Fulfilment:
    """Keterpenuhan of one period as of the span's end."""
    return fulfilments_of({period.pk: period}, span=span)[period.pk]


def recount_fulfilments(span: Span) -> list[Fulfilment]:
    """Keterpenuhan of every period that has counted promises in the span, oldest first."""
    touched = span.movements().filter(stage=Stage.COMMITTED).values("need__period")
    periods = {p.pk: p for p in Period.objects.filter(pk__in=touched).order_by("starts_on", "pk")}
    found = fulfilments_of(periods, span=span)
    return [found[period] for period in periods]


def areas_of(span: Span, *, column: str, package: str = "", period: str = "") -> dict[int, dict[str, dict[str, int]]]:
    """The four numbers for each area: `{place_id: {package code: {stage or "dibutuhkan": total}}}`. 2 queries.

    `column` is the ancestor to group by: "city", "district", "village", or "" for the RW itself.
    """
    path = f"need__place__{column}" if column else "need__place"
    areas: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    only = {name: value for name, value in (("package__code", package), ("period__code", period)) if value}
    moves = span.movements().filter(**{f"need__{name}": value for name, value in only.items()})
    moved = moves.values_list(path, "need__package__code", "stage").annotate(s=Sum("delta"))
    for place, code, stage, total in moved.order_by():
        areas[place][code][stage] = total
    needed = span.needs().filter(**only).values_list(path.removeprefix("need__"), "package__code")
    for place, code, total in needed.annotate(s=Sum("quantity")).order_by():
        areas[place][code][Measure.NEEDED] = total
    return areas
