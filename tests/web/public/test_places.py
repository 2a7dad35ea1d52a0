"""Places: the map and its table say the same; an RW's page is its page as a recipient."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from ksbb.needs import queries as needs
from ksbb.places import actions as places
from ksbb.places.queries import place_by_code
from ksbb.recipients import actions as recipients
from ksbb.recipients.enums import FactKind
from ksbb.web.public.recipients import banded
from tests.world import open_need, promise

ON_MAP = re.compile(r'<a href="(/wilayah/[^"]+)" aria-label="([^":]+): ([^"]+)"')
IN_TABLE = re.compile(r'<th scope="row"><a href="(/wilayah/[^"]+)">([^<]+)</a>.*?</tr>', re.DOTALL)


@pytest.mark.parametrize(
    "address", ["/peta/", "/peta/?periode=semua", "/peta/?tingkat=kota", "/wilayah/31.74/", "/wilayah/31.74.05/"]
)
def test_map_and_table_are_twins(world: Any, see: Any, address: str):
    promise(world, open_need(world), 90)
    open_need(world, recipient=world.rw_lain)

    page = see(address)

    drawn = {(url, name, tuple(re.findall(r"\d[\d.]*(?! ?%)", words)[:2])) for url, name, words in ON_MAP.findall(page)}
    listed = set()
    for row in IN_TABLE.finditer(page):
        numbers = re.findall(r">\s*([\d.]+)\s*<", re.sub(r"<svg.*?</svg>", "", row.group(), flags=re.DOTALL))
        needed_first = tuple(reversed(numbers[:2])) if numbers else ()
        listed.add((row.group(1), row.group(2), needed_first))
    assert {(url, name) for url, name, _ in drawn} == {(url, name) for url, name, _ in listed}
    assert drawn == listed
    assert "Lewati peta" in page
    assert "bukan batas resmi" in page


def test_map_tells_where_help_is_needed_now(world: Any, see: Any, monkeypatch: pytest.MonkeyPatch):
    need = open_need(world)
    assert needs.still_needed(on=need.period.ends_on) == {"sembako": need.quantity}
    assert needs.still_needed(on=need.period.ends_on + timedelta(days=1)) == {}

    monkeypatch.setattr("ksbb.web.public.maps.timezone.localdate", lambda at: need.period.ends_on + timedelta(days=1))
    now, ever = see("/peta/"), see("/peta/?periode=semua")

    assert "Tidak ada kebutuhan paket ini yang berjalan di sini" in now
    assert "Tidak ada kebutuhan paket ini yang berjalan di sini" not in ever
    assert "periode=semua" in now


def test_kepulauan_seribu_stands_in_its_own_corner(world: Any, see: Any):
    assert 'class="inset"' in see("/peta/")


def test_former_code_leads_to_the_present_one(world: Any, client: Client):
    place = place_by_code("31.74.05.1003")
    places.recode_place(place=place, code="31.74.05.1099", valid_from=world.today, at=world.at)

    response = client.get("/wilayah/31.74.05.1003/")

    assert (response.status_code, response.headers["Location"]) == (301, "/wilayah/31.74.05.1099/")


def test_rw_page_is_the_recipient_page(world: Any, client: Client, see: Any):
    need = open_need(world)

    page = see(f"/wilayah/{need.place.code}/")
    moved = client.get(f"/penerima/{need.recipient.reference}/")

    assert need.reference in page
    assert "Yang dibutuhkan sekarang" in page
    assert moved.headers["Location"] == f"/wilayah/{need.place.code}/"


def test_unregistered_rw_says_so(world: Any, see: Any):
    place = recipients.enter_rw(by=world.lurah, village=world.village, rw_number=950, at=world.at)

    assert "belum terdaftar sebagai penerima" in see(f"/wilayah/{place.code}/")


@pytest.mark.parametrize(
    ("value", "strict", "shown"),
    [
        (0, False, "0"),
        (1, False, "kurang dari 8"),
        (7, False, "kurang dari 8"),
        (8, False, "sekitar 10"),
        (303, False, "sekitar 305"),
        (1, True, "kurang dari 10"),
        (64, True, "60–69"),
    ],
)
def test_counts_of_people_are_rounded_and_the_smallest_hidden(value: int, strict: bool, shown: str):
    assert banded(value, strict=strict) == shown


def test_small_count_is_nowhere_on_the_page(world: Any, see: Any):
    recipients.record_fact(
        by=world.lurah,
        recipient=world.panti,
        kind=FactKind.RESIDENTS,
        value=7,
        as_of=world.today,
        source="Pengelola",
        at=world.at,
    )

    page = see(f"/penerima/{world.panti.reference}/")

    assert "kurang dari 8" in page
    assert "<dd>7" not in page


def test_reports_stand_with_their_source_and_count_nowhere(world: Any, see: Any):
    recipients.record_report(
        by=world.pokja,
        recipient=world.panti,
        giver="Barisan Uji",
        what="sekitar 600 paket sembako",
        when="tanggal tidak diketahui",
        source="https://contoh.example/berita",
        published_on=world.today,
        at=world.at,
    )

    page = see(f"/penerima/{world.panti.reference}/")

    assert "tidak dihitung" in page
    assert "https://contoh.example/berita" in page
    assert "600" not in see("/peta/")
