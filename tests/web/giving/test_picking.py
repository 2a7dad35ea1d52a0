"""Daftar pilihan: several needs, one promise."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from ksbb.commitments import queries
from ksbb.commitments.models import Commitment
from tests.web.giving.conftest import World

pytestmark = pytest.mark.django_db


def _add(client: Client, *references: str) -> None:
    for reference in references:
        client.post("/daftar-pilihan/", {"aksi": "tambah", "kebutuhan": reference})


def test_adding_takes_a_post(client: Client, world: World):
    page = client.get(f"/daftar-pilihan/?tambah={world.need.reference}").content.decode()

    assert "Tambahkan" in page
    assert world.recipient.name in page
    assert not Session.objects.exists()


def test_an_empty_list_says_what_to_do(client: Client, world: World):
    page = client.get("/daftar-pilihan/").content.decode()

    assert "masih kosong" in page
    assert 'href="/kebutuhan/"' in page


def test_two_needs_become_one_promise(client: Client, world: World, day: date):
    client.force_login(world.donor)
    _add(client, world.need.reference, world.second.reference)
    to_when = client.post(
        "/daftar-pilihan/", {"aksi": "lanjut", world.need.reference: "30", world.second.reference: "4"}
    )
    assert to_when["location"] == "/bantu/daftar/kapan/"
    to_check = client.post(to_when["location"], {"cara": "kurir", "hari_0": day, "hari_1": day})
    key = client.get(to_check["location"]).context["draft"].key
    sent = client.post(to_check["location"], {"setuju": "on", "kunci": key})

    made = Commitment.objects.get()
    assert sent["location"] == f"/komitmen/{made.reference}/tercatat/"
    assert [line.quantity for line in queries.lines_of(made)] == [30, 4]
    assert "masih kosong" in client.get("/daftar-pilihan/").content.decode()


def test_more_than_is_left_is_said(client: Client, world: World):
    _add(client, world.second.reference)

    answer = client.post("/daftar-pilihan/", {"aksi": "lanjut", world.second.reference: "51"})

    assert answer.status_code == 422
    assert "Tinggal 50" in answer.content.decode()
    assert 'value="51"' in answer.content.decode()


def test_a_need_is_dropped(client: Client, world: World):
    _add(client, world.need.reference, world.second.reference)

    client.post("/daftar-pilihan/", {"aksi": f"hapus:{world.need.reference}"})

    page = client.get("/daftar-pilihan/").content.decode()
    assert world.second.recipient.name in page
    assert f'name="{world.need.reference}"' not in page


def test_start_of_the_list_is_the_list(client: Client, world: World):
    assert client.get("/bantu/daftar/")["location"] == "/daftar-pilihan/"
    assert client.get("/bantu/daftar/kapan/")["location"] == "/bantu/daftar/"
