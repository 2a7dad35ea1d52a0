"""Killed in the middle of sending photos: no row without its file, no file without a row after the sweep (REL-04)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connections

from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions, photos
from ksbb.deliveries.models import Evidence
from ksbb.places import actions as places
from tests import databases
from tests import world as the

ROOT = Path(__file__).resolve().parents[3]


def start(told: Path, media: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "KSBB_TEST_DATABASE_URL": databases._url(str(connections.settings["default"]["NAME"])),
        "KSBB_TEST_MEDIA": str(media),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    child = [sys.executable, str(Path(__file__).with_name("sending.py")), str(told)]
    return subprocess.Popen(child, cwd=ROOT, env=environment)


def acknowledged(told: Path) -> list[str]:
    text = told.read_text() if told.exists() else ""
    return text[: text.rfind("\n") + 1].split()


def wait_for(told: Path, count: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while len(acknowledged(told)) < count:
        assert child.poll() is None, "the child ended by itself"
        assert time.monotonic() < until, "the child is too slow"
        time.sleep(0.005)


def kill_and_look(told: Path, media: Path, *, kills: int) -> None:
    chance = random.Random(kills)
    for kill in range(1, kills + 1):
        child = start(told, media)
        try:
            wait_for(told, len(acknowledged(told)) + 1, child)
            time.sleep(chance.random() * 0.2)
        finally:
            child.kill()
            child.wait()
        rows = {photo.reference: photo for photo in Evidence.objects.all()}
        assert [one for one in acknowledged(told) if one not in rows] == []
        assert [one for one in rows.values() if not photos.is_there(photos.PRIVATE, one.name)] == []
        assert len(acknowledged(told)) >= kill
    later = datetime.now(UTC) + timedelta(hours=2)
    actions.sweep_files(at=later)

    named = {photo.name for photo in Evidence.objects.all()}
    assert {name for _, name in photos.files(before=later)} == named
    assert JournalEntry.objects.filter(verb="add_need_photo").count() == len(named)


@pytest.fixture
def media(fresh_db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real directory, and a world with needs to send photos for."""
    at = datetime.now(UTC)
    places.seed(at=at)
    world = the.make_world(at=at)
    for package in ("sembako", "lebaran"):
        the.proposed_need(world, package=package, quantity=10)
    connections.close_all()
    where = tmp_path / "media"
    monkeypatch.setattr(photos, "default_storage", FileSystemStorage(location=where))
    return where


def test_three_kills(media: Path, tmp_path: Path) -> None:
    kill_and_look(tmp_path / "told", media, kills=3)


@pytest.mark.long
def test_ten_kills(media: Path, tmp_path: Path) -> None:
    kill_and_look(tmp_path / "told", media, kills=10)


def test_a_file_without_a_row_would_be_seen(media: Path) -> None:
    """The negative control: what a kill leaves behind is there, until the sweep."""
    reading = photos.pictures.read(the.pictures.jpeg(the.pictures.scene(1, (160, 120))))  # type: ignore[attr-defined]
    orphan, later = photos.put_away(photos.PRIVATE, reading), datetime.now(UTC) + timedelta(hours=2)

    assert {name for _, name in photos.files(before=later)} == {orphan}
    assert actions.sweep_files(at=later) == 1
    assert list(photos.files(before=later)) == []
