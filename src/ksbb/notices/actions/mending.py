"""What a person decides about a message that the machine gave up."""

from __future__ import annotations

from datetime import datetime

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.notices import rules
from ksbb.notices.enums import MessageState
from ksbb.notices.models import Message
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of


@deed("resend_message")
def resend_message(*, by: User, message: Message, at: datetime, key: str = "") -> Message:
    """Let a failed message be tried again from the beginning."""
    message = _locked(message)
    insist(rules.why_not_send_again(reach=reach_of(by, at=at), message=message))
    message.state, message.attempts, message.next_try_at, message.fault = MessageState.WAITING, 0, at, ""
    message.save(update_fields=["state", "attempts", "next_try_at", "fault"])
    _write("resend_message", message, by, at)
    return message


@deed("send_by_hand")
def send_by_hand(*, by: User, message: Message, at: datetime, key: str = "") -> Message:
    """Pokja sends a failed message itself, from its own phone; the number is opened by this deed, and noted."""
    message = _locked(message)
    insist(rules.why_not_by_hand(reach=reach_of(by, at=at), message=message))
    message.state, message.sent_at, message.fault = MessageState.SENT, at, "dikirim petugas"
    message.save(update_fields=["state", "sent_at", "fault"])
    _write("send_by_hand", message, by, at)
    return message


@deed("give_up_message")
def give_up_message(*, by: User, message: Message, reason: str, at: datetime, key: str = "") -> Message:
    """Put a failed message away for good, with a reason."""
    message = _locked(message)
    insist(rules.why_not_give_up(reach=reach_of(by, at=at), message=message, reason=reason))
    message.state, message.state_reason = MessageState.GIVEN_UP, reason
    message.save(update_fields=["state", "state_reason"])
    _write("give_up_message", message, by, at)
    return message


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update().get(pk=message.pk)


def _write(verb: str, message: Message, by: User, at: datetime) -> None:
    journal.write(verb=verb, subject=f"message:{message.pk}", actor_id=by.pk, payload={"kind": message.kind}, at=at)
