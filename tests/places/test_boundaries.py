"""Outlines from GeoJSON: all or nothing, twice without doubling, real ones before computed ones."""

import json
import time
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ksbb.core.models import JournalEntry
from ksbb.core.refusals import Refused
from ksbb.places import actions, queries
from ksbb.places.enums import Level
from ksbb.places.models import Boundary, BoundarySet, Place
from ksbb.places.rules import Layer
from tests.places.conftest import AT, square

DAY = date(2026, 1, 31)
VILLAGE = "31.74.05.1001"


def collection(*features: tuple[dict[str, Any], Any]) -> bytes:
    found = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in features]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


def take_in(content: bytes, **more: Any) -> BoundarySet:
    layer = queries.read_boundaries(content=content)
    values: dict[str, Any] = {"source": "Dinas contoh", "licence": "CC BY 4.0", "as_of": DAY, "at": AT} | more
    return actions.import_boundaries(layer=layer, **values)


RW = collection(
    ({"kode_kel": VILLAGE, "rw": "001", "jenis": "rw"}, square(106.77, -6.25)),
    ({"kode_kel": VILLAGE, "rw": "2", "jenis": "rw"}, square(106.78, -6.25)),
    ({"id_rw": f"{VILLAGE}.003"}, {"type": "MultiPolygon", "coordinates": [square(106.79, -6.25)["coordinates"]]}),
    ({"kode_kel": VILLAGE, "rw": None, "jenis": "bukan_rw", "label": "TPU"}, square(106.80, -6.25)),
)


def test_rw_are_created_under_their_kelurahan(place: Any) -> None:
    layer = queries.read_boundaries(content=RW)
    assert layer.level is Level.RW
    assert [(problem.row, "TPU" in problem.message) for problem in layer.skipped] == [(4, True)]
    take_in(RW)
    rw = place(f"{VILLAGE}-RW003")
    assert (rw.lon, rw.lat, rw.point_source) == (106.795, -6.245, "Dinas contoh")
    drawn = queries.outlines(place(VILLAGE))
    assert drawn is not None
    assert [shape.name for shape in drawn.shapes] == ["RW 001", "RW 002", "RW 003"]
    assert drawn.credit == "Batas: Dinas contoh (CC BY 4.0), 31-01-2026"
    assert not drawn.approximate


def test_a_second_import_multiplies_nothing(place: Any) -> None:
    first = take_in(RW)
    before = (Place.objects.count(), Boundary.objects.count(), BoundarySet.objects.count())
    assert take_in(RW).pk == first.pk
    assert (Place.objects.count(), Boundary.objects.count(), BoundarySet.objects.count()) == before
    moved = RW.replace(b"106.77", b"106.76")
    take_in(moved, source="Lebih baru", at=AT.replace(hour=5))
    assert Place.objects.count() == before[0]
    drawn = queries.outlines(place(VILLAGE))
    assert drawn is not None
    assert "Lebih baru" in drawn.credit
    take_in(RW, at=AT.replace(hour=6))  # the older file taken in again is the newest again
    drawn = queries.outlines(place(VILLAGE))
    assert drawn is not None
    assert "Dinas contoh" in drawn.credit


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[106.7, -6.2], [106.8, -6.1], [106.8, -6.2], [106.7, -6.1], [106.7, -6.2]]],
}
OPEN = {"type": "Polygon", "coordinates": [square(106.7, -6.2)["coordinates"][0][:-1]]}
BAD_GEOMETRIES = [
    (BOWTIE, "tidak sah"),
    (OPEN, "tidak tertutup"),
    (None, "harus Polygon"),
    ({"type": "Point", "coordinates": [106.7, -6.2]}, "harus Polygon"),
    ({"type": "Polygon", "coordinates": []}, "kosong"),
    ({"type": "Polygon", "coordinates": [[[106.7, -6.2]] * 2]}, "4 titik"),
    ({"type": "Polygon", "coordinates": [[[106.7, -6.2]] * 4]}, "tidak sah"),
    ({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}, "pasangan angka"),
    ({"type": "Polygon", "coordinates": [[[True, False]] * 4]}, "pasangan angka"),
    ({"type": "Polygon", "coordinates": "x"}, "kosong"),
    ({"type": "MultiPolygon", "coordinates": [[]]}, "kosong"),
    (square(-6.2, 106.8), "di luar Jakarta"),
    (square(106.7, -6.2, 1e-7), "Luasnya nol"),
]


