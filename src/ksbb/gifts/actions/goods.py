"""Goods of an agregator: its own stock, what goes to which promise, what is spoilt, what the chain says was brought."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.catalogue.models import Package
from ksbb.commitments import actions as commitments
from ksbb.commitments.actions import LineDraft
from ksbb.commitments.models import Line
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, insist
from ksbb.core.text import why_not_show_reason
from ksbb.core.units import Unit
from ksbb.funds import actions as funds
from ksbb.funds.enums import AccountType, FundKind, TransferKind
from ksbb.funds.rules import Leg
from ksbb.gifts import queries, rules
from ksbb.gifts.actions import accounts
from ksbb.gifts.models import Lot, Packing
from ksbb.gifts.packing import why_not_pack, why_not_stock, why_not_unpack, why_not_write_off
from ksbb.needs.models import Need
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import reach_of


@deed("record_stock")
def record_stock(
    *,
    by: User,
    organisation: Organisation,
    package: Package,
    quantity: int,
    origin: str,
    acquired_on: date,
    at: datetime,
    key: str = "",
) -> Lot:
    """Take goods into the books that no money of givers bought: the agregator's own, or given in kind."""
    insist(
        None if organisation.pk in reach_of(by, at=at).acts_for else FORBIDDEN,
        rules.why_not_agregator(organisation),
        why_not_stock(quantity=quantity, acquired_on=acquired_on, on=localdate(at)),
        why_not_show_reason(origin, longest=300),
    )
    book, unit, name = accounts.held_book(organisation, FundKind.OWN, at=at), Unit(package.unit), new_reference()
    stock = accounts.of_goods(book, AccountType.STOCK, package, unit, lot=name)
    lot = Lot.objects.create(
        book=book,
        package=package,
        quantity=quantity,
        origin=origin.strip(),
        account=stock,
        acquired_on=acquired_on,
        recorded_at=at,
    )
    leg = Leg(TransferKind.ACQUIRE, stock, accounts.of_goods(book, AccountType.ACQUIRED, package, unit), quantity)
    funds.post(book, [leg], deed=f"masuk:{lot.pk}", about=name, occurred_on=acquired_on, at=at)
    told = {"package": package.code, "quantity": quantity, "lot": lot.pk}
    journal.write(verb="record_stock", subject=organisation.reference, actor_id=by.pk, payload=told, at=at)
    return lot


@deed("commit_lot")
def commit_lot(
    *,
    by: User,
    lot: Lot,
    need: Need,
    quantity: int,
    deliver_on: date,
    statement_accepted: bool,
    at: datetime,
    key: str = "",
) -> Packing:
    """Promise packages of a lot to a need, through the same door as everybody, and set them aside for it."""
    insist(None if lot.book.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN)
    draft = LineDraft(need=need, quantity=quantity, deliver_on=deliver_on)
    commitment = commitments.promise(by=by, lines=[draft], statement_accepted=statement_accepted, show_name=True, at=at)
    line = queries.only_line(commitment)
    packing = _pack(lot, line, quantity=quantity, by=by)
    told = {"lot": lot.pk, "quantity": quantity, "need": need.reference}
    journal.write(verb="commit_lot", subject=commitment.reference, actor_id=by.pk, payload=told, at=at)
    return packing


@deed("pack")
def pack(*, by: User, lot: Lot, line: Line, quantity: int, at: datetime, key: str = "") -> Packing:
    """Set packages of a lot aside for a promise that the agregator made before."""
    insist(None if lot.book.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN)
    packing = _pack(lot, line, quantity=quantity, by=by)
    told = {"lot": lot.pk, "quantity": quantity, "line": line.pk}
    journal.write(verb="pack", subject=line.commitment.reference, actor_id=by.pk, payload=told, at=at)
    return packing


