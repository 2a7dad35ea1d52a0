"""A gift of money: meant by the giver, come at the agregator, or recorded by Pokja from a published source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from ksbb.catalogue.models import Package
from ksbb.commitments.actions import Guest, guest_giver
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_show, why_not_show_reason
from ksbb.funds import actions as funds
from ksbb.funds.enums import FundKind, Precision, TransferKind
from ksbb.funds.rules import Leg, begins
from ksbb.gifts import letters, queries, rules
from ksbb.gifts.actions import accounts
from ksbb.gifts.enums import NEXT_STATES, GiftState, Match
from ksbb.gifts.models import Campaign, Channel, Gift, Mandate, StatementRow
from ksbb.parties import actions as parties
from ksbb.parties.models import Organisation, Party, User
from ksbb.parties.queries import reach_of
from ksbb.places.models import Place


@dataclass(frozen=True, slots=True)
class GiftDraft:
    """What the giver means. Without a campaign, place and package the money goes where it is needed most."""

    channel: Channel
    amount_rp: int
    campaign: Campaign | None = None
    place: Place | None = None
    package: Package | None = None


@deed("intend")
def intend(*, by: User, draft: GiftDraft, show_name: bool = False, at: datetime, key: str = "") -> Gift:
    """Say, signed in, that one will send money to an agregator's own account. Nothing is counted until it says so."""
    return _intend(parties.giving_party(user=by, at=at), draft, verb="intend", by=by, show_name=show_name, at=at)


@deed("intend_as_guest", open_doors=False)
def intend_as_guest(*, guest: Guest, draft: GiftDraft, show_name: bool = False, at: datetime, key: str = "") -> Gift:
    """The same without an account."""
    giver = guest_giver(guest)
    return _intend(giver, draft, verb="intend_as_guest", by=None, show_name=show_name, at=at)


def _intend(giver: Party, draft: GiftDraft, *, verb: str, by: User | None, show_name: bool, at: datetime) -> Gift:
    channel, today = queries.locked_channel(draft.channel), localdate(at)
    organisation = queries.held_agregator(channel.organisation_id)
    mandate = queries.mandate_for(organisation, FundKind(channel.fund), on=today)
    if mandate is None:
        raise Refused(rules.NO_MANDATE)
    place = draft.place or (draft.campaign.place if draft.campaign else None)
    insist(
        rules.why_not_take(
            organisation=organisation,
            mandate=mandate,
            late_report=queries.report_hides(organisation, on=today),
            on=today,
        ),
        rules.why_not_intend(
            amount_rp=draft.amount_rp,
            campaign=draft.campaign,
            channel=channel,
            organisation_id=organisation.pk,
            at=at,
            on=today,
        ),
        rules.why_not_there(mandate, place),
        rules.why_too_many(queries.waiting_intents(giver)),
    )
    gift = Gift.objects.create(
        reference=new_reference(),
        giver=giver,
        show_name=show_name,
        organisation=organisation,
        fund=channel.fund,
        mandate=mandate,
        channel=channel,
        campaign=draft.campaign,
        place=place,
        package=draft.package or (draft.campaign.package if draft.campaign else None),
        intended_rp=draft.amount_rp,
        state_since=at,
        expires_on=today + timedelta(days=rules.INTENT_DAYS),
        recorded_at=at,
        example=giver.example or organisation.example,
    )
    _write(verb, gift, by=by, at=at, amount_rp=gift.intended_rp, giver=giver.pk)
    letters.to_giver(gift, letters.intended(gift), mark=f"gift:{gift.pk}:intent", at=at)
    return gift


def _write(verb: str, gift: Gift, *, by: User | None, at: datetime, **payload: object) -> None:
    journal.write(verb=verb, subject=gift.reference, actor_id=by.pk if by else None, payload=payload, at=at)


