"""The rows behind any number: the same movements that the figure sums, by line; or by place or giver for counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Max, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line, Movement
from ksbb.commitments.queries import ANONYMOUS
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound
from ksbb.needs.models import Need
from ksbb.needs.queries import LEFT, is_open, is_passed
from ksbb.opendata.enums import Measure, Unmet
from ksbb.opendata.spans import WIB, Span
from ksbb.parties.enums import PartyKind
from ksbb.places.enums import Level

CHUNK = 500
_SHOWN_NAME = Case(When(line__commitment__show_name=True, then="line__commitment__giver__name"), default=Value(""))


@dataclass(frozen=True, slots=True)
class RowFilter:
    """What the rows are narrowed to; every field comes from the address of the page."""

    span: Span
    measure: str = Stage.COMMITTED
    package: str = ""
    period: str = ""

    def movements(self) -> QuerySet[Movement]:
        """The movements of the chosen rows."""
        chosen = self.span.movements().filter(self._narrowed("need__"))
        if self.measure == Measure.UNTRACKED:
            return chosen.filter(line__clockless=True, stage__in=[Stage.COMMITTED, Stage.CONFIRMED])
        return chosen.filter(stage=self.measure)

    @property
    def counted(self) -> Sum:
        """What the movements sum to: of a promise that nobody followed, the part without a receipt."""
        if self.measure == Measure.UNTRACKED:
            return Sum(Case(When(stage=Stage.CONFIRMED, then=-F("delta")), default=F("delta")))
        return Sum("delta")

    @property
    def of_needs(self) -> bool:
        """Are the rows needs, not promises?"""
        return self.measure == Measure.NEEDED or self.measure in Unmet.values

    @property
    def quantity(self) -> Combinable:
        """What a need counts for."""
        return LEFT if self.measure in Unmet.values else F("quantity")

    def needs(self) -> QuerySet[Need]:
        """The needs behind "dibutuhkan", or behind what no promise covers today."""
        chosen = self.span.needs().filter(self._narrowed(""))
        last = self.span.whole_day or self.span.until.astimezone(WIB).date()
        match self.measure:
            case Unmet.OPEN:
                return chosen.filter(is_open(on=last))
            case Unmet.PASSED:
                return chosen.filter(is_passed(on=last))
            case _:
                return chosen

    def _narrowed(self, path: str) -> Q:
        narrowed = Q()
        if self.package:
            narrowed &= Q(**{f"{path}package__code": self.package})
        if self.period:
            narrowed &= Q(**{f"{path}period__code": self.period})
        return narrowed


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are, and their sum by package code (units never mix)."""

    rows: int
    sums: Mapping[str, int]


def line_rows(wanted: RowFilter) -> QuerySet[Any, Any]:
    """One row for each promised line: what it counts for in the figure, and where it leads. Read it through `tidy`.

    A line is public by its number. The reference of its promise is not: it is half of what opens the promise to whoever
    follows it without an account (T17).
    """
    return (
        wanted.movements()
        .values("line_id")
        .annotate(
            its_need=Max("need__reference"),
            its_recipient=Max("need__recipient__name"),
            its_place=Max("need__place__code"),
            its_village=Max("need__place__village__name"),
            its_package=Max("need__package__code"),
            its_unit=Max("need__package__unit"),
            its_period=Max("need__period__code"),
            its_period_name=Max("need__period__name"),
            its_example=_any("line__commitment__example"),
            its_giver=Max(_SHOWN_NAME),
            its_moment=Max("line__accepted_at"),
            its_quantity=wanted.counted,
        )
        .filter(~Q(its_quantity=0))
        .order_by("its_place", "line_id")
    )


