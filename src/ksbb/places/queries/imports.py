"""What an import would meet: known codes, known RW, known figures. Reads only."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Count

from ksbb.core.refusals import Refusal
from ksbb.places.enums import FigureKind, Level
from ksbb.places.models import BoundarySet, Place, PlaceFigure
from ksbb.places.rules import (
    Ceiling,
    Layer,
    Progress,
    RwPreview,
    Village,
    check_rows,
    read_rw_code,
    read_table,
    silent,
)
from ksbb.places.rules import why_not_import_rw as _why_not_import_rw
from ksbb.places.rules import why_not_record_figure as _why_not_record_figure

DATA = Path(__file__).resolve().parent.parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    """Rows of a committed data file; lines that begin with # are notes."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def _published_rw_counts() -> dict[str, Ceiling]:
    return {
        row["code"]: Ceiling(row["name"], FigureKind.RW_COUNT, int(row["rw_count"]), row["source"])
        for row in rows_of("rw_counts.csv")
    }


def parse_rw_file(*, name: str, content: bytes) -> RwPreview:
    """What taking in a file of RW would do; when `sound`, its `codes` go to `actions.import_rw`. 2 queries."""
    table = read_table(name=name, content=content)
    digest = hashlib.sha256(content).hexdigest()
    if table.problems:
        return check_rows(table=table, villages=(), known=frozenset(), digest=digest)
    rows = Place.objects.filter(level=Level.VILLAGE, retired_on__isnull=True)
    villages = rows.values_list("code", "name", "district__name", "city__name").order_by("code")
    known = Place.objects.filter(level=Level.RW).values_list("village__code", "rw_number")
    return check_rows(
        table=table,
        villages=[Village(code, label, district or "", city or "") for code, label, district, city in villages],
        known={(code or "", number or 0) for code, number in known},
        digest=digest,
    )


def read_boundaries(*, content: bytes, level: Level | None = None, progress: Progress = silent) -> Layer:
    """Check a GeoJSON file of outlines and prepare them (all geometry happens here). 1 query, no write."""
    from ksbb.places.rules.polygons import read_layer  # loads the geometry library, which pages never need

    codes: dict[Level, set[str]] = {known: set() for known in Level}
    places = Place.objects.exclude(level=Level.RW).filter(retired_on__isnull=True)
    for code, known in places.values_list("code", "level"):
        codes[Level(known)].add(code)
    return read_layer(content=content, level=level, codes=codes, progress=progress)


def known_set(layer: Layer) -> BoundarySet | None:
    """The set that this very file made when it was taken in before."""
    return BoundarySet.objects.filter(level=layer.level, digest=layer.digest).first()


def rw_counts_with(codes: Iterable[str]) -> dict[str, int]:
    """Real RW per place code of kota and province, as they would be with these RW codes added. 2 queries."""
    wanted = {found for code in codes if (found := read_rw_code(code)) and found[1] <= 900}  # examples
    real = Place.objects.filter(level=Level.RW, example=False, retired_on__isnull=True)
    known = {(village or "", number or 0) for village, number in real.values_list("village__code", "rw_number")}
    counts: dict[str, int] = {}
    for village, _ in known | wanted:
        for code in (village[:2], village[:5]):
            counts[code] = counts.get(code, 0) + 1
    return counts


def why_not_import_rw(*, codes: Iterable[str], reason: str) -> Refusal | None:
    """Why these RW may not be taken in without a (better) written reason: more than Jakarta or the kota has (UX-01)."""
    return _why_not_import_rw(counts=rw_counts_with(codes), ceilings=_rw_ceilings(), reason=reason)


def _rw_ceilings() -> Mapping[str, Ceiling]:
    """Published counts, replaced by what has been recorded since."""
    recorded = PlaceFigure.objects.filter(kind=FigureKind.RW_COUNT, place__level__in=(Level.PROVINCE, Level.CITY))
    newest = {
        code: Ceiling(name, FigureKind.RW_COUNT, value, source)
        for code, name, value, source in recorded.order_by("as_of", "pk").values_list(
            "place__code", "place__name", "value", "source"
        )
    }
    return {**_published_rw_counts(), **newest}


def ceilings_for(place: Place) -> list[Ceiling]:
    """Known figures of the places above, and of the place itself from published sources or of another kind. 1 query."""
    newest: dict[tuple[int, str], Ceiling] = {}
    figures = PlaceFigure.objects.filter(place__in=place.lineage_ids).order_by("as_of", "pk")
    codes: dict[int, str] = dict(Place.objects.filter(pk__in=place.lineage_ids).values_list("pk", "code"))
    for row in figures.select_related("place"):
        newest[row.place_id, row.kind] = Ceiling(row.place.name, FigureKind(row.kind), row.value, row.source)
    published = {
        (pk, FigureKind.RW_COUNT.value): ceiling
        for pk, code in codes.items()
        if (ceiling := _published_rw_counts().get(code))
    }
    # a newer figure of the place itself replaces the older one, so only the published one is held against it
    own = {(place.pk, kind.value) for kind in FigureKind if kind is not FigureKind.POPULATION}
    above = {key: ceiling for key, ceiling in newest.items() if key not in own}
    return list({**published, **above}.values())


def why_not_record_figure(
    *, place: Place, kind: FigureKind, value: int, as_of: date, today: date, source: str, reason: str
) -> Refusal | None:
    """Why a figure about the place may not be recorded (UX-01).

    A population is not held against the place's own older one.
    """
    ceilings = [
        ceiling
        for ceiling in ceilings_for(place)
        if not (kind == FigureKind.POPULATION and ceiling.place_name == place.name)
    ]
    return _why_not_record_figure(
        kind=kind, value=value, as_of=as_of, today=today, source=source, ceilings=ceilings, reason=reason
    )


def figures_of(place: Place) -> list[PlaceFigure]:
    """All figures about the place, newest first."""
    return list(PlaceFigure.objects.filter(place=place).order_by("-as_of", "-pk"))


def rw_count_of(places: Iterable[Place]) -> dict[int, int]:
    """Real RW on record per kelurahan id."""
    rows = Place.objects.filter(level=Level.RW, example=False, retired_on__isnull=True, village__in=list(places))
    return {
        village or 0: number
        for village, number in rows.values_list("village_id").annotate(number=Count("pk")).order_by()
    }
