"""Folds what is new into the tallies. Additive and repeatable: folding in one go or in many gives the same rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from ksbb.catalogue.models import Period
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Movement
from ksbb.core.models import JournalEntry
from ksbb.needs.enums import COUNTED
from ksbb.needs.models import Need, OutsideAid
from ksbb.opendata.counting import counted_as, fulfilments_of
from ksbb.opendata.enums import Counted, Grain, Measure, Scope
from ksbb.opendata.models import FoldMark, PeriodTally, Presence, Tally
from ksbb.opendata.spans import WIB, Span, end_of
from ksbb.parties.models import Party
from ksbb.places.models import Place

CHUNK = 5_000
SUBJECTS = 400  # asked for at once; SQLite takes at most 32,766 parameters
GIVERS = (Counted.ORGANISATION, Counted.INDIVIDUAL, Counted.AGREGATOR)
NEW_NEEDS = ("verify", "verify_batch")
"""Verbs of the journal that make a need count."""

TallyKey = tuple[int, str, int, str, date, bool]
"""Place, scope, package, measure, day, example."""


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Numbers in parts that one query can take."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), SUBJECTS):
        yield ordered[start : start + SUBJECTS]


def grains(day: date) -> tuple[tuple[Grain, date], ...]:
    """The stretches that a day belongs to, each by its first day."""
    return ((Grain.DAY, day), (Grain.MONTH, day.replace(day=1)), (Grain.YEAR, day.replace(month=1, day=1)))


def hold_still() -> None:
    """Keep writers out for the moment, so that no row can slip in below a mark (SQLite writes one at a time anyway).

    The function of the database locks movements, outside aid and journal, in the order in which deeds write them, so
    that nobody waits in a circle; two folds take turns. It locks with the rights of the tables' owner: the program's
    role need not have the right to change them.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT ksbb_hold_still()")


def newest() -> dict[str, int]:
    """The numbers up to which all rows are heard now, by the name of their mark."""
    return {
        "movements": Movement.objects.aggregate(n=Max("pk"))["n"] or 0,
        "aid": OutsideAid.objects.aggregate(n=Max("pk"))["n"] or 0,
        "journal": JournalEntry.objects.aggregate(n=Max("pk"))["n"] or 0,
        "merges": Party.objects.filter(merged_into__isnull=False).count(),
    }


def fold(*, at: datetime) -> int:
    """Add what came since the marks. Returns how many movements were folded. Runs inside a transaction."""
    hold_still()
    marks = {mark.name: mark.up_to for mark in FoldMark.objects.select_for_update()}
    now = newest()
    if now == marks:
        return 0
    sums: dict[TallyKey, int] = defaultdict(int)
    touched = Touched()
    folded = _movements(sums, touched, since=marks.get("movements", 0), up_to=now["movements"])
    _needs(sums, touched, since=marks.get("journal"))
    touched.periods |= set(OutsideAid.objects.filter(pk__gt=marks.get("aid", 0)).values_list("need__period", flat=True))
    _add(sums)
    refresh_places(touched.places)
    refresh_givers(None if now["merges"] != marks.get("merges", 0) else touched.givers)
    refresh_periods(touched.periods)
    for name, up_to in now.items():
        FoldMark.objects.update_or_create(name=name, defaults={"up_to": up_to, "folded_at": at})
    return folded


def forget() -> None:
    """Throw all tallies away; the next fold makes them anew."""
    for table in (Tally, Presence, PeriodTally, FoldMark):
        table.objects.all().delete()


class Touched:
    """What the new rows speak of: RW with promises, givers, periods."""

    def __init__(self) -> None:
        self.places: set[int] = set()
        self.givers: set[int] = set()
        self.periods: set[int] = set()


