"""Bulk writing shared by the seed and the imports of this room. Only inside an action's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ksbb.places.enums import Level
from ksbb.places.models import EXAMPLE_RW_FROM, Boundary, BoundarySet, Place
from ksbb.places.rules import Outline, rw_code, rw_name

BATCH = 500


def store_outlines(layer: BoundarySet, outlines: Sequence[Outline], ids: Mapping[str, int]) -> int:
    """Write the outlines of one set; `ids`: place id by code. Returns how many."""
    rows = [
        Boundary(
            place_id=ids[outline.code],
            boundary_set=layer,
            geometry=outline.geometry,
            min_lon=outline.box[0],
            min_lat=outline.box[1],
            max_lon=outline.box[2],
            max_lat=outline.box[3],
            label_lon=outline.label[0],
            label_lat=outline.label[1],
            path=outline.path,
        )
        for outline in outlines
    ]
    Boundary.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def lock_register() -> None:
    """Lock the province's row, so that two writers of the register wait for each other."""
    list(Place.objects.select_for_update().filter(level=Level.PROVINCE).values_list("pk"))


def lock_villages(codes: Iterable[str]) -> dict[str, Place]:
    """Kelurahan by code, after locking the register."""
    lock_register()
    villages = Place.objects.filter(level=Level.VILLAGE, retired_on__isnull=True)
    wanted = set(codes)
    return {village.code: village for village in villages if village.code in wanted}


def known_rw(villages: Mapping[str, Place]) -> set[str]:
    """Codes of the RW on record under these kelurahan."""
    ids = [village.pk for village in villages.values()]
    return set(Place.objects.filter(level=Level.RW, village__in=ids).values_list("code", flat=True))


def new_rw(village: Place, number: int, point: tuple[float, float] | None = None, source: str = "") -> Place:
    """An unsaved RW under a kelurahan. From number 901 on it is an example."""
    return Place(
        code=rw_code(village.code, number),
        level=Level.RW,
        name=rw_name(number),
        parent=village,
        province_id=village.province_id,
        city_id=village.city_id,
        district_id=village.district_id,
        village=village,
        rw_number=number,
        postal_code=village.postal_code,
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        point_source=source[:120] if point else "",
        search_text=f"rw {number} {village.search_text}"[:200],
        example=number >= EXAMPLE_RW_FROM,
    )
