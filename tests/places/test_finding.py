from datetime import date
from typing import Any

import pytest

from ksbb.core.refusals import NotFound, Refused
from ksbb.places import actions, queries
from ksbb.places.enums import Level
from ksbb.places.models import Place
from tests.places.conftest import AT

SEARCHES = [
    ("kebay lama", "31.74.05"),
    ("Kebayoran Lama", "31.74.05"),
    ("kby lama utara", "31.74.05.1001"),
    ("kebayoran", "31.74.05"),
    ("kebayran bru", "31.74.07"),
    ("kel cideng", "31.71.01.1002"),
    ("CIDENG", "31.71.01.1002"),
    ("cideng gambir", "31.71.01.1002"),
    ("pal meriem", "31.75.01.1004"),
    ("tanjung priuk", "31.72.02"),
    ("tj priok", "31.72.02"),
    ("kel tanjung priok", "31.72.02.1001"),
    ("kec gambir", "31.71.01"),
    ("kel gambir", "31.71.01.1001"),
    ("jaksel", "31.74"),
    ("kota jakarta selatan", "31.74"),
    ("jakarta", "31.71"),
    ("kepulauan seribu", "31.01"),
    ("pl pari", "31.01.02.1003"),
    ("papango", "31.72.02.1003"),
    ("glora", "31.71.07.1001"),
    ("kredang", "31.73.04.1005"),
    ("harapan mulya", "31.71.03.1003"),
    ("wijaya kesuma", "31.73.02.1007"),
    ("kampung tengah", "31.75.04.1002"),
    ("pademangan brt", "31.72.05.1002"),
    ("rbs", "31.72.03.1006"),
    ("setiabudi", "31.74.02"),
    ("halim", "31.75.08.1004"),
    ("31.74.05", "31.74.05"),
    ("31.74.05.1001", "31.74.05.1001"),
    ("RW 003/RT 02 Kel. Tebet Timur", "31.74.01.1001"),
]


@pytest.mark.parametrize(("typed", "code"), SEARCHES)
def test_search_finds_what_people_type(jakarta: Place, typed: str, code: str) -> None:
    assert [place.code for place in queries.search_places(typed)][:1] == [code]


def test_search_for_an_rw(place: Any, django_assert_num_queries: Any) -> None:
    village = place("31.74.04.1001")
    assert village.name == "Pasar Minggu"
    actions.import_rw(codes=["31.74.04.1001-RW005", "31.74.04.1001-RW006"], source="uji", at=AT)
    with django_assert_num_queries(2):
        found = queries.search_places("rw 5 pasar minggu")
        assert [(row.code, row.village.name) for row in found if row.village] == [
            ("31.74.04.1001-RW005", "Pasar Minggu")
        ]
    assert queries.search_places("pasar minggu rw.006")[0].code == "31.74.04.1001-RW006"
    assert queries.search_places("rw 77 pasar minggu")[0].code == "31.74.04.1001"
    assert queries.search_places("31.74.04.1001-rw5")[0].code == "31.74.04.1001-RW005"


@pytest.mark.parametrize(
    "typed", ["", "   ", "zzz", "rw 5", "'; DROP TABLE", "%", "\x00", "é" * 500, "31.", "rw 0", "1" * 200]
)
def test_search_stays_calm(jakarta: Place, typed: str) -> None:
    assert isinstance(queries.search_places(typed), list)


def test_search_asks_at_most_three_queries(jakarta: Place, django_assert_max_num_queries: Any) -> None:
    for typed, _ in SEARCHES:
        with django_assert_max_num_queries(3):
            for place in queries.search_places(typed):
                assert queries.lineage(place)[0].level == Level.PROVINCE


def test_every_kelurahan_is_found_by_its_own_name(jakarta: Place) -> None:
    for place in queries.places_at(Level.VILLAGE):
        assert place.pk in [found.pk for found in queries.search_places(f"kel {place.name}", limit=3)], place.name


def test_walking_down_and_up(place: Any, django_assert_num_queries: Any) -> None:
    district = place("31.74.05")
    assert [child.name for child in queries.children_of(district)][:2] == ["Kebayoran Lama Utara", "Pondok Pinang"]
    village = place("31.74.05.1001")
    with django_assert_num_queries(0):
        names = [row.name for row in queries.lineage(village)]
    assert names == ["DKI Jakarta", "Jakarta Selatan", "Kebayoran Lama", "Kebayoran Lama Utara"]
    bare = Place.objects.get(pk=village.pk)
    with django_assert_num_queries(1):
        assert [row.name for row in queries.lineage(bare)] == names


def test_within(place: Any) -> None:
    city, village = place("31.74"), place("31.74.05.1001")
    actions.import_rw(codes=["31.74.05.1001-RW001"], source="uji", at=AT)
    assert Place.objects.filter(queries.within("", city)).count() == 1 + 10 + 65 + 1
    assert Place.objects.filter(queries.within("parent", village)).count() == 1
    assert Place.objects.filter(queries.within("parent", place("31"))).count() == 6 + 44 + 267 + 1
    assert queries.places_at(Level.VILLAGE, under=city).count() == 65


def test_an_old_code_leads_to_the_place_of_today(place: Any) -> None:
    village = place("31.74.05.1001")
    actions.import_rw(codes=["31.74.05.1001-RW004"], source="uji", at=AT)
    actions.recode_place(place=village, code="31.74.05.1099", valid_from=date(2026, 1, 1), at=AT)
    assert queries.place_by_code("31.74.05.1001").code == "31.74.05.1099"
    assert queries.place_by_code("31.74.05.1001-RW004").code == "31.74.05.1099-RW004"
    assert queries.place_by_code("31.74.05.1099.004").code == "31.74.05.1099-RW004"
    assert queries.search_places("31.74.05.1001")[0].code == "31.74.05.1099"
    for code, day, refusal in (
        ("31.74.05.1002", date(2026, 2, 1), "code_taken"),
        ("31.74.05.1099", date(2026, 2, 1), "code_taken"),
        ("31.74.05.1098", date(2026, 1, 1), "code_date_too_early"),
        ("31740510", date(2026, 2, 1), "code_malformed"),
    ):
        with pytest.raises(Refused, match=refusal):
            actions.recode_place(place=queries.place_by_code("31.74.05.1099"), code=code, valid_from=day, at=AT)
    moved = queries.place_by_code("31.74.05.1099")
    actions.recode_place(place=moved, code="31.74.05.1001", valid_from=date(2026, 3, 1), at=AT)
    assert queries.place_by_code("31.74.05.1099").code == "31.74.05.1001"


@pytest.mark.parametrize("code", ["", "32", "31.74.05.1001-RW999", "31.74.05.9999", "x" * 500])
def test_an_unknown_code_is_not_found(jakarta: Place, code: str) -> None:
    with pytest.raises(NotFound):
        queries.place_by_code(code)
