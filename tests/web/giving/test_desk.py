"""The collaborator's desk: tasks, promises, journeys, and a spreadsheet that is taken whole or not at all."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from ksbb.commitments import actions, queries
from ksbb.commitments.models import Commitment
from ksbb.deliveries import actions as deliveries
from tests.web.giving.conftest import World

pytestmark = pytest.mark.django_db
DESK, UPLOAD = "/meja/kolaborator/", "/meja/kolaborator/unggah/"


def _promise(world: World, day: date, count: int = 1) -> Commitment:
    needs = [world.need, world.second, world.meals][:count]
    drafts = [actions.LineDraft(need=need, quantity=5, deliver_on=day) for need in needs]
    return actions.promise(by=world.staff, lines=drafts, statement_accepted=True, at=timezone.now())


def test_the_desk_asks_for_sign_in(client: Client, world: World):
    for page in (DESK, UPLOAD, f"{DESK}penyaluran/", "/akun/saya/"):
        assert client.get(page)["location"].startswith("/akun/login/")


@pytest.mark.parametrize(("count", "asked"), [(0, 8), (1, 8), (3, 8)])
def test_desk_queries_stay_the_same(
    client: Client, world: World, day: date, count: int, asked: int, django_assert_num_queries: Any
):
    client.force_login(world.staff)
    if count:
        _promise(world, day, count)

    with django_assert_num_queries(asked - (2 if not count else 0)):
        text = client.get(DESK).content.decode()

    assert text.count("Hubungi RW") == count
    assert ("Tidak ada yang menunggu" in text) == (count == 0)


@pytest.mark.parametrize("count", [1, 3])
def test_journey_queries_stay_the_same(
    client: Client, world: World, day: date, count: int, django_assert_num_queries: Any
):
    client.force_login(world.staff)
    made = _promise(world, day, count)
    for line in queries.lines_of(made):
        load = deliveries.Load(line=line, quantity=2)
        deliveries.plan_delivery(by=world.staff, loads=[load], planned_on=day, at=timezone.now())

    with django_assert_num_queries(9):
        text = client.get(f"{DESK}penyaluran/").content.decode()

    assert text.count("Buka komitmen") == count


def test_tasks_follow_the_state(client: Client, world: World, day: date):
    client.force_login(world.staff)
    [line] = queries.lines_of(_promise(world, day))
    actions.note_contact(by=world.staff, line=line, at=timezone.now())
    assert "Jadwalkan RW" in client.get(DESK).content.decode()
    actions.schedule(by=world.staff, line=line, deliver_on=timezone.localdate(), at=timezone.now())
    assert "Antar 5" in client.get(DESK).content.decode()
    actions.propose_time(by=world.rw, line=line, day=day, at=timezone.now())

    assert "mengusulkan" in client.get(DESK).content.decode()


def test_promises_are_filtered(client: Client, world: World, day: date):
    client.force_login(world.staff)
    made = _promise(world, day)

    assert [row[0].commitment for row in client.get(f"{DESK}?keadaan=komitmen").context["rows"]] == [made]
    assert client.get(f"{DESK}?keadaan=selesai").context["rows"] == []


def _file(text: str, name: str = "daftar.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def _sheet(*rows: list[object]) -> SimpleUploadedFile:
    book, kept = Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in (["Kebutuhan", "Jumlah", "Tanggal"], *rows):
        sheet.append(row)
    book.save(kept)
    return SimpleUploadedFile("daftar.xlsx", kept.getvalue())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sound_file_becomes_one_promise(client: Client, world: World, day: date, kind: str):
    client.force_login(world.staff)
    rows = [[world.need.reference, 12, day], [world.second.reference, 3, day]]
    text = "kebutuhan;jumlah;tanggal\n" + "".join(f"{ref};{n};{when}\n" for ref, n, when in rows)
    page = client.post(UPLOAD, {"berkas": _sheet(*rows) if kind == "xlsx" else _file(text)})
    assert page.status_code == 200, page.content.decode()
    answers = {"isi": page.context["signed"], "kunci": page.context["key"], "setuju": "on"}

    twice = [client.post(UPLOAD, answers)["location"] for _ in range(2)]

    made = Commitment.objects.get()
    assert set(twice) == {f"/komitmen/{made.reference}/tercatat/"}
    assert made.via == "berkas"
    assert [line.quantity for line in queries.lines_of(made)] == [12, 3]


def test_every_bad_row_and_column_is_named(client: Client, world: World, day: date):
    client.force_login(world.staff)
    late = day + timedelta(days=400)
    text = (
        f"kebutuhan,jumlah,tanggal\n{world.need.reference},10,{day}\nKS-X,0,besok\n"
        f"{world.second.reference},51,{day}\n{world.need.reference},1,{day}\n{world.meals.reference},4,{late}\n"
    )
    page = client.post(UPLOAD, {"berkas": _file(text)})

    shown = page.content.decode()
    assert page.status_code == 422
    for said in (
        "Baris 3, kolom kebutuhan",
        "Baris 3, kolom jumlah",
        "Baris 3, kolom tanggal",
        "Baris 4, kolom jumlah: Tinggal 50",
        "Baris 5, kolom kebutuhan: Kebutuhan ini sudah ada di baris 2",
        "Baris 6, kolom tanggal",
    ):
        assert said in shown
    faults = client.post(f"{UPLOAD}kesalahan.csv", {"kesalahan": page.context["signed_faults"]})
    assert "3,jumlah," in faults.content.decode("utf-8-sig")
    client.post(UPLOAD, {"isi": page.context["signed"], "kunci": "a" * 32, "setuju": "on"})
    assert Commitment.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (b"nama,umur\na,1\n", "Kolom ini tidak ada"),
        (b"PK\x03\x04rusak", "rusak"),
        (b"\xff\xfe\x00", "belum|kosong|UTF-8|bukan|hanya"),
        (b"kebutuhan,jumlah,tanggal\n" + b"x" * 1_200_000, "terlalu besar"),
    ],
)
def test_a_bad_file_is_said(client: Client, world: World, content: bytes, said: str):
    client.force_login(world.staff)

    page = client.post(UPLOAD, {"berkas": SimpleUploadedFile("x.csv", content)})

    assert page.status_code == 422
    assert any(word in page.content.decode() for word in said.split("|"))


def test_formulas_are_not_worked_out(client: Client, world: World, day: date):
    client.force_login(world.staff)

    page = client.post(UPLOAD, {"berkas": _sheet([world.need.reference, "=1+1", day])})

    assert page.status_code == 422
    assert "rumus" in page.content.decode()


def test_a_changed_parcel_of_rows_is_thrown_away(client: Client, world: World):
    client.force_login(world.staff)

    assert client.post(UPLOAD, {"isi": "palsu", "setuju": "on"})["location"] == UPLOAD


def test_only_organisations_upload(client: Client, world: World):
    client.force_login(world.donor)

    assert client.get(UPLOAD).status_code == 403
    assert "Unggah" not in client.get(DESK).content.decode()


def test_the_template_holds_open_needs(client: Client, world: World):
    client.force_login(world.staff)

    text = client.get(f"{UPLOAD}contoh.csv").content.decode("utf-8-sig")

    assert text.startswith("kebutuhan,jumlah,tanggal")
    assert world.need.reference in text