def _pack(lot: Lot, line: Line, *, quantity: int, by: User) -> Packing:
    held = queries.locked_lot(lot)
    wants = queries.unpacked(line)
    insist(
        None if line.commitment.giver.organisation_id == held.book.organisation_id else FORBIDDEN,
        why_not_pack(held, quantity=quantity, package_id=line.need.package_id, place=line.need.place, wants=wants),
    )
    packing, _ = Packing.objects.get_or_create(lot=held, line=line, defaults={"quantity": 0})
    packing.quantity += quantity
    packing.save(update_fields=["quantity"])
    held.packed += quantity
    held.save(update_fields=["packed"])
    return packing


@deed("unpack")
def unpack(*, by: User, packing: Packing, quantity: int, at: datetime, key: str = "") -> Packing:
    """Take packages back that were set aside and not brought."""
    lot = queries.locked_lot(packing.lot)
    held = queries.locked_packing(packing)
    insist(
        None if lot.book.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN,
        why_not_unpack(held, quantity=quantity),
    )
    held.quantity -= quantity
    held.save(update_fields=["quantity"])
    lot.packed -= quantity
    lot.save(update_fields=["packed"])
    told = {"lot": lot.pk, "quantity": quantity}
    journal.write(verb="unpack", subject=held.line.commitment.reference, actor_id=by.pk, payload=told, at=at)
    return held


@deed("write_off")
def write_off(*, by: User, lot: Lot, quantity: int, reason: str, at: datetime, key: str = "") -> Lot:
    """Say that packages were spoilt or lost, and why; the public sees it."""
    book = accounts.held_book(lot.book.organisation, FundKind(lot.book.fund), at=at)
    held = queries.locked_lot(lot)
    insist(
        None if book.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN,
        why_not_show_reason(reason),
        why_not_write_off(held, quantity=quantity),
    )
    unit = Unit(held.package.unit)
    leg = Leg(TransferKind.LOSE, accounts.of_goods(book, AccountType.LOST, held.package, unit), held.account, quantity)
    funds.post(
        book,
        [leg],
        deed=f"hilang:{held.pk}:{held.lost + quantity}",
        about=queries.name_of(held),
        occurred_on=localdate(at),
        at=at,
    )
    held.lost += quantity
    held.save(update_fields=["lost"])
    told = {"lot": held.pk, "quantity": quantity, "reason": journal.Bound(reason)}
    journal.write(verb="write_off", subject=book.organisation.reference, actor_id=by.pk, payload=told, at=at)
    return held


@deed("follow_delivery", open_doors=False)
def follow_delivery(*, packing: Packing, at: datetime) -> Packing:
    """Bring the books to what the chain says of a promised line: delivered through whichever door, or come back."""
    lot = queries.locked_lot(packing.lot)
    held = queries.locked_packing(packing)
    step = queries.delivered_of(held) - held.posted
    if step:
        book, unit = lot.book, Unit(lot.package.unit)
        delivered = accounts.of_goods(book, AccountType.DELIVERED, lot.package, unit)
        leg = Leg(TransferKind.DELIVER, delivered, lot.account, step)
        if step < 0:
            leg = Leg(TransferKind.RETURN, lot.account, delivered, -step)
        held.turn += 1
        funds.post(
            book,
            [leg],
            deed=f"salur:{held.pk}:{held.turn}",
            about=held.line.commitment.reference,
            occurred_on=queries.open_day(book, queries.delivered_on(held.line, at=at)),
            at=at,
        )
        held.posted += step
        held.save(update_fields=["posted", "turn"])
    told = {"lot": lot.pk, "step": step}
    journal.write(verb="follow_delivery", subject=held.line.commitment.reference, actor_id=None, payload=told, at=at)
    return held


def follow_deliveries(*, at: datetime) -> int:
    """Every packing whose promised line was brought or came back since the books last heard. Returns how many."""
    found = queries.packings_behind()
    for packing in found:
        follow_delivery(packing=packing, at=at)
    return len(found)
