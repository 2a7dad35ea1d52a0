"""Putting messages in the outbox."""

from __future__ import annotations

from datetime import datetime

from ksbb.notices.enums import Channel, Kind, MessageState
from ksbb.notices.models import Message
from ksbb.parties.models import User


def enqueue(
    *,
    address: str,
    title: str,
    body: str,
    dedupe: str,
    at: datetime,
    kind: Kind | None = None,
    user: User | None = None,
    fallback: str = "",
    calendar: str = "",
) -> None:
    """Put a message in the outbox, in the transaction of the deed that it tells of. A known `dedupe` adds nothing.

    With a `user` it lies in the inbox too, even without any address. Without a `kind`, a `dedupe` that begins with
    "code:" is a code, anything else is about the account.
    """
    if not address and user is None:
        return
    message = Message(
        channel=channel_of(address),
        kind=kind or (Kind.CODE if dedupe.startswith("code:") else Kind.ACCOUNT),
        user=user,
        address=address,
        fallback_address=fallback if fallback != address else "",
        title=title,
        body=body,
        calendar=calendar,
        dedupe=dedupe,
        state=MessageState.WAITING if address else MessageState.SILENT,
        next_try_at=at,
        recorded_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def tell_person(
    *, person: User, title: str, body: str, dedupe: str, at: datetime, kind: Kind, calendar: str = ""
) -> None:
    """A message to somebody with an account: into the inbox, and out by e-mail, else by phone."""
    first, second = person.email or person.phone, person.phone
    enqueue(
        address=first,
        fallback=second,
        title=title,
        body=body,
        dedupe=dedupe,
        at=at,
        kind=kind,
        user=person,
        calendar=calendar,
    )


def channel_of(address: str) -> Channel:
    """Which way leads to an address."""
    if not address:
        return Channel.INBOX
    return Channel.EMAIL if "@" in address else Channel.PHONE
