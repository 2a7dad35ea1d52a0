"""Finding places: by code, by walking down or up, and by what people type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from ksbb.core.doors import finder
from ksbb.core.refusals import NotFound
from ksbb.core.rows import sole
from ksbb.places.enums import Level
from ksbb.places.models import Place, PlaceCode
from ksbb.places.rules import Candidate, best_of, read_rw_code, rw_code, understand

ANCESTORS = ("province", "city", "district", "village")
OWN = tuple(column.name for column in Place._meta.concrete_fields)
NAMED = ("code", "level", "name")
"""All that is asked of the places above a place."""

_COLUMN = {Level.PROVINCE: "province", Level.CITY: "city", Level.DISTRICT: "district", Level.VILLAGE: "village"}


def own_and_above(path: str = "", above: Sequence[str] = ANCESTORS) -> list[str]:
    """For `only`: all columns of the place that `path` leads to, and the names of those above it.

    Django's work on a query grows with its columns, and a row with four places above it has eighty.
    """
    prefix = f"{path}__" if path else ""
    return [prefix + name for name in (*OWN, *(f"{one}__{name}" for one in above for name in NAMED))]


def place_by_code(code: str) -> Place:
    """The place that bears the code now, or that once bore it (compare `.code` to redirect). Raises NotFound.

    RW are also found by `31.74.05.1001.004` and in small letters. The ancestors are loaded. 1 query, 2 for an old code.
    """
    found = read_rw_code(code)
    wanted = rw_code(*found) if found else code.strip()
    places = Place.objects.select_related(*ANCESTORS).only(*own_and_above())
    place = sole(places.filter(code=wanted))
    if place is None:
        former = PlaceCode.objects.filter(code=wanted).order_by("-valid_until", "-pk").values("place_id")[:1]
        place = sole(places.filter(pk__in=former))
    if place is None:
        raise NotFound(code)
    return place


def province() -> Place:
    """DKI Jakarta. Raises NotFound before the seed."""
    place = sole(Place.objects.filter(level=Level.PROVINCE))
    if place is None:
        raise NotFound("31")
    return place


def current() -> QuerySet[Place]:
    """All places that exist today, without order."""
    return Place.objects.filter(retired_on__isnull=True)


def children_of(place: Place) -> QuerySet[Place]:
    """The places directly below, by code; RW therefore by number. Examples included (column `example`)."""
    return current().filter(parent=place).order_by("code")


def places_at(level: Level, *, under: Place | None = None) -> QuerySet[Place]:
    """All places of a level by code, with the names of those above, perhaps only those below (or equal to) `under`."""
    places = current().filter(level=level).select_related(*ANCESTORS).only(*own_and_above()).order_by("code")
    return places.filter(within("", under)) if under is not None else places


def lineage(place: Place) -> list[Place]:
    """From the province down to the place itself. No query when the ancestors are loaded, otherwise one."""
    above = place.loaded_ancestors()
    if above is None:
        rows = Place.objects.filter(pk__in=place.lineage_ids[:-1])
        above = sorted(rows, key=lambda row: Level(row.level).rank)
    return [*above, place]


def within(path: str, place: Place) -> Q:
    """A filter for rows whose place lies in `place` or is it.

    `path` leads to a Place: `within("recipient__place", kota)`. An empty path filters places themselves.
    """
    prefix = f"{path}__" if path else ""
    itself = Q(**{path or "pk": place.pk})
    column = _COLUMN.get(Level(place.level))
    return itself | Q(**{f"{prefix}{column}": place.pk}) if column else itself


def count_by_level() -> dict[Level, int]:
    """How many places exist today per level, examples left out."""
    rows = current().filter(example=False).values_list("level").annotate(number=Count("pk"))
    found = dict(rows.order_by())
    return {level: found.get(level.value, 0) for level in Level}


def search_places(text: str, *, limit: int = 20) -> list[Place]:
    """Places as people type them, best first, ancestors loaded. At most 3 queries; the same on both engines.

    Knows abbreviations (kel, kec, kby, tj, jaksel), beginnings, small typos, RW numbers ("rw 5 ragunan"), codes and
    postal codes. An RW that is not on record gives its kelurahan instead. The words are compared in Python over the 318
    places above RW, so that no engine's text search makes a difference.
    """
    question = understand(text)
    if question.empty:
        return []
    if question.code:
        return _by_code_start(question.code, limit)
    best = best_of(question, _candidates(), limit)
    if question.rw_number is None:
        return _in_order([candidate.place_id for candidate in best])
    villages = [candidate.place_id for candidate in best[:10]]
    wanted = Q(village__in=villages, rw_number=question.rw_number) | Q(pk__in=villages)
    found = list(current().filter(wanted).select_related(*ANCESTORS))
    by_village = {place.village_id: place for place in found if place.level == Level.RW}
    by_id = {place.pk: place for place in found}
    return [by_village.get(village) or by_id[village] for village in villages if village in by_id]


def _by_code_start(code: str, limit: int) -> list[Place]:
    """Places whose code is or begins with `code`; an old code gives the place of today."""
    places = current().select_related(*ANCESTORS)
    found = list(places.filter(code__startswith=code).order_by(Length("code"), "code")[:limit])
    if found:
        return found
    return list(places.filter(pk__in=PlaceCode.objects.filter(code=code).values("place_id"))[:limit])


def _candidates() -> list[Candidate]:
    rows = (
        current()
        .exclude(level=Level.RW)
        .values_list("pk", "code", "level", "search_text", "postal_code", "city_id", "district_id")
    )
    kept = list(rows.order_by())
    words: dict[int, tuple[str, ...]] = {row[0]: tuple(row[3].split()) for row in kept}
    return [
        Candidate(pk, code, Level(level), words[pk], words.get(city or 0, ()) + words.get(district or 0, ()), postal)
        for pk, code, level, _, postal, city, district in kept
    ]


def _in_order(ids: Sequence[int]) -> list[Place]:
    found = Place.objects.select_related(*ANCESTORS).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for pages that hold only ids."""
    return dict(Place.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


@finder(Place)
def _place(by: object, code: str, at: datetime) -> Place:
    """A place by its code, old codes included. Places are public."""
    return place_by_code(code)
