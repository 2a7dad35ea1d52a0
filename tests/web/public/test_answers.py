"""Every public page answers with nothing and with something in the world, keeps no session, can be revalidated."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from ksbb.web.public.texts import retained
from tests.world import CANARY, VILLAGE, disputed, open_need

PAGES = (
    "/",
    "/cari/",
    "/cari/?q=kebay lama",
    "/kebutuhan/",
    "/peta/",
    "/peta/?tingkat=kota",
    "/wilayah/31/",
    "/wilayah/31.74/",
    "/wilayah/31.01/",
    "/wilayah/31.74.05/",
    f"/wilayah/{VILLAGE}/",
    "/program/",
    "/program/pangan/",
    "/paket/sembako/",
    "/paket/thr_kk/",
    "/tentang/",
    "/privasi/",
    "/aksesibilitas/",
    "/bantuan/",
)


def _own_pages(world: Any) -> list[str]:
    need = disputed(world).delivery_line.line.need
    return [
        f"/kebutuhan/{need.reference}/",
        f"/wilayah/{need.place.code}/",
        f"/penerima/{world.panti.reference}/",
    ]


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_world_has_designed_pages(world: Any, client: Client, address: str):
    response = client.get(address)

    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert response.status_code == 200
    assert "<a " in main or "<button" in main
    assert page.count("<h1") == 1


def test_public_pages_hold_no_session_token_or_secret(world: Any, client: Client):
    for address in [*PAGES, *_own_pages(world)]:
        cache.clear()
        response = client.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert "Cookie" not in response.headers.get("Vary", ""), address
        assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert 'method="post"' not in page, address
        assert "csrf" not in page, address
        assert CANARY not in page, address


@pytest.mark.parametrize("address", ["/", "/kebutuhan/", "/peta/", "/paket/sembako/"])
def test_the_same_page_is_not_sent_twice(world: Any, client: Client, address: str):
    tag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    "address", ["/wilayah/99.99/", "/kebutuhan/KS-0000-0000-0/", "/penerima/x/", "/paket/x/", "/program/x/"]
)
def test_what_does_not_exist_is_not_found(world: Any, client: Client, address: str):
    assert client.get(address).status_code == 404


def test_pages_only_answer_to_looking(world: Any, client: Client):
    assert client.post("/kebutuhan/").status_code == 405


def test_need_counts_as_seen_by_neighbours(world: Any, see: Any):
    open_need(world)

    assert "300 paket sembako" in see("/wilayah/31.74.05/").replace("&nbsp;", " ")


def test_security_txt_names_the_contact_that_the_operator_set(client: Client, settings: Any):
    address = "/.well-known/security.txt"
    assert client.get(address).status_code == 404

    settings.KSBB_SECURITY_CONTACT = "mailto:keamanan@contoh.go.id"
    settings.KSBB_ORIGIN = "https://ksbb.contoh.go.id"
    with time_machine.travel(datetime(2026, 5, 4, 20, 0, tzinfo=UTC), tick=False):
        response = client.get(address)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "Contact: mailto:keamanan@contoh.go.id",
        "Expires: 2026-10-31T00:00:00Z",
        "Preferred-Languages: id, en",
        "Canonical: https://ksbb.contoh.go.id/.well-known/security.txt",
    ]


def test_everybody_finds_the_own_part_of_what_is_kept(client: Client):
    groups = dict(client.get("/privasi/").context["kept"])

    assert sum(len(rows) for rows in groups.values()) == len(retained())
    assert all(groups.values())
    assert max(len(rows) for rows in groups.values()) <= 12
    assert any("Narahubung" in row.what for row in groups["Menerima bantuan atau menjadi narahubung"])
