"""Reads and checks outlines from a GeoJSON file and prepares them for storing and drawing. No database here."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Any

import shapely
from shapely.errors import GEOSException  # type: ignore[attr-defined]
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from ksbb.places.enums import Level
from ksbb.places.rules.drawing import UNIT_METRES, Box, ring_path, to_metres
from ksbb.places.rules.layers import Layer, Outline, Progress, silent
from ksbb.places.rules.naming import read_rw_code, read_rw_number, rw_code
from ksbb.places.rules.tables import RowProblem, Unreadable, plain, read_features

BOUNDS: Box = (106.2, -7.0, 107.3, -4.9)
"""All of DKI with its islands and room to spare; a point outside is a mistake (often the axes are swapped)."""


def read_layer(
    *,
    content: bytes,
    level: Level | None,
    codes: Mapping[Level, AbstractSet[str]],
    progress: Progress = silent,
) -> Layer:
    """Check a FeatureCollection. `codes`: the known codes per level; `level` None: guessed from the first features."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        features = read_features(content)
    except Unreadable as error:
        return Layer(level or Level.VILLAGE, digest, problems=(RowProblem(0, "", str(error)),))
    level = level or guess_level(features)
    skipped: list[RowProblem] = []
    problems: list[RowProblem] = []
    found: dict[str, tuple[str, int | None, MultiPolygon]] = {}
    for number, feature in enumerate(features, 1):
        if number % 500 == 0 or number == len(features):
            progress("Memeriksa", number, len(features))
        cells = {str(key).lower(): plain(value) for key, value in feature["properties"].items()}
        if cells.get("jenis", "rw").lower() != "rw" and level is Level.RW:
            label = cells.get("label") or "tanpa nama"
            skipped.append(RowProblem(number, "jenis", f"Dilewati: “{label}” ({cells['jenis']}) bukan RW."))
            continue
        try:
            village, rw, code = _identify(cells, level, codes)
            area = read_polygon(feature.get("geometry"))
        except ValueError as error:
            problems.append(RowProblem(number, "", str(error)))
            continue
        if code in found:
            problems.append(RowProblem(number, "", f"Kode {code} ada dua kali."))
        found[code] = (village, rw, area)
    if not found and not problems:
        problems.append(RowProblem(0, "", "Tidak ada batas wilayah di berkas ini."))
    if problems:
        return Layer(level, digest, skipped=tuple(skipped), problems=tuple(problems))
    progress("Menyiapkan gambar", 0, len(found))
    outlines = _outlines(level, found)
    wider = _wider(found, codes) if level is Level.VILLAGE else ()
    progress("Menyiapkan gambar", len(found), len(found))
    return Layer(level, digest, outlines, wider, tuple(skipped))


def guess_level(features: Sequence[Mapping[str, Any]]) -> Level:
    """RW when a feature names one; otherwise by the number of parts of the first code."""
    for feature in features[:50]:
        properties = {str(key).lower(): value for key, value in feature["properties"].items()}
        if "rw" in properties or "id_rw" in properties or "kode_rw" in properties:
            return Level.RW
        parts = plain(properties.get("kode")).count(".")
        if parts in {1, 2, 3}:
            return (Level.CITY, Level.DISTRICT, Level.VILLAGE)[parts - 1]
    return Level.VILLAGE


def _identify(
    cells: Mapping[str, str], level: Level, codes: Mapping[Level, AbstractSet[str]]
) -> tuple[str, int | None, str]:
    """Village code, RW number and code of a feature. Raises ValueError with an Indonesian sentence."""
    if level is not Level.RW:
        code = cells.get("kode") or cells.get("kode_kel") or cells.get("kode_kelurahan") or cells.get("code") or ""
        if code not in codes[level]:
            raise ValueError(f"Kode {level.label.lower()} “{code[:40]}” tidak dikenal.")
        return (code if level is Level.VILLAGE else ""), None, code
    whole = read_rw_code(cells.get("id_rw") or cells.get("kode_rw") or cells.get("kode") or "")
    village = cells.get("kode_kel") or cells.get("kode_kelurahan") or (whole[0] if whole else "")
    number = read_rw_number(cells.get("rw") or "") or (whole[1] if whole else None)
    if village not in codes[Level.VILLAGE]:
        raise ValueError(f"Kode kelurahan “{village[:40]}” tidak dikenal.")
    if number is None or number > 900:  # from 901 on are examples
        raise ValueError(f"“{(cells.get('rw') or '')[:40]}” bukan nomor RW; isikan angka 1 sampai 900.")
    if whole and whole != (village, number):
        raise ValueError(f"Kode RW “{rw_code(*whole)}” tidak cocok dengan kelurahan atau nomornya.")
    return village, number, rw_code(village, number)


