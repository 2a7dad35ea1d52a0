"""A map and its table from one list of areas: the same places, the same numbers, in a drawing and in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from ksbb.core.formats import angka, persen
from ksbb.needs import queries as needs
from ksbb.opendata.figures import Span, by_area, end_of
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.web.public.answers import KEPT_SECONDS
from ksbb.web.strokes import Quantities, disc

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.safestring import SafeString

    from ksbb.catalogue.models import Package
    from ksbb.places.models import Place
    from ksbb.places.queries import Outlines, Shape

CLASSES = (20, 40, 60, 80, 100)
"""Upper limits of the five classes, in per cent of the need that is promised: the city's own measure of fulfilment."""
COLUMN = {Level.CITY: "city", Level.DISTRICT: "district", Level.VILLAGE: "village", Level.RW: ""}
WIDE_PX, TALL_PX, LETTER_PX = 460, 640, 13
"""The room a map has on a desk, and the size of a name there, in px."""
LABELLED = 13  # more names than this would cover one another


@dataclass(frozen=True, slots=True)
class Area:
    """One area in the table and, if it has an outline, on the map."""

    place_id: int
    code: str
    name: str
    url: str
    q: Quantities
    example: bool = False

    @property
    def shade(self) -> int:
        """Class 1 to 5 by the share of the need that is promised; 0 where nothing was asked for."""
        if not self.q.needed:
            return 0
        share = (self.q.promised + self.q.elsewhere) * 100 / self.q.needed
        return next((rank for rank, limit in enumerate(CLASSES, 1) if share < limit), len(CLASSES))

    @property
    def words(self) -> str:
        """Name and value for those who hear the map."""
        if not self.q.needed:
            return f"{self.name}: belum ada kebutuhan"
        share = persen(min(self.q.promised, self.q.needed), self.q.needed)
        promised = f"{angka(self.q.promised)} dari {angka(self.q.needed)} sudah berkomitmen ({share})"
        aside = f", {angka(self.q.elsewhere)} di luar KSBB" if self.q.elsewhere else ""
        return f"{self.name}: {promised}, {angka(self.q.confirmed)} diterima{aside}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """An area with its outline and its circle."""

    area: Area
    shape: Shape
    circle: SafeString
    label: bool
    label_y: int
    """Where the name stands: below the circle."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the map's template needs."""

    outlines: Outlines
    drawn: tuple[Drawn, ...]
    letter: float
    """Size of a name, in units of the drawing."""
    dot: float
    """Radius of a point, likewise."""


@dataclass(frozen=True, slots=True)
class Board:
    """The areas inside a place with the four numbers of one package, and the moment they were counted."""

    level: Level
    areas: tuple[Area, ...]
    total: Quantities
    drawing: Drawing | None
    at: datetime
    now: bool
    """Only needs whose period is not over, so that the map tells where help is needed today; else all since 2020."""
    periods: tuple[tuple[str, str], ...] = ()
    """Of these periods, by code and name, if `now`."""

    @property
    def said(self) -> str:
        """The sentence over all periods, which must not call needs whose time is over still open; "" where all run."""
        total = self.total
        if self.now or not total.needed:
            return ""
        return f"{angka(total.promised)} dari {angka(total.needed)} {total.unit} sudah berkomitmen, semua periode"

    @property
    def empty(self) -> bool:
        """Was nothing asked for and nothing promised anywhere here?"""
        return not any(area.q.needed or area.q.promised for area in self.areas)


def board(place: Place, *, package: Package, level: Level, at: datetime, now: bool = True) -> Board:
    """The areas of a level inside a place; counted anew at most once a minute."""
    key = f"public:board:{place.pk}:{package.pk}:{level}:{now}"
    kept: Board | None = cache.get(key)
    if kept is None:
        kept = _count(place, package=package, level=level, at=at, now=now)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _count(place: Place, *, package: Package, level: Level, at: datetime, now: bool) -> Board:
    day = timezone.localdate(at)
    periods: tuple[tuple[str, str], ...] = ()
    if now:
        found, periods = _running(place, package=package, level=level, day=day)
    else:
        counted = by_area(Span(until=end_of(day), place=place), column=COLUMN[level], package=package.code)
        found = {area: _figures(numbers, package.counted_as) for area, numbers in counted.items()}
    none = Quantities(0, 0, 0, 0, unit=package.counted_as)
    inside = places.places_at(level, under=place) if place.level != level else places.children_of(place)
    areas = tuple(_area(row, found.get(row.pk, none)) for row in inside)
    outlines = places.outlines(place, level=level)
    total = Quantities(
        needed=sum(area.q.needed for area in areas),
        promised=sum(area.q.promised for area in areas),
        delivered=sum(area.q.delivered for area in areas),
        confirmed=sum(area.q.confirmed for area in areas),
        elsewhere=sum(area.q.elsewhere for area in areas),
        unit=package.spoken,
    )
    return Board(level, areas, total, draw(outlines, areas) if outlines else None, at, now, periods)


def _running(
    place: Place, *, package: Package, level: Level, day: date
) -> tuple[dict[int, Quantities], tuple[tuple[str, str], ...]]:
    found = needs.running(place, column=COLUMN[level], package=package, on=day)
    unit = package.counted_as
    return {
        area: Quantities(n["quantity"], n["promised"], n["delivered"], n["confirmed"], n["elsewhere"], unit)
        for area, n in found.sums.items()
    }, found.periods


def _figures(numbers: dict[str, int], unit: str) -> Quantities:
    return Quantities(
        needed=numbers.get("needed", 0),
        promised=max(numbers.get("komitmen", 0), 0),
        delivered=max(numbers.get("disalurkan", 0), 0),
        confirmed=max(numbers.get("diterima", 0), 0),
        unit=unit,
    )


def _area(row: Place, q: Quantities) -> Area:
    return Area(row.pk, row.code, row.name, reverse("public:place", args=[row.code]), q, row.example)


def draw(outlines: Outlines, areas: Sequence[Area]) -> Drawing:
    """Put the areas into their outlines: the cell is shaded, the circle in it is the need and its filled part."""
    _, _, width, height = outlines.view
    known = {area.place_id: area for area in areas}
    shapes = [shape for shape in outlines.shapes if shape.place_id in known]
    scale = max((known[shape.place_id].q.needed for shape in shapes), default=1)
    size = min(width, height)
    widest = size * (0.034 if len(shapes) > LABELLED else 0.06)
    letter = LETTER_PX * max(width / WIDE_PX, height / TALL_PX)
    drawn = []
    for shape in shapes:
        area = known[shape.place_id]
        x, y = shape.label
        circle = disc(area.q, x=x, y=y, full_radius=round(widest, 1), scale=max(scale, 1))
        below = y + widest * sqrt(area.q.needed / max(scale, 1)) + letter
        drawn.append(Drawn(area, shape, circle, len(shapes) <= LABELLED, round(below)))
    return Drawing(outlines, tuple(drawn), letter=round(letter, 1), dot=round(size * 0.009, 1))
