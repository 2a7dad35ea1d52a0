"""A worker that is killed while it sends loses no letter, and what goes out twice has the same id (REL-05)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connections

from ksbb.notices import queries
from ksbb.notices.actions import enqueue
from ksbb.notices.enums import Kind
from ksbb.notices.models import Message
from tests import databases
from tests.notices.recording import Recorder, recorder
from tests.situations import AT

ROOT = Path(__file__).resolve().parents[2]


def start(url: str, turn: int, manner: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "KSBB_TEST_DATABASE_URL": databases._url(str(connections.settings["default"]["NAME"])),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    child = [sys.executable, str(Path(__file__).with_name("sending.py")), url, str(turn), manner]
    return subprocess.Popen(child, cwd=ROOT, env=environment)


def send_under_fire(kept: Recorder, *, letters: int, kills: int) -> int:
    """Workers one after the other, each killed a little way on; the last one finishes. Returns how often one died."""
    died, chance = 0, random.Random(7)
    for turn in range(kills):
        before, worker = len(kept.letters), start(kept.url, turn, "careful")
        goal = before + max(1, (letters - before) // (kills - turn + 1)) - 1
        while worker.poll() is None and len(kept.letters) <= goal:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.01)
        worker.kill()
        died += worker.wait() < 0
    assert start(kept.url, kills, "careful").wait(timeout=600) == 0
    return died


def fill(letters: int) -> dict[str, str]:
    """So many letters to as many telephones; text by id."""
    for number in range(letters):
        enqueue(
            address=f"+62812{number:07d}",
            title="Judul",
            body=f"Isi {number}",
            dedupe=f"m{number}",
            at=AT,
            kind=Kind.SAFETY,  # goes out at any hour of the moved clock
        )
    connections.close_all()
    return {message.message_id: message.body for message in Message.objects.all()}


def by_text(kept: Recorder) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for letter in kept.letters:
        found[letter["text"].split("\n\nBerhenti", maxsplit=1)[0]].add(letter["id"])
    return found


@pytest.mark.parametrize(
    ("letters", "kills"), [(100, 2), pytest.param(2_000, 50, marks=pytest.mark.long, id="2000-letters-50-kills")]
)
def test_a_killed_worker_loses_no_letter(fresh_db: databases.Database, letters: int, kills: int) -> None:
    written = fill(letters)

    with recorder() as kept:
        died = send_under_fire(kept, letters=letters, kills=kills)

    assert died == kills
    assert queries.counts()["terkirim"] == letters
    assert by_text(kept) == {text: {one} for one, text in written.items()}
    assert len(kept.letters) - letters <= kills  # at most the one in hand goes out twice


def test_a_careless_worker_would_be_noticed(fresh_db: databases.Database) -> None:
    written = fill(3)

    with recorder() as kept:
        worker = start(kept.url, 0, "careless")
        while worker.poll() is None and not queries.counts()["terkirim"]:
            time.sleep(0.01)
        worker.kill()
        worker.wait()
        assert start(kept.url, 1, "careful").wait(timeout=60) == 0

    assert set(by_text(kept)) < set(written.values())
