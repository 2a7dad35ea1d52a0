"""Messages that go because their person goes, or wants none: part of the deeds of the privacy room."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from ksbb.notices.enums import URGENT, MessageState
from ksbb.notices.models import Message
from ksbb.parties.models import User


def drop_messages(*, user: User | None, addresses: Iterable[str], waiting_only: bool) -> int:
    """Delete what was written to a person or to these addresses; or only what waits and is not urgent."""
    to = list(addresses)
    mine = Q(address__in=to) | Q(fallback_address__in=to)
    if user is not None:
        mine |= Q(user=user)
    found = Message.objects.filter(mine)
    if waiting_only:
        found = found.filter(state=MessageState.WAITING).exclude(kind__in=URGENT)
    return found.delete()[0]
