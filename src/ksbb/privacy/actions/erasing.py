"""Taking a person out of every table, as the register of processing says: row by row, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from ksbb.commitments.actions import cancel, hide_names
from ksbb.commitments.rules import thread_of
from ksbb.core.formats import telepon
from ksbb.core.refusals import insist
from ksbb.notices.actions import drop_messages
from ksbb.parties import actions as parties
from ksbb.parties.models import Party, User
from ksbb.privacy import queries, rules
from ksbb.privacy.models import DataRequest
from ksbb.privacy.queries import Entry, Person, register
from ksbb.privacy.queries.people import lines_given, open_lines
from ksbb.recipients.actions import forget_contacts

REASON = "Pemberi meminta datanya dihapus."
NEAR = {
    "commitments.Commitment": "giver",
    "commitments.Line": "commitment__giver",
    "commitments.Offer": "commitment__giver",
    "commitments.Proposal": "offer__commitment__giver",
    "deliveries.Delivery": "giver",
    "deliveries.Dispute": "delivery_line__delivery__giver",
    "deliveries.CallBack": "receipt__delivery__giver",
    "deliveries.Evidence": "delivery__giver",
}
"""Where a name is searched for, and how such a row leads to its giver. Anybody may bear any name, that of another or a
word of the language: so it is masked in rows about the person only. Elsewhere the person asks an officer."""
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
    needles = person.needles
    hide_names(person.parties)
    forget_contacts(one.pk for one in person.own_contacts)
    drop_messages(user=person.user, addresses=needles, waiting_only=False)
    parties.forget_codes_to(needles)
    parties.end_sessions(user_id=person.user.pk if person.user else None, needles=needles)
    drop_rows(person)
    _sweep(person)
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


def _sweep(person: Person) -> None:
    """Walk the register: what holds the person's address goes, words about the person that say the name are masked."""
    addresses, names = _addresses(person.needles), _names(person.names)
    for entry in register():
        column = entry.field
        if isinstance(column, (models.CharField, models.TextField)) and entry.then != STAYS:
            rows = column.model._base_manager.all()
            _mask(entry, column, rows, addresses)
            _mask(entry, column, rows.filter(_near(person, column.model._meta.label)), names)


def _near(person: Person, label: str) -> Q:
    """The rows of a table that are about this person."""
    if label in NEAR:
        return Q(**{f"{NEAR[label]}__in": person.parties})
    if label == "voices.Word":
        return Q(thread__in=[thread_of(line) for line in lines_given(person)])
    return Q(proposed_by=person.user) if label == "needs.Need" and person.user is not None else Q(pk__in=[])


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


Pattern = tuple[str, re.Pattern[str]]
"""What to look for, roughly (in the database) and exactly (in the text)."""


def _addresses(needles: Iterable[str]) -> list[Pattern]:
    """Whole addresses: ani@contoh.example is not within yani@contoh.example."""
    told = {text for one in needles for text in (one, telepon(one))}
    return [(one, re.compile(rf"(?<![\w.+-]){re.escape(one)}(?![\w-]|\.\w)", re.IGNORECASE)) for one in sorted(told)]


def _names(names: Iterable[str]) -> list[Pattern]:
    whole = [name for name in names if len(name) >= rules.SHORTEST_NAME]
    return [(name, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)) for name in whole]


def _mask(entry: Entry, column: models.Field[Any, Any], rows: models.QuerySet[Any], wanted: list[Pattern]) -> None:
    if not wanted:
        return
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
