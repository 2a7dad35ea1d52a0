"""How a person wants to be told, and what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.notices import queries, rules
from ksbb.notices.actions.stopping import resume_own
from ksbb.notices.enums import Channel, Frequency, Kind
from ksbb.notices.models import Preference, Route
from ksbb.parties.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of message and how soon it is wanted."""

    kind: Kind
    frequency: Frequency


@deed("set_preferences")
def set_preferences(*, by: User, first: Channel, choices: Sequence[Choice], at: datetime, key: str = "") -> User:
    """A person chooses how to be told: which channel first, and how soon for each kind. Safety is never switched off.

    Choosing the phone is consent to messages there; its words and moment are kept. Choosing a channel takes an earlier
    STOP at the own address back.
    """
    insist(rules.why_not_prefer(choice.kind for choice in choices), rules.why_not_route(first=first, phone=by.phone))
    consent = rules.CONSENT if first == Channel.PHONE else ""
    now = {"first": first, "consent": consent, "since": at}
    route, made = Route.objects.get_or_create(user=by, defaults=now)
    if not made and route.first != first:
        Route.objects.filter(pk=route.pk).update(**now)
    for choice in choices:
        Preference.objects.update_or_create(user=by, kind=choice.kind, defaults={"frequency": choice.frequency})
    resume_own([by.email if first == Channel.EMAIL else "", by.phone if first == Channel.PHONE else ""], at=at)
    said = {choice.kind.value: choice.frequency.value for choice in choices}
    payload = {"first": first, "choices": said}
    journal.write(verb="set_preferences", subject=f"user:{by.pk}", actor_id=by.pk, payload=payload, at=at)
    return by


def mark_read(*, user: User, until: int, at: datetime) -> int:
    """All that lay in the inbox up to that message is read; what came later is not. No deed: nobody else's affair."""
    return queries.inbox_of(user).filter(read_at=None, pk__lte=until).update(read_at=at)
