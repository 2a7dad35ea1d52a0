"""Reports without a name, messages without a number, thanks that an officer has looked at (UX-17)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.commitments import actions as commitments
from ksbb.commitments.models import Line
from ksbb.commitments.rules import thread_of
from ksbb.core.refusals import Refused
from ksbb.notices.enums import Kind
from ksbb.notices.models import Message
from ksbb.parties.rules import Reach
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
    everything = Reach(is_pokja=True)
    assert list(queries.late_reports(everything, at=made.answer_by)) == []
    assert list(queries.late_reports(everything, at=made.answer_by + timedelta(seconds=1))) == [made]


def alarmed(at: datetime) -> list[str]:
    """Who hears of it in one round of the worker at that moment, twice over."""
    before = set(Message.objects.values_list("pk", flat=True))
    for _ in range(2):
        actions.alarm_late_reports(at=at)
    rows = Message.objects.exclude(pk__in=before).select_related("user")
    return sorted(row.user.username for row in rows if row.user)


def test_a_late_report_alarms_pokja_and_the_officers_once(world: World):
    """The letter leads there and says nothing of what was reported."""
    report = small.problem(world)
    late = report.answer_by + timedelta(minutes=1)

    assert alarmed(report.answer_by) == []
    assert alarmed(late) == ["lurah", "lurah_dua", "pokja", "pokja_dua"]
    assert alarmed(late + timedelta(days=3)) == []
    told = Message.objects.filter(dedupe__startswith="report-late:")
    assert {message.kind for message in told} == {Kind.REMINDER}
    assert all(report.text not in message.body and report.contact not in message.body for message in told)
    assert all(f"/meja/wilayah/laporan/{report.reference}/" in message.body for message in told)


def test_an_answer_ends_the_alarm_and_a_child_does_not_wait_for_the_morning(world: World):
    answered = small.problem(world)
    actions.answer_report(by=world.lurah, report=answered, answer="Paket sudah datang kemarin.", at=world.at)
    child = actions.report_problem(
        about="/", place=None, matter=Matter.CHILD, text="Ada anak di foto halaman ini.", at=world.at
    )

    assert alarmed(child.answer_by + timedelta(minutes=1)) == ["pokja", "pokja_dua"]
    assert alarmed(answered.answer_by + timedelta(days=1)) == []
    assert {row.kind for row in Message.objects.filter(dedupe__startswith="report-late:")} == {Kind.SAFETY}


@pytest.mark.parametrize(("role", "desk"), [("pokja", "desks:pokja"), ("lurah", "desks:area")])
def test_a_late_report_stands_first_on_todays_desk(world: World, role: str, desk: str):
    report = small.problem(world)
    client = Client()
    client.force_login(world.people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    way = reverse("voices:answer", args=[report.reference])

    assert way not in client.get(reverse(desk)).content.decode()
    ProblemReport.objects.update(answer_by=world.at - timedelta(minutes=1))
    page = client.get(reverse(desk)).content.decode()

    assert "Laporan terlambat: Bantuan tidak sampai atau kurang" in page
    assert page.count(way) == 2
    assert "Tidak ada yang menunggu" not in page


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
