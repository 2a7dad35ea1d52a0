"""Money that leaves: drafted by one person of the agregator, agreed to by another, borne by gifts in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.catalogue.models import Package
from ksbb.catalogue.queries import current_version
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, insist
from ksbb.core.text import why_not_show, why_not_show_reason
from ksbb.core.units import Unit
from ksbb.funds import actions as funds
from ksbb.funds.enums import AccountType, FundKind, TransferKind
from ksbb.funds.models import Book
from ksbb.funds.rules import Leg
from ksbb.gifts import letters, queries, rules
from ksbb.gifts.actions import accounts
from ksbb.gifts.actions.giving import move
from ksbb.gifts.actions.standing import decide_row
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.enums import GiftState, SpendingKind
from ksbb.gifts.models import Campaign, Channel, Gift, Lot, Mandate, Share, Spending, SpendingItem, Voucher
from ksbb.gifts.sharing import first_in_first_out
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.places.models import Place


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One line of a supplier's bill. With a package: so many ready packages; `missing` names what they lack."""

    name: str
    quantity: int
    unit_price_rp: int
    package: Package | None = None
    unit: Unit = Unit.ITEM
    missing: str = ""


@dataclass(frozen=True, slots=True)
class SpendingDraft:
    """What was paid from which account. `place`, `campaign` and packages say which gifts may bear it."""

    channel: Channel
    amount_rp: int
    occurred_on: date
    supplier: str
    note: str = ""
    voucher: Voucher | None = None
    campaign: Campaign | None = None
    place: Place | None = None


@deed("draft_purchase")
def draft_purchase(
    *, by: User, draft: SpendingDraft, items: Sequence[ItemDraft], at: datetime, key: str = ""
) -> Spending:
    """Write down a purchase: what, from whom, at which price. Nothing moves before a second person agreed."""
    spending = _draft(SpendingKind.PURCHASE, draft, items, by=by, at=at)
    _write("draft_purchase", spending, by=by, at=at, items=len(items))
    return spending


@deed("draft_cost")
def draft_cost(
    *,
    by: User,
    draft: SpendingDraft,
    mandate: Mandate,
    override_reason: str = "",
    at: datetime,
    key: str = "",
) -> Spending:
    """Write down what collecting cost, under the legal basis whose cap it counts against."""
    insist(
        None if mandate.organisation_id == draft.channel.organisation_id else FORBIDDEN,
        rules.why_not_covered(mandate, draft.channel.fund),
        why_not_show(override_reason, longest=400),
    )
    spending = _draft(SpendingKind.COST, draft, (), by=by, at=at, mandate=mandate, override_reason=override_reason)
    _write("draft_cost", spending, by=by, at=at)
    return spending


@deed("draft_refund")
def draft_refund(*, by: User, gift: Gift, reason: str, at: datetime, key: str = "") -> Spending:
    """Write down that what is unspent of a gift goes back to its giver, by the way it came."""
    held = queries.locked_gift(gift)
    insist(why_not_show_reason(reason), rules.why_not_refund(held))
    assert held.channel is not None  # noqa: S101 - a received gift has one, says why_not_refund
    draft = SpendingDraft(held.channel, held.unspent_rp, localdate(at), supplier="", note=reason.strip())
    spending = _draft(SpendingKind.REFUND, draft, (), by=by, at=at, gift=held)
    _write("draft_refund", spending, by=by, at=at, gift=held.reference)
    return spending


