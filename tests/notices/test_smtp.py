"""E-mail over real SMTP, to a server on this machine: delivered, asked to come back, refused, and a server that is away
for three hours (UX-31).
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from ksbb.notices import queries
from ksbb.notices.actions import enqueue, send_due
from ksbb.notices.enums import Kind, MessageState
from ksbb.notices.models import Message
from tests.notices.footers import footer
from tests.situations import AT

pytestmark = pytest.mark.django_db


@dataclass
class Postman:
    """An SMTP server that keeps letters; `answers` by address are given in turn before it takes a letter."""

    port: int
    letters: list[Any] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    controller: Controller | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if waiting := self.answers.get(address):
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def open(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def shut(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    kept = Postman(port)
    kept.open()
    yield kept
    kept.shut()


def put(number: int = 1, **more: Any) -> Message:
    said = {"address": f"a{number}@contoh.example", "title": "Judul é", "body": "Isi", "kind": Kind.DELIVERY, **more}
    enqueue(**said, dedupe=f"m{number}", at=AT)
    return Message.objects.get(dedupe=f"m{number}")


def state(message: Message) -> tuple[str, str]:
    now = Message.objects.get(pk=message.pk)
    return now.state, now.fault


def test_a_letter_arrives_once_with_its_id(postman: Postman) -> None:
    message = put()

    assert [send_due(at=AT), send_due(at=AT + timedelta(hours=9))] == [1, 0]
    letter = postman.letters[0]
    assert (letter["To"], letter["Subject"], letter["Message-ID"]) == (
        "a1@contoh.example",
        "Judul é",
        f"<{message.message_id}@127.0.0.1>",
    )
    text = letter.get_content().strip().replace("\r\n", "\n")
    assert text == f"Isi{footer(message.address)}"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_calendar_travels_as_an_attachment(postman: Postman) -> None:
    put(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    send_due(at=AT)

    attached = next(iter(postman.letters[0].iter_attachments()))
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "ksbb.ics")


def test_a_server_that_asks_to_come_back_gets_it_again(postman: Postman) -> None:
    postman.answers["a1@contoh.example"] = ["451 greylisted", "421 busy"]
    message = put()

    assert send_due(at=AT) == 0
    assert state(message) == (MessageState.WAITING, "SMTP 451")
    assert send_due(at=AT + timedelta(minutes=1)) == 0
    assert send_due(at=AT + timedelta(minutes=3)) == 1
    assert len(postman.letters) == 1


def test_an_unknown_address_ends_at_a_person_and_holds_up_nobody(postman: Postman) -> None:
    postman.answers["a1@contoh.example"] = ["550 no such user"] * 9
    lost, good = put(1), put(2)

    assert [send_due(at=AT), send_due(at=AT + timedelta(hours=1))] == [1, 0]
    assert state(lost) == (MessageState.FAILED, "SMTP 550")
    assert state(good)[0] == MessageState.SENT


def test_an_unknown_address_with_another_one_goes_there(postman: Postman) -> None:
    postman.answers["a1@contoh.example"] = ["550 no such user"] * 9
    put(fallback="lain@contoh.example")

    assert [send_due(at=AT), send_due(at=AT)] == [0, 1]
    assert [letter["To"] for letter in postman.letters] == ["lain@contoh.example"]


def test_a_title_that_would_break_the_letter_ends_at_a_person(postman: Postman) -> None:
    message = put(title="Judul\r\nBcc: orang@contoh.example")

    assert send_due(at=AT) == 0
    assert state(message)[0] == MessageState.FAILED
    assert postman.letters == []


def test_a_server_away_for_three_hours_loses_and_doubles_nothing(postman: Postman) -> None:
    messages = [put(number) for number in range(20)]
    postman.shut()
    for minutes in range(0, 180, 5):
        assert send_due(at=AT + timedelta(minutes=minutes)) == 0
    assert queries.counts()["menunggu"] == 20

    postman.open()
    at: datetime = AT + timedelta(hours=3)
    while queries.counts()["menunggu"] and at < AT + timedelta(hours=5):
        send_due(at=at)
        at += timedelta(minutes=5)

    assert queries.counts()["terkirim"] == 20
    ids = [letter["Message-ID"] for letter in postman.letters]
    assert sorted(ids) == sorted(f"<{message.message_id}@127.0.0.1>" for message in messages)
