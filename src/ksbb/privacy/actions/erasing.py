"""Taking a person out of every table, as the register of processing says: row by row, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from ksbb.commitments.actions import cancel, hide_names
from ksbb.core.formats import telepon
from ksbb.core.refusals import insist
from ksbb.notices.actions import drop_messages
from ksbb.parties import actions as parties
from ksbb.parties.models import Party, User
from ksbb.privacy import queries, rules
from ksbb.privacy.models import DataRequest
from ksbb.privacy.queries import Entry, Person, register
from ksbb.privacy.queries.people import open_lines
from ksbb.recipients.actions import forget_contacts

REASON = "Pemberi meminta datanya dihapus."
IDENTITIES = {"parties.User", "parties.Party", "recipients.Contact", "account.EmailAddress", "recipients.Report"}
"""Tables of other people's names: there a name is never searched for, since two people may share one."""
ROW_GOES, STAYS = "barisnya dihapus", "tetap"


def erase(person: Person, *, by: User | None, cancel_open: bool, at: datetime) -> int:
    """Delete or anonymise everything that says who this is. Returns how many promises were cancelled for it.

    Refused while a promise is on its way, a role runs, or promises run and `cancel_open` is not said.
    """
    insist(queries.why_open(person, cancel_open=cancel_open, at=at))
    lines = open_lines(person)
    for line in lines:
        own = by is not None and line.commitment.giver.user_id == by.pk
        cancel(by=by if own else None, line=line, reason=REASON, at=at)
    names, needles = person.names, person.needles
    hide_names(person.parties)
    forget_contacts(one.pk for one in person.own_contacts)
    drop_messages(user=person.user, addresses=needles, waiting_only=False)
    parties.forget_codes_to(needles)
    parties.end_sessions(user_id=person.user.pk if person.user else None, needles=needles)
    drop_rows(person)
    _sweep(needles=needles, names=names)
    parties.forget_givers((party.pk for party in person.parties), name=rules.ERASED_NAME)
    if person.user is not None:
        parties.forget_accounts([person.user.pk], name=rules.ERASED_NAME, at=at)
    _forget_requests(person)
    return len(lines)


def _forget_requests(person: Person) -> None:
    """What the person wrote in requests goes; that a right was used, and when it was answered, stays."""
    for request in queries.requests_of(person):
        said = rules.MASK if request.answered_by_id else request.answer_note
        DataRequest.objects.filter(pk=request.pk).update(contact="", words="", answer_note=said)


def _sweep(*, needles: Iterable[str], names: Iterable[str]) -> None:
    """Walk the register: rows with the person's address go, words that name the person are masked."""
    spoken = _patterns(needles, names)
    addresses = _patterns(needles, ())
    for entry in register():
        column = entry.field
        if column is None or entry.then == STAYS:
            continue
        if isinstance(column, (models.CharField, models.TextField)):
            label = entry.column.rsplit(".", 1)[0]
            _mask(entry, column, addresses if label in IDENTITIES else spoken)


def drop_rows(person: Person) -> None:
    """Rows that exist for the person alone (tokens, preferences, devices) go with the person."""
    for entry in register():
        column = entry.field
        if entry.then != ROW_GOES or not isinstance(column, models.ForeignKey):
            continue
        rows = column.model._base_manager.all()
        if column.related_model is User and person.user is not None:
            rows.filter(**{column.name: person.user}).delete()
        elif column.related_model is Party:
            rows.filter(**{f"{column.name}__in": person.parties}).delete()


def _patterns(needles: Iterable[str], names: Iterable[str]) -> list[tuple[str, re.Pattern[str]]]:
    """What to look for, roughly (in the database) and exactly (in the text)."""
    wanted = [(text, re.compile(re.escape(text), re.IGNORECASE)) for one in needles for text in {one, telepon(one)}]
    whole = [name for name in names if len(name) >= rules.SHORTEST_NAME]
    return wanted + [(name, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)) for name in whole]


def _mask(entry: Entry, column: models.Field[Any, Any], wanted: list[tuple[str, re.Pattern[str]]]) -> None:
    if not wanted:
        return
    rows = column.model._base_manager.all()
    found = Q()
    for rough, _ in wanted:
        found |= Q(**{f"{column.name}__icontains": rough})
    for row in rows.filter(found).only("pk", column.name):
        text = masked = str(getattr(row, column.name))
        for _, exact in wanted:
            masked = exact.sub(rules.MASK, masked)
        if masked == text:
            continue
        if entry.then == ROW_GOES:
            row.delete()
        else:
            rows.filter(pk=row.pk).update(**{column.name: masked[: column.max_length or None]})
