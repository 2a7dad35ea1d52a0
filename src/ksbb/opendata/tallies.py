"""The figures from tallies: the sums of folded days, and the few rows that are not in them yet.

Not in them: rows heard since the last fold, and rows of a day of which the span takes only a part. Both are `Fresh`
and counted one by one, so an answer is always that of a recount, however long the history is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ksbb.catalogue.models import Package, Period
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Movement
from ksbb.core.models import JournalEntry
from ksbb.needs.enums import COUNTED
from ksbb.needs.models import Need, OutsideAid
from ksbb.opendata.counting import (
    Figures,
    Fulfilment,
    all_givers,
    complete,
    counted_as,
    fulfilments_of,
    with_agregators,
)
from ksbb.opendata.enums import Counted, Grain, Measure, Scope
from ksbb.opendata.folding import GIVERS, newly_verified
from ksbb.opendata.models import FoldMark, PeriodTally, Presence, Tally
from ksbb.opendata.spans import WIB, Span, end_of, start_of
from ksbb.parties.models import Party
from ksbb.places.enums import Level
from ksbb.places.models import Place
from ksbb.places.queries import within

_PLACE = ("place", "place__village", "place__district", "place__city")
_MOVEMENT = (
    "effective_at",
    *(f"need__{path}" for path in _PLACE),
    "need__package__code",
    "need__period",
    "stage",
    "need__recipient__kind__institution",
    "line__commitment__example",
    "line__commitment__giver",
    "delta",
    "line__clockless",
)
_NEED = (
    "verified_at",
    *_PLACE,
    "package__code",
    "period",
    Value(Measure.NEEDED.value),
    "recipient__kind__institution",
    "example",
    Value(0),
    "quantity",
)
MOST_FRESH = 3_000
"""More rows than these outside the tallies, and a recount is the quicker way."""


class Fresh(NamedTuple):
    """One row outside the tallies: a movement, or a need that was verified (`giver` 0)."""

    when: datetime
    place: int
    village: int | None
    district: int | None
    city: int | None
    package: str
    period: int
    measure: str
    home: bool
    example: bool
    giver: int
    quantity: int
    clockless: bool = False

    @property
    def sums(self) -> Iterator[tuple[str, int]]:
        """The measures that it adds to."""
        return counted_as(self.measure, self.quantity, clockless=self.clockless)

    @property
    def scope(self) -> Scope:
        """Of RW or of institutions?"""
        return Scope.INSTITUTION if self.home else Scope.RW

    @property
    def promise(self) -> bool:
        """Does it move the promises to an RW?"""
        return self.measure == Measure.COMMITTED and not self.home


@dataclass(frozen=True, slots=True)
class Ledger:
    """Tallies for all days before `end`, and what is to be added to them to reach `until`."""

    until: datetime
    end: date
    fresh: list[Fresh] = field(default_factory=list)
    aided: set[int] = field(default_factory=set)

    def tallies(self) -> Q:
        """The tally rows that together are the days before `end`: years, months, days."""
        year, month = self.end.replace(month=1, day=1), self.end.replace(day=1)
        return (
            Q(grain=Grain.YEAR, starts_on__lt=year)
            | Q(grain=Grain.MONTH, starts_on__gte=year, starts_on__lt=month)
            | Q(grain=Grain.DAY, starts_on__gte=month, starts_on__lt=self.end)
        )


def open_ledger(span: Span) -> Ledger | None:
    """The ledger that answers a span; None where only a recount can (a range, a bound of knowledge, nothing folded)."""
    if span.since is not None or span.known_at is not None:
        return None
    marks = _marks()
    if marks is None:
        return None
    day = span.whole_day
    local = span.until.astimezone(WIB).date()
    ledger = Ledger(until=span.until, end=end_of(day).date() if day else local)
    if not _read_fresh(ledger, marks, partly=day is None):
        return None
    return ledger


def _marks() -> dict[str, tuple[int, int]] | None:
    """Name -> (folded up to, newest); None before the first fold, or when givers were merged since. 1 query."""
    merged = Party.objects.filter(merged_into__isnull=False).order_by()
    rows = FoldMark.objects.annotate(
        movements=Subquery(Movement.objects.order_by("-pk").values("pk")[:1]),
        journal=Subquery(JournalEntry.objects.order_by("-pk").values("pk")[:1]),
        aid=Subquery(OutsideAid.objects.order_by("-pk").values("pk")[:1]),
        merges=Subquery(merged.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")),
    )
    names = ("movements", "journal", "aid", "merges")
    found = {row[0]: row for row in rows.values_list("name", "up_to", *names)}
    marks = {name: (found[name][1], found[name][2 + place] or 0) for place, name in enumerate(names) if name in found}
    if len(marks) < len(names) or marks["merges"][0] != marks["merges"][1]:
        return None
    return marks


def _read_fresh(ledger: Ledger, marks: dict[str, tuple[int, int]], *, partly: bool) -> bool:
    """Fill in what is outside the tallies; False when it is too much."""
    started = start_of(ledger.end)
    folded, newest = marks["movements"]
    inside = Movement.objects.filter(effective_at__lt=ledger.until)
    queries = [inside.filter(pk__gt=folded)] if newest > folded else []
    if partly:
        queries.append(inside.filter(pk__lte=folded, effective_at__gte=started))
    for rows in queries:
        ledger.fresh.extend(Fresh(*row) for row in rows.values_list(*_MOVEMENT)[: MOST_FRESH + 1])
    told, heard = marks["journal"]
    new = newly_verified(told) if heard > told else Q(pk__in=[])
    if partly:
        new |= Q(verified_at__gte=started)
    if heard > told or partly:
        wanted = Need.objects.filter(new, verified_at__lt=ledger.until, state__in=COUNTED).values_list(*_NEED)
        ledger.fresh.extend(Fresh(*row) for row in wanted[: MOST_FRESH + 1])
    aid, newest_aid = marks["aid"]
    if newest_aid > aid:
        ledger.aided.update(OutsideAid.objects.filter(pk__gt=aid).values_list("need__period", flat=True))
    return len(ledger.fresh) <= MOST_FRESH


def tally(ledger: Ledger, packages: Iterable[Package]) -> tuple[Figures, Figures]:
    """All figures of the whole city: of RW, and of institutions (without reach and givers). 3 queries at rest."""
    sums: dict[str, dict[str, dict[str, int]]] = {scope: defaultdict(lambda: defaultdict(int)) for scope in Scope}
    rows = Tally.objects.filter(ledger.tallies(), place__level=Level.PROVINCE)
    examples = dict.fromkeys(Scope, False)
    grouped = rows.values_list("scope", "measure", "package__code", "example").annotate(s=Sum("quantity")).order_by()
    for scope, measure, package, example, total in grouped:
        sums[scope][measure][package] += total
        examples[Scope(scope)] |= example and measure == Measure.COMMITTED
    for row in ledger.fresh:
        for measure, part in row.sums:
            sums[row.scope][measure][row.package] += part
        examples[row.scope] |= row.example and row.measure == Measure.COMMITTED
    counts = presence(ledger)
    return (
        _figures(sums[Scope.RW], packages, counts, example=examples[Scope.RW], first=_first_day(ledger)),
        _figures(sums[Scope.INSTITUTION], packages, {}, example=examples[Scope.INSTITUTION], first=None),
    )


def _figures(
    sums: dict[str, dict[str, int]],
    packages: Iterable[Package],
    counts: dict[str, int],
    *,
    example: bool,
    first: date | None,
) -> Figures:
    givers = with_agregators({kind.value: counts.get(kind, 0) for kind in GIVERS})
    return Figures(
        needed=complete(sums[Measure.NEEDED], packages),
        committed=complete(sums[Measure.COMMITTED], packages),
        delivered=complete(sums[Measure.DELIVERED], packages),
        confirmed=complete(sums[Measure.CONFIRMED], packages),
        surplus=complete(sums[Measure.SURPLUS], packages),
        untracked=complete(sums[Measure.UNTRACKED], packages),
        reach={
            "kota": counts.get(Counted.CITY, 0),
            "kelurahan": counts.get(Counted.VILLAGE, 0),
            "rw": counts.get(Counted.RW, 0),
        },
        givers=all_givers(givers),
        givers_by_kind=givers,
        first_day=first,
        example=example,
    )


def _first_day(ledger: Ledger) -> date | None:
    """The day of the first counted promise to an RW."""
    rows = Tally.objects.filter(
        place__level=Level.PROVINCE,
        scope=Scope.RW,
        measure=Measure.COMMITTED,
        grain=Grain.DAY,
        starts_on__lt=ledger.end,
    )
    days = [row.when.astimezone(WIB).date() for row in ledger.fresh if row.promise]
    if (first := rows.aggregate(first=Min("starts_on"))["first"]) is not None:
        days.append(first)
    return min(days, default=None)


def presence(ledger: Ledger) -> dict[str, int]:
    """How many RW, kelurahan, kota and givers of each kind stand behind the promises. 1 query at rest."""
    rows = Presence.objects.filter(day__lt=ledger.end).values_list("counted").annotate(s=Sum("delta")).order_by()
    counts: dict[str, int] = defaultdict(int, rows)
    promises = [row for row in ledger.fresh if row.promise]
    if promises:
        _add_places(ledger, counts, {row.place: (row.village, row.city) for row in promises})
        _add_givers(ledger, counts, {row.giver for row in promises})
    return counts


def _stored(ledger: Ledger, subjects: Collection[int], counted: Collection[str]) -> dict[int, int]:
    rows = Presence.objects.filter(counted__in=counted, subject_id__in=subjects, day__lt=ledger.end)
    return dict(rows.values_list("subject_id").annotate(s=Sum("delta")).order_by())


def _promises_before(ledger: Ledger) -> Q:
    return Q(stage=Stage.COMMITTED, need__recipient__kind__institution=False, effective_at__lt=ledger.until)


def _add_places(ledger: Ledger, counts: dict[str, int], touched: dict[int, tuple[int | None, int | None]]) -> None:
    """Correct the count of places by the RW that fresh rows speak of, and what lies above them."""
    rows = Movement.objects.filter(_promises_before(ledger), need__place__in=touched)
    standing = dict(rows.values_list("need__place").annotate(s=Sum("delta")).order_by())
    stored = _stored(ledger, touched, [Counted.RW])
    changed = {rw: (standing.get(rw, 0) > 0) - stored.get(rw, 0) for rw in touched}
    changed = {rw: change for rw, change in changed.items() if change}
    if not changed:
        return
    counts[Counted.RW] += sum(changed.values())
    parents = {rw: touched[rw][0] or 0 for rw in changed}
    villages = _raise(ledger, changed, parents, column="village", below=Counted.RW)
    counts[Counted.VILLAGE] += sum(villages.values())
    above = {village: touched[rw][1] or 0 for rw, village in parents.items()}
    cities = _raise(ledger, villages, above, column="city", below=Counted.VILLAGE)
    counts[Counted.CITY] += sum(cities.values())


def _raise(
    ledger: Ledger, changed: dict[int, int], parents: dict[int, int], *, column: str, below: Counted
) -> dict[int, int]:
    """Which parents appear (+1) or vanish (-1) when these of their members do."""
    if not changed:
        return {}
    wanted = {parents[member] for member in changed}
    members = Place.objects.filter(**{f"{column}__in": wanted}, level=below)
    home = dict(members.values_list("pk", column))
    before: dict[int, int] = defaultdict(int)
    for member, present in _stored(ledger, home, [below]).items():
        before[home[member]] += present
    after = defaultdict(int, before)
    for member, change in changed.items():
        after[parents[member]] += change
    found = {parent: (after[parent] > 0) - (before[parent] > 0) for parent in wanted}
    return {parent: change for parent, change in found.items() if change}


def _add_givers(ledger: Ledger, counts: dict[str, int], touched: set[int]) -> None:
    """Correct the count of givers by those that fresh rows speak of; merged ones count as one."""
    roots = Party.objects.filter(pk__in=touched).values_list(Coalesce("merged_into", "pk"), flat=True)
    kinds = dict(Party.objects.filter(pk__in=set(roots)).values_list("pk", "kind"))
    who = Coalesce("line__commitment__giver__merged_into", "line__commitment__giver")
    rows = Movement.objects.filter(
        _promises_before(ledger),
        Q(line__commitment__giver__in=kinds) | Q(line__commitment__giver__merged_into__in=kinds),
    )
    standing = dict(rows.values_list(who).annotate(s=Sum("delta")).order_by())
    stored = _stored(ledger, kinds, GIVERS)
    for giver, kind in kinds.items():
        counts[kind] += (standing.get(giver, 0) > 0) - stored.get(giver, 0)


def tallied_fulfilments(ledger: Ledger) -> list[Fulfilment]:
    """Keterpenuhan of every period with counted promises, oldest first: folded where all is past, else counted."""
    touched = {row.period for row in ledger.fresh if not row.home} | ledger.aided
    promised = {row.period for row in ledger.fresh if row.promise}
    known = PeriodTally.objects.filter(Q(first_at__lt=ledger.until) | Q(period__in=promised))
    rows = list(known.select_related("period").order_by("period__starts_on", "period"))
    periods = {row.period_id: row.period for row in rows}
    if missing := promised - periods.keys():
        periods |= {p.pk: p for p in Period.objects.filter(pk__in=missing)}
    kept = ("met", "of", "received", "in_need", "tracked")
    settled = {
        row.period_id: Fulfilment(row.period.code, row.period.name, *(getattr(row, name) for name in kept))
        for row in rows
        if row.last_at < ledger.until and row.period_id not in touched
    }
    moving = {pk: period for pk, period in periods.items() if pk not in settled}
    found = settled | (fulfilments_of(moving, span=Span(until=ledger.until)) if moving else {})
    order = sorted(periods.values(), key=lambda period: (period.starts_on, period.pk))
    return [found[period.pk] for period in order]


def tallied_areas(
    ledger: Ledger, *, level: Level, under: Place | None = None, package: str = ""
) -> dict[int, dict[str, dict[str, int]]]:
    """The four numbers of RW for each kota or kecamatan: `{place_id: {package code: {measure: total}}}`. 1 query."""
    areas: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    rows = Tally.objects.filter(ledger.tallies(), ~Q(measure=Measure.UNTRACKED), place__level=level, scope=Scope.RW)
    if package:
        rows = rows.filter(package__code=package)
    if under is not None:
        rows = rows.filter(within("place", under))
    for place, code, measure, total in (
        rows.values_list("place", "package__code", "measure").annotate(s=Sum("quantity")).order_by()
    ):
        areas[place][code][measure] += total
    for row in ledger.fresh:
        place = row.city if level == Level.CITY else row.district
        outside = under is not None and under.pk not in {row.city, row.district} and under.level != Level.PROVINCE
        if place is None or row.home or outside or (package and row.package != package):
            continue
        areas[place][row.package][row.measure] += row.quantity
    return areas
