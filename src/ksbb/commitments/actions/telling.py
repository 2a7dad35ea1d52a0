"""Letters of promises: to those who give, and to those who speak for the receiver."""

from __future__ import annotations

from datetime import datetime

from ksbb.commitments import letters
from ksbb.commitments.models import Line
from ksbb.notices.actions import enqueue, tell_person
from ksbb.notices.enums import Kind
from ksbb.parties.models import Party
from ksbb.parties.queries import holders_of, members_of


def write_to_giver(
    giver: Party,
    letter: letters.Letter,
    *,
    mark: str,
    at: datetime,
    kind: Kind = Kind.PROMISE,
    calendar: str = "",
) -> None:
    """One letter to each person who gives as this party, or to the address that a guest proved."""
    title, body = letter
    for person in members_of(giver):
        tell_person(
            person=person, title=title, body=body, dedupe=f"{mark}:{person.pk}", at=at, kind=kind, calendar=calendar
        )
    if giver.user_id is None and giver.organisation_id is None:
        address = giver.email or giver.phone  # a phone beside the e-mail was typed, never proven
        enqueue(address=address, title=title, body=body, dedupe=mark, at=at, kind=kind, calendar=calendar)


def write_to_speakers(
    line: Line,
    letter: letters.Letter,
    *,
    mark: str,
    at: datetime,
    kind: Kind = Kind.PROMISE,
    calendar: str = "",
) -> None:
    """One letter to each person who speaks for the receiver of a line; `mark` makes a second copy impossible."""
    title, body = letter
    for person in holders_of(place_ids=[line.need.place_id], organisation_id=line.need.recipient.organisation_id):
        tell_person(
            person=person, title=title, body=body, dedupe=f"{mark}:{person.pk}", at=at, kind=kind, calendar=calendar
        )
