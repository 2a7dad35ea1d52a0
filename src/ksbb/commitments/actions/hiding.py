"""Names taken back from promises: parts of the deeds of the privacy room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from ksbb.commitments.models import Commitment, Line
from ksbb.core import journal
from ksbb.parties.models import Party


def hide_names(parties: Iterable[Party]) -> int:
    """Show the names of these givers nowhere in public any more. Returns how many promises had shown one."""
    return Commitment.objects.filter(giver__in=list(parties), show_name=True).update(show_name=False)


def forget_sources(*, before: datetime, word: str) -> int:
    """Replace the notes on where promises on behalf came from, recorded before a moment. Returns how many."""
    old = Commitment.objects.filter(recorded_at__lt=before).exclude(on_behalf_source__in=["", word])
    return old.update(on_behalf_source=word)


def forget_line_words(*, before: datetime) -> int:
    """Empty what people wrote on promises to needs that ended before a moment. Returns how many lines."""
    old = Line.objects.filter(need__deliver_until__lt=localdate(before))
    said = old.exclude(time_note="", state_reason="", other_note="")
    journal.forget_bound(said.values_list("commitment__reference", flat=True))
    return said.update(time_note="", state_reason="", other_note="")
