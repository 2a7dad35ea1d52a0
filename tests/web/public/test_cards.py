"""Preview cards and share texts: within bounds for every record, drawn once, never about a person (DOC-10, T19)."""

import io
import random
import re
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from PIL import Image

from ksbb.needs import actions as needs
from ksbb.recipients import actions as recipients
from ksbb.web.cards import drawing, views
from ksbb.web.cards.faces import Face
from ksbb.web.cards.sharing import trimmed
from tests import world as the
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import CANARY, World

META = re.compile(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">')
ODD = "Yayasan “Ünïcode” & <b>Rumah</b> 🏠 Harapan Kasih Ibu Pertiwi Budi Mulia Sejahtera Selamanya"


@pytest.fixture(autouse=True)
def _cards(settings: Any, tmp_path: Any) -> None:
    caches["cards"].clear()


def meta(client: Client, path: str) -> dict[str, str]:
    page = client.get(path)
    assert page.status_code == 200, path
    return {name: unescape(text) for name, text in META.findall(page.content.decode())}


def path_of(address: str) -> str:
    assert address.startswith(settings.KSBB_ORIGIN + "/")
    return urlsplit(address).path


def records(w: World) -> list[str]:
    """Pages of every kind and state, with names as odd as they come."""
    need = the.open_need(w)
    the.promise(w, need, 182)
    full = the.open_need(w, package="lebaran", quantity=20)
    the.promise(w, full, 20)
    closed = needs.close(
        by=w.lurah, need=the.open_need(w, package="thr_kk", quantity=9), reason="Sudah cukup kata RW", at=w.at
    )
    odd = recipients.register_recipient(
        by=w.lurah, kind=w.panti.kind, place=w.village, name=ODD, source="Data kelurahan", at=w.at
    )
    packages = [f"/paket/{code}/" for code in ("sembako", "siap_saji", "lebaran")]
    pages = [f"/kebutuhan/{one.reference}/" for one in (need, full, closed)]
    homes = [f"/penerima/{one.reference}/" for one in (w.panti, odd)]
    firms = [f"/organisasi/{one.reference}/" for one in (w.organisation, w.other_organisation)]
    return [*pages, *homes, *packages, *firms, f"/wilayah/{w.rw.place.code}/", f"/wilayah/{w.rw_lain.place.code}/"]


def test_every_record_has_a_card_within_the_bounds(world: World, client: Client):
    for path in records(world):
        told = meta(client, path)

        assert 0 < len(told["og:title"]) <= 65, path
        assert 0 < len(told["og:description"]) <= 155, path
        assert (told["og:image:width"], told["og:image:height"], told["og:locale"]) == ("1200", "630", "id_ID")
        answer = client.get(path_of(told["og:image"]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg"), path
        assert "immutable" in answer["Cache-Control"]
        assert len(answer.content) <= 250 * 1024
        assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
        assert CANARY not in str(told)


@pytest.mark.parametrize("number", [15, pytest.param(100, marks=pytest.mark.long)])
def test_random_cards_stay_small_and_whole(number: int):
    chance, size = random.Random(11), (1200, 630)
    words = ["Paket", "RW", "Panti", "Kemanusiaan", "x" * 90, "🏠", "ü", "<b>", "Jakarta", "90.000", "—"]

    def text(most: int) -> str:
        return " ".join(chance.choice(words) for _ in range(chance.randint(0, most)))

    for _ in range(number):
        needed = chance.choice([0, 1, 37, 300, 10_000_000])
        numbers = (needed, *sorted((chance.randint(0, needed + 1) for _ in range(3)), reverse=True))
        face = Face(text(3), text(14), text(8), text(12), chance.choice([None, numbers]), True, chance.random() < 0.5)  # type: ignore[arg-type]
        made = drawing.draw(face)
        assert len(made) <= 250 * 1024
        assert Image.open(io.BytesIO(made)).size == size


def test_a_changed_record_has_a_new_picture_and_the_old_address_leads_to_it(world: World, client: Client):
    need = the.open_need(world)
    path = f"/kebutuhan/{need.reference}/"
    before = path_of(meta(client, path)["og:image"])
    the.promise(world, need, 10)

    after = path_of(meta(client, path)["og:image"])

    assert before != after
    assert client.get(before)["Location"] == after


def test_what_is_kept_is_not_drawn_again(world: World, client: Client, monkeypatch: pytest.MonkeyPatch):
    drawn = []
    monkeypatch.setattr(views, "draw", lambda face: drawn.append(face) or b"gambar")  # type: ignore[func-returns-value]
    path = path_of(meta(client, f"/kebutuhan/{the.open_need(world).reference}/")["og:image"])

    assert [client.get(path).content for _ in range(3)] == [b"gambar"] * 3
    assert len(drawn) == 1


def test_a_flood_is_stopped_where_it_costs(world: World, client: Client, settings: Any):
    settings.KSBB_RATE_FACTOR = 1
    caches["limits"].clear()
    path = path_of(meta(client, f"/kebutuhan/{the.open_need(world).reference}/")["og:image"])
    for _ in range(views.DRAWN.most):
        views.limits.count(views.DRAWN, "ip:127.0.0.1", at=world.at)  # type: ignore[attr-defined]

    assert client.get(path).status_code == 429
    caches["limits"].clear()


def test_two_never_draw_at_once(world: World, client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(views, "PATIENCE", 0.01)
    path = path_of(meta(client, f"/kebutuhan/{the.open_need(world).reference}/")["og:image"])

    with views._one_at_a_time:
        busy = client.get(path)

    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/kartu/kebutuhan/KS-0000-0000-0/0123456789abcdef.jpg",
        "/kartu/orang/lurah/0123456789abcdef.jpg",
        "/kartu/wilayah/31.74/0123456789abcdef.jpg",
        "/kartu/paket/tidak-ada/0123456789abcdef.jpg",
        "/kartu/paket/sembako/..%2f..%2fetc.jpg",
        "/kartu/paket/sembako/0123456789ABCDEF.jpg",
    ],
)
def test_addresses_of_nothing(world: World, client: Client, path: str):
    assert client.get(path).status_code == 404


def test_a_proposal_has_no_card(world: World, client: Client):
    need = the.proposed_need(world)

    assert client.get(f"/kartu/kebutuhan/{need.reference}/0123456789abcdef.jpg").status_code == 404


def test_the_text_to_share_says_where_to_check(world: World, client: Client):
    for path in records(world):
        page = unescape(client.get(path).content.decode())
        sent = re.search(r'href="(https://wa\.me/\?text=[^"]+)"', page)
        assert sent, path
        text = unquote(sent[1])
        assert f"Cek keaslian di {settings.KSBB_ORIGIN}{path}" in text
        assert CANARY not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a" * 65, "a" * 65), ("satu dua tiga", "satu dua…"), ("x" * 20, "x" * 9 + "…"), ("satu, dua", "satu, dua")],
)
def test_trimming_keeps_whole_words(text: str, expected: str):
    longest = 65 if len(text) > 20 else 10 if " " in text or len(text) > 10 else 65

    assert trimmed(text, longest) == expected
