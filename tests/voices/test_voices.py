"""Reports without a name, messages without a number, thanks that an officer has looked at (UX-17)."""

from datetime import timedelta

import pytest
from django.test import Client

from ksbb.commitments import actions as commitments
from ksbb.commitments.models import Line
from ksbb.commitments.rules import thread_of
from ksbb.core.refusals import Refused
from ksbb.voices import actions, queries, rules
from ksbb.voices.enums import Matter
from ksbb.voices.models import ProblemReport, Word
from tests import world as small
from tests.world import World

NUMBERS = [
    "Hubungi saya 0812 3456 7890",
    "WA +62-812-3456-7890 ya",
    "rekening 1234567 atas nama Budi",
    "nol delapan: 08 12 34 56 78",
]
ADDRESSES = ["tulis ke budi@surat.id", "lihat https://contoh.id/x", "wa.me/628123", "t.me/budi", "buka contoh.com ya"]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_message_carries_no_number(text: str):
    assert (refusal := rules.why_not_say(text)) is not None
    assert refusal.code == "number_in_text"


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_message_carries_no_address(text: str):
    assert (refusal := rules.why_not_say(text)) is not None
    assert refusal.code == "address_in_text"


@pytest.mark.parametrize("text", ["Kami datang pukul 10.00 dengan 25 paket.", "RW 901, hari Sabtu 28 November 2026."])
def test_days_hours_and_quantities_pass(text: str):
    assert rules.why_not_say(text) is None


def test_anybody_reports_and_follows_it_by_its_code(client: Client, world: World):
    need = small.open_need(world)
    about = f"/kebutuhan/{need.reference}/"
    assert f"/lapor/?tentang={about}" in client.get(about).content.decode()

    answer = client.post(
        "/lapor/",
        {"tentang": about, "perihal": "tidak_sampai", "isi": "Paket belum datang sampai hari ini.", "surat": ""},
    )
    made = ProblemReport.objects.get()

    assert made.place == need.place
    assert answer["location"] == f"/lapor/{made.reference}/"
    assert "Jawabannya tampil" in client.get(answer["location"]).content.decode()


@pytest.mark.parametrize("about", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "/x?y=z"])
def test_a_report_leads_to_our_own_pages_only(client: Client, world: World, about: str):
    client.post("/lapor/", {"tentang": about, "perihal": "lain", "isi": "Ada yang aneh di halaman ini."})

    assert ProblemReport.objects.get().about == "/"


def test_too_little_is_named_and_kept(client: Client, world: World):
    answer = client.post("/lapor/", {"tentang": "/", "perihal": "", "isi": "rusak", "surat": "bukan surat"})

    assert answer.status_code == 422
    assert "rusak" in answer.content.decode()
    assert "Pilih perihalnya" in answer.content.decode()


@pytest.mark.parametrize(("matter", "hours"), [(Matter.CHILD, 24), (Matter.PRIVACY, 72), (Matter.WRONG, 120)])
def test_each_matter_has_its_clock(world: World, matter: Matter, hours: int):
    made = actions.report_problem(about="/", place=None, matter=matter, text="Ada masalah di sini.", at=world.at)

    assert made.answer_by == world.at + timedelta(hours=hours)
    assert list(queries.late_reports(at=made.answer_by + timedelta(seconds=1))) == [made]


def test_a_public_answer_shows_the_answer_and_never_the_report(client: Client, world: World):
    report = small.problem(world)
    actions.answer_report(
        by=world.lurah, report=report, answer="Paket datang tanggal 24 November.", public=True, at=world.at
    )

    page = client.get("/lapor/", {"tentang": report.about}).content.decode()

    assert "Paket datang tanggal 24 November." in page
    assert report.text not in page
    assert report.contact not in page


def test_officers_of_other_places_do_not_see_it(world: World):
    report = small.problem(world)

    with pytest.raises(Refused):
        actions.answer_report(by=world.people["lurah_lain"], report=report, answer="Jawaban saya ini.", at=world.at)


def test_both_sides_talk_and_nobody_else_reads(client: Client, world: World):
    line = small.promised_line(world)
    commitments.send_message(by=world.kolaborator, line=line, text="Kami datang Sabtu pagi.", at=world.at)
    commitments.send_message(by=world.ketua_rw, line=line, text="Baik, kami tunggu di pos.", at=world.at)

    assert [word.side for word in queries.thread(thread_of(line))] == ["pemberi", "penerima"]
    assert "Sabtu pagi" not in client.get(f"/kebutuhan/{line.need.reference}/").content.decode()
    with pytest.raises(Refused):
        commitments.send_message(
            by=world.people["kolaborator_lain"], line=line, text="Halo dari orang lain", at=world.at
        )


def test_thanks_are_public_once_an_officer_looked(client: Client, world: World):
    word = small.thanks_of(world)
    assert word.text not in client.get("/ucapan/").content.decode()

    actions.show_word(by=world.lurah, word=word, at=world.at)
    assert word.text in client.get("/ucapan/").content.decode()

    actions.hide_word(by=world.lurah, word=word, reason="Menyebut nama warga", at=world.at)
    assert word.text not in client.get("/ucapan/").content.decode()


def test_there_is_nothing_to_thank_for_before_it_arrived(world: World):
    with pytest.raises(Refused) as stop:
        commitments.thank(by=world.ketua_rw, line=small.promised_line(world), text="Terima kasih", at=world.at)

    assert stop.value.refusal.code == "nothing_received"


def test_words_and_addresses_go_after_their_time(world: World):
    word, report = small.thanks_of(world), None
    Line.objects.update(delivered=0, confirmed=0)
    report = actions.report_problem(
        about="/", place=None, matter=Matter.OTHER, text="Ada masalah di sini.", contact="a@uji.example", at=world.at
    )
    actions.answer_report(by=world.pokja, report=report, answer="Sudah kami perbaiki.", at=world.at)
    later = world.at + timedelta(days=1)

    assert (actions.forget_words(before=later), actions.forget_report_contacts(before=later)) == (1, 1)
    assert not Word.objects.filter(pk=word.pk).exists()
    assert ProblemReport.objects.get().contact == ""
