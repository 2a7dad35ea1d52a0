"""Beranda and search."""

import re
from typing import Any

import pytest

from ksbb.opendata.figures import Span, end_of, figures
from ksbb.opendata.sentences import press_sentence
from ksbb.web.public.plates import symbols
from tests.world import open_need, promise


def test_sentence_is_the_press_sentence_and_its_numbers_are_links(world: Any, see: Any):
    promise(world, open_need(world), 120)
    span = Span(until=end_of(world.today))

    page = see("/")

    shown = page.split('<p class="sentence huge">')[1].split("</p>")[0]
    assert re.sub(r"<[^>]+>", "", shown) == press_sentence(figures(span), span)
    assert 'class="u-promised" href="/capaian/baris/?' in shown
    assert shown.count("<a ") == 5


def test_beranda_shows_what_is_urgent_and_three_doors(world: Any, see: Any):
    need = open_need(world)

    page = see("/")

    assert need.reference in page
    for door in ("Saya ingin membantu", "Saya mewakili penerima", "Lihat datanya"):
        assert door in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [("kebay lama", "Kecamatan Kebayoran Lama"), ("panti uji", "Panti Uji Sejahtera"), ("31.74.05", "Kebayoran Lama")],
)
def test_search_finds_what_people_type(world: Any, see: Any, typed: str, found: str):
    assert found in see(f"/cari/?q={typed}")


@pytest.mark.parametrize("typed", ["zzzqqq", "%00", "💥" * 200, "<script>alert(1)</script>"])
def test_search_without_a_result_has_a_way_on(world: Any, see: Any, typed: str):
    page = see(f"/cari/?q={typed}")

    assert "Pilih wilayah dari peta" in page
    assert "<script>alert" not in page


def test_every_published_thing_has_a_drawing(world: Any, see: Any):
    assert len(symbols()) >= 19
    for code in ("sembako", "siap_saji", "lebaran", "thr_orang", "beras", "minyak_goreng", "popok_dewasa"):
        page = see(f"/paket/{code}/")
        assert page.count('<svg viewBox="0 0 64 64"') >= 1
        assert "M10 24 32 14" not in page  # the plain box
