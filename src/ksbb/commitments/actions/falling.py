"""Telling the other side when an organisation stops standing: suspended, revoked, its permit over (LAW-05)."""

from __future__ import annotations

from datetime import datetime, timedelta

from ksbb.commitments import letters, queries
from ksbb.commitments.actions.telling import write_to_giver, write_to_speakers
from ksbb.notices.actions import tell_person
from ksbb.notices.enums import Kind
from ksbb.parties.models import StandingChange
from ksbb.parties.queries import people_of, recent_falls

LOOKS_BACK = timedelta(days=2)
"""A worker that was away for a night and a day still tells; `dedupe` keeps it from telling twice."""


def tell_affected(*, at: datetime) -> int:
    """Tell its own people, the receivers of a fallen giver's open promises, and the givers of a fallen home's.

    Returns how many lines.

    Work of the worker, since standing changes in an earlier room and also by the mere passing of a night.
    """
    return sum(_tell(change, at) for change in recent_falls(since=at - LOOKS_BACK))


def _tell(change: StandingChange, at: datetime) -> int:
    mark = f"kedudukan:{change.pk}"
    title, body = letters.fallen(change)
    for person in people_of(change.organisation_id) if change.recorded_by_id else []:  # an end by time has its letter
        dedupe = f"{mark}:sendiri:{person.pk}"
        tell_person(person=person, title=title, body=body, dedupe=dedupe, at=at, kind=Kind.ACCOUNT)
    given = queries.running_of_organisation(change.organisation_id)
    for line in given:
        letter = letters.to_side(line, "pemberinya sedang tidak aktif; petugas menindaklanjuti")
        write_to_speakers(line, letter, mark=f"{mark}:{line.pk}", at=at, kind=Kind.DELIVERY)
    awaited = queries.running_to_organisation(change.organisation_id)
    for line in awaited:
        letter = letters.about(line, "lembaga penerimanya sedang tidak aktif")
        giver = line.commitment.giver
        write_to_giver(giver, letter, mark=f"{mark}:{line.pk}:giver", at=at, kind=Kind.DELIVERY)
    return len(given) + len(awaited)