def tidy(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row under its published names (columns of a table may not be named like its fields)."""
    told = {name.removeprefix("its_"): value for name, value in row.items()}
    if "giver" in told:
        told["giver"] = told["giver"] or ANONYMOUS
    return {**told, "day": told.pop("moment").astimezone(WIB).date()}


def _any(path: str) -> Max:
    return Max(Case(When(**{path: True}, then=Value(1)), default=Value(0)))


def line_total(wanted: RowFilter) -> Total:
    """Rows and sums behind the figure. 2 queries."""
    sums = wanted.movements().values_list("need__package__code").annotate(s=wanted.counted).order_by()
    return Total(line_rows(wanted).order_by().count(), {code: total for code, total in sums if total})


def need_rows(wanted: RowFilter) -> QuerySet[Any, Any]:
    """One row for each need that is asked for. Read it through `tidy`."""
    return (
        wanted.needs()
        .order_by("place__code", "pk")
        .values(
            its_quantity=wanted.quantity,
            its_example=F("example"),
            its_moment=F("verified_at"),
            its_need=F("reference"),
            its_recipient=F("recipient__name"),
            its_place=F("place__code"),
            its_village=F("place__village__name"),
            its_package=F("package__code"),
            its_unit=F("package__unit"),
            its_period=F("period__code"),
            its_period_name=F("period__name"),
        )
    )


def need_total(wanted: RowFilter) -> Total:
    """Those needs and their sums. 2 queries."""
    sums = wanted.needs().values_list("package__code").annotate(s=Sum(wanted.quantity)).order_by()
    return Total(wanted.needs().count(), dict(sums))


def place_rows(wanted: RowFilter, *, level: Level) -> list[dict[str, Any]]:
    """The places that a count of reach counts, each with its standing promises by package. 1 query."""
    column = {Level.RW: "", Level.VILLAGE: "__village", Level.DISTRICT: "__district", Level.CITY: "__city"}[level]
    path = f"need__place{column}"
    rows = (
        wanted.movements()
        .values_list(f"{path}__code", f"{path}__name", "need__place__village__name", "need__package__code")
        .annotate(s=Sum("delta"), example=_any("line__commitment__example"))
        .order_by()
    )
    found: dict[str, dict[str, Any]] = {}
    for code, name, village, package, total, example in rows:
        row = found.setdefault(
            code, {"place": code, "name": name, "village": village, "sums": defaultdict(int), "example": False}
        )
        row["sums"][package] += total
        row["example"] |= bool(example)
    return [found[code] for code in sorted(found) if sum(found[code]["sums"].values()) > 0]


def giver_rows(wanted: RowFilter) -> list[dict[str, Any]]:
    """The givers that the count counts: kind, public name, standing promises by package. Merged ones are one. 1 query.

    A name appears only where the giver chose so for all that is summed beside it, so that no sum under a name holds
    what was given as "Hamba Allah"; no number of the giver does (PRIV-10).
    """
    who = Coalesce("line__commitment__giver__merged_into", "line__commitment__giver")
    kind = Coalesce("line__commitment__giver__merged_into__kind", "line__commitment__giver__kind")
    hidden = Max(Case(When(line__commitment__show_name=False, then=Value(1)), default=Value(0)))
    name = Max(_SHOWN_NAME)
    rows = wanted.movements().values_list(who, kind, "need__package__code")
    rows = rows.annotate(s=Sum("delta"), shown=name, hidden=hidden, example=_any("line__commitment__example"))
    found: dict[int, dict[str, Any]] = {}
    silent: set[int] = set()
    for giver, sort, package, total, shown, hides, example in rows.order_by():
        row = found.setdefault(giver, {"kind": sort, "name": "", "sums": defaultdict(int), "example": False})
        row["sums"][package] += total
        row["name"] = row["name"] or shown
        row["example"] |= bool(example)
        silent |= {giver} if hides else set()
    for giver in silent:
        found[giver]["name"] = ""
    standing = [row for row in found.values() if sum(row["sums"].values()) > 0]
    for row in standing:
        row["kind_name"], row["name"] = PartyKind(row["kind"]).label, row["name"] or ANONYMOUS
    return sorted(standing, key=lambda row: (row["kind"], row["name"], sorted(row["sums"].items())))


def line_history(number: str) -> tuple[Line, list[Movement]]:
    """One promised line and all movements of its numbers, oldest first. Raises NotFound. 2 queries."""
    lines = Line.objects.select_related("commitment", "need__recipient", "need__package", "need__period", "need__place")
    line = lines.filter(pk=row_number(number), accepted_at__isnull=False).first()
    if line is None:
        raise NotFound(number)
    return line, list(Movement.objects.filter(line=line).order_by("effective_at", "pk"))


def streamed(rows: QuerySet[Any, Any]) -> Iterator[dict[str, Any]]:
    """The rows in bounded parts, for exports of any length."""
    for row in rows.iterator(chunk_size=CHUNK):
        yield tidy(row)
