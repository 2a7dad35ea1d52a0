"""Koreksi as the public and the desks see it."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from ksbb.commitments.models import Correction, Line
from ksbb.opendata.actions import publish_sentence
from ksbb.opendata.datasets import CORRECTIONS
from ksbb.parties.models import Merge, User
from ksbb.parties.queries import party_of
from tests.situations import REASON, World, fresh, hours

NOTE = "Surat menyebut empat puluh paket, bukan enam puluh"


def seat(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def line(world: World) -> Line:
    return world.promise(world.need(100), 60, show_name=False)


def corrected(world: World, line: Line) -> Correction:
    """By the desks alone."""
    first, second = seat(world.lurah), seat(world.lurah_dua)
    address = f"/meja/koreksi/baris/{line.pk}/"
    assert first.get(address).status_code == 200
    sent = {"stage": "komitmen", "after": "40", "reason": REASON, "note": NOTE}
    assert first.post(address, sent)["Location"] == "/meja/koreksi/"
    correction = Correction.objects.get()
    page = f"/meja/koreksi/{correction.reference}/"
    assert first.post(page, {}).status_code == 403
    assert correction.reference in second.get("/meja/koreksi/").content.decode()
    assert second.post(page, {})["Location"] == "/meja/koreksi/"
    return fresh(correction)  # type: ignore[no-any-return]


def test_before_the_first_one(world: World, client: Client) -> None:
    assert "Belum ada koreksi" in client.get("/koreksi/").content.decode()
    assert client.get("/koreksi/KS-0000-0000-0/").status_code == 404
    assert client.get("/koreksi/umpan.atom").status_code == 200
    assert client.get("/koreksi/", {"bentuk": "json"}).json() == {"items": []}


def test_from_the_desk_to_the_public(world: World, line: Line, client: Client) -> None:
    sentence = publish_sentence(by=world.pokja, until=hours(1), at=hours(1))
    correction = corrected(world, line)
    assert fresh(line).quantity == 40

    for address in ("/koreksi/", f"/koreksi/{correction.reference}/"):
        page = client.get(address).content.decode()
        for said in ("60 menjadi 40", NOTE, f"Petugas {world.village.title}", correction.reference):
            assert said in page
    assert REASON in client.get(f"/koreksi/{correction.reference}/").content.decode()
    assert correction.reference in client.get("/koreksi/umpan.atom").content.decode()
    table = b"".join(client.get("/koreksi/", {"bentuk": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    row = next(csv.DictReader(io.StringIO(table, newline="")))
    plain = client.get("/koreksi/", {"bentuk": "json"}).json()["items"][0]
    assert list(row) == list(plain) == [column.name for column in CORRECTIONS.columns]
    assert (row["before"], plain["after"], row["figure"]) == ("60", 40, "komitmen")
    assert client.get(f"/koreksi/{correction.reference}/", {"bentuk": "json"}).json() == plain

    frozen = client.get(f"/capaian/kalimat/{sentence.reference}/").content.decode()
    assert sentence.text in frozen.replace("&quot;", '"')
    assert f"/koreksi/{correction.reference}/" in frozen
    history = client.get("/capaian/baris/", {"baris": line.pk}).content.decode()
    assert "dikoreksi, disetujui dua petugas" in history
    assert f"/meja/koreksi/baris/{line.pk}/" in history


def test_what_is_typed_stays_and_foreign_lines_are_not_there(world: World, line: Line) -> None:
    officer = seat(world.lurah)
    answer = officer.post(f"/meja/koreksi/baris/{line.pk}/", {"stage": "komitmen", "after": "101", "reason": REASON})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Catatan untuk umum belum diisi" in page
    assert 'value="101"' in page
    assert officer.get("/meja/koreksi/baris/999999/").status_code == 404
    assert seat(world.donor).get(f"/meja/koreksi/baris/{line.pk}/").status_code == 403
    assert Client().get(f"/meja/koreksi/baris/{line.pk}/").status_code == 302


def test_refusing(world: World, line: Line, client: Client) -> None:
    sent: dict[str, Any] = {"stage": "komitmen", "after": "40", "reason": REASON, "note": NOTE}
    seat(world.lurah).post(f"/meja/koreksi/baris/{line.pk}/", sent)
    correction = Correction.objects.get()
    seat(world.pokja).post(f"/meja/koreksi/{correction.reference}/tolak/", {"reason": REASON})

    assert fresh(line).quantity == 60
    assert client.get(f"/koreksi/{correction.reference}/").status_code == 404
    assert "Tidak disetujui" in seat(world.lurah).get("/meja/koreksi/").content.decode()


def test_merging_at_the_desk(world: World, line: Line, client: Client) -> None:
    world.promise(line.need, 5, by=world.donor_dua)
    first, second = seat(world.pokja), seat(world.pokja_dua)
    numbers = [party.pk for user in (world.donor, world.donor_dua) if (party := party_of(user, at=hours(0)))]
    sent = {"duplicate": numbers[0], "into": "999999", "reason": REASON, "note": NOTE}
    wrong = first.post("/meja/pokja/pemberi-ganda/", sent)
    assert wrong.status_code == 422
    assert "Nomor pemberi ini tidak ada" in wrong.content.decode()
    assert first.post("/meja/pokja/pemberi-ganda/", {**sent, "into": numbers[1]}).status_code == 302
    merge = Merge.objects.get()
    assert merge.reference in second.get("/meja/pokja/pemberi-ganda/").content.decode()
    assert second.post(f"/meja/pokja/pemberi-ganda/{merge.reference}/", {}).status_code == 302

    page = client.get(f"/koreksi/{merge.reference}/").content.decode()
    assert "2 pemberi" in page
    assert "Nama donor" not in page
