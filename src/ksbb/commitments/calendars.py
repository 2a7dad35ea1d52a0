"""Hand-overs as iCalendar (RFC 5545): one event a line, replaced when the day changes, cancelled when it falls through.

Nothing personal: the reference, the place, the day. The sequence counts the seconds from the promise to the change that
the event tells of, so that it rises with every change and needs no column of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings

from ksbb.commitments.enums import LineState
from ksbb.core.formats import angka

if TYPE_CHECKING:
    from ksbb.commitments.models import Line

JAKARTA = ZoneInfo("Asia/Jakarta")
ENDED = frozenset({LineState.CANCELLED, LineState.LAPSED, LineState.DECLINED})
MOVING = frozenset({LineState.ON_THE_WAY, LineState.DONE})
"""One side sets the day and the other may still name another; it is sure once the goods have left."""
AN_HOUR = timedelta(hours=1)
_CLOCK = r"([01]?\d|2[0-3])[.:]([0-5]\d)"
_HOURS = re.compile(rf"(?<!\d){_CLOCK}(?:\s*(?:-|–|dan|sampai|hingga|s\.d\.)\s*{_CLOCK})?(?!\d)")


def calendar_of(lines: Iterable[Line]) -> str:
    """The hand-overs of some lines as one calendar; METHOD:CANCEL when none of them will happen."""
    kept = list(lines)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//KSBB Jakarta//Serah terima//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if all(is_off(line) for line in kept) else "PUBLISH")
    for line in kept:
        calendar.add_component(_event(line))
    calendar.add_missing_timezones()
    return str(calendar.to_ical(), "utf-8")


def is_off(line: Line) -> bool:
    """Will nothing more be handed over?"""
    return line.state in ENDED


def uid(line: Line) -> str:
    """The same for a line as long as it lives, whatever changes."""
    return f"baris-{line.pk}@{urlsplit(settings.KSBB_ORIGIN).hostname}"


def hours(note: str) -> tuple[time, time | None] | None:
    """The hours that a note on the time spells: "10.00–12.00 di pos RW"; None for words such as "pagi"."""
    found = _HOURS.search(note)
    if found is None:
        return None
    begin = time(int(found[1]), int(found[2]))
    end = time(int(found[3]), int(found[4])) if found[3] else None
    return begin, end if end is not None and end > begin else None


def _event(line: Line) -> icalendar.Event:
    changed = _changed(line)
    event = icalendar.Event()
    event.add("uid", uid(line))
    event.add("sequence", max(0, int((changed - line.commitment.recorded_at).total_seconds())))
    event.add("dtstamp", changed)
    event.add("summary", f"Serah terima {_goods(line)} untuk {line.need.recipient.name}")
    event.add("description", f"Komitmen KSBB {line.commitment.reference}")
    place = line.need.place
    around = place.village.title if place.village_id and place.village else place.title
    event.add("location", f"{line.need.recipient.name}, {around}")
    event.add("url", f"{settings.KSBB_ORIGIN}/kebutuhan/{line.need.reference}/")
    event.add("organizer", f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    event.add("status", "CANCELLED" if is_off(line) else "CONFIRMED" if line.state in MOVING else "TENTATIVE")
    for name, moment in _when(line):
        event.add(name, moment)
    return event


def _goods(line: Line) -> str:
    return f"{angka(line.quantity or line.pledged)} {line.need.package.spoken}"


def _changed(line: Line) -> datetime:
    return line.state_since if is_off(line) else line.scheduled_at or line.accepted_at or line.commitment.recorded_at


def _when(line: Line) -> list[tuple[str, date | datetime]]:
    """Begin and end: with hours where the note names them, else whole days (the end is the day after the last)."""
    clock = hours(line.time_note) if line.deliver_on == line.deliver_through else None
    if clock is None:
        return [("dtstart", line.deliver_on), ("dtend", line.deliver_through + timedelta(days=1))]
    begin = datetime.combine(line.deliver_on, clock[0], tzinfo=JAKARTA)
    end = datetime.combine(line.deliver_on, clock[1], tzinfo=JAKARTA) if clock[1] else begin + AN_HOUR
    return [("dtstart", begin), ("dtend", end)]