@deed("cancel_intent")
def cancel_intent(*, by: User, gift: Gift, reason: str = "", at: datetime, key: str = "") -> Gift:
    """The giver thinks again before any money came."""
    held = queries.locked_gift(gift)
    insist(None if queries.is_giver(by, held.giver, at=at) else FORBIDDEN)
    return _cancel(held, by=by, reason=reason, at=at)


@deed("cancel_intent_as_guest", open_doors=False)
def cancel_intent_as_guest(*, gift: Gift, reason: str = "", at: datetime, key: str = "") -> Gift:
    """The same by a guest whom the page knows by reference and address."""
    return _cancel(queries.locked_gift(gift), by=None, reason=reason, at=at)


def _cancel(held: Gift, *, by: User | None, reason: str, at: datetime) -> Gift:
    insist(why_not_move(NEXT_STATES, GiftState(held.state), GiftState.CANCELLED), why_not_show(reason, longest=300))
    move(held, GiftState.CANCELLED, reason=reason, at=at)
    _write("cancel_intent" if by else "cancel_intent_as_guest", held, by=by, at=at)
    return held


def move(gift: Gift, state: GiftState, *, reason: str = "", at: datetime) -> None:
    """Write a new state of a gift that is under lock."""
    gift.state, gift.state_since, gift.state_reason = state, at, reason.strip()
    gift.save()


@deed("receive_gift")
def receive_gift(*, by: User, gift: Gift, amount_rp: int, received_on: date, at: datetime, key: str = "") -> Gift:
    """The agregator says that the money of an intent came, and how much: now it counts as received."""
    insist(None if gift.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN)
    accounts.held_book(gift.organisation, FundKind(gift.fund), at=at)  # the book first, as whoever spends from it
    held = queries.locked_gift(gift)
    insist(
        rules.why_not_receive(held, amount_rp=amount_rp, received_on=received_on, on=localdate(at)),
        rules.why_not_word(held, amount_rp=amount_rp),
    )
    take_in(held, amount_rp=amount_rp, received_on=received_on, at=at)
    _write("receive_gift", held, by=by, at=at, amount_rp=amount_rp, received_on=received_on)
    return held


def take_in(
    gift: Gift, *, amount_rp: int, received_on: date, precision: Precision = Precision.DAY, at: datetime
) -> None:
    """Post what came to the agregator's account and to the gift's own; tell the giver. The gift is under lock."""
    book = accounts.held_book(gift.organisation, FundKind(gift.fund), at=at)
    account = accounts.of_gift(book, gift)
    if gift.channel is None:
        raise Refused(Refusal("channel_needed", "Pilih rekening yang menerima uang ini."))
    insist(queries.why_reported([gift.mandate_id], day=received_on))
    leg = Leg(TransferKind.RECEIVE, accounts.of_channel(book, gift.channel), account, amount_rp)
    times = queries.times_received(gift) + 1
    funds.post(
        book,
        [leg],
        deed=f"terima:{gift.reference}:{times}",
        about=gift.reference,
        occurred_on=received_on,
        precision=precision,
        at=at,
    )
    gift.received_rp, gift.account = amount_rp, account
    gift.received_on, gift.precision = begins(received_on, precision), precision
    move(gift, GiftState.RECEIVED, at=at)
    letters.to_giver(gift, letters.received(gift), mark=f"gift:{gift.pk}:received:{times}", at=at)


