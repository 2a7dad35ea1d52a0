"""Night, digests, wishes and the inbox: when a message goes out, and in whose letter."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from ksbb.notices import queries, rules
from ksbb.notices.actions import Choice, enqueue, forget_messages, mark_read, send_due, set_preferences, tell_person
from ksbb.notices.enums import CHOSEN, Channel, Frequency, Kind, MessageState
from ksbb.notices.models import Message, Route
from tests.situations import AT, World, hours, impossible, refused

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 5, 2, 14, 0, tzinfo=UTC)
"""21.00 WIB."""
MORNING = datetime(2026, 5, 2, 23, 0, tzinfo=UTC)
"""06.00 WIB of the next day."""
MINUTE = timedelta(minutes=1)


def put(number: int, *, at: datetime = AT, kind: Kind = Kind.DELIVERY, address: str = "a@contoh.example") -> Message:
    enqueue(address=address, title=f"Judul {number}", body=f"Isi {number}", dedupe=f"m{number}", at=at, kind=kind)
    return Message.objects.get(dedupe=f"m{number}")


def told(world: World, number: int, *, at: datetime = AT, kind: Kind = Kind.DELIVERY) -> Message:
    tell_person(person=world.rw, title=f"Judul {number}", body="Isi", dedupe=f"m{number}", at=at, kind=kind)
    return Message.objects.get(dedupe=f"m{number}")


def state(message: Message) -> str:
    return Message.objects.get(pk=message.pk).state


# --- Night ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "out"), [(NIGHT - MINUTE, 1), (NIGHT, 0), (MORNING - MINUTE, 0), (MORNING, 1), (MORNING + MINUTE, 1)]
)
def test_nothing_goes_out_at_night(at: datetime, out: int) -> None:
    put(1, at=at)

    assert send_due(at=at) == out


@pytest.mark.parametrize("kind", [Kind.CODE, Kind.SAFETY])
def test_codes_and_safety_do_not_wait_for_the_morning(kind: Kind) -> None:
    put(1, at=NIGHT, kind=kind)

    assert send_due(at=NIGHT) == 1


def test_what_came_at_night_goes_out_in_one_letter_at_six() -> None:
    for number in range(3):
        put(number, at=NIGHT + number * MINUTE)

    assert [send_due(at=NIGHT + timedelta(hours=number)) for number in range(9)] == [0] * 9
    assert send_due(at=MORNING) == 1
    assert mail.outbox[0].subject == "3 kabar dari KSBB"
    assert [f"Judul {number}\nIsi {number}" in mail.outbox[0].body for number in range(3)] == [True] * 3
    assert send_due(at=MORNING + timedelta(hours=2)) == 0


# --- Digest -----------------------------------------------------------------------------------------------------------


def test_several_within_the_window_become_one_letter_after_the_first() -> None:
    put(1)
    assert send_due(at=AT) == 1
    put(2, at=AT + MINUTE)
    put(3, at=AT + 2 * MINUTE)

    assert send_due(at=AT + 3 * MINUTE) == 0
    assert send_due(at=AT + rules.WINDOW) == 1
    assert [letter.subject for letter in mail.outbox] == ["Judul 1", "2 kabar dari KSBB"]
    assert queries.counts()["diringkas"] == 2


def test_letters_of_two_people_are_never_mixed() -> None:
    put(1)
    put(2, address="b@contoh.example")

    assert send_due(at=AT) == 2
    assert {letter.to[0]: letter.subject for letter in mail.outbox} == {
        "a@contoh.example": "Judul 1",
        "b@contoh.example": "Judul 2",
    }


def test_a_code_is_in_no_letter_with_others_and_goes_first() -> None:
    put(1)
    put(2)
    put(3, at=AT + MINUTE, kind=Kind.CODE)

    send_due(at=AT + MINUTE)

    assert [letter.subject for letter in mail.outbox] == ["Judul 3", "2 kabar dari KSBB"]


def test_what_may_have_arrived_before_is_not_told_again_in_a_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _cut)
        put(1)
        send_due(at=AT)
    put(2, at=AT + MINUTE)

    send_due(at=AT + MINUTE)

    assert sorted(letter.subject for letter in mail.outbox) == ["Judul 1", "Judul 2"]


def _cut(*said: object) -> None:
    raise ConnectionResetError


def test_a_long_digest_points_to_the_inbox() -> None:
    for number in range(rules.MOST_BUNDLED + 3):
        put(number)

    send_due(at=AT)

    assert "(Dan 3 kabar lain di kotak masuk Anda.)\n\nBerhenti menerima kabar: " in mail.outbox[0].body


# --- Wishes -----------------------------------------------------------------------------------------------------------


def wish(world: World, kind: Kind, frequency: Frequency, first: Channel = Channel.EMAIL) -> None:
    set_preferences(by=world.rw, first=first, choices=[Choice(kind=kind, frequency=frequency)], at=AT)


def test_once_a_day_is_one_letter_at_seven(world: World) -> None:
    wish(world, Kind.DELIVERY, Frequency.DAILY)
    for number in range(3):
        told(world, number, at=AT + number * MINUTE)

    seven = rules.daily_after(AT)
    assert send_due(at=AT + timedelta(minutes=5)) == 0
    assert send_due(at=seven - MINUTE) == 0
    assert send_due(at=seven) == 1
    assert seven == datetime(2026, 5, 3, 0, 0, tzinfo=UTC)


def test_never_stays_in_the_inbox(world: World) -> None:
    wish(world, Kind.DELIVERY, Frequency.NEVER)
    quiet, other = told(world, 1), told(world, 2, kind=Kind.REMINDER)

    assert send_due(at=AT) == 1
    assert (state(quiet), state(other)) == (MessageState.SILENT, MessageState.SENT)
    assert queries.unread(world.rw) == 2


def test_safety_is_sent_whatever_was_wished(world: World) -> None:
    set_preferences(by=world.rw, first=Channel.INBOX, choices=[Choice(k, Frequency.NEVER) for k in CHOSEN], at=AT)
    safety, other = told(world, 1, kind=Kind.SAFETY), told(world, 2)

    send_due(at=NIGHT)
    send_due(at=MORNING)

    assert (state(safety), state(other)) == (MessageState.SENT, MessageState.SILENT)


@pytest.mark.parametrize("kinds", [[Kind.CODE], [Kind.SAFETY], [Kind.DIGEST], [Kind.REMINDER, Kind.REMINDER]])
def test_wishes_that_are_refused(world: World, kinds: list[Kind]) -> None:
    with refused("not_chosen"):
        set_preferences(by=world.rw, first=Channel.EMAIL, choices=[Choice(k, Frequency.NEVER) for k in kinds], at=AT)


def test_a_phone_comes_first_only_where_there_is_one_and_with_consent(world: World) -> None:
    with refused("no_own_phone"):
        wish(world, Kind.DELIVERY, Frequency.NOW, first=Channel.PHONE)
    world.rw.phone = "+6281200000001"

    wish(world, Kind.DELIVERY, Frequency.NOW, first=Channel.PHONE)

    route = Route.objects.get(user=world.rw)
    assert (route.consent, route.since) == (rules.CONSENT, AT)
    with impossible():
        Route.objects.filter(pk=route.pk).update(consent="")


def test_somebody_without_any_address_has_the_inbox(world: World) -> None:
    world.rw.email = world.rw.phone = ""
    message = told(world, 1)

    assert (message.channel, message.state) == (Channel.INBOX, MessageState.SILENT)
    assert queries.unread(world.rw) == 1


def test_reading_marks_what_was_shown_and_nothing_newer(world: World) -> None:
    shown, newer = told(world, 1), told(world, 2)

    assert mark_read(user=world.rw, until=shown.pk, at=hours(1)) == 1
    assert [message.pk for message in queries.inbox_of(world.rw) if message.read_at is None] == [newer.pk]
    assert mark_read(user=world.donor, until=newer.pk, at=hours(1)) == 0


def test_codes_never_lie_in_an_inbox(world: World) -> None:
    told(world, 1, kind=Kind.CODE)

    assert queries.unread(world.rw) == 0
    assert not queries.inbox_of(world.rw).exists()


def test_old_messages_go_and_the_digest_that_carried_them() -> None:
    put(1)
    put(2)
    send_due(at=AT)

    assert forget_messages(before=AT + MINUTE, codes_before=AT) == 3
    assert not Message.objects.exists()
