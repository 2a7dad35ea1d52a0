"""Reads of the outbox, of a person's inbox, and of how people want to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Max, QuerySet
from django.utils.crypto import salted_hmac

from ksbb.core.doors import finder
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound
from ksbb.notices import rules
from ksbb.notices.enums import CHOSEN, URGENT, Channel, Frequency, Kind, MessageState
from ksbb.notices.models import Message, Preference, Route, Stop
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of

NOT_IN_INBOX = (Kind.CODE, Kind.DIGEST)
"""A code is worth nothing later, and a digest only repeats."""


def due(*, at: datetime, limit: int = 100) -> list[Message]:
    """Messages that may go out now, urgent ones first, then oldest first; at night only the urgent."""
    waiting = Message.objects.filter(state=MessageState.WAITING, next_try_at__lte=at).order_by("next_try_at", "pk")
    found = list(waiting.filter(kind__in=URGENT)[:limit])
    if len(found) < limit and not rules.is_quiet(at):
        found += waiting.exclude(kind__in=URGENT)[: limit - len(found)]
    return found


def last_sent(addresses: Iterable[str], *, since: datetime) -> dict[str, datetime]:
    """When a letter that was not urgent last went to each of these addresses. One query."""
    sent = Message.objects.filter(address__in=set(addresses), state=MessageState.SENT, sent_at__gt=since)
    rows = sent.exclude(kind__in=URGENT).values_list("address").annotate(last=Max("sent_at")).order_by()
    return dict(rows)


def frequencies(user_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """Chosen frequencies by person and kind. One query."""
    rows = Preference.objects.filter(user__in=set(user_ids)).values_list("user_id", "kind", "frequency")
    return {(user_id, kind): frequency for user_id, kind, frequency in rows}


def first_channels(user_ids: Iterable[int]) -> dict[int, str]:
    """The channel that each person wants first, where one was chosen. One query."""
    return dict(Route.objects.filter(user__in=set(user_ids)).values_list("user_id", "first"))


def choices_of(user: User) -> Mapping[str, str]:
    """How soon the person wants each kind. One query."""
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "frequency"))
    return {kind.value: chosen.get(kind.value, Frequency.NOW.value) for kind in CHOSEN}


def route_of(user: User) -> Route:
    """The chosen channel, or the one that holds without a choice (not saved)."""
    found = Route.objects.filter(user=user).first()
    return found or Route(user=user, first=Channel.EMAIL if user.email else Channel.INBOX)


def inbox_of(user: User) -> QuerySet[Message]:
    """What was told to a person, newest first."""
    return Message.objects.filter(user=user).exclude(kind__in=NOT_IN_INBOX).order_by("-recorded_at", "-pk")


def unread(user: User) -> int:
    """How many of them the person has not read. One query."""
    return unread_of(user).count()


def unread_of(user: User) -> QuerySet[Message]:
    """Those of them that the person has not read, to be counted."""
    return Message.objects.filter(user=user, read_at=None).exclude(kind__in=NOT_IN_INBOX)


def dead_letters() -> QuerySet[Message]:
    """Messages that were given up by the machine and wait for a person, oldest first."""
    return Message.objects.filter(state=MessageState.FAILED).order_by("recorded_at", "pk")


def latest(*, limit: int = 50) -> list[Message]:
    """The newest messages, for the demo mailbox."""
    return list(Message.objects.order_by("-pk")[:limit])


def counts() -> dict[str, int]:
    """How many messages are in each state. One query."""
    found = dict(Message.objects.values_list("state").annotate(number=Count("pk")).order_by())
    return {state.value: found.get(state.value, 0) for state in MessageState}


def message_for(by: User | None, number: str, *, at: datetime) -> Message:
    """A message by its number, for Pokja; nobody (the console) finds all. Raises NotFound for everybody else."""
    found = Message.objects.filter(pk=row_number(number)).first()
    if found is None or not (by is None or reach_of(by, at=at).is_pokja):
        raise NotFound(number)
    return found


_signer = Signer(salt="ksbb.notices.stop", sep=".")
_LETTER = {Channel.EMAIL: "e", Channel.PHONE: "t"}


def mark_of(address: str) -> str:
    """What is kept of an address that wants no letters: a keyed digest, so that the table alone names nobody."""
    return salted_hmac("ksbb.notices.stop", address.strip().lower(), algorithm="sha256").hexdigest()[:32]


def stop_word(address: str) -> str:
    """The signed word in a letter to this address. It names channel and mark, never the address."""
    channel = Channel.EMAIL if "@" in address else Channel.PHONE
    return _signer.sign(_LETTER[channel] + mark_of(address))


def read_word(word: str) -> tuple[Channel, str]:
    """Channel and mark of a word that we signed. Raises NotFound for every other."""
    try:
        said = _signer.unsign(word)
    except (BadSignature, UnicodeEncodeError):
        raise NotFound("berhenti") from None
    return next(channel for channel, letter in _LETTER.items() if letter == said[0]), said[1:]


def stop_of(word: str) -> Stop | None:
    """The stop that runs for the address behind a word."""
    return Stop.objects.filter(mark=read_word(word)[1], resumed_at=None).first()


def stopped(addresses: Iterable[str]) -> set[str]:
    """Which of these addresses want no letters. One query."""
    marks = {mark_of(address): address for address in addresses if address}
    found = Stop.objects.filter(mark__in=marks, resumed_at=None).values_list("mark", flat=True)
    return {marks[mark] for mark in found}


def stops_of(addresses: Iterable[str]) -> list[Stop]:
    """Every stop that these addresses asked for, newest first."""
    return list(Stop.objects.filter(mark__in=[mark_of(one) for one in addresses if one]).order_by("-pk"))


@finder(Message)
def _message(by: User | None, number: str, at: datetime) -> Message:
    return message_for(by, number, at=at)