@pytest.mark.parametrize(("geometry", "said"), BAD_GEOMETRIES)
def test_an_invalid_ring_refuses_the_whole_file(jakarta: Place, geometry: Any, said: str) -> None:
    content = collection(
        ({"kode_kel": VILLAGE, "rw": "001"}, square(106.77, -6.25)), ({"kode_kel": VILLAGE, "rw": "002"}, geometry)
    )
    refused_whole(content, 2, said)


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"kode_kel": "31.74.05.9999", "rw": "001"}, "tidak dikenal"),
        ({"kode_kel": VILLAGE, "rw": "x"}, "bukan nomor RW"),
        ({"kode_kel": VILLAGE, "rw": "901"}, "bukan nomor RW"),
        ({"kode_kel": VILLAGE, "rw": "001"}, "dua kali"),
        ({"kode_kel": VILLAGE, "rw": "005", "id_rw": f"{VILLAGE}.006"}, "tidak cocok"),
        ({"kode_kel": [1], "rw": {}}, "tidak dikenal"),
        ({}, "tidak dikenal"),
    ],
)
def test_an_unknown_place_refuses_the_whole_file(jakarta: Place, properties: dict[str, Any], said: str) -> None:
    content = collection(
        ({"kode_kel": VILLAGE, "rw": "001"}, square(106.77, -6.25)), (properties, square(106.78, -6.25))
    )
    refused_whole(content, 2, said)


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":NaN}',
    b'{"type":"FeatureCollection","features":[]}',
    b'{"type":"FeatureCollection","features":[1]}',
    b'{"type":"FeatureCollection","features":[{"properties":3}]}',
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_refused(jakarta: Place, content: bytes) -> None:
    refused_whole(content, 0, "GeoJSON")


def written() -> list[int]:
    return [model._default_manager.count() for model in (Place, Boundary, BoundarySet, JournalEntry)]


def refused_whole(content: bytes, row: int, said: str) -> None:
    before = written()
    layer = queries.read_boundaries(content=content)
    assert layer.problems[0].row == row
    assert said in str(layer.problems[0])
    with pytest.raises(Refused, match="boundaries_unsound"):
        take_in(content)
    assert written() == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": ""}, "source_needed"),
        ({"licence": " "}, "licence_needed"),
        ({"as_of": date(2026, 5, 3)}, "in_future"),
    ],
)
def test_source_licence_and_date_are_asked_for(jakarta: Place, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        take_in(RW, **more)
    assert not Place.objects.filter(level=Level.RW).exists()


def test_an_empty_layer_is_refused(jakarta: Place) -> None:
    with pytest.raises(Refused, match="import_empty"):
        actions.import_boundaries(layer=Layer(Level.RW, "x"), source="a", licence="b", as_of=DAY, at=AT)


def test_a_kecamatan_is_joined_only_from_all_its_kelurahan(place: Any) -> None:
    villages = list(queries.places_at(Level.VILLAGE, under=place("31.74.05")))
    features = [({"kode": village.code}, square(106.77 + 0.01 * turn, -6.25)) for turn, village in enumerate(villages)]
    some = queries.read_boundaries(content=collection(*features[:-1]))
    assert some.level is Level.VILLAGE
    assert some.wider == ()
    take_in(collection(*features))
    drawn = queries.outlines(place("31.74"))
    assert drawn is not None
    real = next(shape for shape in drawn.shapes if shape.code == "31.74.05")
    assert real.path.count("M") == 1
    assert drawn.approximate  # the other kecamatan are still computed
    assert (
        drawn.credit == "Batas: Dinas contoh (CC BY 4.0), 31-01-2026; Perkiraan dari titik kelurahan, bukan batas resmi"
    )


def test_real_kelurahan_and_rw_load_in_time(jakarta: Place, real: Path, django_assert_max_num_queries: Any) -> None:
    out = StringIO()
    began = time.monotonic()
    options = {"source": "uji", "licence": "MIT", "as_of": date(2017, 5, 27), "stdout": out, "stderr": out}
    call_command("import_boundaries", str(real / "kelurahan_dki.geojson"), **options)
    call_command("import_boundaries", str(real / "rw_dki.geojson"), **options)
    assert time.monotonic() - began < 60  # the limit; about 4 s on a quiet machine
    assert "Memeriksa: 2698 dari 2698" in out.getvalue()
    assert out.getvalue().count("Dilewati") == 11
    assert queries.count_by_level()[Level.RW] == 2687
    sets = {
        (row.level, row.approximate): Boundary.objects.filter(boundary_set=row).count()
        for row in BoundarySet.objects.all()
    }
    assert sets[Level.VILLAGE, False] == 267
    assert sets[Level.RW, False] == 2687
    assert (sets[Level.DISTRICT, False], sets[Level.CITY, False]) == (44, 6)
    call_command("import_boundaries", str(real / "rw_dki.geojson"), **options)
    assert Boundary.objects.filter(place__level=Level.RW).count() == 2687
    for place in queries.places_at(Level.CITY):
        for level in (Level.DISTRICT, Level.VILLAGE):
            with django_assert_max_num_queries(3):
                drawn = queries.outlines(place, level=level)
            assert drawn is not None
            assert not drawn.approximate
            assert all(shape.path for shape in drawn.shapes)
            assert sum(len(shape.path) for shape in drawn.shapes) < 30_000
    all_districts = queries.outlines(jakarta, level=Level.DISTRICT)
    assert all_districts is not None
    assert sum(len(shape.path) for shape in all_districts.shapes) < 30_000


def test_the_command_refuses_and_says_where(jakarta: Place, tmp_path: Path) -> None:
    file = tmp_path / "rw.geojson"
    file.write_bytes(collection(({"kode_kel": "x", "rw": "1"}, square(106.7, -6.2))))
    err = StringIO()
    with pytest.raises(CommandError, match="tidak ada yang ditulis"):
        call_command(
            "import_boundaries", str(file), source="a", licence="b", as_of="2020-01-01", stdout=err, stderr=err
        )
    assert "Baris 1" in err.getvalue()
