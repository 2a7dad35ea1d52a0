"""What was put right after it was published: figures of lines, and givers that turned out to be one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from ksbb.commitments.models import Correction
from ksbb.commitments.queries import corrections
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.opendata.spans import Span
from ksbb.parties.duplicates import merges
from ksbb.parties.enums import CorrectionState
from ksbb.parties.models import Merge

GIVER = "pemberi"
MOST = 5_000
"""Corrections are rare; more than these would be a scandal before they were a burden."""


def _figures() -> QuerySet[Correction]:
    return corrections(CorrectionState.APPROVED).order_by("-decided_at", "-pk")


def _merges() -> QuerySet[Merge]:
    return merges(CorrectionState.APPROVED).order_by("-decided_at", "-pk")


def published(*, limit: int = MOST) -> list[dict[str, Any]]:
    """All corrections in force, newest first, under the names of the dataset. 2 queries."""
    rows = [*map(_of_figure, _figures()[:limit]), *map(_of_merge, _merges()[:limit])]
    return sorted(rows, key=lambda row: (row["decided_at"], row["correction"]), reverse=True)[:limit]


def correction(reference: str) -> dict[str, Any]:
    """One correction in force. Raises NotFound."""
    wanted = read_reference(reference) or ""
    if (figure := _figures().filter(reference=wanted).first()) is not None:
        return _of_figure(figure)
    if (merge := _merges().filter(reference=wanted).first()) is not None:
        return _of_merge(merge)
    raise NotFound(reference)


def since_published(span: Span, *, known_at: datetime) -> list[dict[str, Any]]:
    """What was put right in a published span after the moment it was known: a frozen sentence leads here."""
    figures = _figures().filter(decided_at__gt=known_at, effective_at__lt=span.until)
    if span.since is not None:
        figures = figures.filter(line__accepted_at__gte=span.since)
    rows: Iterator[dict[str, Any]] = map(_of_figure, figures[:MOST])
    return [*rows, *map(_of_merge, _merges().filter(decided_at__gt=known_at)[:MOST])]


def _shared(row: Correction | Merge) -> dict[str, Any]:
    return {
        "correction": row.reference,
        "decided_at": row.decided_at,
        "proposed_at": row.proposed_at,
        "reason": row.reason,
        "note": row.note,
        "proposed_office": row.proposed_office,
        "decided_office": row.decided_office,
        "example": row.example,
    }


def _of_figure(row: Correction) -> dict[str, Any]:
    need = row.line.need
    return {
        **_shared(row),
        "effective_at": row.effective_at,
        "figure": row.stage,
        "line": row.line_id,
        "need": need.reference,
        "recipient": need.recipient.name,
        "place": need.place.code,
        "package": need.package.code,
        "unit": need.package.unit,
        "spoken": need.package.spoken,
        "before": row.before,
        "after": row.after,
    }


def _of_merge(row: Merge) -> dict[str, Any]:
    """Two givers that count as one: no name, no number (PRIV-10)."""
    return {
        **_shared(row),
        "effective_at": None,
        "figure": GIVER,
        "line": None,
        "need": "",
        "recipient": "",
        "place": "",
        "package": "",
        "unit": GIVER,
        "spoken": GIVER,
        "before": 2,
        "after": 1,
    }
