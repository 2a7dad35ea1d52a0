"""J7 step 3: the newest checkpoint, how to verify, and the proof of one row; nothing of a giver in the public log."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from ksbb.core import checkpoints, limits, sealing
from ksbb.core.models import JournalEntry
from ksbb.opendata import history
from tests.core.verifying import SCRIPT, load
from tests.situations import AT, World, hours

verifier = load()


@pytest.fixture
def signed(world: World) -> Any:
    need = world.need(100)
    line = world.promise(need, 50)
    checkpoints.make_checkpoint(at=hours(1))
    world.received(world.sent(line, 50), line, 50)
    return checkpoints.make_checkpoint(at=hours(2))


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    body: str = (response.getvalue() if response.streaming else response.content).decode()
    return body


def test_before_the_first_checkpoint_the_page_says_so(world: World, client: Client) -> None:
    page = text(client, "/catatan-audit/")

    assert "Belum ada titik periksa" in page
    assert client.get("/catatan-audit/titik-periksa.txt").status_code == 404
    assert client.get("/catatan-audit/kunci.txt").status_code == 404
    assert client.get("/catatan-audit/catatan-0.ndjson").status_code == 404


def test_what_is_published_is_checked_by_the_published_verifier(signed: Any, client: Client) -> None:
    page = text(client, "/catatan-audit/")
    key = text(client, "/catatan-audit/kunci.txt").strip()
    notes = [
        verifier.read_note(text(client, address), key)
        for address in ("/catatan-audit/titik-periksa.txt", *_notes_on(page))
    ]
    log = text(client, "/catatan-audit/catatan-0.ndjson").encode().splitlines(keepends=True)

    assert verifier.check_log(log, notes).size == signed.size == JournalEntry.objects.count()
    assert len({size for size, _ in notes}) == 2
    old, new = sorted({size for size, _ in notes})
    growth = text(client, f"/catatan-audit/sambung/{old}/{new}.json")
    assert verifier.check_growth(growth, key) == (old, new)
    assert text(client, "/catatan-audit/verify_log.py") == SCRIPT.read_text()


def _notes_on(page: str) -> list[str]:
    return re.findall(r'href="(/catatan-audit/titik-periksa/\d+\.txt)"', page)


def test_one_row_and_its_proof(signed: Any, client: Client) -> None:
    key = text(client, "/catatan-audit/kunci.txt").strip()
    for verb, opened in (("verify", True), ("promise", False)):
        row = JournalEntry.objects.filter(verb=verb).latest("sequence")
        page = text(client, f"/catatan-audit/baris/{row.sequence}/")
        proof = text(client, f"/catatan-audit/baris/{row.sequence}/?bentuk=json")

        assert (row.subject in page) is (row.subject in proof) is opened
        assert verifier.check_inclusion(proof, key)[1] == signed.size
        other = json.loads(proof)
        other["position"] -= 1
        with pytest.raises(verifier.Wrong):
            verifier.check_inclusion(json.dumps(other), key)
    assert client.get("/catatan-audit/baris/", {"urutan": str(row.sequence)})["Location"].endswith(f"/{row.sequence}/")


def test_a_row_that_no_checkpoint_covers_yet(signed: Any, world: World, client: Client) -> None:
    world.need(5, package="lebaran")
    sealing.seal(at=hours(3))
    newest = JournalEntry.objects.latest("sequence").sequence

    assert "Belum ada titik periksa yang mencakup baris ini" in text(client, f"/catatan-audit/baris/{newest}/")
    assert client.get(f"/catatan-audit/baris/{newest}/?bentuk=json").status_code == 404


def test_no_promise_and_no_giver_can_be_read_from_the_public_log(signed: Any, client: Client) -> None:
    log = text(client, "/catatan-audit/catatan-0.ndjson")
    hidden = JournalEntry.objects.exclude(verb__in=history.OPENED)

    assert hidden.filter(verb="promise").exists()
    assert [row.verb for row in hidden if row.subject in log and row.subject not in _opened_subjects()] == []
    assert '"giver"' not in log


def _opened_subjects() -> set[str]:
    return set(JournalEntry.objects.filter(verb__in=history.OPENED).values_list("subject", flat=True))


@pytest.mark.parametrize(
    "address",
    [
        "titik-periksa/0.txt",
        "titik-periksa/9999999.txt",
        "titik-periksa/x.txt",
        "catatan-1.ndjson",
        "catatan--1.ndjson",
        "catatan-99999999999999999999.ndjson",
        "sambung/1/2.json",
        "sambung/9/1.json",
        "baris/0/",
        "baris/999999999999999999999999/",
        "baris/x/",
        "baris/1/?ukuran=abc",
    ],
)
def test_what_is_not_there_is_not_found(signed: Any, client: Client, address: str) -> None:
    assert client.get(f"/catatan-audit/{address}").status_code == 404


def test_the_feed_holds_every_note(signed: Any, client: Client) -> None:
    response = client.get("/catatan-audit/umpan.atom")
    body = response.content.decode()

    assert response["Content-Type"].startswith("application/atom+xml")
    assert body.count("<entry>") == 2
    assert f"/catatan-audit/titik-periksa/{signed.size}.txt" in body
    assert signed.note.split("\n")[2] in body
    again = client.get("/catatan-audit/umpan.atom", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_files_are_not_taken_without_end(signed: Any, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "KSBB_RATE_FACTOR", 1)
    monkeypatch.setattr("ksbb.web.audit.views.DOWNLOADS", limits.Limit("catatan-uji", 2, 600))

    answers = [client.get("/catatan-audit/catatan-0.ndjson") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_the_log_comes_in_parts(signed: Any, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(history, "PART", 10)
    parts = history.parts(signed.size)
    log = "".join(text(client, f"/catatan-audit/catatan-{number}.ndjson") for number in range(parts))

    assert parts == -(-signed.size // 10)
    assert log.count("\n") == signed.size
    assert client.get(f"/catatan-audit/catatan-{parts}.ndjson").status_code == 404


def test_times_stand_apart(signed: Any, world: World, client: Client) -> None:
    """T22: a deed of an earlier day shows both its day and when we heard of it, in the entry that is chained."""
    from ksbb.needs import actions as needs

    need = world.proposal(7, package="lebaran")
    needs.verify(by=world.pokja, need=need, at=hours(5), effective_at=AT)
    row = JournalEntry.objects.latest("sequence")
    checkpoints.make_checkpoint(at=hours(6))
    page = text(client, f"/catatan-audit/baris/{row.sequence}/")

    assert row.recorded_at == hours(5)
    assert row.effective_at == AT
    assert "dicatat sesudah terjadi" in page
    assert '"effective_at":"2026-05-02T04:00:00.000000Z","recorded_at":"2026-05-02T09:00:00.000000Z"' in page.replace(
        "&quot;", '"'
    )
