"""Decisions about messages: when they may go out, when the next try falls due, when a person must decide."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.text import why_not_reason
from ksbb.notices.enums import CHOSEN, URGENT, Channel, Frequency, Kind, MessageState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ksbb.notices.models import Message
    from ksbb.parties.rules import Reach

MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)
SWAP_AFTER = 3
"""So many failures at one address, and the other one is tried."""
QUIET_FROM, QUIET_TO = time(21), time(6)
DAILY_AT = time(7)
WINDOW = timedelta(minutes=15)
"""What follows a letter to the same address within this time waits, and goes out as one letter."""
MOST_BUNDLED = 20
CONSENT = (
    "Saya setuju KSBB mengirim kabar lewat pesan telepon atau WhatsApp ke nomor akun saya. "
    "Saya dapat berhenti kapan saja."
)
"""What a person agrees to by choosing the phone (UX-30)."""


def next_try(*, attempts: int, at: datetime) -> datetime | None:
    """Doubling waits from one minute up to an hour, over four hours in all (UX-31); None when it is time to give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return at + min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_WAIT)


def is_urgent(kind: str) -> bool:
    """Codes and safety are held back by nothing."""
    return kind in URGENT


def is_quiet(at: datetime) -> bool:
    """Is it night in Jakarta (21.00 to 06.00 WIB)? Then only what is urgent goes out."""
    now = localtime(at).time()
    return now >= QUIET_FROM or now < QUIET_TO


def daily_after(at: datetime) -> datetime:
    """The first 07.00 WIB after a moment: when the daily letter goes out."""
    here = localtime(at)
    day = here.date() if here.time() < DAILY_AT else here.date() + timedelta(days=1)
    return datetime.combine(day, DAILY_AT, tzinfo=here.tzinfo)


def held_until(message: Message, *, frequency: str, last_sent: datetime | None) -> datetime | None:
    """Until when a message waits for others to share its letter, or None to go now."""
    if is_urgent(message.kind) or message.attempts or message.kind == Kind.DIGEST:
        return None
    if frequency == Frequency.DAILY:
        return daily_after(message.recorded_at)
    if last_sent is not None and not message.calendar:
        return last_sent + WINDOW
    return None


def may_share(message: Message) -> bool:
    """May it stand in a letter with others? Not what is urgent, tried before (it may have arrived), or a calendar."""
    alone = is_urgent(message.kind) or message.kind == Kind.DIGEST
    return not (alone or message.attempts or message.calendar)


def why_not_mend(*, reach: Reach, message: Message) -> Refusal | None:
    """Why a person may not decide about a message: not Pokja, or it did not fail."""
    if not reach.is_pokja:
        return FORBIDDEN
    if message.state != MessageState.FAILED:
        return Refusal("wrong_state", f"Pesan ini sudah {MessageState(message.state).label.lower()}.")
    return None


def why_not_send_again(*, reach: Reach, message: Message) -> Refusal | None:
    """Why a failed message cannot go out again: a code has run out meanwhile, and nobody else may read it."""
    stale = Refusal("code_stale", "Kode sudah tidak berlaku. Orangnya dapat meminta kode baru.")
    return first(why_not_mend(reach=reach, message=message), stale if message.kind == Kind.CODE else None)


def why_not_by_hand(*, reach: Reach, message: Message) -> Refusal | None:
    """Why a failed message cannot be sent by a person: no telephone number to write to."""
    no_phone = Refusal("no_phone", "Tidak ada nomor telepon untuk pesan ini.")
    return first(why_not_send_again(reach=reach, message=message), None if phone_of(message) else no_phone)


def why_not_give_up(*, reach: Reach, message: Message, reason: str) -> Refusal | None:
    """Why a failed message cannot be put away."""
    return first(why_not_mend(reach=reach, message=message), why_not_reason(reason))


def why_not_prefer(kinds: Iterable[str]) -> Refusal | None:
    """Why a choice is refused: codes and safety cannot be switched off; one choice a kind."""
    said = list(kinds)
    if any(kind not in CHOSEN for kind in said) or len(set(said)) != len(said):
        return Refusal("not_chosen", "Kode dan pesan keamanan selalu dikirim.")
    return None


NOT_STOPPED = Refusal("not_stopped", "Kabar ke alamat ini tidak sedang dihentikan.")


def why_not_route(*, first: str, phone: str) -> Refusal | None:
    """Why a channel cannot come first: there is no number for it."""
    if first == Channel.PHONE and not phone:
        return Refusal("no_own_phone", "Akun Anda belum punya nomor telepon.")
    return None


def phone_of(message: Message) -> str:
    """The telephone number that a message could go to, or ""."""
    numbers = [one for one in (message.address, message.fallback_address) if one and "@" not in one]
    return numbers[0] if numbers else ""
