"""Promises without a chosen target: the giver leaves it to Pokja, Pokja proposes, the giver accepts, then it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.catalogue.models import Package
from ksbb.catalogue.queries import current_statement
from ksbb.commitments import letters, queries, rules
from ksbb.commitments.actions.counting import begin
from ksbb.commitments.actions.keeping import insist_on_giver_of
from ksbb.commitments.actions.promising import Guest, guest_giver, insist_on_terms, send_code
from ksbb.commitments.actions.telling import write_to_giver
from ksbb.commitments.enums import LineState, Mode, OfferState, ProposalState, Via
from ksbb.commitments.models import Commitment, Line, Offer, Proposal
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.text import why_not_reason
from ksbb.needs.models import Need
from ksbb.needs.queries import locked as locked_needs
from ksbb.parties import actions as parties
from ksbb.parties.models import Party, User
from ksbb.parties.queries import reach_of
from ksbb.places.models import Place


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """What the giver leaves to Pokja. `area` narrows where it may go; None is the whole city."""

    package: Package
    quantity: int
    deliver_on: date
    deliver_through: date
    area: Place | None = None
    mode: Mode = Mode.OWN


@deed("offer")
def offer(
    *,
    by: User,
    draft: OfferDraft,
    statement_accepted: bool,
    show_name: bool = False,
    at: datetime,
    key: str = "",
) -> Commitment:
    """Promise without choosing whom: it stands in no total until Pokja found a target and the giver agreed."""
    giver = parties.giving_party(user=by, at=at)
    insist(_why_not(draft, at=at))
    insist_on_terms(giver, lines=1, statement_accepted=statement_accepted, at=at)
    return _put(giver, draft, verb="offer", by=by, show_name=show_name, state=OfferState.OPEN, at=at)


@deed("offer_as_guest", open_doors=False)
def offer_as_guest(
    *,
    guest: Guest,
    draft: OfferDraft,
    statement_accepted: bool,
    show_name: bool = False,
    at: datetime,
    key: str = "",
) -> Commitment:
    """The same without an account: Pokja sees it once the code that is sent came back (`prove`)."""
    giver = guest_giver(guest)
    insist(_why_not(draft, at=at))
    insist_on_terms(giver, lines=1, statement_accepted=statement_accepted, at=at)
    waits = OfferState.AWAITING_CODE
    commitment = _put(giver, draft, verb="offer_as_guest", by=None, show_name=show_name, state=waits, at=at)
    send_code(commitment, at=at)
    return commitment


def _why_not(draft: OfferDraft, *, at: datetime) -> Refusal | None:
    return rules.why_not_offer(
        quantity=draft.quantity,
        deliver_on=draft.deliver_on,
        deliver_through=draft.deliver_through,
        on=localdate(at),
    )


def _put(
    giver: Party, draft: OfferDraft, *, verb: str, by: User | None, show_name: bool, state: OfferState, at: datetime
) -> Commitment:
    commitment = Commitment.objects.create(
        reference=new_reference(),
        giver=giver,
        show_name=show_name,
        statement=current_statement(on=localdate(at)),
        via=Via.WEB,
        effective_at=at,
        recorded_at=at,
        example=giver.example,
    )
    Offer.objects.create(
        commitment=commitment,
        package=draft.package,
        area=draft.area,
        quantity=draft.quantity,
        mode=draft.mode,
        deliver_on=draft.deliver_on,
        deliver_through=draft.deliver_through,
        state=state,
        state_since=at,
    )
    _write(verb, commitment, by=by, at=at, package=draft.package.code, quantity=draft.quantity)
    return commitment


@deed("propose_target")
def propose_target(*, by: User, offer: Offer, need: Need, quantity: int, at: datetime, key: str = "") -> Proposal:
    """Propose a need for a part of an offer. It holds nothing until the giver agrees."""
    need = locked_needs([need.pk])[need.pk]
    offer = queries.locked_offer(offer)
    insist(
        rules.why_not_propose_target(
            reach=reach_of(by, at=at),
            offer=offer,
            need=need,
            quantity=quantity,
            proposed=queries.proposed_of(offer),
            on=localdate(at),
        )
    )
    if Proposal.objects.filter(offer=offer, need=need, state=ProposalState.WAITING).exists():
        raise Refused(Refusal("proposed_before", "Kebutuhan ini sudah diusulkan dan menunggu jawaban pemberi."))
    made = Proposal.objects.create(offer=offer, need=need, quantity=quantity, proposed_by=by, proposed_at=at)
    _write("propose_target", offer.commitment, by=by, at=at, need=need.reference, quantity=quantity)
    write_to_giver(offer.commitment.giver, letters.target(made), mark=f"target:{made.pk}:giver", at=at)
    return made


@deed("accept_target")
def accept_target(*, by: User | None, proposal: Proposal, at: datetime, key: str = "") -> Proposal:
    """The giver agrees: from now on it is a promise like any other, under the same reference."""
    need = locked_needs([proposal.need_id])[proposal.need_id]
    proposal = _locked(proposal)
    offer, today = proposal.offer, localdate(at)
    insist_on_giver_of(offer.commitment, by, at=at)
    through = min(offer.deliver_through, need.deliver_until)
    day = min(max(offer.deliver_on, today), through)
    insist(
        rules.why_not_answer(proposal),
        rules.why_not_promise(
            need=need, quantity=proposal.quantity, deliver_on=day, deliver_through=day, equivalent="", on=today
        ),
    )
    line = Line(
        commitment=offer.commitment,
        need=need,
        version_id=need.version_id,
        pledged=proposal.quantity,
        mode=offer.mode,
        deliver_on=day,
        deliver_through=day,
        state=LineState.PROMISED,
        state_since=at,
        vouched_at=at,  # Pokja chose this giver for this receiver
    )
    begin(line, cause="accept_target", at=at, moment=at)
    _answer(proposal, ProposalState.ACCEPTED, at=at)
    offer.placed += proposal.quantity
    if not offer.left:
        offer.state, offer.state_since = OfferState.PLACED, at
    offer.save(update_fields=["placed", "state", "state_since"])
    _write("accept_target", offer.commitment, by=by, at=at, need=need.reference, quantity=proposal.quantity)
    return proposal


@deed("decline_target")
def decline_target(*, by: User | None, proposal: Proposal, reason: str, at: datetime, key: str = "") -> Proposal:
    """The giver would rather help somewhere else, and says why."""
    proposal = _locked(proposal)
    insist_on_giver_of(proposal.offer.commitment, by, at=at)
    insist(rules.why_not_answer(proposal), why_not_reason(reason))
    _answer(proposal, ProposalState.DECLINED, at=at, reason=reason)
    _write("decline_target", proposal.offer.commitment, by=by, at=at, need=proposal.need.reference)
    return proposal


@deed("withdraw_offer")
def withdraw_offer(*, by: User | None, offer: Offer, reason: str, at: datetime, key: str = "") -> Offer:
    """Take back what has no target yet; accepted targets stay promises."""
    offer = queries.locked_offer(offer)
    insist_on_giver_of(offer.commitment, by, at=at)
    insist(rules.why_not_withdraw_offer(offer=offer, reason=reason))
    _end(offer, OfferState.WITHDRAWN, reason=reason, at=at)
    _write("withdraw_offer", offer.commitment, by=by, at=at, left=offer.left)
    return offer


@deed("lapse_offer", open_doors=False)
def lapse_offer(*, offer: Offer, at: datetime) -> Offer:
    """An offer whose last day is over ends, told to its giver (work of the worker)."""
    offer = queries.locked_offer(offer)
    over = offer.deliver_through < localdate(at) and offer.state in {OfferState.OPEN, OfferState.AWAITING_CODE}
    if over:
        proven = offer.state == OfferState.OPEN
        _end(offer, OfferState.LAPSED, reason="Hari terakhirnya lewat tanpa sasaran.", at=at)
        if proven:
            write_to_giver(offer.commitment.giver, letters.no_target(offer), mark=f"offer:{offer.pk}:lapsed", at=at)
    _write("lapse_offer", offer.commitment, by=None, at=at, over=over)
    return offer


def lapse_offers(*, at: datetime) -> int:
    """End every offer whose last day is over. Returns how many."""
    past = queries.offers_past(on=localdate(at))
    for one in past:
        lapse_offer(offer=one, at=at)
    return len(past)


def _locked(proposal: Proposal) -> Proposal:
    offer = queries.locked_offer(proposal.offer)
    held = Proposal.objects.select_for_update(of=("self",)).select_related("need__package", "need__recipient")
    found = held.get(pk=proposal.pk)
    found.offer = offer
    return found


def _answer(proposal: Proposal, state: ProposalState, *, at: datetime, reason: str = "") -> None:
    proposal.state, proposal.answered_at, proposal.reason = state, at, reason
    proposal.save(update_fields=["state", "answered_at", "reason"])


def _end(offer: Offer, state: OfferState, *, reason: str, at: datetime) -> None:
    offer.state, offer.state_since, offer.state_reason = state, at, reason
    offer.save(update_fields=["state", "state_since", "state_reason"])
    waiting = Proposal.objects.filter(offer=offer, state=ProposalState.WAITING)
    waiting.update(state=ProposalState.DROPPED, answered_at=at)


def _write(verb: str, commitment: Commitment, *, by: User | None, at: datetime, **payload: object) -> None:
    actor = by.pk if by else None
    journal.write(verb=verb, subject=commitment.reference, actor_id=actor, payload=payload, at=at)
