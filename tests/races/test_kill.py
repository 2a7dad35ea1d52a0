"""Killed without warning, again and again, the platform loses no promise that it acknowledged (REL-04)."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from ksbb.commitments.models import Commitment, Line
from ksbb.core.models import IdempotentDeed, JournalEntry
from tests import databases
from tests.situations import World, differences

ROOT = Path(__file__).resolve().parents[2]


def start(file: Path, manner: str) -> subprocess.Popen[bytes]:
    settings = connections.settings["default"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "KSBB_TEST_DATABASE_URL": databases._url(str(settings["NAME"])),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    child = [sys.executable, str(Path(__file__).with_name("acknowledging.py")), str(file), manner]
    return subprocess.Popen(child, cwd=ROOT, env=environment)


def acknowledged(file: Path) -> list[tuple[str, str]]:
    """Whole lines only: what was being written when the kill came was told to nobody."""
    text = file.read_text() if file.exists() else ""
    whole = text[: text.rfind("\n") + 1].splitlines()
    return [(number, reference) for number, reference in (line.split() for line in whole)]


def wait_for(file: Path, count: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while len(acknowledged(file)) < count:
        assert child.poll() is None, "the child ended by itself"
        assert time.monotonic() < until, "the child is too slow"
        time.sleep(0.005)


def lost(told: list[tuple[str, str]]) -> list[str]:
    """Acknowledged promises that are not in the database, whole."""
    kept = set(Line.objects.filter(quantity__gt=0).values_list("commitment__reference", flat=True))
    return [reference for _, reference in told if reference not in kept]


def kill_and_look(file: Path, *, promises: int, kills: int) -> None:
    chance = random.Random(kills)
    for kill in range(1, kills + 1):
        child = start(file, "careful")
        try:
            wait_for(file, promises * kill // kills, child)
            time.sleep(chance.random() * 0.02)
        finally:
            child.kill()
            child.wait()
        assert lost(acknowledged(file)) == []
    told = acknowledged(file)

    assert len(told) >= promises
    assert len({number for number, _ in told}) == len({reference for _, reference in told}) == len(told)
    keys = IdempotentDeed.objects.filter(scope__startswith="promise:").count()
    assert Commitment.objects.count() == Line.objects.count() == keys
    assert keys - len(told) in {0, 1}  # the last one may have been kept and not been told
    assert JournalEntry.objects.filter(verb="promise").count() == keys
    assert differences() == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def needs(racing: World) -> None:
    for number in range(3):
        racing.need(100_000, to=racing.neighbour(902 + number))
    connections.close_all()


def test_killed_during_200_promises(needs: None, tmp_path: Path) -> None:
    kill_and_look(tmp_path / "told.txt", promises=200, kills=4)


@pytest.mark.long
def test_killed_during_2000_promises(needs: None, tmp_path: Path) -> None:
    kill_and_look(tmp_path / "told.txt", promises=2_000, kills=30)


def test_telling_before_the_commit_would_be_seen(needs: None, tmp_path: Path) -> None:
    """The negative control: acknowledged inside the transaction, the promise is gone with the process."""
    file = tmp_path / "told.txt"
    child = start(file, "careless")
    try:
        wait_for(file, 1, child)
    finally:
        child.kill()
        child.wait()

    assert len(lost(acknowledged(file))) == 1
