"""Broken and hostile spreadsheets through every page that takes one: all or nothing, faults by row (REL-09)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import world as the
from tests.doors.knocking import _rows as table_sizes
from tests.hostile.reaching import BACKEND, undone
from tests.hostile.sheets import Row, corpus
from tests.hostile.walking import Forms
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

NAMED = re.compile(r"[Bb]aris \d|[Bb]erkas|kolom|<td class=\"num\">")


@dataclass(frozen=True)
class Door:
    """One page that takes a spreadsheet."""

    role: str
    address: str
    field: str
    rows: Callable[[World], list[Row]]
    number: int
    day: int | None
    counted: str


def _promises(w: World) -> list[Row]:
    first, second = the.open_need(w), the.open_need(w, package="lebaran", recipient=w.rw_lain)
    day = (w.today + timedelta(days=2)).isoformat()
    return [["kebutuhan", "jumlah", "tanggal"], [first.reference, 5, day], [second.reference, 7, day]]


def _rw(w: World) -> list[Row]:
    return [["kode_kelurahan", "rw"], [w.village.code, 31], [w.other_village.code, 32]]


def _recipients(w: World) -> list[Row]:
    head = ["jenis", "kk", "per_tanggal", "kode_wilayah", "nama"]
    return [
        head,
        ["rw", 40, "2026-05-01", w.rw.place.code, ""],
        ["pesantren", "", "", w.village.code, "Pesantren Baru"],
    ]


DOORS = {
    "promises": Door("kolaborator", "/meja/kolaborator/unggah/", "berkas", _promises, 1, 2, "commitments.Line"),
    "rw": Door("pokja", "/meja/pokja/impor/rw/", "file", _rw, 1, None, "places.Place"),
    "recipients": Door("pokja", "/meja/pokja/impor/penerima/", "file", _recipients, 1, 2, "recipients.Fact"),
}


def complaints(w: World, door: Door, count: int, *, stride: int = 1) -> tuple[list[str], int]:
    """What is wrong, and how many files were taken in."""
    client, found, taken = Client(raise_request_exception=False), [], 0
    client.force_login(w.people[door.role], backend=BACKEND)
    rows = door.rows(w)
    for name, make in corpus(rows, door.number, door.day, count)[::stride]:
        file_name, content = make()

        def send(file_name: str = file_name, content: bytes = content) -> Any:
            before = table_sizes()
            sent = {door.field: SimpleUploadedFile(file_name, content), "source": "Daftar uji"}
            answer: Any = client.post(door.address, sent)
            answer.wrote = table_sizes() != before
            if answer.status_code == 200:
                answer = _taken_in(client, door, answer)
            return answer

        answer = undone(client, send)
        taken += answer.status_code == 302
        if wrong := _wrong(answer, door, rows):
            found.append(f"{name}: {wrong}")
    return found, taken


def _taken_in(client: Client, door: Door, preview: Any) -> Any:
    """Press the button of the preview."""
    [form] = [one for one in Forms(door.address, preview.content.decode()).found if {"seen", "isi"} & set(one.fields)]
    before = table_sizes()
    answer: Any = client.post(form.action, form.fields | {"setuju": "on"})
    after = table_sizes()
    answer.wrote = preview.wrote or (answer.status_code != 302 and after != before)
    answer.made = after[door.counted] - before[door.counted]
    return answer


def _wrong(answer: Any, door: Door, rows: list[Row]) -> str:
    if answer.status_code not in {200, 302, 409, 413, 422}:
        return f"answers {answer.status_code}"
    if answer.wrote:
        return "wrote before it was asked to, or in part"
    if answer.status_code == 422 and not NAMED.search(answer.text_seen):
        return "names neither row nor file"
    if answer.status_code == 302 and answer.made > len(rows):
        return f"made {answer.made} of {len(rows) - 1}"
    return ""


@pytest.mark.parametrize("door", DOORS)
def test_bad_files_write_nothing(world: World, door: str):
    found, taken = complaints(world, DOORS[door], 96, stride=8)

    assert found == []
    assert taken > 0


@pytest.mark.long
@pytest.mark.parametrize("door", DOORS)
def test_two_hundred_bad_files_write_nothing(world: World, door: str):
    found, taken = complaints(world, DOORS[door], 200)

    assert found == []
    assert taken > 5


@pytest.mark.parametrize("door", ["promises", "recipients"])
@pytest.mark.parametrize("kind", ["a half number", "a number that looks like thousands", "a number with a dot"])
def test_half_a_number_is_not_ten_times_as_much(world: World, door: str, kind: str):
    at, client = DOORS[door], Client()
    client.force_login(world.people[at.role], backend=BACKEND)
    name, content = dict(corpus(at.rows(world), at.number, at.day, 96))[kind]()

    answer = client.post(at.address, {at.field: SimpleUploadedFile(name, content), "source": "Daftar uji"})

    assert answer.status_code == 422


def test_a_dot_between_thousands_is_no_decimal_point(world: World, client: Client):
    need = the.open_need(world)

    answer = client.post(f"/bantu/{need.reference}/", {"jumlah": "1.000"})

    assert answer.status_code == 422
    assert "300" in answer.content.decode()
