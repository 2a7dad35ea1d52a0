"""The few writes of this room: folding tallies, and freezing a published sentence."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import insist
from ksbb.opendata.figures import sheet
from ksbb.opendata.folding import fold, forget
from ksbb.opendata.models import PublishedSentence
from ksbb.opendata.spans import Span
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.parties.rules import why_not_pokja


@transaction.atomic
def fold_figures(*, at: datetime) -> int:
    """Add what came since the last mark to the tallies. Returns how many movements were folded (work of the worker)."""
    return fold(at=at)


@transaction.atomic
def repair_tallies(*, at: datetime) -> int:
    """Make all tallies anew from their rows. Returns how many movements were folded."""
    forget()
    return fold(at=at)


@deed("publish_sentence")
def publish_sentence(
    *, by: User, until: datetime, since: datetime | None = None, at: datetime, key: str = ""
) -> PublishedSentence:
    """Freeze the sentence of a range with the moment it was known. Pokja only."""
    insist(why_not_pokja(reach_of(by, at=at)))
    found = sheet(Span(until=until, since=since, known_at=at))
    sentence = PublishedSentence.objects.create(
        reference=new_reference(),
        since=since,
        until=until,
        known_at=at,
        text=found["sentence"],
        figures=journal.canonical(found),
        published_by=by,
        published_at=at,
    )
    journal.write(
        verb="publish_sentence",
        subject=sentence.reference,
        actor_id=by.pk,
        payload={"text": sentence.text},
        at=at,
    )
    return sentence
