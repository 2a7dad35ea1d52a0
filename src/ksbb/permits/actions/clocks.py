"""The clocks of permits: reminders before the end, and the end itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localdate

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.formats import tanggal
from ksbb.notices.actions import tell_person
from ksbb.notices.enums import Kind
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.parties.models import Organisation
from ksbb.parties.queries import held_organisation, people_of
from ksbb.permits import letters, queries, rules


@deed("expire_permit", open_doors=False)
def expire_permit(*, organisation: Organisation, at: datetime) -> Organisation:
    """Note that the permit ran out: in force from 00.00 WIB of the day after its last one, whenever we notice."""
    organisation = held_organisation(organisation.pk)
    last = organisation.permit_until
    if last is not None and organisation.standing == Standing.ACTIVE and localdate(at) > last:
        midnight = datetime.combine(last + timedelta(days=1), time.min, get_current_timezone())
        reason = f"Masa berlaku izin berakhir {tanggal(last)}."
        parties.stand(
            organisation=organisation, standing=Standing.EXPIRED, reason=reason, by=None, at=at, effective_at=midnight
        )
        _tell(organisation, letters.ended(organisation), mark=f"izin:{organisation.pk}:{last}:habis", at=at)
    payload = {"standing": organisation.standing}
    journal.write(verb="expire_permit", subject=organisation.reference, actor_id=None, payload=payload, at=at)
    return organisation


def expire_permits(*, at: datetime) -> int:
    """End every permit whose last day is over, each in its own transaction. Returns how many."""
    found = queries.run_out(at=at)
    for organisation in found:
        expire_permit(organisation=organisation, at=at)
    return len(found)


def remind_of_ends(*, at: datetime) -> int:
    """Remind the people of each organisation at 30, 14, 7 and 1 days; a day the worker slept through is made up for."""
    today = localdate(at)
    found = queries.ending_soon(on=today)
    for organisation in found:
        last = organisation.permit_until
        days = rules.reminder_due(valid_until=last, on=today) if last else None
        if days is not None:
            mark = f"izin:{organisation.pk}:{last}:{days}"
            _tell(organisation, letters.ends_soon(organisation, days=days), mark=mark, at=at)
    return len(found)


def _tell(organisation: Organisation, letter: letters.Letter, *, mark: str, at: datetime) -> None:
    title, body = letter
    for person in people_of(organisation.pk):
        dedupe = f"{mark}:{person.pk}"
        tell_person(person=person, title=title, body=body, dedupe=dedupe, at=at, kind=Kind.REMINDER)
