"""Kotak masuk and how each wants to be told, as people see them."""

from typing import Any

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ksbb.commitments import letters
from ksbb.commitments.actions import cancel
from ksbb.notices.actions import enqueue, tell_person
from ksbb.notices.enums import Channel, Frequency, Kind
from ksbb.notices.models import Message, Preference, Route
from tests import world as the
from tests.web.desks.conftest import Visitor, hidden
from tests.world import CANARY, World

INBOX, WISHES = "/kotak-masuk/", "/akun/pemberitahuan/"


def put(w: World, number: int, role: str = "ketua_rw", **more: Any) -> None:
    said = {"title": f"Judul {number}", "body": f"Isi {number} <b>x</b>", "kind": Kind.DELIVERY, **more}
    tell_person(person=w.people[role], dedupe=f"m{number}", at=w.at, **said)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_inbox_says_what_will_be_here(world: World, sit: Visitor):
    page = text(sit("orang_lain"), INBOX)

    assert "Belum ada pesan" in page
    assert WISHES in page


def test_a_letter_is_told_once_with_a_button_in_place_of_its_address(world: World, sit: Visitor):
    line = the.promised_line(world)
    letter = letters.about(line, "20 paket sedang diantar")
    put(world, 1, role="kolaborator", title=letter[0], body=letter[1])

    page = text(sit("kolaborator"), INBOX)

    path = f"/lacak/{line.commitment.reference}/"
    # the heading, the letter, which goes on with the goods, and for those who hear the page, the button
    assert page.count("20 paket sedang diantar") == 3
    assert f'<a class="button slim second" href="{path}">Buka komitmen' in page
    assert f"{settings.KSBB_ORIGIN}{path}" not in page


def test_what_was_told_lies_there_and_counts_until_read(world: World, sit: Visitor):
    put(world, 1)
    put(world, 2)
    client = sit("ketua_rw")

    page = text(client, INBOX)
    assert "Isi 2 &lt;b&gt;x&lt;/b&gt;" in page
    assert '<span class="unread">(2<' in page
    put(world, 3)  # came while the page was read
    client.post("/kotak-masuk/dibaca/", {"sampai": hidden(client.get(INBOX), "sampai")})

    assert "unread" not in text(client, INBOX)
    put(world, 4)
    assert '<span class="unread">(1<' in text(client, "/meja/penerima/")


def test_reading_reaches_only_what_was_shown(world: World, sit: Visitor):
    put(world, 1)
    shown = Message.objects.latest("pk").pk
    put(world, 2)
    client = sit("ketua_rw")

    for sent in (str(shown), "", "x", "-1", "99999999999999999999"):
        client.post("/kotak-masuk/dibaca/", {"sampai": sent})

    assert [m.read_at is None for m in Message.objects.filter(dedupe__in=["m1", "m2"]).order_by("pk")] == [False, True]


def test_nobody_sees_the_messages_of_others_nor_a_code(world: World, sit: Visitor):
    put(world, 1)
    put(world, 2, kind=Kind.CODE)

    assert "Judul 1" not in text(sit("kolaborator"), INBOX)
    assert "Judul 2" not in text(sit("ketua_rw"), INBOX)


def test_wishes_are_kept_and_shown_again(world: World, sit: Visitor):
    client = sit("ketua_rw")
    page = client.get(WISHES)
    wanted = {"komitmen": "segera", "jadwal": "harian", "penyaluran": "tidak", "pengingat": "segera", "akun": "harian"}

    answer = client.post(WISHES, {"key": hidden(page), "first": Channel.PHONE, **wanted})

    assert answer["Location"] == INBOX
    assert dict(Preference.objects.values_list("kind", "frequency")) == wanted
    assert Route.objects.get().consent
    assert '<option value="tidak" selected>' in text(client, WISHES)