def _draft(
    kind: SpendingKind,
    draft: SpendingDraft,
    items: Sequence[ItemDraft],
    *,
    by: User,
    at: datetime,
    gift: Gift | None = None,
    mandate: Mandate | None = None,
    override_reason: str = "",
) -> Spending:
    channel = draft.channel
    insist(
        None if channel.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN,
        rules.why_not_draft(
            kind=kind,
            amount_rp=draft.amount_rp,
            items=[(item.quantity, item.unit_price_rp) for item in items],
            supplier=draft.supplier,
            occurred_on=draft.occurred_on,
            on=localdate(at),
        ),
        rules.why_not_own(channel=channel, campaign=draft.campaign, voucher=draft.voucher),
        why_not_show(draft.note, longest=400),
        *(why_not_show(text, longest=160) for item in items for text in (item.name, item.missing)),
    )
    spending = Spending.objects.create(
        reference=new_reference(),
        book=funds.book_for(channel.organisation, FundKind(channel.fund), at=at),
        channel=channel,
        kind=kind,
        supplier=draft.supplier.strip(),
        amount_rp=draft.amount_rp,
        occurred_on=draft.occurred_on,
        note=draft.note.strip(),
        voucher=draft.voucher,
        campaign=draft.campaign,
        place=draft.place,
        gift=gift,
        mandate=mandate,
        override_reason=override_reason.strip(),
        proposed_by=by,
        proposed_at=at,
        example=channel.organisation.example,
    )
    SpendingItem.objects.bulk_create(
        SpendingItem(
            spending=spending,
            number=number,
            name=item.name.strip(),
            package=item.package,
            quantity=item.quantity,
            unit=item.package.unit if item.package else item.unit,
            unit_price_rp=item.unit_price_rp,
            reference_rp=current_version(item.package, on=draft.occurred_on).price_rp if item.package else None,
            missing=item.missing.strip(),
        )
        for number, item in enumerate(items, 1)
    )
    return spending


def _write(verb: str, spending: Spending, *, by: User, at: datetime, **more: object) -> None:
    told = {"kind": spending.kind, "amount_rp": spending.amount_rp, **more}
    journal.write(verb=verb, subject=spending.reference, actor_id=by.pk, payload=told, at=at)


@deed("decide_spending")
def decide_spending(
    *, by: User, spending: Spending, agreed: bool, reason: str = "", at: datetime, key: str = ""
) -> Spending:
    """A second person of the agregator agrees, and the ledger moves; or does not, and says why."""
    book = accounts.held_book_of(spending)
    held = queries.locked_spending(spending)
    reach = reach_of(by, at=at)
    insist(
        rules.why_not_decide(held, reach=reach, may=book.organisation_id in reach.acts_for),
        rules.why_withdrawn(held),
        rules.why_not_tell(reason, agreed=agreed),
    )
    shares = _carry_out(held, book, at=at) if agreed else 0
    decide_row(held, by=by, agreed=agreed, reason=reason, at=at)
    _write("decide_spending", held, by=by, at=at, agreed=agreed, shares=shares)
    return held


def _carry_out(spending: Spending, book: Book, *, at: datetime) -> int:
    """Let gifts bear the spending and post it, with the goods that came. Returns how many gifts."""
    if spending.kind == SpendingKind.REFUND:
        return _give_back(spending, book, at=at)
    if spending.kind == SpendingKind.COST:
        _insist_on_cap(spending)
    parts = _borne_by(spending, book)
    released = accounts.released(book)
    target, kind = accounts.purchases(book), TransferKind.PURCHASE
    if spending.kind == SpendingKind.COST:
        target, kind = accounts.costs(book), TransferKind.COST
    legs = [Leg(kind, target, accounts.of_channel(book, spending.channel), spending.amount_rp)]
    for position, (gift, amount) in enumerate(parts, 1):
        Share.objects.create(spending=spending, gift=gift, position=position, amount_rp=amount)
        gift.spent_rp += amount
        gift.save(update_fields=["spent_rp"])
        legs.append(Leg(TransferKind.RELEASE, accounts.of_gift(book, gift), released, amount))
    legs += [
        _take_into_stock(item, item.package, book, at=at)
        for item in queries.items_of(spending)
        if item.package is not None
    ]
    _post(spending, book, legs, borne_by=[gift for gift, _ in parts], at=at)
    return len(parts)


def _post(spending: Spending, book: Book, legs: Sequence[Leg], *, borne_by: Sequence[Gift], at: datetime) -> None:
    insist(queries.why_reported([gift.mandate_id for gift in borne_by], day=spending.occurred_on))
    funds.post(
        book,
        legs,
        deed=f"keluar:{spending.reference}",
        about=spending.reference,
        occurred_on=spending.occurred_on,
        at=at,
    )


def _borne_by(spending: Spending, book: Book) -> list[tuple[Gift, int]]:
    """First in, first out among the gifts whose purpose allows it."""
    eligible = queries.eligible_gifts(spending, book)
    insist(rules.why_not_cover(amount_rp=spending.amount_rp, available_rp=sum(gift.unspent_rp for gift in eligible)))
    return first_in_first_out(spending.amount_rp, [(gift, gift.unspent_rp) for gift in eligible])


