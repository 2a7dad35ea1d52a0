from typing import Any

from ksbb.places import actions, queries
from ksbb.places.enums import Level
from ksbb.places.models import Boundary, Place
from tests.places.conftest import AT

COUNTS = {Level.PROVINCE: 1, Level.CITY: 6, Level.DISTRICT: 44, Level.VILLAGE: 267, Level.RW: 0}


def test_counts_and_parents(jakarta: Place) -> None:
    assert queries.count_by_level() == COUNTS
    for place in Place.objects.select_related("parent"):
        if place.level != Level.PROVINCE:
            assert place.parent is not None
            assert place.code.rpartition(".")[0] == place.parent.code
            assert place.lineage_ids == (*place.parent.lineage_ids, place.pk)
        assert place.lon is not None
        assert bool(place.postal_code) == (place.level == Level.VILLAGE)
        assert place.search_text


def test_names_carry_no_level_word(jakarta: Place) -> None:
    names = list(Place.objects.filter(level=Level.CITY).order_by("code").values_list("name", flat=True))
    assert names == [
        "Kepulauan Seribu",
        "Jakarta Pusat",
        "Jakarta Utara",
        "Jakarta Barat",
        "Jakarta Selatan",
        "Jakarta Timur",
    ]


def test_a_second_seed_adds_nothing_and_mends_names(jakarta: Place) -> None:
    before = (Place.objects.count(), Boundary.objects.count())
    assert not actions.seed_is_needed()
    Place.objects.filter(code="31.71.01.1002").update(name="Tjideng")
    assert actions.seed_is_needed()
    actions.seed(at=AT)
    assert (Place.objects.count(), Boundary.objects.count()) == before
    assert queries.place_by_code("31.71.01.1002").name == "Cideng"


def test_cells_cover_the_mainland_only(jakarta: Place) -> None:
    by_level: dict[str, Any] = {
        level: Boundary.objects.filter(boundary_set__level=level).count()
        for level in (Level.VILLAGE, Level.DISTRICT, Level.CITY)
    }
    assert by_level == {Level.VILLAGE: 261, Level.DISTRICT: 42, Level.CITY: 5}
    assert not Boundary.objects.filter(place__code__startswith="31.01").exists()
    assert not Boundary.objects.filter(path="").exists()