def _movements(sums: dict[TallyKey, int], touched: Touched, *, since: int, up_to: int) -> int:
    fresh = Movement.objects.filter(pk__gt=since, pk__lte=up_to).values_list(
        "effective_at",
        "need__place__province",
        "need__place__city",
        "need__place__district",
        "need__place",
        "need__package",
        "need__period",
        "stage",
        "need__recipient__kind__institution",
        "line__commitment__example",
        "line__commitment__giver",
        "line__clockless",
        "delta",
    )
    folded = 0
    for when, *areas, place, package, period, stage, home, example, giver, clockless, delta in fresh.iterator(
        chunk_size=CHUNK
    ):
        scope = Scope.INSTITUTION if home else Scope.RW
        day = when.astimezone(WIB).date()
        for measure, part in counted_as(stage, delta, clockless=clockless):
            for area in filter(None, areas):
                sums[area, scope, package, measure, day, example] += part
        folded += 1
        if home:
            continue
        touched.periods.add(period)
        if stage == Stage.COMMITTED:
            touched.places.add(place)
            touched.givers.add(giver)
    return folded


def newly_verified(since: int | None) -> Q:
    """Needs that the journal says were first verified after its row `since`; without one, all that count.

    A need that is verified again keeps its first moment, so its later rows find nothing.
    """
    if since is None:
        return Q(state__in=COUNTED)
    found = Q(pk__in=[])
    rows = JournalEntry.objects.filter(pk__gt=since, verb__in=NEW_NEEDS)
    for verb, subject, moment in rows.values_list("verb", "subject", "effective_at"):
        path = "reference" if verb == "verify" else "batch__reference"
        found |= Q(**{path: subject}, verified_at=moment)
    return found & Q(state__in=COUNTED)


def _needs(sums: dict[TallyKey, int], touched: Touched, *, since: int | None) -> None:
    fresh = Need.objects.filter(newly_verified(since)).values_list(
        "verified_at",
        "place__province",
        "place__city",
        "place__district",
        "package",
        "period",
        "recipient__kind__institution",
        "example",
        "quantity",
    )
    for when, province, city, district, package, period, home, example, quantity in fresh.iterator(chunk_size=CHUNK):
        if when is None:
            continue
        scope = Scope.INSTITUTION if home else Scope.RW
        for area in filter(None, (province, city, district)):
            sums[area, scope, package, Measure.NEEDED, when.astimezone(WIB).date(), example] += quantity
        if not home:
            touched.periods.add(period)


def _add(sums: dict[TallyKey, int]) -> None:
    """Add sums of days to the rows of their day, month and year."""
    spread: dict[tuple[int, str, int, str, str, date, bool], int] = defaultdict(int)
    for (place, scope, package, measure, day, example), quantity in sums.items():
        for grain, starts_on in grains(day):
            spread[place, scope, package, measure, grain, starts_on, example] += quantity
    rows = [
        Tally(
            place_id=place,
            scope=scope,
            package_id=package,
            measure=measure,
            grain=grain,
            starts_on=starts_on,
            example=example,
            quantity=quantity,
        )
        for (place, scope, package, measure, grain, starts_on, example), quantity in spread.items()
    ]
    if not Tally.objects.exists():
        Tally.objects.bulk_create(rows, batch_size=1_000)
        return
    for row in rows:
        same = Tally.objects.filter(
            place=row.place_id,
            scope=row.scope,
            package=row.package_id,
            measure=row.measure,
            grain=row.grain,
            starts_on=row.starts_on,
            example=row.example,
        )
        if not same.update(quantity=F("quantity") + row.quantity):
            row.save(force_insert=True)


