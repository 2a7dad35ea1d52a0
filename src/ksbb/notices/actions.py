"""Writes of the outbox: enqueue inside a deed, send from the worker."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction

from ksbb.notices import queries, rules
from ksbb.notices.enums import Channel, MessageState
from ksbb.notices.models import Message


def enqueue(*, address: str, title: str, body: str, dedupe: str, at: datetime) -> None:
    """Put a message in the outbox, in the transaction of the deed that it tells of. A known `dedupe` adds nothing."""
    if not address:
        return
    message = Message(
        channel=Channel.EMAIL if "@" in address else Channel.PHONE,
        address=address,
        title=title,
        body=body,
        dedupe=dedupe,
        next_try_at=at,
        recorded_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def send_due(*, at: datetime, limit: int = 100) -> int:
    """Send what is due and return how many went out. A failed one is tried again later; sending holds no lock."""
    sent = 0
    for message in queries.due(at=at, limit=limit):
        sent += _send(message, at)
    return sent


def forget_messages(*, before: datetime, codes_before: datetime) -> int:
    """Drop messages after their time; those that carry a code go sooner (work of the worker). Returns how many."""
    old = Message.objects.filter(recorded_at__lt=before)
    codes = Message.objects.filter(dedupe__startswith="code:", recorded_at__lt=codes_before)
    return old.delete()[0] + codes.delete()[0]


def _send(message: Message, at: datetime) -> int:
    with transaction.atomic():
        taken = Message.objects.select_for_update().filter(
            pk=message.pk, state=MessageState.WAITING, next_try_at=message.next_try_at
        )
        wait = rules.next_try(attempts=message.attempts + 1, at=at)
        state = MessageState.WAITING if wait else MessageState.FAILED
        if not taken.update(attempts=message.attempts + 1, next_try_at=wait or at, state=state):
            return 0
    if message.channel != Channel.EMAIL:
        return 0  # no phone gateway is configured: the message stays and is given up after the last try
    try:
        send_mail(message.title, message.body, None, [message.address])
    except (OSError, ValueError):  # ValueError: an address that no letter can carry; it must not hold up the others
        return 0
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=at)
    return 1
