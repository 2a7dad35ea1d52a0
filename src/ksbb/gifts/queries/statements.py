"""What is read about statements: which of their rows are new, what each is, and which wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from ksbb.core.doors import finder
from ksbb.core.formats import tanggal
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound, Refusal
from ksbb.gifts.enums import WAITS_FOR_PERSON, Match
from ksbb.gifts.matching import StatementLine, marks, reference_in, verdict
from ksbb.gifts.models import Channel, Gift, StatementFile, StatementRow
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import reach_of

STANDS_FOR_GIFT = (Match.MATCHED, Match.SETTLED)
"""Rows that are the money of their gift."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of a statement: what makes it known again, whether it is, what it is, and which gift it names."""

    line: StatementLine
    mark: str
    known: bool
    match: Match
    gift: Gift | None


def judge(channel: Channel, lines: Sequence[StatementLine], *, lock: bool = False) -> list[Judged]:
    """What each row is as things stand now. With `lock` the gifts that are named stay as they are until the end."""
    found = list(marks(lines))
    known = set(StatementRow.objects.filter(channel=channel, mark__in=found).values_list("mark", flat=True))
    gifts = _named({reference_in(line.text) for line in lines} - {""}, channel, lock=lock)
    held = [gift.pk for gift in gifts.values()]
    proven = set(StatementRow.objects.filter(gift__in=held, match__in=STANDS_FOR_GIFT).values_list("gift", flat=True))
    judged = []
    for line, mark in zip(lines, found, strict=True):
        gift = gifts.get(reference_in(line.text))
        match = verdict(line, gift, proven=gift is not None and gift.pk in proven)
        if match == Match.MATCHED and gift is not None and mark not in known:
            proven.add(gift.pk)
        judged.append(Judged(line, mark, mark in known, match, gift))
    return judged


def _named(references: set[str], channel: Channel, *, lock: bool) -> dict[str, Gift]:
    """Gifts of this very channel: money for another's, or by another way, is for a person to look at."""
    chosen = Gift.objects.filter(reference__in=references, channel=channel).order_by("pk")
    if lock:
        chosen = chosen.select_for_update(of=("self",))
    loaded = chosen.select_related("giver__organisation", "organisation", "channel__organisation")
    return {gift.reference: gift for gift in loaded}


def why_not_again(channel: Channel, digest: str) -> Refusal | None:
    """Why a statement cannot be imported: exactly this one was."""
    earlier = StatementFile.objects.filter(channel=channel, digest=digest).first()
    if earlier is None:
        return None
    return Refusal("statement_known", f"Mutasi ini sudah diimpor pada {tanggal(localdate(earlier.imported_at))}.")


def files_of(organisation: Organisation) -> QuerySet[StatementFile]:
    """The statements that were imported, newest first."""
    return (
        StatementFile.objects.filter(channel__organisation=organisation)
        .select_related("channel", "imported_by")
        .order_by("-imported_at", "-pk")
    )


def waiting_rows(organisation: Organisation) -> QuerySet[StatementRow]:
    """Rows that wait for a person, longest waiting first."""
    rows = StatementRow.objects.filter(channel__organisation=organisation, match__in=WAITS_FOR_PERSON)
    return rows.select_related("channel", "gift", "file").order_by("booked_on", "pk")


def settled_since(organisation: Organisation, moment: datetime) -> QuerySet[StatementRow]:
    """Rows that a person settled since then, the latest first."""
    rows = StatementRow.objects.filter(channel__organisation=organisation, settled_at__gte=moment)
    return rows.select_related("gift", "file").order_by("-settled_at", "-pk")


def locked_row(row: StatementRow) -> StatementRow:
    """A row under lock."""
    found: StatementRow = (
        StatementRow.objects.select_for_update(of=("self",))
        .select_related("channel__organisation", "file", "gift")
        .get(pk=row.pk)
    )
    return found


@finder(StatementRow)
def find_row(by: User | None, reference: str, at: datetime) -> StatementRow:
    """A row for the people of its agregator alone: banks write names there. The console (nobody) finds all."""
    rows = StatementRow.objects.filter(pk=row_number(reference))
    found = rows.select_related("channel__organisation", "gift", "file", "settled_by").first()
    if found is None or (by is not None and found.channel.organisation_id not in reach_of(by, at=at).acts_for):
        raise NotFound(reference)
    return found
