"""How the promised, delivered and confirmed quantities of a package grew: a point a day, or a month in a long span."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import TruncDate

from ksbb.opendata.counting import counted_as
from ksbb.opendata.enums import Grain, Measure, Scope
from ksbb.opendata.models import Tally
from ksbb.opendata.spans import WIB, Span
from ksbb.opendata.tallies import Ledger
from ksbb.places.enums import Level

MOST_DAYS, FEWEST_DAYS = 100, 13
MEASURES = (Measure.COMMITTED, Measure.DELIVERED, Measure.CONFIRMED, Measure.UNTRACKED)


@dataclass(frozen=True, slots=True)
class Series:
    """Cumulative quantities; `days[n]` is the last day that `values[measure][n]` counts."""

    days: list[date]
    values: dict[str, list[int]]
    monthly: bool

    @property
    def empty(self) -> bool:
        """Did nothing ever move?"""
        return not any(any(values) for values in self.values.values())


def series(span: Span, *, package: str, first_day: date | None, ledger: Ledger | None, followed: bool) -> Series:
    """The growth within a span, of RW. 1 query.

    `first_day` is where it begins when the span names no beginning; where promises are `followed` (not all were written
    down after their time), the last hundred days tell more than the years before them.
    """
    last = span.whole_day or span.until.astimezone(WIB).date()
    start = min(span.since.astimezone(WIB).date() if span.since else first_day or last, last)
    follows = followed and span.since is None
    if follows:
        start = max(start, last - timedelta(days=MOST_DAYS))
    monthly = (last - start).days > MOST_DAYS
    if ledger is not None and span.place is None:
        moved = _tallied(ledger, package=package, monthly=monthly)
    else:
        moved = _recounted(span, package=package)
    if follows:
        start = max(start, min(_first_followed(moved, last), last - timedelta(days=FEWEST_DAYS)))
    return _run(moved, start=start, last=last, monthly=monthly)


def _first_followed(moved: dict[date, dict[str, int]], last: date) -> date:
    """The day before the first promise that somebody followed, so that the lines begin at nought."""
    days = (day for day, sums in moved.items() if sums.get(Measure.COMMITTED, 0) > sums.get(Measure.UNTRACKED, 0))
    return min(days, default=last) - timedelta(days=1)


def _tallied(ledger: Ledger, *, package: str, monthly: bool) -> dict[date, dict[str, int]]:
    """What moved by the first day of each stretch."""
    moved: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    month = ledger.end.replace(day=1)
    stretches = Q(grain=Grain.DAY, starts_on__lt=ledger.end)
    if monthly:
        stretches = Q(grain=Grain.MONTH, starts_on__lt=month) | stretches & Q(starts_on__gte=month)
    rows = Tally.objects.filter(
        stretches, place__level=Level.PROVINCE, scope=Scope.RW, package__code=package, measure__in=MEASURES
    )
    for day, measure, total in rows.values_list("starts_on", "measure").annotate(s=Sum("quantity")).order_by():
        moved[day][measure] += total
    for row in ledger.fresh:
        if not row.home and row.package == package:
            for measure, part in row.sums:
                moved[row.when.astimezone(WIB).date()][measure] += part
    return moved


def _recounted(span: Span, *, package: str) -> dict[date, dict[str, int]]:
    moved: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = span.movements().filter(need__package__code=package, stage__in=MEASURES)
    by_day = rows.values_list(TruncDate("effective_at", tzinfo=WIB), "stage", "line__clockless")
    for day, stage, clockless, total in by_day.annotate(s=Sum("delta")).order_by():
        for measure, part in counted_as(stage, total, clockless=clockless):
            moved[day][measure] += part
    return moved


def _run(moved: dict[date, dict[str, int]], *, start: date, last: date, monthly: bool) -> Series:
    """Running sums at the chosen days; what moved before `start` is in the first point."""
    days = _months(start, last) if monthly else [start + timedelta(days=n) for n in range((last - start).days + 1)]
    values: dict[str, list[int]] = {measure: [] for measure in MEASURES}
    pending = sorted(moved.items())
    totals: dict[str, int] = defaultdict(int)
    position = 0
    for day in days:
        while position < len(pending) and pending[position][0] <= day:
            for measure, quantity in pending[position][1].items():
                totals[measure] += quantity
            position += 1
        for measure in MEASURES:
            values[measure].append(totals[measure])
    return Series(days, values, monthly)


def _months(start: date, last: date) -> list[date]:
    """The last days of the months from `start` on, and `last`."""
    days: list[date] = []
    month = start.replace(day=1)
    while True:
        following = (month + timedelta(days=32)).replace(day=1)
        if following > last:
            return [*days, last]
        days.append(following - timedelta(days=1))
        month = following