def flips(days: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """The days on which a running sum begins or ceases to be positive: `(day, +1 or -1)`. `days` are in order."""
    found: list[tuple[date, int]] = []
    total, present = 0, False
    for day, delta in days:
        total += delta
        if (total > 0) != present:
            present = total > 0
            found.append((day, 1 if present else -1))
    return found


def _keep(counted: dict[int, str], days: dict[int, list[tuple[date, int]]]) -> None:
    """Write the presence of subjects anew. `counted` says as what each subject counts."""
    Presence.objects.bulk_create(
        (
            Presence(counted=word, subject_id=subject, day=day, delta=delta)
            for subject, word in counted.items()
            for day, delta in flips(days.get(subject, []))
        ),
        batch_size=1_000,
    )


def refresh_places(places: Collection[int]) -> None:
    """Presence of RW, then of the kelurahan and kota above them."""
    for part in in_parts(places):
        rows = Movement.objects.filter(
            need__place__in=part, stage=Stage.COMMITTED, need__recipient__kind__institution=False
        )
        days = _by_day(rows.values_list("need__place", TruncDate("effective_at", tzinfo=WIB)))
        Presence.objects.filter(counted=Counted.RW, subject_id__in=part).delete()
        _keep(dict.fromkeys(part, Counted.RW), days)
    for below, above, column in ((Counted.RW, Counted.VILLAGE, "village"), (Counted.VILLAGE, Counted.CITY, "city")):
        parents: set[int] = set()
        for part in in_parts(places):
            parents |= set(Place.objects.filter(pk__in=part).values_list(column, flat=True))
        for part in in_parts(parents - {None}):
            _refresh_above(part, below=below, above=above, column=column)


def _refresh_above(part: list[int], *, below: Counted, above: Counted, column: str) -> None:
    """A kelurahan is present while an RW of it is; a kota while a kelurahan of it is."""
    members = Place.objects.filter(**{f"{column}__in": part}, level=below)
    parent = dict(members.values_list("pk", column))
    days: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for some in in_parts(parent):
        for subject, day, delta in Presence.objects.filter(counted=below, subject_id__in=some).values_list(
            "subject_id", "day", "delta"
        ):
            days[parent[subject]][day] += delta
    Presence.objects.filter(counted=above, subject_id__in=part).delete()
    _keep(dict.fromkeys(part, above), {place: sorted(found.items()) for place, found in days.items()})


def refresh_givers(givers: Collection[int] | None) -> None:
    """Presence of givers, merged ones as one; None for all of them."""
    if givers is None:
        Presence.objects.filter(counted__in=GIVERS).delete()
        givers = Party.objects.values_list("pk", flat=True)
    for part in in_parts(givers):
        roots = Party.objects.filter(pk__in=part).annotate(root=Coalesce("merged_into", "pk"))
        kinds = dict(Party.objects.filter(pk__in=roots.values("root")).values_list("pk", "kind"))
        who = Coalesce("line__commitment__giver__merged_into", "line__commitment__giver")
        rows = Movement.objects.annotate(who=who).filter(
            Q(line__commitment__giver__in=kinds) | Q(line__commitment__giver__merged_into__in=kinds),
            stage=Stage.COMMITTED,
            need__recipient__kind__institution=False,
        )
        days = _by_day(rows.values_list("who", TruncDate("effective_at", tzinfo=WIB)))
        Presence.objects.filter(counted__in=GIVERS, subject_id__in=kinds).delete()
        _keep(kinds, days)


def _by_day(rows: object) -> dict[int, list[tuple[date, int]]]:
    days: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for subject, day, total in rows.annotate(s=Sum("delta")).order_by().iterator():  # type: ignore[attr-defined]
        days[subject].append((day, total))
    return {subject: sorted(found) for subject, found in days.items()}


def refresh_periods(periods: Collection[int]) -> None:
    """Keterpenuhan of these periods by all that was heard."""
    chosen = list(Period.objects.filter(pk__in=periods))
    whole = Span(until=end_of(date.max.replace(year=2300)))
    ends: dict[int, Any] = {
        row["need__period"]: row
        for row in Movement.objects.filter(need__period__in=periods, need__recipient__kind__institution=False)
        .values("need__period")
        .annotate(last=Max("effective_at"), first=Min("effective_at", filter=Q(stage=Stage.COMMITTED)), n=Count("pk"))
        .order_by()
    }
    verified = dict(whole.needs().filter(period__in=periods).values_list("period").annotate(m=Max("verified_at")))
    aid = OutsideAid.objects.filter(need__period__in=periods)
    aided = dict(aid.values_list("need__period").annotate(m=Max("effective_at")).order_by())
    found = fulfilments_of({period.pk: period for period in chosen}, span=whole)
    for period in chosen:
        row = ends.get(period.pk, {})
        moments = [row.get("last"), verified.get(period.pk), aided.get(period.pk)]
        last = max((moment for moment in moments if moment is not None), default=None)
        if last is None:
            continue
        one = found[period.pk]
        values = {name: getattr(one, name) for name in ("met", "of", "received", "in_need", "tracked")}
        PeriodTally.objects.update_or_create(
            period=period, defaults={**values, "first_at": row.get("first"), "last_at": last}
        )
