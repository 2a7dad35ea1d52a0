"""Receipts. `confirm` is what runs when an RW confirms a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from ksbb.commitments.actions import move
from ksbb.commitments.actions.keeping import tell_giver
from ksbb.commitments.enums import Stage
from ksbb.commitments.rules import after_delivery
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.deliveries import queries, rules
from ksbb.deliveries.actions.journeys import Load, advance, hand_out, lock, lock_lines, plan, write
from ksbb.deliveries.enums import Condition, DeliveryState, Method
from ksbb.deliveries.models import CourierLink, Delivery, DeliveryLine, Dispute, Receipt, ReceiptLine, SecondAdult
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of


@dataclass(frozen=True, slots=True)
class Count:
    """What arrived of one promised line, as the receiver counted it."""

    line: int
    received: int
    condition: Condition = Condition.GOOD


@deed("confirm")
def confirm(
    *,
    by: User,
    delivery: Delivery,
    counts: Sequence[Count],
    note: str = "",
    second_adult: str = "",
    at: datetime,
    key: str = "",
) -> Receipt:
    """The receiver confirms what arrived: "diterima". This is what runs when an RW confirms a delivery.

    At a home for children `second_adult` names the other adult who stood there.
    """
    return accept(
        "confirm",
        by=by,
        delivery=delivery,
        counts=counts,
        method=Method.ACCOUNT,
        note=note,
        second_adult=second_adult,
        at=at,
    )


@deed("confirm_on_paper")
def confirm_on_paper(
    *,
    by: User,
    delivery: Delivery,
    counts: Sequence[Count],
    paper_number: str,
    note: str = "",
    second_adult: str = "",
    at: datetime,
    key: str = "",
) -> Receipt:
    """An officer records the receipt atas nama the RW from the signed Tanda Terima. Counted apart."""
    return accept(
        "confirm_on_paper",
        by=by,
        delivery=delivery,
        counts=counts,
        method=Method.PAPER,
        note=note,
        paper_number=paper_number,
        second_adult=second_adult,
        at=at,
    )


@deed("override_receipt")
def override_receipt(
    *,
    by: User,
    delivery: Delivery,
    counts: Sequence[Count],
    reason: str,
    at: datetime,
    effective_at: datetime | None = None,
    key: str = "",
) -> Receipt:
    """An officer decides with a written reason what was received, where the receiver cannot.

    Pokja may record so what happened on an earlier day (`effective_at`), with its source as the reason.
    """
    return accept(
        "override_receipt",
        by=by,
        delivery=delivery,
        counts=counts,
        method=Method.OFFICER,
        reason=reason,
        at=at,
        effective_at=effective_at,
    )


def accept(
    verb: str,
    *,
    by: User | None,
    delivery: Delivery,
    counts: Sequence[Count],
    method: Method,
    at: datetime,
    note: str = "",
    paper_number: str = "",
    reason: str = "",
    link: CourierLink | None = None,
    second_adult: str = "",
    effective_at: datetime | None = None,
) -> Receipt:
    """Write the receipt of a delivery: the one way to "diterima". Codes are checked by the caller."""
    delivery, carried = lock(delivery)
    said = {count.line: count for count in counts}
    by_row = {row.pk: said[row.line_id].received for row in carried if row.line_id in said}
    reach, moment = reach_of(by, at=at), effective_at or at
    insist(
        rules.why_not_receive(
            reach=reach,
            delivery=delivery,
            method=method,
            counts=by_row if len(said) == len(counts) == len(carried) else {},
            lines=carried,
            paper_number=paper_number,
            reason=reason,
            note=note,
        ),
        rules.why_not_two_adults(
            children=delivery.recipient.kind.children,
            method=method,
            first=by.name if by else "",
            second=second_adult,
        ),
        rules.why_not_back_date(
            reach=reach, delivery=delivery, carried=carried, at=at, effective_at=effective_at, reason=reason
        ),
    )
    if delivery.state != DeliveryState.HANDED_OVER:
        hand_out(delivery, carried, cause="arrived", at=at, effective_at=moment)  # by the receiver's word
    receipt = Receipt.objects.create(
        delivery=delivery,
        method=method,
        recorded_by=by,
        link=link,
        paper_number=paper_number,
        reason=reason,
        note=note,
        effective_at=moment,
        recorded_at=at,
    )
    if delivery.recipient.kind.children and second_adult:
        SecondAdult.objects.create(receipt=receipt, name=second_adult, recorded_at=at)
    by_courier = queries.courier_counts(carried)
    for row in carried:
        _count(receipt, row, said[row.line_id], most=min(row.quantity, by_courier.get(row.pk, row.quantity)), at=at)
    advance(delivery, DeliveryState.RECEIVED, at=moment)
    told = [(count.line, count.received) for count in counts]
    texts = {"note": journal.Bound(note), "reason": journal.Bound(reason)}
    write(verb, delivery, by, at, link=link, effective_at=moment, method=method, counts=told, **texts)
    tell_giver(carried[0].line, "penerima mengonfirmasi penyaluran Anda", at=at)
    return receipt


def _count(receipt: Receipt, row: DeliveryLine, count: Count, *, most: int, at: datetime) -> None:
    """Count one line. The lower word is confirmed; `most` is what was sent, or less if the courier counted less.

    What is received beyond the sent is surplus; what is confirmed below the sent is in dispute.
    """
    ReceiptLine.objects.create(receipt=receipt, delivery_line=row, received=count.received, condition=count.condition)
    confirmed = min(count.received, most)
    changes = {Stage.CONFIRMED: confirmed, Stage.SURPLUS: max(0, count.received - row.quantity)}
    moment = receipt.effective_at
    move(line=row.line, changes=changes, cause="confirm", at=at, effective_at=moment)
    if confirmed < row.quantity:
        Dispute.objects.create(delivery_line=row, shortfall=row.quantity - confirmed, opened_at=at)
    row.line.state, row.line.state_since = after_delivery(row.line), moment
    row.line.save()


@deed("receive")
def receive(
    *, by: User, loads: Sequence[Load], note: str = "", second_adult: str = "", at: datetime, key: str = ""
) -> Receipt:
    """The receiver records what came without a recorded journey: planned, handed over, confirmed."""
    held = lock_lines([load.line for load in loads])
    delivery = plan(loads=loads, held=held, planned_on=localdate(at), at=at)
    counts = [Count(line=load.line.pk, received=load.quantity) for load in loads]
    return accept(
        "receive",
        by=by,
        delivery=delivery,
        counts=counts,
        method=Method.ACCOUNT,
        note=note,
        second_adult=second_adult,
        at=at,
    )