@deed("record_gift")
def record_gift(
    *,
    by: User,
    giver: Party,
    organisation: Organisation,
    mandate: Mandate,
    channel: Channel,
    amount_rp: int,
    received_on: date,
    precision: Precision = Precision.DAY,
    source: str,
    show_name: bool = False,
    campaign: Campaign | None = None,
    at: datetime,
    key: str = "",
) -> Gift:
    """Pokja records money that an agregator received outside the platform, with the published source. "Atas nama"."""
    insist(
        None if reach_of(by, at=at).is_pokja else FORBIDDEN,
        why_not_show_reason(source),
        rules.why_not_record(
            organisation=organisation,
            mandate=mandate,
            channel=channel,
            amount_rp=amount_rp,
            received_on=received_on,
            on=localdate(at),
        ),
    )
    gift = Gift.objects.create(
        reference=new_reference(),
        giver=giver,
        show_name=show_name,
        organisation=organisation,
        fund=channel.fund,
        mandate=mandate,
        channel=channel,
        campaign=campaign,
        intended_rp=amount_rp,
        state_since=at,
        expires_on=localdate(at),
        recorded_by=by,
        source=source.strip(),
        recorded_at=at,
        example=giver.example,  # what a publication tells is no example, whatever else its agregator shows here
    )
    take_in(gift, amount_rp=amount_rp, received_on=received_on, precision=precision, at=at)
    _write("record_gift", gift, by=by, at=at, amount_rp=amount_rp, giver=giver.pk, received_on=received_on)
    return gift


@deed("reverse_receipt")
def reverse_receipt(*, by: User, gift: Gift, reason: str, at: datetime, key: str = "") -> Gift:
    """The agregator takes back that the money came (the wrong gift was chosen, the bank took it back)."""
    insist(None if gift.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN)
    accounts.held_book(gift.organisation, FundKind(gift.fund), at=at)
    held = queries.locked_gift(gift)
    insist(why_not_show_reason(reason, longest=300))
    take_out(held, reason=reason, at=at)
    _write("reverse_receipt", held, by=by, at=at)
    return held


def take_out(gift: Gift, *, reason: str, at: datetime) -> None:
    """Answer what was posted as come by its reversal; tell the giver. Book and gift are under lock."""
    insist(why_not_move(NEXT_STATES, GiftState(gift.state), GiftState.INTENT), _why_not_without(gift))
    book = accounts.held_book(gift.organisation, FundKind(gift.fund), at=at)
    times = queries.times_received(gift)
    deed = f"terima:{gift.reference}:{times}"
    funds.reverse(book, deed=deed, as_deed=f"batal:{deed}", occurred_on=localdate(at), at=at)
    gift.received_rp, gift.received_on, gift.account = 0, None, None
    gift.expires_on = max(gift.expires_on, localdate(at) + timedelta(days=rules.INTENT_DAYS))
    move(gift, GiftState.INTENT, reason=reason, at=at)
    # the bank's row is no longer this gift's: it waits for a person again
    StatementRow.objects.filter(gift=gift).update(
        match=Match.UNMATCHED, gift=None, settled_by=None, settled_at=None, settled_reason=""
    )
    letters.to_giver(gift, letters.taken_back(gift), mark=f"gift:{gift.pk}:taken_back:{times}", at=at)


def _why_not_without(gift: Gift) -> Refusal | None:
    """Costs that were agreed to because this money was there would be above the cap without it (LAW-02)."""
    mandate = queries.locked_mandate(gift.mandate)
    costs, proceeds = queries.cost_of(mandate), queries.proceeds_of(mandate)
    return rules.why_not_without(mandate, costs_rp=costs, proceeds_rp=proceeds, less_rp=gift.received_rp)


@deed("expire_intent", open_doors=False)
def expire_intent(*, gift: Gift, at: datetime) -> Gift:
    """The money did not come in time; should it come later, it is still taken in."""
    held = queries.locked_gift(gift)
    insist(why_not_move(NEXT_STATES, GiftState(held.state), GiftState.EXPIRED))
    move(held, GiftState.EXPIRED, at=at)
    _write("expire_intent", held, by=None, at=at)
    letters.to_giver(held, letters.expired(held), mark=f"gift:{held.pk}:expired", at=at)
    return held


def expire_intents(*, at: datetime) -> int:
    """End every intent whose days are over. Returns how many."""
    found = queries.intents_past(on=localdate(at))
    for gift in found:
        expire_intent(gift=gift, at=at)
    return len(found)
