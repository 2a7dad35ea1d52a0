"""Reminders of promises that nobody moves on (UX-16): letters only, the lines stay as they are.

Work of the worker, safe to repeat: the outbox knows each reminder by its mark.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ksbb.commitments import letters, queries
from ksbb.commitments.actions.telling import write_to_giver, write_to_speakers
from ksbb.commitments.models import Line
from ksbb.notices.actions import tell_person
from ksbb.notices.enums import Kind
from ksbb.parties.queries import officers_of


def remind(*, at: datetime) -> int:
    """Remind both sides of lines without contact for 24 hours, and of lines without a day 48 hours after contact; of
    the latter the officers too. Returns how many lines were looked at.
    """
    silent = queries.silent(at=at)
    for line in silent:
        remind_both(line, letters.call_receiver(line), letters.await_call(line), clock="24", at=at)
    undated = queries.undated(at=at)
    for line in undated:
        remind_both(line, letters.agree_day(line), letters.await_day(line), clock="hari", at=at)
        tell_officers(line, letters.help_with_day(line), clock="hari", at=at)
    return len(silent) + len(undated)


@transaction.atomic
def remind_both(line: Line, to_giver: letters.Letter, to_receiver: letters.Letter, *, clock: str, at: datetime) -> None:
    """One reminder to each side, ever, for this clock."""
    mark = f"remind:{line.pk}:{clock}"
    write_to_giver(line.commitment.giver, to_giver, mark=f"{mark}:giver", at=at, kind=Kind.REMINDER)
    write_to_speakers(line, to_receiver, mark=mark, at=at, kind=Kind.REMINDER)


def tell_officers(line: Line, letter: letters.Letter, *, clock: str, at: datetime) -> None:
    """One letter to the officers of the receiver's place, ever, for this clock."""
    title, body = letter
    for person in officers_of(line.need.place):
        mark = f"remind:{line.pk}:{clock}:officer:{person.pk}"
        tell_person(person=person, title=title, body=body, dedupe=mark, at=at, kind=Kind.REMINDER)
