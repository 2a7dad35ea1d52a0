"""Reads about what is left to Pokja to place, and the targets proposed for it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet, Sum

from ksbb.commitments.enums import LineState, OfferState, ProposalState
from ksbb.commitments.models import Commitment, Line, Offer, Proposal
from ksbb.commitments.queries.promises import commitment_for
from ksbb.core.doors import finder
from ksbb.core.references import read_reference, row_number
from ksbb.core.refusals import NotFound
from ksbb.parties.models import User


def offer_of(commitment: Commitment) -> Offer | None:
    """What the giver of a promise left to Pokja to place, if anything."""
    return Offer.objects.filter(commitment=commitment).select_related("package", "area").first()


def awaits_code(commitment: Commitment) -> bool:
    """Does something of this promise wait for the code?"""
    lines = Line.objects.filter(commitment=commitment, state=LineState.AWAITING_CODE)
    return lines.exists() or Offer.objects.filter(commitment=commitment, state=OfferState.AWAITING_CODE).exists()


def locked_waiting_offer(commitment: Commitment) -> Offer | None:
    """The offer of a promise that waits for its code, under lock."""
    waiting = Offer.objects.select_for_update().filter(commitment=commitment, state=OfferState.AWAITING_CODE)
    return waiting.first()


def proposals_of(offer: Offer) -> list[Proposal]:
    """The targets proposed for an offer, newest first."""
    found = Proposal.objects.filter(offer=offer).select_related("need__recipient", "need__place__city", "need__package")
    return list(found.order_by("-pk"))


def open_offers() -> QuerySet[Offer]:
    """Offers that wait for targets, soonest last day first: for Pokja."""
    waiting = Offer.objects.filter(state=OfferState.OPEN)
    loaded = waiting.select_related("commitment__giver", "package", "area")
    return loaded.order_by("deliver_through", "pk")


def open_offer(reference: str) -> Offer:
    """An offer by the reference of its promise, whatever its state: for Pokja. Raises NotFound."""
    loaded = Offer.objects.select_related("commitment__giver", "package", "area")
    found = loaded.filter(commitment__reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    return found


def proposed_of(offer: Offer) -> int:
    """How many of an offer wait for the giver's answer."""
    waiting = Proposal.objects.filter(offer=offer, state=ProposalState.WAITING)
    return waiting.aggregate(sum=Sum("quantity"))["sum"] or 0


def locked_offer(offer: Offer) -> Offer:
    """The offer under lock."""
    held = Offer.objects.select_for_update(of=("self",)).select_related("commitment__giver", "package", "area")
    return held.get(pk=offer.pk)


def offers_past(*, on: date, limit: int = 500) -> list[Offer]:
    """Offers whose last day is over."""
    waiting = [OfferState.OPEN, OfferState.AWAITING_CODE]
    return list(Offer.objects.filter(state__in=waiting, deliver_through__lt=on).order_by("pk")[:limit])


def proposal_in(commitment: Commitment, number: str) -> Proposal:
    """A proposed target of a promise. Raises NotFound."""
    loaded = Proposal.objects.select_related("offer__commitment__giver", "need__package", "need__recipient")
    found = loaded.filter(offer__commitment=commitment, pk=row_number(number)).first()
    if found is None:
        raise NotFound(number)
    return found


@finder(Offer)
def _offer(by: User | None, number: str, at: datetime) -> Offer:
    """An offer by its number for its giver and Pokja; the console (nobody) finds all."""
    found = Offer.objects.filter(pk=row_number(number)).select_related("commitment").first()
    if found is None:
        raise NotFound(number)
    return open_offer(commitment_for(by, found.commitment.reference, at=at).reference)


@finder(Proposal)
def _proposal(by: User | None, number: str, at: datetime) -> Proposal:
    """A proposed target for the giver and Pokja; the console (nobody) finds all."""
    found = Proposal.objects.select_related("offer__commitment").filter(pk=row_number(number)).first()
    if found is None:
        raise NotFound(number)
    return proposal_in(commitment_for(by, found.offer.commitment.reference, at=at), number)
