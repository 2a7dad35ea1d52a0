"""Decisions about reports and messages: what may be said, who answers, and by when."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_publish, why_not_reason, why_not_show_reason
from ksbb.voices.enums import NEXT_STATES, Matter, ReportState, Show

if TYPE_CHECKING:
    from ksbb.parties.rules import Reach
    from ksbb.places.models import Place
    from ksbb.voices.models import ProblemReport, Word

ANSWER_WITHIN = {Matter.CHILD: timedelta(hours=24), Matter.PRIVACY: timedelta(hours=72)}
"""A child's safety within a day (bars T24), personal data within 3×24 hours (UU 27/2022)."""
ANSWER_OTHERS_WITHIN = timedelta(days=5)
"""Ours."""
PRESSING = frozenset(ANSWER_WITHIN)
"""What does not wait for the morning when nobody answered in time."""
_NUMBER = re.compile(r"(?:\d[\s.\-()]*){7,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://|www\.|wa\.me|t\.me|\b\w+\.(?:com|id|net|org|me|link)\b", re.IGNORECASE)


def answer_within(matter: Matter) -> timedelta:
    """How long an answer may take."""
    return ANSWER_WITHIN.get(matter, ANSWER_OTHERS_WITHIN)


def why_not_say(text: str, *, longest: int = 600) -> Refusal | None:
    """Why a text may not pass between the two sides: it carries a number or an address, or nothing at all.

    Contacts open by their own deed, which is logged; a message must not be the way round it.
    """
    if len(text.strip()) < 2:
        return Refusal("nothing_said", "Tuliskan pesannya.")
    if _NUMBER.search(text):
        return Refusal("number_in_text", "Jangan menulis nomor telepon atau rekening. Pakai tombol kontak.")
    if _ADDRESS.search(text):
        return Refusal("address_in_text", "Jangan menulis alamat e-mail atau tautan.")
    return why_not_publish(text, longest=longest)


def why_not_report(text: str, contact: str) -> Refusal | None:
    """Why a report is not taken: too short to be looked into, or with an identity number in it."""
    if len(text.strip()) < 15:
        return Refusal("report_too_short", "Ceritakan masalahnya sedikit lebih jelas, paling sedikit 15 huruf.")
    return first(why_not_publish(text), why_not_publish(contact, longest=254))


def oversees(reach: Reach, place: Place | None) -> bool:
    """Is it this officer's to look at? Reports without a place are Pokja's."""
    return reach.is_pokja or (place is not None and reach.oversees(place))


def why_not_answer(*, reach: Reach, report: ProblemReport, answer: str, to: ReportState) -> Refusal | None:
    """Why this person cannot take up or answer a report."""
    if not oversees(reach, report.place):
        return FORBIDDEN
    moves = why_not_move(NEXT_STATES, ReportState(report.state), to)
    return first(moves, why_not_show_reason(answer, longest=2000) if to == ReportState.ANSWERED else None)


def why_not_decide(*, reach: Reach, word: Word, to: Show, reason: str) -> Refusal | None:
    """Why this person cannot show or hide what was said."""
    if not oversees(reach, word.place):
        return FORBIDDEN
    if word.author_id is not None and word.author_id == reach.user_id:
        return Refusal("own_word", "Pesan sendiri diperiksa oleh petugas lain.", forbidden=True)
    if to == Show.PUBLIC and word.shown != Show.ASKED:
        return Refusal("nothing_to_decide", "Pesan ini tidak menunggu diperiksa.")
    if word.shown == Show.HIDDEN:
        return Refusal("hidden_already", "Pesan ini sudah disembunyikan.")
    return why_not_reason(reason) if to == Show.HIDDEN else None
