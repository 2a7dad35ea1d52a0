"""The HTTP gateway for telephone messages: one address, one host, one id; and the way over to the other address."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail

from ksbb.notices.actions import enqueue, send_due, set_preferences, tell_person
from ksbb.notices.enums import Channel, Kind, MessageState
from ksbb.notices.models import Message
from tests.notices.footers import footer
from tests.notices.recording import Recorder, recorder
from tests.situations import AT, World, hours

pytestmark = pytest.mark.django_db

PHONE = "+6281200000001"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Recorder]:
    with recorder() as kept:
        settings.KSBB_GATEWAY_URL, settings.KSBB_GATEWAY_TOKEN = kept.url, "rahasia"
        settings.KSBB_GATEWAY_HOSTS = ["127.0.0.1"]
        yield kept


def put(address: str = PHONE, fallback: str = "") -> Message:
    enqueue(address=address, fallback=fallback, title="Judul", body="Isi", dedupe="satu", at=AT, kind=Kind.SAFETY)
    return Message.objects.get()


def fresh() -> Message:
    return Message.objects.get()


def test_a_letter_is_posted_with_its_id_as_key(gateway: Recorder) -> None:
    message = put()

    assert send_due(at=AT) == 1
    assert gateway.letters == [{"id": message.message_id, "to": PHONE, "title": "Judul", "text": f"Isi{footer(PHONE)}"}]
    assert gateway.headers[0]["Idempotency-Key"] == message.message_id
    assert gateway.headers[0]["Authorization"] == "Bearer rahasia"
    assert gateway.paths == ["/kirim"]


@pytest.mark.parametrize("busy", [500, 502, 503, 429, 408, 401])
def test_busy_is_tried_again_with_the_same_id(gateway: Recorder, busy: int) -> None:
    gateway.answers = [busy]
    put()

    assert [send_due(at=AT), send_due(at=hours(1))] == [0, 1]
    assert len({letter["id"] for letter in gateway.letters}) == 1
    assert len(gateway.letters) == 2


@pytest.mark.parametrize("never", [301, 302, 307, 400, 404, 410, 422])
def test_refusals_and_redirects_end_at_a_person(gateway: Recorder, never: int) -> None:
    gateway.answer = never
    put()

    assert [send_due(at=AT), send_due(at=hours(1))] == [0, 0]
    assert (fresh().state, fresh().fault) == (MessageState.FAILED, f"HTTP {never}")
    assert gateway.paths == ["/kirim"]  # the redirect was not followed


@pytest.mark.parametrize("hosts", [[], ["gerbang.example"], ["127.0.0.1.gerbang.example"]])
def test_a_host_that_is_not_listed_gets_nothing(gateway: Recorder, settings: Any, hosts: list[str]) -> None:
    settings.KSBB_GATEWAY_HOSTS = hosts
    put()

    assert send_due(at=AT) == 0
    assert gateway.letters == []


def test_a_closed_door_is_tried_again(settings: Any) -> None:
    with recorder() as kept:
        pass
    settings.KSBB_GATEWAY_URL, settings.KSBB_GATEWAY_HOSTS = kept.url, ["127.0.0.1"]
    put()

    assert send_due(at=AT) == 0
    assert (fresh().state, fresh().fault) == (MessageState.WAITING, "sambungan: ConnectionRefusedError")


def test_where_the_phone_is_impossible_the_letter_goes_by_mail(gateway: Recorder) -> None:
    gateway.answer = 404
    put(fallback="a@contoh.example")

    assert [send_due(at=AT), send_due(at=AT)] == [0, 1]
    assert mail.outbox[0].to == ["a@contoh.example"]


def test_busy_at_both_they_take_turns(gateway: Recorder) -> None:
    gateway.answer = 503
    put(fallback="a@contoh.example")

    at, sent = AT, 0
    while not sent:
        sent, at = send_due(at=at), fresh().next_try_at
    assert len(gateway.letters) == 3
    assert [letter.to for letter in mail.outbox] == [["a@contoh.example"]]


def test_who_wants_the_phone_first_gets_it_first(gateway: Recorder, world: World) -> None:
    world.rw.phone = PHONE
    set_preferences(by=world.rw, first=Channel.PHONE, choices=[], at=AT)
    tell_person(person=world.rw, title="Judul", body="Isi", dedupe="satu", at=AT, kind=Kind.DELIVERY)

    assert send_due(at=AT) == 1
    assert [letter["to"] for letter in gateway.letters] == [PHONE]
    assert mail.outbox == []
