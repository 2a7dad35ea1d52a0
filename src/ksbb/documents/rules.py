"""Decisions about papers: what may be printed, and who takes one back. Pure."""

from __future__ import annotations

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_show_reason
from ksbb.documents.enums import NEXT_STATES, PaperState
from ksbb.documents.sheets import Sheet
from ksbb.parties.rules import Reach

MOST_COPIES = 40
LONGEST_SHEET = 60_000
"""Characters of all texts together: some twenty pages."""


def why_not_issue(sheet: Sheet, *, subject: str) -> Refusal | None:
    """Why such a paper is not issued."""
    if not subject or not sheet.title.strip():
        return Refusal("paper_empty", "Dokumen ini belum ada isinya.")
    if not 1 <= sheet.copies <= MOST_COPIES:
        return Refusal("paper_copies", f"Isi jumlah kardus antara 1 dan {MOST_COPIES}.")
    if sum(len(text) for text in sheet.texts()) > LONGEST_SHEET:
        return Refusal("paper_too_long", "Dokumen ini terlalu panjang untuk dicetak. Bagi menjadi beberapa.")
    return None


def why_not_withdraw(*, reach: Reach, state: PaperState, reason: str) -> Refusal | None:
    """Why a paper is not taken back: only Pokja, only one that stands, and with a reason that the check page shows."""
    return first(
        None if reach.is_pokja else FORBIDDEN,
        why_not_move(NEXT_STATES, state, PaperState.WITHDRAWN),
        why_not_show_reason(reason),
    )
