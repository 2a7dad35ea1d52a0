"""A letter is written with its deed, sent once, tried again when it fails, and given up in the end (UX-31)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from ksbb.notices import queries, rules
from ksbb.notices.actions import enqueue, send_due
from ksbb.notices.enums import Channel, MessageState
from ksbb.notices.models import Message
from tests.notices.footers import footer
from tests.situations import AT, World, hours, refused

pytestmark = pytest.mark.django_db


def letter(address: str = "a@contoh.example", dedupe: str = "satu") -> None:
    enqueue(address=address, title="Judul", body="Isi", dedupe=dedupe, at=AT)


def test_waits_double_up_to_an_hour() -> None:
    waits = [rules.next_try(attempts=number, at=AT) for number in range(1, 13)]

    assert [int((wait - AT) / timedelta(minutes=1)) for wait in waits[:-1] if wait] == [
        1,
        2,
        4,
        8,
        16,
        32,
        60,
        60,
        60,
        60,
        60,
    ]
    assert waits[-1] is None


def test_a_letter_goes_out_once() -> None:
    letter()
    letter()

    assert send_due(at=AT) == 1
    assert send_due(at=hours(5)) == 0
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [
        (["a@contoh.example"], "Judul", "Isi" + footer("a@contoh.example"))
    ]
    assert queries.counts() == {state: int(state == "terkirim") for state in MessageState.values}


def test_nobody_is_written_to_nowhere() -> None:
    letter(address="")

    assert Message.objects.count() == 0


def test_a_letter_of_a_failed_deed_is_never_written() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        letter()
        raise RuntimeError

    assert Message.objects.count() == 0


@pytest.mark.parametrize("error", [ConnectionRefusedError, TimeoutError])
def test_a_failure_is_tried_again_and_given_up_after_twelve(monkeypatch: Any, error: type[Exception]) -> None:
    def fail(*said: Any) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    letter()

    at, tries = AT, 0
    while Message.objects.get().state == MessageState.WAITING:
        assert send_due(at=at) == 0
        assert send_due(at=at) == 0  # not before its time
        tries += 1
        at = Message.objects.get().next_try_at
    assert tries == rules.MOST_ATTEMPTS
    assert Message.objects.get().state == MessageState.FAILED


def test_a_failure_does_not_hold_up_the_others() -> None:
    letter(address="tidak bisa\n@contoh.example", dedupe="buruk")
    letter(dedupe="baik")

    assert send_due(at=AT) == 1
    assert Message.objects.get(dedupe="baik").state == MessageState.SENT


def test_a_phone_without_a_gateway_waits_for_a_person() -> None:
    letter(address="+62812000000")

    assert send_due(at=AT) == 0
    message = Message.objects.get()
    assert (message.channel, message.state) == (Channel.PHONE, MessageState.FAILED)
    assert [one.pk for one in queries.dead_letters()] == [message.pk]


def test_a_promise_tells_both_sides_and_nothing_personal(world: World) -> None:
    world.promise(world.need(100), 40)

    letters = {m.address: f"{m.title} {m.body}" for m in Message.objects.all()}
    assert set(letters) == {"donor@contoh.example", "rw@contoh.example"}
    for text in letters.values():
        assert "Nama" not in text
        assert "@" not in text


def test_a_refused_promise_tells_nobody(world: World) -> None:
    need = world.need(100)

    with refused("more_than_needed"):
        world.promise(need, 101)
    assert Message.objects.count() == 0