def test_a_missing_wish_is_asked_for_and_the_rest_is_kept(world: World, sit: Visitor):
    client = sit("ketua_rw")

    page = client.post(WISHES, {"first": Channel.EMAIL, "komitmen": Frequency.NEVER, "jadwal": "besok"})

    assert page.status_code == 422
    assert '<option value="tidak" selected>' in page.content.decode()
    assert not Preference.objects.exists()


def test_a_phone_is_offered_only_to_who_has_one(world: World, sit: Visitor):
    world.ketua_rw.phone = ""
    world.ketua_rw.save()

    assert "Pesan telepon" not in text(sit("ketua_rw"), WISHES)
    assert "Pesan telepon" in text(sit("kolaborator"), WISHES)


# --- What failed ------------------------------------------------------------------------------------------------------


def test_a_failed_message_waits_on_the_desk_without_its_address(world: World, sit: Visitor):
    message = the.failed_message(world)
    client = sit("pokja")

    listed, page = text(client, "/meja/pokja/pesan/"), text(client, f"/meja/pokja/pesan/{message.pk}/")

    assert f"/meja/pokja/pesan/{message.pk}/" in listed
    for shown in (listed, page):
        assert "8120000001" not in shown.replace("-", "")
    assert "Isi pesan uji." in page


def test_the_number_opens_by_a_press_that_is_noted(world: World, sit: Visitor):
    message = the.failed_message(world)

    page = sit("pokja").post(f"/meja/pokja/pesan/{message.pk}/sendiri/").content.decode()

    assert "https://wa.me/628120000001?text=Uji%0A%0AIsi%20pesan%20uji." in page
    assert Message.objects.get(pk=message.pk).state == "terkirim"


def test_a_code_is_shown_to_nobody(world: World, sit: Visitor):
    message = the.failed_message(world, dedupe="code:uji")
    client = sit("pokja")

    page = text(client, f"/meja/pokja/pesan/{message.pk}/")
    pressed = client.post(f"/meja/pokja/pesan/{message.pk}/sendiri/").content.decode()

    for shown in (page, pressed):
        assert "Isi pesan uji." not in shown
        assert "wa.me" not in shown


def test_sent_again_or_put_away(world: World, sit: Visitor):
    first = the.failed_message(world)
    second = the.failed_message(world, dedupe="kedua")
    client = sit("pokja")

    client.post(f"/meja/pokja/pesan/{first.pk}/lagi/")
    page = client.post(f"/meja/pokja/pesan/{second.pk}/hentikan/", {"reason": "ya"})
    client.post(f"/meja/pokja/pesan/{second.pk}/hentikan/", {"reason": "Nomornya sudah tidak dipakai lagi"})

    assert page.status_code == 422
    assert [m.state for m in Message.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")] == [
        "menunggu",
        "dihentikan",
    ]


# --- Calendar files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["kolaborator", "ketua_rw"])
def test_both_sides_take_the_hand_over_home(world: World, sit: Visitor, side: str):
    line = the.scheduled_line(world)
    address = {
        "kolaborator": reverse("giving:calendar", args=[line.commitment.reference, line.pk]),
        "ketua_rw": reverse("desks:promise_calendar", args=[line.pk]),
    }[side]

    answer = sit(side).get(address)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["METHOD"] == "PUBLISH"
    assert CANARY not in answer.content.decode()
    cancel(by=world.kolaborator, line=line, reason="Barang tidak jadi datang", at=world.at)
    assert icalendar.Calendar.from_ical(sit(side).get(address).content)["METHOD"] == "CANCEL"


def test_the_page_leads_to_it(world: World, sit: Visitor):
    line = the.scheduled_line(world)

    assert "kalender.ics" in text(sit("kolaborator"), f"/lacak/{line.commitment.reference}/")
    assert "kalender.ics" in text(sit("ketua_rw"), f"/meja/penerima/bantuan/{line.pk}/")


def test_a_guest_is_told_at_the_address_alone(world: World):
    enqueue(address="kenari.tamu@uji.example", title="T", body="I", dedupe="tamu", at=world.at)

    assert Message.objects.get(dedupe="tamu").user_id is None
