"""Turns outlines into compact SVG paths in a local grid of whole numbers, one grid per level.

A path depends on the level only, so it is made once at import and every page joins ready strings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ksbb.places.enums import Level

UNIT_METRES = {Level.PROVINCE: 40, Level.CITY: 40, Level.DISTRICT: 30, Level.VILLAGE: 12, Level.RW: 2}
"""How many metres one unit of the drawing of a level is: fine enough for the page on which the level is drawn."""

WEST, NORTH = 106.0, -5.0
"""The corner where the grid begins, degrees; all of DKI lies east and south of it."""

_METRES_LAT = 110_574.0
_METRES_LON = 111_320.0 * math.cos(math.radians(6.2))

Box = tuple[float, float, float, float]
"""min lon, min lat, max lon, max lat."""


def to_metres(lon: float, lat: float) -> tuple[float, float]:
    """East and south of the corner, metres. Equirectangular at 6.2° S: within 0.1 % over Jakarta."""
    return (lon - WEST) * _METRES_LON, (NORTH - lat) * _METRES_LAT


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """The reverse of `to_metres`."""
    return WEST + x / _METRES_LON, NORTH - y / _METRES_LAT


def to_grid(level: Level, lon: float, lat: float) -> tuple[int, int]:
    """Place a point on the drawing of `level`: whole units, x to the east, y downwards."""
    x, y = to_metres(lon, lat)
    return round(x / UNIT_METRES[level]), round(y / UNIT_METRES[level])


def ring_path(points: Iterable[tuple[float, float]], level: Level) -> str:
    """One closed ring (metres) as `Mx,y l…z` in whole units; empty when it falls into fewer than three points."""
    unit = UNIT_METRES[level]
    grid: list[tuple[int, int]] = []
    for x, y in points:
        spot = (round(x / unit), round(y / unit))
        if not grid or spot != grid[-1]:
            grid.append(spot)
    if len(grid) > 1 and grid[0] == grid[-1]:
        grid.pop()
    if len(grid) < 3:  # no area
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(grid)]
    return f"M{_joined(grid[:1])}l{_joined(_straightened(steps))}z"


def _straightened(steps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Steps in the same direction made one."""
    short: list[tuple[int, int]] = []
    for dx, dy in steps:
        if short and short[-1][0] * dy == short[-1][1] * dx and short[-1][0] * dx + short[-1][1] * dy > 0:
            short[-1] = (short[-1][0] + dx, short[-1][1] + dy)
        else:
            short.append((dx, dy))
    return short


def _joined(pairs: Iterable[tuple[int, int]]) -> str:
    """Numbers with a space only where no minus sign parts them."""
    text = ""
    for pair in pairs:
        for number in pair:
            text += f"{number}" if not text or number < 0 else f" {number}"
    return text


def grid_box(level: Level, boxes: Iterable[Box], margin: float = 0.03) -> tuple[int, int, int, int]:
    """x, y, width, height of the view that holds all boxes, with a margin (share of the longer side)."""
    spots = [
        to_grid(level, lon, lat) for west, south, east, north in boxes for lon, lat in ((west, south), (east, north))
    ]
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    top, bottom = min(y for _, y in spots), max(y for _, y in spots)
    edge = max(2, math.ceil(max(right - left, bottom - top) * margin))
    return left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge
