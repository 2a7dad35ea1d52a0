"""A promise that nobody moves on is brought to mind, once to each, and in the end to the officers (UX-16)."""

from datetime import datetime

import pytest

from ksbb.commitments.actions import note_contact, release_expired, remind, schedule
from ksbb.commitments.models import Line
from ksbb.commitments.queries import late
from ksbb.notices.enums import Kind
from ksbb.notices.models import Message
from ksbb.parties.queries import reach_of
from tests.situations import AT, World, day, days, hours

SIDES = ["donor@contoh.example", "rw@contoh.example"]
OFFICERS = ["lurah@contoh.example", "lurah_dua@contoh.example"]


@pytest.fixture
def line(world: World) -> Line:
    made = world.promise(world.need(100), 60, deliver_on=day(9))
    Message.objects.all().delete()
    return made


def told(at: datetime) -> list[str]:
    """Who is reminded by one round of the worker at that moment, twice over."""
    before = set(Message.objects.values_list("pk", flat=True))
    for _ in range(2):
        release_expired(at=at)
        remind(at=at)
    return sorted(Message.objects.exclude(pk__in=before).values_list("address", flat=True))


def test_the_clock_of_silence(line: Line) -> None:
    assert told(hours(23)) == []
    assert told(hours(25)) == SIDES
    assert told(hours(47)) == []
    assert told(hours(49)) == sorted(SIDES + OFFICERS)  # it lapsed: the officers hear of it
    assert told(hours(50)) == []


def test_reminders_are_reminders(line: Line) -> None:
    told(hours(25))

    assert set(Message.objects.values_list("kind", flat=True)) == {Kind.REMINDER}


def test_contact_ends_the_first_clock_and_begins_the_second(world: World, line: Line) -> None:
    note_contact(by=world.donor, line=line, at=hours(10))

    assert told(hours(25)) == []
    assert told(hours(10 + 47)) == []
    assert told(hours(10 + 49)) == sorted(SIDES + OFFICERS)
    assert told(hours(10 + 60)) == []


def test_without_a_day_it_stands_in_the_officers_queue(world: World, line: Line) -> None:
    note_contact(by=world.donor, line=line, at=AT)
    reach = reach_of(world.lurah, at=AT)

    assert list(late(reach, at=hours(47), today=day(1))) == []
    assert [one.pk for one in late(reach, at=hours(49), today=day(2))] == [line.pk]


def test_a_day_ends_all_reminders(world: World, line: Line) -> None:
    schedule(by=world.donor, line=line, deliver_on=day(10), at=hours(20))
    Message.objects.all().delete()

    assert [told(at) for at in (hours(25), hours(49), days(4))] == [[], [], []]


def test_an_equivalent_that_waits_reminds_nobody(world: World) -> None:
    world.promise(world.need(100), 60, equivalent="Beras 10 kg")
    Message.objects.all().delete()

    assert told(hours(25)) == []
