"""A hand-over in a calendar: one event that is replaced and cancelled, and tells nothing personal (ECO-10)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from ksbb.commitments.actions import cancel, decline, release, schedule
from ksbb.commitments.calendars import calendar_of, hours
from ksbb.commitments.models import Line
from ksbb.commitments.queries import lines
from ksbb.notices.models import Message
from tests.situations import AT, REASON, World, day, days
from tests.situations import hours as after

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def line(world: World) -> Line:
    return world.promise(world.need(100), 60, deliver_on=day(3))


def read(text: str) -> tuple[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(text)
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]  # type: ignore[return-value]


def event_of(line: Line) -> tuple[str, icalendar.Event]:
    return read(calendar_of([lines().get(pk=line.pk)]))


def sent(person: str) -> list[tuple[str, icalendar.Event]]:
    """The calendars in the letters to somebody, oldest first."""
    letters = Message.objects.filter(address=f"{person}@contoh.example").exclude(calendar="").order_by("pk")
    return [read(letter.calendar) for letter in letters]


def test_both_sides_get_the_day_and_every_change_of_it(world: World, line: Line) -> None:
    schedule(by=world.donor, line=line, deliver_on=day(4), at=after(1))
    schedule(by=world.donor, line=line, deliver_on=day(5), at=after(2))
    cancel(by=world.donor, line=line, reason=REASON, at=after(3))

    for events in (sent("donor")[1:], sent("rw")):  # the giver's first came with the promise
        if events[-1][0] != "CANCEL":
            events.append(event_of(line))  # who cancels is not written to
        assert [method for method, _ in events] == ["PUBLISH", "PUBLISH", "CANCEL"]
        assert len({str(event["UID"]) for _, event in events}) == 1
        numbers = [int(event["SEQUENCE"]) for _, event in events]  # type: ignore[arg-type]
        assert numbers == sorted(set(numbers))
        assert [event.decoded("DTSTART") for _, event in events] == [day(4), day(5), day(5)]
        # one side set the day: nobody else agreed to it yet
        assert [str(event["STATUS"]) for _, event in events] == ["TENTATIVE", "TENTATIVE", "CANCELLED"]


def test_the_promise_itself_is_tentative(line: Line) -> None:
    method, event = sent("donor")[0]

    assert (method, str(event["STATUS"]), int(event["SEQUENCE"])) == ("PUBLISH", "TENTATIVE", 0)  # type: ignore[arg-type]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (day(3), day(4))


def test_update_replaces_and_does_not_double(world: World, line: Line) -> None:
    """A calendar that keeps the highest sequence of each UID holds one event, with the last day."""
    kept: dict[str, icalendar.Event] = {}
    for number in range(3):
        schedule(by=world.donor, line=line, deliver_on=day(4 + number), at=after(1 + number))
    for _, event in sent("donor"):
        old = kept.get(str(event["UID"]))
        if old is None or int(old["SEQUENCE"]) <= int(event["SEQUENCE"]):  # type: ignore[arg-type]
            kept[str(event["UID"])] = event

    assert [event.decoded("DTSTART") for event in kept.values()] == [day(6)]


def test_hours_are_hours_in_jakarta(world: World, line: Line) -> None:
    schedule(by=world.donor, line=line, deliver_on=day(4), time_note="10.00–12.30 di pos RW", at=after(1))

    _, event = event_of(line)
    begin = event.decoded("DTSTART")
    assert event["DTSTART"].params["TZID"] == "Asia/Jakarta"
    assert begin == datetime.combine(day(4), time(10), tzinfo=JAKARTA)
    assert event.decoded("DTEND") - begin == timedelta(hours=2, minutes=30)
    assert "BEGIN:VTIMEZONE" in calendar_of([lines().get(pk=line.pk)])


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("pagi", None),
        ("9.30", (time(9, 30), None)),
        ("pukul 13:00 sampai 15:00", (time(13), time(15))),
        ("15.00-13.00", (time(15), None)),
        ("25.00", None),
        ("Rp10.000", None),
        ("telepon 0812.3456", None),
    ],
)
def test_hours_that_a_note_spells(note: str, expected: tuple[time, time | None] | None) -> None:
    assert hours(note) == expected


def test_several_days_are_whole_days(world: World, line: Line) -> None:
    schedule(by=world.donor, line=line, deliver_on=day(4), deliver_through=day(6), time_note="10.00", at=after(1))

    _, event = event_of(line)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 5, 6), date(2026, 5, 9))


@pytest.mark.parametrize("how", ["decline", "release"])
def test_other_endings_cancel_too(world: World, line: Line, how: str) -> None:
    schedule(by=world.donor, line=line, deliver_on=day(4), at=after(1))

    if how == "decline":
        decline(by=world.rw, line=line, reason=REASON, at=after(2))
    else:
        release(line=line, at=days(11))

    method, event = sent("donor")[-1]
    assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")


def test_nothing_personal_is_in_it(world: World, line: Line) -> None:
    schedule(by=world.donor, line=line, deliver_on=day(4), time_note="temui Ibu Kenari 0812 0000 0001", at=AT)

    text = calendar_of([lines().get(pk=line.pk)])
    for personal in ("Kenari", "0812", "Nama", "contoh.example", "donor"):
        assert personal not in text
    assert line.commitment.reference in text
    assert "RW 901" in text
