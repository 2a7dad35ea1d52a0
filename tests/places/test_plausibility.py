"""UX-01: a figure that cannot be true is refused or demands a written reason."""

from datetime import date
from typing import Any

import pytest

from ksbb.core.refusals import Refused
from ksbb.places import actions, queries
from ksbb.places.enums import FigureKind, Level
from ksbb.places.models import Place, PlaceFigure
from tests.places.conftest import AT

DAY = date(2026, 4, 1)


def record(place: Place, value: int, kind: FigureKind = FigureKind.RW_COUNT, **more: Any) -> PlaceFigure:
    return actions.record_figure(place=place, kind=kind, value=value, source="uji", at=AT, **({"as_of": DAY} | more))


def test_6076_rw_in_jakarta_selatan_is_refused_without_a_reason(place: Any) -> None:
    city = place("31.74")
    with pytest.raises(Refused) as caught:
        record(city, 6076)
    assert caught.value.refusal.code == "figure_implausible"
    assert "6.076" in caught.value.refusal.message
    assert "579" in caught.value.refusal.message
    with pytest.raises(Refused, match="reason_needed"):
        record(city, 6076, reason="ya")
    assert not PlaceFigure.objects.exists()
    assert record(city, 6076, reason="Angka dari judul berita, dicatat apa adanya.").value == 6076


def test_a_figure_is_held_against_the_places_above(place: Any) -> None:
    with pytest.raises(Refused, match="figure_implausible"):
        record(place("31.74.05"), 580)  # a kecamatan above its kota
    with pytest.raises(Refused, match="figure_implausible"):
        record(place("31.75"), 2749)  # a kota above the province
    assert record(place("31.74.05"), 70).value == 70
    assert record(place("31.74"), 579).value == 579


def test_families_do_not_outnumber_people(place: Any) -> None:
    village = place("31.74.05.1001")
    record(village, 40_000, FigureKind.POPULATION)
    with pytest.raises(Refused, match="figure_implausible"):
        record(village, 40_001, FigureKind.FAMILIES)
    record(village, 12_000, FigureKind.FAMILIES)
    record(village, 41_000, FigureKind.POPULATION)  # people grow in number without a reason
    record(village, 13_000, FigureKind.FAMILIES)
    assert [figure.value for figure in queries.figures_of(village)] == [13_000, 41_000, 12_000, 40_000]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"value": -1}, "figure_out_of_range"),
        ({"value": 10**12}, "figure_out_of_range"),
        ({"as_of": date(2026, 5, 3)}, "date_in_future"),
        ({"source": " "}, "source_needed"),
        ({"source": "KTP 3174012345678901"}, "identity_number"),
    ],
)
def test_other_refusals(place: Any, more: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"kind": FigureKind.FAMILIES, "value": 5, "as_of": DAY, "source": "uji"} | more
    with pytest.raises(Refused, match=code):
        actions.record_figure(place=place("31.74"), at=AT, **values)


def test_an_import_beyond_the_known_count_is_refused(jakarta: Place) -> None:
    villages = queries.places_at(Level.VILLAGE, under=queries.place_by_code("31.74"))
    codes = [f"{village.code}-RW{number:03d}" for village in villages for number in range(1, 11)]
    assert len(codes) == 650
    with pytest.raises(Refused, match="figure_implausible"):
        actions.import_rw(codes=codes, source="uji", at=AT)
    assert queries.count_by_level()[Level.RW] == 0
    actions.import_rw(codes=codes[:579], source="uji", at=AT)
    with pytest.raises(Refused, match="figure_implausible"):
        actions.add_rw(village=villages[64], rw_number=9, at=AT)
    added = actions.import_rw(codes=codes, source="uji", reason="Pemekaran RW menurut keputusan lurah.", at=AT).added
    assert added == 71


def test_examples_do_not_count(jakarta: Place) -> None:
    villages = queries.places_at(Level.VILLAGE, under=queries.place_by_code("31.74"))
    codes = [f"{village.code}-RW{number}" for village in villages for number in range(901, 911)]
    assert actions.import_rw(codes=codes, source="contoh", at=AT).added == 650
