"""Who may take money, and by which way: legal bases and channels, proposed by one person, decided by another."""

from __future__ import annotations

from datetime import date, datetime

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import FORBIDDEN, insist
from ksbb.core.text import why_not_show_reason
from ksbb.funds.enums import FundKind
from ksbb.gifts import qris, queries, registering, rules
from ksbb.gifts.actions import accounts
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.enums import ChannelKind, Decision
from ksbb.gifts.models import Channel, Mandate, Spending
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import reach_of
from ksbb.places.models import Place


@deed("propose_mandate")
def propose_mandate(
    *,
    by: User,
    organisation: Organisation,
    basis: str,
    number: str,
    issuer: str,
    area: Place,
    valid_from: date,
    valid_until: date | None = None,
    pks_number: str = "",
    pks_on: date | None = None,
    at: datetime,
    key: str = "",
) -> Mandate:
    """Register the legal basis on which an agregator takes money: by its own people, or by Pokja."""
    reach = reach_of(by, at=at)
    found = basis_by_code(basis)
    insist(
        None if reach.is_pokja or organisation.pk in reach.acts_for else FORBIDDEN,
        rules.why_not_agregator(organisation),
        registering.why_not_mandate(
            basis=found,
            number=number,
            issuer=issuer,
            pks_number=pks_number,
            valid_from=valid_from,
            valid_until=valid_until,
        ),
    )
    mandate = Mandate.objects.create(
        organisation=organisation,
        basis=basis,
        number=number.strip(),
        issuer=issuer.strip(),
        area=area,
        valid_from=valid_from,
        valid_until=valid_until,
        pks_number=pks_number.strip(),
        pks_on=pks_on,
        proposed_by=by,
        proposed_at=at,
        example=organisation.example,
    )
    told = {"basis": basis, "from": valid_from, "until": valid_until, "row": mandate.pk}
    journal.write(verb="propose_mandate", subject=organisation.reference, actor_id=by.pk, payload=told, at=at)
    return mandate


@deed("decide_mandate")
def decide_mandate(
    *, by: User, mandate: Mandate, agreed: bool, reason: str = "", at: datetime, key: str = ""
) -> Mandate:
    """A second person, of Pokja, finds the basis right or not."""
    held = queries.locked_mandate(mandate)
    reach = reach_of(by, at=at)
    insist(rules.why_not_decide(held, reach=reach, may=reach.is_pokja), rules.why_not_tell(reason, agreed=agreed))
    decide_row(held, by=by, agreed=agreed, reason=reason, at=at)
    told = {"basis": held.basis, "agreed": agreed, "row": held.pk}
    journal.write(verb="decide_mandate", subject=held.organisation.reference, actor_id=by.pk, payload=told, at=at)
    return held


def decide_row(row: Mandate | Channel | Spending, *, by: User, agreed: bool, reason: str, at: datetime) -> None:
    """Write a second person's yes or no on a row that is under lock."""
    row.state = Decision.AGREED if agreed else Decision.REFUSED
    row.decided_by, row.decided_at, row.decided_reason = by, at, reason.strip()
    row.save()


@deed("propose_channel")
def propose_channel(
    *,
    by: User,
    organisation: Organisation,
    fund: FundKind,
    kind: ChannelKind,
    holder: str,
    bank: str = "",
    number: str = "",
    payload: str = "",
    at: datetime,
    key: str = "",
) -> Channel:
    """Register a bank account or QRIS of the own organisation. Shown to nobody before Pokja agreed and a day passed."""
    payload = payload.strip()
    said = qris.read(payload) if kind == ChannelKind.QRIS else None
    insist(
        None if organisation.pk in reach_of(by, at=at).acts_for else FORBIDDEN,
        rules.why_not_agregator(organisation),
        registering.why_not_channel(kind=kind, bank=bank, number=number, payload=payload, holder=holder, said=said),
        queries.why_not_twice(kind=kind, number=number, nmid=said.nmid if said else ""),
    )
    channel = Channel.objects.create(
        organisation=organisation,
        fund=fund,
        kind=kind,
        bank=bank.strip() if said is None else "",
        number=number.strip() if said is None else "",
        holder=said.merchant if said else holder.strip(),
        payload=payload if said else "",
        nmid=said.nmid if said else "",
        proposed_by=by,
        proposed_at=at,
        example=organisation.example,
    )
    told = {"kind": kind, "fund": fund, "row": channel.pk, "holder": channel.holder}
    journal.write(verb="propose_channel", subject=organisation.reference, actor_id=by.pk, payload=told, at=at)
    return channel


@deed("decide_channel")
def decide_channel(
    *, by: User, channel: Channel, agreed: bool, reason: str = "", at: datetime, key: str = ""
) -> Channel:
    """Pokja compares the channel with the agregator's letter, and agrees or not. It is usable a day later."""
    held = queries.locked_channel(channel)
    reach = reach_of(by, at=at)
    insist(rules.why_not_decide(held, reach=reach, may=reach.is_pokja), rules.why_not_tell(reason, agreed=agreed))
    if agreed:
        held.usable_from = rules.usable_from(at)
        held.account = accounts.of_channel(accounts.held_book(held.organisation, FundKind(held.fund), at=at), held)
    decide_row(held, by=by, agreed=agreed, reason=reason, at=at)
    told = {"agreed": agreed, "row": held.pk}
    journal.write(verb="decide_channel", subject=held.organisation.reference, actor_id=by.pk, payload=told, at=at)
    return held


@deed("end_channel")
def end_channel(*, by: User, channel: Channel, reason: str, at: datetime, key: str = "") -> Channel:
    """Take a channel away at once: one person is enough to stop, two are needed to begin."""
    held = queries.locked_channel(channel)
    reach = reach_of(by, at=at)
    may = reach.is_pokja or held.organisation_id in reach.acts_for
    insist(None if may else FORBIDDEN, rules.why_not_end(held), why_not_show_reason(reason, longest=300))
    held.ended_at, held.ended_reason = at, reason.strip()
    held.save(update_fields=["ended_at", "ended_reason"])
    told = {"row": held.pk}
    journal.write(verb="end_channel", subject=held.organisation.reference, actor_id=by.pk, payload=told, at=at)
    return held