def _insist_on_cap(spending: Spending) -> None:
    assert spending.mandate is not None  # noqa: S101 - a constraint says so
    mandate = queries.locked_mandate(spending.mandate)
    costs, proceeds = queries.cost_of(mandate), queries.proceeds_of(mandate)
    insist(
        rules.why_not_cost(
            costs_rp=costs + spending.amount_rp,
            proceeds_rp=proceeds,
            basis=basis_by_code(mandate.basis),
            override_reason=spending.override_reason,
        )
    )


def _take_into_stock(item: SpendingItem, package: Package, book: Book, *, at: datetime) -> Leg:
    unit = Unit(item.unit)
    stock = accounts.of_goods(book, AccountType.STOCK, package, unit, lot=f"{item.spending.reference}-{item.number}")
    Lot.objects.create(
        book=book,
        item=item,
        package=package,
        quantity=item.quantity,
        account=stock,
        acquired_on=item.spending.occurred_on,
        recorded_at=at,
    )
    acquired = accounts.of_goods(book, AccountType.ACQUIRED, package, unit)
    return Leg(TransferKind.ACQUIRE, stock, acquired, item.quantity)


def _give_back(spending: Spending, book: Book, *, at: datetime) -> int:
    assert spending.gift is not None  # noqa: S101 - a constraint says so
    gift = queries.locked_gift(spending.gift)
    insist(rules.why_not_refund(gift, amount_rp=spending.amount_rp))
    account, bank = accounts.of_gift(book, gift), accounts.of_channel(book, spending.channel)
    _post(spending, book, [Leg(TransferKind.REFUND, account, bank, spending.amount_rp)], borne_by=[gift], at=at)
    gift.refunded_rp += spending.amount_rp
    state = GiftState.REFUNDED if not gift.spent_rp and not gift.unspent_rp else GiftState(gift.state)
    if state == gift.state:
        gift.save(update_fields=["refunded_rp"])
    else:
        move(gift, state, reason=spending.note[:300], at=at)
    letters.to_giver(gift, letters.refunded(gift, spending.amount_rp), mark=f"spending:{spending.pk}:refund", at=at)
    return 1


@deed("withdraw_spending")
def withdraw_spending(*, by: User, spending: Spending, at: datetime, key: str = "") -> Spending:
    """Whoever drafted it thinks again before anybody decided: a slip of the keyboard needs no second person."""
    held = queries.locked_spending(spending)
    insist(
        None if held.book.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN,
        rules.why_not_withdraw(held, by_id=by.pk),
    )
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    _write("withdraw_spending", held, by=by, at=at)
    return held


@deed("reverse_spending")
def reverse_spending(*, by: User, spending: Spending, reason: str, at: datetime, key: str = "") -> Spending:
    """Undo agreed spending by transfers the other way round: the gifts hold their money again, the goods are gone.

    Who agreed cannot undo alone: the one who undoes is another than the one who drafted it.
    """
    book = accounts.held_book_of(spending)
    held = queries.locked_spending(spending)
    reach = reach_of(by, at=at)
    lots = queries.locked_lots_of(held)
    insist(
        None if book.organisation_id in reach.acts_for else FORBIDDEN,
        why_not_show_reason(reason),
        rules.why_not_reverse(held, by_id=by.pk, packed=sum(lot.packed + lot.lost for lot in lots)),
    )
    deed_posted = f"keluar:{held.reference}"
    funds.reverse(book, deed=deed_posted, as_deed=f"batal:{deed_posted}", occurred_on=localdate(at), at=at)
    for share in queries.shares_of(held):
        gift = queries.locked_gift(share.gift)
        gift.spent_rp -= share.amount_rp
        gift.save(update_fields=["spent_rp"])
    for lot in lots:
        lot.withdrawn = True
        lot.save(update_fields=["withdrawn"])
    held.reversed_at, held.reversed_reason = at, reason.strip()
    held.save(update_fields=["reversed_at", "reversed_reason"])
    _write("reverse_spending", held, by=by, at=at)
    return held