def read_polygon(geometry: Any) -> MultiPolygon:
    """A Polygon or MultiPolygon with valid rings inside the bounds, 5 decimals. Raises ValueError with a sentence."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise ValueError("Bentuknya harus Polygon atau MultiPolygon.")
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not isinstance(parts, list) or not parts:
        raise ValueError("Koordinatnya kosong.")
    clean = [[_ring(ring) for ring in part] if isinstance(part, list) and part else _no_ring() for part in parts]
    try:
        area = shape({"type": "MultiPolygon", "coordinates": clean})  # type: ignore[no-untyped-call]
        flaw = "" if area.is_valid else str(shapely.is_valid_reason(area))  # type: ignore[no-untyped-call]
        fine = area if flaw else shapely.set_precision(area, 1e-5)  # type: ignore[no-untyped-call]
    except GEOSException:
        raise ValueError("Garis batasnya tidak sah.") from None
    if flaw:
        raise ValueError(f"Garis batasnya tidak sah ({flaw[:60]}).")
    polygons = [part for part in shapely.get_parts(fine) if isinstance(part, Polygon) and part.area > 0]
    if not polygons:
        raise ValueError("Luasnya nol.")
    return MultiPolygon(polygons)  # type: ignore[no-untyped-call]


def _no_ring() -> list[list[tuple[float, float]]]:
    raise ValueError("Koordinatnya kosong.")


def _ring(ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, list) or len(ring) < 4:  # three corners and the first again
        raise ValueError("Garis batas harus punya paling sedikit 4 titik.")
    points: list[tuple[float, float]] = []
    for point in ring:
        if not isinstance(point, list) or len(point) < 2 or not all(_is_number(value) for value in point[:2]):
            raise ValueError("Ada titik yang bukan pasangan angka.")
        lon, lat = float(point[0]), float(point[1])
        if not (BOUNDS[0] <= lon <= BOUNDS[2] and BOUNDS[1] <= lat <= BOUNDS[3]):
            raise ValueError(f"Titik {lon:.5f}, {lat:.5f} di luar Jakarta (urutannya bujur, lintang).")
        points.append((lon, lat))
    if points[0] != points[-1]:
        raise ValueError("Garis batas tidak tertutup.")
    return points


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1000 and math.isfinite(value)
    )


def _outlines(level: Level, found: Mapping[str, tuple[str, int | None, BaseGeometry]]) -> tuple[Outline, ...]:
    paths = paths_of([area for _, _, area in found.values()], level)
    return tuple(
        outline_of(code=code, village_code=village, rw_number=rw, area=area, path=path)
        for (code, (village, rw, area)), path in zip(found.items(), paths, strict=True)
    )


def _wider(
    found: Mapping[str, tuple[str, int | None, BaseGeometry]], codes: Mapping[Level, AbstractSet[str]]
) -> tuple[tuple[Level, tuple[Outline, ...]], ...]:
    """Kecamatan and kota as the union of their kelurahan, where the file has all of them."""
    areas = {code: area for code, (_, _, area) in found.items()}
    return tuple(
        (level, _outlines(level, {code: ("", None, area) for code, area in joined.items()}))
        for level, length in ((Level.DISTRICT, 8), (Level.CITY, 5))
        if (joined := union_by_prefix(areas, codes[Level.VILLAGE], length))
    )


def union_by_prefix(
    areas: Mapping[str, BaseGeometry], complete: AbstractSet[str], length: int
) -> dict[str, BaseGeometry]:
    """Areas joined by the first `length` letters of their code; only where every code of `complete` is there."""
    wanted = {prefix: set(group) for prefix, group in groupby(sorted(complete), key=lambda code: code[:length])}
    return {
        prefix: shapely.union_all([areas[code] for code in sorted(group)], grid_size=1e-5)
        for prefix, group in wanted.items()
        if group <= areas.keys()
    }


def paths_of(areas: Sequence[BaseGeometry], level: Level) -> list[str]:
    """SVG paths of neighbouring areas, simplified together so that shared edges stay shared."""
    flat = [shapely.transform(area, _array_to_metres) for area in areas]
    tolerance = float(UNIT_METRES[level]) * 1.2
    try:
        simple: Iterable[BaseGeometry] = shapely.coverage_simplify(flat, tolerance)
    except GEOSException:
        simple = [area.simplify(tolerance) for area in flat]
    return [_path(area, level) or _path(original, level) for area, original in zip(simple, flat, strict=True)]


def _array_to_metres(points: Any) -> Any:
    points = points.copy()
    points[:, 0], points[:, 1] = to_metres(points[:, 0], points[:, 1])
    return points


def _path(area: BaseGeometry, level: Level) -> str:
    rings: list[str] = []
    for part in sorted(shapely.get_parts(area), key=lambda part: -part.area):
        if isinstance(part, Polygon):
            rings += [ring_path(ring.coords, level) for ring in (part.exterior, *part.interiors)]
    return "".join(rings)


def outline_of(*, code: str, village_code: str, rw_number: int | None, area: BaseGeometry, path: str) -> Outline:
    """An outline ready to store: GeoJSON text, box, a point inside for the label, and the path."""
    west, south, east, north = (float(value) for value in area.bounds)
    return Outline(code, village_code, rw_number, geojson(area), (west, south, east, north), label_point(area), path)


def label_point(area: BaseGeometry) -> tuple[float, float]:
    """A point inside the largest part: its centroid if that lies inside, otherwise any inner point."""
    largest = max(shapely.get_parts(area), key=lambda part: float(part.area))
    centre = largest.centroid
    spot = centre if largest.contains(centre) else largest.representative_point()
    return round(spot.x, 5), round(spot.y, 5)


def geojson(area: BaseGeometry) -> str:
    """GeoJSON text of a MultiPolygon with 5 decimals (about 1 m)."""
    parts = [part for part in shapely.get_parts(area) if isinstance(part, Polygon)]
    coordinates = [
        [[[round(x, 5), round(y, 5)] for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in parts
    ]
    return json.dumps({"type": "MultiPolygon", "coordinates": coordinates}, separators=(",", ":"))
