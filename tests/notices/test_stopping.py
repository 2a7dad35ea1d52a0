"""STOP by the link in every letter: no account, one press, kept with time and channel; codes go on (UX-30)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from ksbb.core.models import JournalEntry
from ksbb.core.refusals import NotFound
from ksbb.notices import queries
from ksbb.notices.actions import Choice, enqueue, resume_letters, send_due, set_preferences, stop_letters, tell_person
from ksbb.notices.enums import Channel, Frequency, Kind, MessageState
from ksbb.notices.models import Message, Stop
from tests.situations import AT, World, hours, refused

pytestmark = pytest.mark.django_db
GUEST = "tamu@contoh.example"


def letter(dedupe: str, *, address: str = GUEST, kind: Kind = Kind.DELIVERY) -> None:
    enqueue(address=address, title="Judul", body="Isi", dedupe=dedupe, at=AT, kind=kind)


def link_in(body: str) -> str:
    found = re.search(r"https?://[^/]+(/berhenti/\S+)", body)
    assert found
    return found[1]


def test_every_letter_carries_its_link_which_names_nobody() -> None:
    for kind in (Kind.DELIVERY, Kind.SAFETY, Kind.CODE):
        letter(kind, kind=kind)
        send_due(at=hours(len(mail.outbox)))

    links = {link_in(str(one.body)) for one in mail.outbox}
    assert (len(mail.outbox), len(links)) == (3, 1)
    assert "tamu" not in links.pop()
    assert mail.outbox[0].extra_headers["List-Unsubscribe"].endswith("/>")


def test_a_press_ends_all_but_codes_and_safety() -> None:
    letter("satu")
    send_due(at=AT)
    link, client = link_in(str(mail.outbox[0].body)), Client(enforce_csrf_checks=True)

    shown = client.get(link).content.decode()
    assert "<button" in shown
    assert (Stop.objects.count(), len(mail.outbox)) == (0, 1)  # looking changes nothing
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 302
    client.post(link)

    kept = Stop.objects.get()
    assert (kept.channel, kept.resumed_at) == (Channel.EMAIL, None)
    assert GUEST not in str(vars(kept))
    for kind in (Kind.DELIVERY, Kind.REMINDER, Kind.CODE, Kind.SAFETY):
        letter(f"lalu-{kind}", kind=kind)
    letter("lain", address="lain@contoh.example")
    send_due(at=hours(1))
    states = dict(Message.objects.values_list("dedupe", "state"))
    assert {dedupe for dedupe, state in states.items() if state == MessageState.SILENT} == {
        f"lalu-{Kind.DELIVERY}",
        f"lalu-{Kind.REMINDER}",
    }
    assert len(mail.outbox) == 4
    assert "Kabar sudah dihentikan" in client.get(link).content.decode()
    assert JournalEntry.objects.filter(verb="stop_letters").count() == 2


def test_it_is_taken_back_on_the_same_page() -> None:
    word, client = queries.stop_word(GUEST), Client()
    with refused("not_stopped"):
        resume_letters(word=word, at=AT)
    client.post(f"/berhenti/{word}/")
    client.post(f"/berhenti/{word}/", {"lagi": "1"})

    letter("satu")
    assert send_due(at=AT) == 1
    assert Stop.objects.get().resumed_at is not None
    client.post(f"/berhenti/{word}/")
    assert Stop.objects.count() == 2  # each time is kept


def test_a_word_that_we_did_not_sign_leads_nowhere() -> None:
    word = queries.stop_word(GUEST)

    for wrong in (word[:-1] + ("A" if word[-1] != "A" else "B"), word.split(".")[0], "x", "ü"):
        with pytest.raises(NotFound):
            stop_letters(word=wrong, at=AT)
        assert Client().post(f"/berhenti/{wrong}/").status_code == 404
    assert not Stop.objects.exists()


def test_the_address_is_the_same_however_it_is_written() -> None:
    stop_letters(word=queries.stop_word("Tamu@Contoh.example"), at=AT)

    assert queries.stopped([GUEST, "lain@contoh.example"]) == {GUEST}


@override_settings(KSBB_GATEWAY_URL="")
def test_a_stopped_number_is_not_written_to_by_choice_either(world: World) -> None:
    person = world.donor
    person.phone = "+6281234567890"
    person.save()
    set_preferences(by=person, first=Channel.PHONE, choices=[], at=AT)
    stop_letters(word=queries.stop_word(person.phone), at=AT)
    tell_person(person=person, title="Judul", body="Isi", dedupe="satu", at=AT, kind=Kind.DELIVERY)

    send_due(at=AT)

    assert Message.objects.get(dedupe="satu").state == MessageState.SILENT
    assert Stop.objects.get().channel == Channel.PHONE


def test_choosing_a_channel_begins_again_at_the_own_address(world: World) -> None:
    stop_letters(word=queries.stop_word(world.donor.email), at=AT)
    wish: Any = [Choice(kind=Kind.DELIVERY, frequency=Frequency.NOW)]

    set_preferences(by=world.donor, first=Channel.EMAIL, choices=wish, at=hours(1))

    assert queries.stopped([world.donor.email]) == set()
