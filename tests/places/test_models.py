"""The constraints of the tables, hit directly: the database itself must refuse."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from ksbb.places.enums import FigureKind, Level
from ksbb.places.models import Boundary, BoundarySet, Place, PlaceCode, PlaceFigure
from tests.places.conftest import AT


def refused(model: type[models.Model], **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(**values)


def rw(under: Place, **changes: Any) -> dict[str, Any]:
    values = {
        "code": f"{under.code}-RW004",
        "level": Level.RW,
        "name": "RW 004",
        "parent": under,
        "province_id": under.province_id,
        "city_id": under.city_id,
        "district_id": under.district_id,
        "village": under,
        "rw_number": 4,
    }
    return values | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"parent": None},
        {"village": None},
        {"city_id": None},
        {"rw_number": None},
        {"rw_number": 0},
        {"rw_number": 1000},
        {"example": True},
        {"rw_number": 901},
        {"level": Level.VILLAGE},
        {"level": "negara"},
        {"lon": 106.8},
        {"lat": -6.2},
        {"lon": 106.8, "lat": 106.8},
    ],
)
def test_a_row_that_cannot_be_is_refused(place: Any, changes: dict[str, Any]) -> None:
    refused(Place, **rw(place("31.74.05.1001"), **changes))


def test_a_parent_other_than_the_nearest_ancestor_is_refused(place: Any) -> None:
    refused(Place, **rw(place("31.74.05.1001"), parent=place("31.74.05.1002")))
    refused(Place, code="31.99", level=Level.CITY, name="X", province=place("31"))
    refused(Place, code="32", level=Level.PROVINCE, name="X", rw_number=3)
    refused(Place, code="32", level=Level.PROVINCE, name="X", parent=place("31"))


def test_an_rw_number_stands_once_in_a_kelurahan(place: Any) -> None:
    village = place("31.74.05.1001")
    Place.objects.create(**rw(village))
    refused(Place, **rw(village, code="31.74.05.1001-RW04"))
    refused(Place, **rw(place("31.74.05.1002"), code="31.74.05.1001-RW004"))


def test_codes_sets_outlines_and_figures_hold_their_rules(place: Any) -> None:
    village = place("31.74.05.1001")
    PlaceCode.objects.create(place=village, code="a")
    refused(PlaceCode, place=village, code="a")
    refused(PlaceCode, place=village, code="b", valid_from="2020-02-02", valid_until="2020-02-01")
    layer = BoundarySet.objects.get(level=Level.VILLAGE)
    refused(
        BoundarySet,
        source="x",
        licence="y",
        as_of="2020-01-01",
        level=Level.VILLAGE,
        digest=layer.digest,
        imported_at=AT,
    )
    box = {
        "min_lon": 106,
        "max_lon": 107,
        "min_lat": -6,
        "max_lat": -5,
        "label_lon": 106,
        "label_lat": -6,
        "geometry": "{}",
    }
    refused(Boundary, place=village, boundary_set=layer, **box)
    refused(Boundary, place=place("31"), boundary_set=layer, **(box | {"max_lat": -6}))
    figure = {"place": village, "kind": FigureKind.FAMILIES, "as_of": "2020-01-01", "recorded_at": AT}
    refused(PlaceFigure, **figure, value=1, source="")
    refused(PlaceFigure, **figure, value=-1, source="x")


def test_covers_and_lineage_ask_nothing_of_the_database(place: Any, django_assert_num_queries: Any) -> None:
    city, district, village, other = map(place, ("31.74", "31.74.05", "31.74.05.1001", "31.74.04.1001"))
    with django_assert_num_queries(0):
        assert city.covers(village)
        assert city.covers(city)
        assert district.covers(village)
        assert not district.covers(other)
        assert not village.covers(district)
        assert len(village.lineage_ids) == 4
        assert not Place(name="new").covers(village)


def test_names_as_people_read_them(place: Any) -> None:
    assert place("31.74").official_name == "Kota Administrasi Jakarta Selatan"
    assert place("31.01").official_name == "Kabupaten Administrasi Kepulauan Seribu"
    assert place("31").official_name == "Provinsi DKI Jakarta"
    assert place("31.74").title == "Jakarta Selatan"
    assert place("31.71.01.1002").title == "Kelurahan Cideng"
    assert place("31.74.05").title == "Kecamatan Kebayoran Lama"
