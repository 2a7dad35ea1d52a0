"""Outlines for drawing. No HTML here: strings and numbers that a page places into its own SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ksbb.places.enums import Level
from ksbb.places.models import Boundary, Place
from ksbb.places.queries.finding import current, within
from ksbb.places.rules import ISLANDS_CODE
from ksbb.places.rules.drawing import UNIT_METRES, Box, grid_box, to_grid

APPROXIMATE_CREDIT = "Perkiraan dari titik kelurahan, bukan batas resmi"

Spot = tuple[int, int]
View = tuple[int, int, int, int]
"""x, y, width, height."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One area to draw. `path`: SVG path data, empty when only points are known.

    `dots`: points of the kelurahan of an area that is bare or made of islands.
    """

    place_id: int
    code: str
    name: str
    path: str
    label: Spot
    dots: tuple[Spot, ...] = ()
    inset: bool = False


@dataclass(frozen=True, slots=True)
class Outlines:
    """The places of one level inside a place, in one grid of whole units. `inset`: the box of Kepulauan Seribu."""

    level: Level
    view: View
    shapes: tuple[Shape, ...]
    credit: str
    approximate: bool
    inset: View | None = None

    @property
    def view_box(self) -> str:
        """The value for `viewBox`."""
        return " ".join(map(str, self.view))

    @property
    def metres_per_unit(self) -> int:
        """For a scale bar."""
        return UNIT_METRES[self.level]

    def spot(self, lon: float, lat: float) -> Spot:
        """Where a point of the mainland falls on this drawing."""
        return to_grid(self.level, lon, lat)


@dataclass(frozen=True, slots=True)
class _Line:
    """The winning outline of one place."""

    path: str
    box: Box
    label: tuple[float, float]
    credit: str
    approximate: bool


def outlines(place: Place, *, level: Level | None = None) -> Outlines | None:
    """What to draw inside `place`: its children, or all places of `level` below it. None when nothing is known to draw.

    An imported outline wins over a computed one, the newest import over an older. At most 3 queries.
    """
    level = level or Level(place.level).below
    if level is None:
        return None
    rows = current().filter(within("", place), level=level, example=False).order_by("code")
    places = list(rows.only("pk", "code", "name", "lon", "lat", "level"))
    lines = _winning([row.pk for row in places])
    if level is Level.RW:
        places = [row for row in places if row.pk in lines]
    if not places:
        return None
    bare = [row for row in places if row.code.startswith(ISLANDS_CODE) or row.pk not in lines]
    dots = _dots(bare, level) if level is not Level.RW else {}
    apart = [row for row in bare if row.code.startswith(ISLANDS_CODE)] if place.level == Level.PROVINCE else []
    boxes = [lines[row.pk].box for row in places if row.pk in lines and row not in apart]
    boxes += [(lon, lat, lon, lat) for row in bare if row not in apart for lon, lat in dots.get(row.pk, ())]
    if not boxes:
        return None
    view = grid_box(level, boxes)
    corner = _Corner(level, view, [spot for row in apart for spot in dots.get(row.pk, ())]) if apart else None
    shapes = [
        corner.shape(row, dots.get(row.pk, ()))
        if corner and row in apart
        else _shape(row, level, lines.get(row.pk), dots)
        for row in places
    ]
    used = [lines[row.pk] for row in places if row.pk in lines]
    approximate = any(line.approximate for line in used) or not used
    credit = "; ".join(sorted({line.credit for line in used})) or APPROXIMATE_CREDIT
    return Outlines(level, view, tuple(shapes), credit, approximate, corner.box if corner else None)


def _winning(ids: Sequence[int]) -> dict[int, _Line]:
    rows = Boundary.objects.filter(place__in=ids).values_list(
        "place_id",
        "path",
        "min_lon",
        "min_lat",
        "max_lon",
        "max_lat",
        "label_lon",
        "label_lat",
        "boundary_set__approximate",
        "boundary_set__source",
        "boundary_set__licence",
        "boundary_set__as_of",
    )
    lines: dict[int, _Line] = {}
    # the last one written into the dict wins: computed first, then imports from old to new
    for row in rows.order_by("-boundary_set__approximate", "boundary_set__imported_at", "boundary_set_id"):
        pk, path, west, south, east, north, label_lon, label_lat, approximate, source, licence, as_of = row
        credit = APPROXIMATE_CREDIT if approximate else f"Batas: {source} ({licence}), {as_of:%d-%m-%Y}"
        lines[pk] = _Line(path, (west, south, east, north), (label_lon, label_lat), credit, approximate)
    return lines


def _dots(places: Iterable[Place], level: Level) -> dict[int, list[tuple[float, float]]]:
    """Points of the kelurahan of each place, longitude and latitude."""
    places = list(places)
    if level is Level.VILLAGE or not places:
        return {row.pk: [(row.lon, row.lat)] for row in places if row.lon is not None and row.lat is not None}
    column = "city_id" if level is Level.CITY else "district_id"
    rows = current().filter(level=Level.VILLAGE, lon__isnull=False, **{f"{column}__in": [row.pk for row in places]})
    found: dict[int, list[tuple[float, float]]] = {}
    for above, lon, lat in rows.order_by("code").values_list(column, "lon", "lat"):
        found.setdefault(above, []).append((lon or 0.0, lat or 0.0))
    return found


def _shape(row: Place, level: Level, line: _Line | None, dots: dict[int, list[tuple[float, float]]]) -> Shape:
    spots = tuple(to_grid(level, lon, lat) for lon, lat in dots.get(row.pk, ()))
    if line is not None:
        label = to_grid(level, *line.label)
    elif spots:
        label = (round(sum(x for x, _ in spots) / len(spots)), round(sum(y for _, y in spots) / len(spots)))
    else:
        label = (0, 0)
    return Shape(row.pk, row.code, row.name, line.path if line else "", label, spots)


class _Corner:
    """The inset at the lower left, where the mainland leaves room: the islands lie up to 45 km to the north-west."""

    def __init__(self, level: Level, view: View, spots: Sequence[tuple[float, float]]) -> None:
        x, y, width, height = view
        self.box: View = (x, y + round(height * 0.72), round(width * 0.2), round(height * 0.28))
        grid = [to_grid(level, *spot) for spot in spots] or [(0, 0)]
        self._level = level
        self._west, self._north = min(gx for gx, _ in grid), min(gy for _, gy in grid)
        wide, high = max(gx for gx, _ in grid) - self._west, max(gy for _, gy in grid) - self._north
        self._scale = min(self.box[2] * 0.66 / max(wide, 1), self.box[3] * 0.66 / max(high, 1))
        self._left = self.box[0] + round((self.box[2] - wide * self._scale) / 2)
        self._top = self.box[1] + round((self.box[3] - high * self._scale) / 2)

    def shape(self, row: Place, spots: Iterable[tuple[float, float]]) -> Shape:
        """The place drawn as points inside the box."""
        grid = [to_grid(self._level, *spot) for spot in spots]
        dots = tuple(
            (self._left + round((x - self._west) * self._scale), self._top + round((y - self._north) * self._scale))
            for x, y in grid
        )
        middle = (self.box[0] + self.box[2] // 2, self.box[1] + self.box[3] // 2)
        label = (sum(x for x, _ in dots) // len(dots), sum(y for _, y in dots) // len(dots)) if dots else middle
        return Shape(row.pk, row.code, row.name, "", label, dots, inset=True)
