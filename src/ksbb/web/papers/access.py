"""Who may read which paper, and in whose name one is issued: decided by the queries of the record it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.deliveries import queries as deliveries
from ksbb.documents.enums import PaperKind
from ksbb.gifts import reporting
from ksbb.parties.queries import reach_of
from ksbb.recipients import queries as recipients
from ksbb.web.giving.people import as_user, commitment_for
from ksbb.web.titipan.own import gift_for

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from ksbb.parties.models import User

SLUGS: Mapping[str, PaperKind] = {
    "surat-komitmen": PaperKind.COMMITMENT,
    "tanda-terima": PaperKind.RECEIPT,
    "bast": PaperKind.HANDOVER,
    "poster": PaperKind.POSTER,
    "label": PaperKind.LABEL,
    "slip-kode": PaperKind.SLIP,
    "kuitansi": PaperKind.GIFT,
    "rekap-titipan": PaperKind.GIFT_YEAR,
    "laporan-pub": PaperKind.REPORT,
}
PUBLIC = frozenset({PaperKind.POSTER, PaperKind.REPORT})
"""Papers without anything private: anybody may read them."""


def kind_named(slug: str) -> PaperKind:
    """The kind that an address names. Raises NotFound."""
    if slug not in SLUGS:
        raise NotFound(slug)
    return SLUGS[slug]


def issuer(request: HttpRequest, kind: PaperKind, reference: str, *, at: datetime) -> tuple[str, User | None]:
    """The record's reference and in whose name to act. Raises NotFound alike for what is missing and what is not
    theirs: the giver (by account, or by a session that proved the promise), the receiver, an officer of the place.
    """
    known = read_reference(reference)
    if known is None:
        raise NotFound(reference)
    return known, SIDES[kind](request, known, at)


def may_read(request: HttpRequest, kind: PaperKind, reference: str, *, at: datetime) -> None:
    """Raises NotFound for everybody who is on no side of what the paper is about."""
    if kind not in PUBLIC:
        issuer(request, kind, reference, at=at)


def _giver(request: HttpRequest, reference: str, at: datetime) -> User | None:
    return commitment_for(request, reference, at=at)[1]


def _giver_of_money(request: HttpRequest, reference: str, at: datetime) -> User | None:
    return gift_for(request, reference, at=at)[1]


def _anybody(request: HttpRequest, reference: str, at: datetime) -> User | None:
    """What was reported is public and stays as it is: whoever asks gets the same paper."""
    reporting.filing_by_reference(reference)
    return as_user(request)


def _either_side(request: HttpRequest, reference: str, at: datetime) -> User | None:
    user = as_user(request)
    if user is not None:
        try:
            deliveries.delivery_for(user, reference, at=at)
        except NotFound:
            pass
        else:
            return user
    delivery = deliveries.by_reference(reference)
    for promise in {row.line.commitment.reference for row in deliveries.lines_of(delivery)}:
        try:
            return commitment_for(request, promise, at=at)[1]
        except NotFound:
            continue
    raise NotFound(reference)


def _receiving_side(request: HttpRequest, reference: str, at: datetime) -> User | None:
    """The receiver or an officer of its place: whoever brings the goods has no slip."""
    recipient = deliveries.by_reference(reference).recipient
    return _own_or_overseen(request, recipient.reference, at)


def _own_or_overseen(request: HttpRequest, reference: str, at: datetime) -> User | None:
    user, recipient = as_user(request), recipients.by_reference(reference)
    reach = reach_of(user, at=at)
    mine = reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id)
    if user is None or not (mine or reach.oversees(recipient.place)):
        raise NotFound(reference)
    return user


SIDES: Mapping[PaperKind, Callable[[HttpRequest, str, datetime], User | None]] = {
    PaperKind.COMMITMENT: _giver,
    PaperKind.RECEIPT: _either_side,
    PaperKind.HANDOVER: _either_side,
    PaperKind.LABEL: _either_side,
    PaperKind.SLIP: _receiving_side,
    PaperKind.POSTER: _own_or_overseen,
    PaperKind.GIFT: _giver_of_money,
    PaperKind.GIFT_YEAR: _giver_of_money,
    PaperKind.REPORT: _anybody,
}
