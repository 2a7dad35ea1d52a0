"""Reads of the outbox."""

from __future__ import annotations

from datetime import datetime

from ksbb.notices.enums import MessageState
from ksbb.notices.models import Message


def due(*, at: datetime, limit: int = 100) -> list[Message]:
    """Messages that wait to be sent, oldest first."""
    return list(Message.objects.filter(state=MessageState.WAITING, next_try_at__lte=at).order_by("next_try_at")[:limit])


def latest(*, limit: int = 50) -> list[Message]:
    """The newest messages, for the demo mailbox."""
    return list(Message.objects.order_by("-pk")[:limit])


def counts() -> dict[str, int]:
    """How many messages are in each state."""
    return {state.value: Message.objects.filter(state=state).count() for state in MessageState}
