"""Every write about deliveries. `confirm` is what runs when an RW confirms a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.commitments import queries as commitments
from ksbb.commitments.actions import move
from ksbb.commitments.actions.keeping import insist_on_giver, tell_giver, tell_receiver
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line
from ksbb.commitments.rules import GRACE, after_delivery, why_not_running
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import insist
from ksbb.core.text import why_not_reason
from ksbb.deliveries import queries, rules
from ksbb.deliveries.enums import Condition, DeliveryState, DisputeState, Method
from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute, Receipt, ReceiptLine
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of


@dataclass(frozen=True, slots=True)
class Load:
    """So many of one line on a journey."""

    line: Line
    quantity: int


@dataclass(frozen=True, slots=True)
class Count:
    """What arrived of one promised line, as the receiver counted it."""

    line: int
    received: int
    condition: Condition = Condition.GOOD


def _write(verb: str, delivery: Delivery, by: User | None, at: datetime, **payload: object) -> None:
    journal.write(verb=verb, subject=delivery.reference, actor_id=by.pk if by else None, payload=dict(payload), at=at)


def _locked(delivery: Delivery) -> tuple[Delivery, list[DeliveryLine]]:
    """A delivery and its lines under lock, in the order that all deeds keep: needs, lines, delivery."""
    carried = queries.lines_of(delivery)
    held = _locked_lines([row.line for row in carried])
    for row in carried:
        row.line = held[row.line_id]
    found = Delivery.objects.select_for_update(of=("self",)).select_related("recipient__place", "giver")
    return found.get(pk=delivery.pk), carried


def _locked_lines(lines: Sequence[Line]) -> dict[int, Line]:
    """Lines by id, locked in the order of their needs."""
    return {line.pk: commitments.locked(line) for line in sorted(lines, key=lambda line: (line.need_id, line.pk))}


@deed("plan_delivery")
def plan_delivery(*, by: User | None, loads: Sequence[Load], planned_on: date, at: datetime, key: str = "") -> Delivery:
    """Put promised quantities on one journey to one recipient."""
    held = _locked_lines([load.line for load in loads])
    for line in held.values():
        insist_on_giver(by, line, at=at)
    delivery = _plan(loads=loads, held=held, planned_on=planned_on, at=at)
    _write("plan_delivery", delivery, by, at, lines=[(load.line.pk, load.quantity) for load in loads])
    return delivery


def _plan(*, loads: Sequence[Load], held: dict[int, Line], planned_on: date, at: datetime) -> Delivery:
    insist(rules.why_not_one_journey([held[load.line.pk] for load in loads]))
    elsewhere = queries.on_other_journeys(held)
    for load in loads:
        line = held[load.line.pk]
        insist(rules.why_not_load(line=line, quantity=load.quantity, on_other_journeys=elsewhere.get(line.pk, 0)))
    first = held[loads[0].line.pk]
    delivery = Delivery.objects.create(
        reference=new_reference(),
        recipient=first.need.recipient,
        giver=first.commitment.giver,
        planned_on=planned_on,
        state=DeliveryState.PLANNED,
        state_since=at,
        recorded_at=at,
        example=first.commitment.example,
    )
    DeliveryLine.objects.bulk_create(
        DeliveryLine(delivery=delivery, line=held[load.line.pk], quantity=load.quantity) for load in loads
    )
    return delivery


def _advance(delivery: Delivery, to: DeliveryState, *, at: datetime, reason: str = "") -> None:
    insist(rules.why_not_advance(delivery=delivery, to=to))
    delivery.state, delivery.state_since, delivery.state_reason = to, at, reason
    if to == DeliveryState.HANDED_OVER:
        delivery.handed_at = at
    delivery.save()


@deed("depart")
def depart(*, by: User | None, delivery: Delivery, at: datetime, key: str = "") -> Delivery:
    """The goods are on the way."""
    delivery, carried = _locked(delivery)
    for row in carried:
        insist_on_giver(by, row.line, at=at)
        insist(why_not_running(row.line))
        row.line.state, row.line.state_since = LineState.ON_THE_WAY, at
        row.line.contact_by = None
        row.line.save(update_fields=["state", "state_since", "contact_by"])
    _advance(delivery, DeliveryState.ON_THE_WAY, at=at)
    _write("depart", delivery, by, at)
    tell_receiver(carried[0].line, "bantuan sedang diantar", at=at)
    return delivery


@deed("hand_over")
def hand_over(*, by: User | None, delivery: Delivery, at: datetime, key: str = "") -> Delivery:
    """The giver says that the goods were handed over: "disalurkan". Only the receiver's act makes it "diterima"."""
    delivery, carried = _locked(delivery)
    for row in carried:
        insist_on_giver(by, row.line, at=at)
    _hand_over(delivery, carried, at=at)
    _write("hand_over", delivery, by, at, lines=[(row.line_id, row.quantity) for row in carried])
    tell_receiver(carried[0].line, "bantuan diserahkan; mohon konfirmasi", at=at)
    return delivery


def _hand_over(delivery: Delivery, carried: Sequence[DeliveryLine], *, at: datetime) -> None:
    others = queries.on_other_journeys([row.line_id for row in carried], but=delivery)
    for row in carried:
        insist(rules.why_not_load(line=row.line, quantity=row.quantity, on_other_journeys=others.get(row.line_id, 0)))
    _advance(delivery, DeliveryState.HANDED_OVER, at=at)
    for row in carried:
        line = row.line
        row.makeup = min(row.quantity, line.owed)
        row.save(update_fields=["makeup"])
        line.owed -= row.makeup
        line.state, line.state_since, line.contact_by = LineState.ON_THE_WAY, at, None
        move(line=line, changes={Stage.DELIVERED: row.quantity - row.makeup}, cause="hand_over", at=at)
        if not line.to_bring:
            line.lapses_on = None
        line.save()


@deed("call_off")
def call_off(*, by: User | None, delivery: Delivery, reason: str, at: datetime, key: str = "") -> Delivery:
    """The journey does not happen; what it carried can be planned again."""
    delivery, carried = _locked(delivery)
    for row in carried:
        insist_on_giver(by, row.line, at=at)
    insist(why_not_reason(reason))
    _advance(delivery, DeliveryState.CALLED_OFF, at=at, reason=reason)
    for row in carried:
        if not row.line.delivered and row.line.state == LineState.ON_THE_WAY:
            row.line.state, row.line.state_since = LineState.SCHEDULED, at
            row.line.save(update_fields=["state", "state_since"])
    _write("call_off", delivery, by, at)
    tell_receiver(carried[0].line, "bantuan tidak jadi diantar hari ini", at=at)
    return delivery


@deed("confirm")
def confirm(
    *, by: User, delivery: Delivery, counts: Sequence[Count], note: str = "", at: datetime, key: str = ""
) -> Receipt:
    """The receiver confirms what arrived: "diterima". This is what runs when an RW confirms a delivery."""
    return _receive("confirm", by=by, delivery=delivery, counts=counts, method=Method.ACCOUNT, note=note, at=at)


@deed("confirm_on_paper")
def confirm_on_paper(
    *,
    by: User,
    delivery: Delivery,
    counts: Sequence[Count],
    paper_number: str,
    note: str = "",
    at: datetime,
    key: str = "",
) -> Receipt:
    """An officer records the receipt atas nama the RW from the signed Tanda Terima. Counted apart."""
    return _receive(
        "confirm_on_paper",
        by=by,
        delivery=delivery,
        counts=counts,
        method=Method.PAPER,
        note=note,
        paper_number=paper_number,
        at=at,
    )


@deed("override_receipt")
def override_receipt(
    *, by: User, delivery: Delivery, counts: Sequence[Count], reason: str, at: datetime, key: str = ""
) -> Receipt:
    """An officer decides with a written reason what was received, where the receiver cannot."""
    return _receive(
        "override_receipt", by=by, delivery=delivery, counts=counts, method=Method.OFFICER, reason=reason, at=at
    )


def _receive(
    verb: str,
    *,
    by: User,
    delivery: Delivery,
    counts: Sequence[Count],
    method: Method,
    at: datetime,
    note: str = "",
    paper_number: str = "",
    reason: str = "",
) -> Receipt:
    delivery, carried = _locked(delivery)
    said = {count.line: count for count in counts}
    by_row = {row.pk: said[row.line_id].received for row in carried if row.line_id in said}
    insist(
        rules.why_not_receive(
            reach=reach_of(by, at=at),
            delivery=delivery,
            method=method,
            counts=by_row if len(said) == len(counts) == len(carried) else {},
            lines=carried,
            paper_number=paper_number,
            reason=reason,
            note=note,
        )
    )
    if delivery.state != DeliveryState.HANDED_OVER:
        _hand_over(delivery, carried, at=at)  # the receiver's act says that it was handed over
    receipt = Receipt.objects.create(
        delivery=delivery,
        method=method,
        recorded_by=by,
        paper_number=paper_number,
        reason=reason,
        note=note,
        effective_at=at,
        recorded_at=at,
    )
    for row in carried:
        _count(receipt, row, said[row.line_id], at=at)
    _advance(delivery, DeliveryState.RECEIVED, at=at)
    _write(verb, delivery, by, at, method=method, counts=[(count.line, count.received) for count in counts])
    tell_giver(carried[0].line, "penerima mengonfirmasi penyaluran Anda", at=at)
    return receipt


def _count(receipt: Receipt, row: DeliveryLine, count: Count, *, at: datetime) -> None:
    """Count one line: the lower of sent and received is confirmed, the rest is surplus or a dispute."""
    ReceiptLine.objects.create(receipt=receipt, delivery_line=row, received=count.received, condition=count.condition)
    confirmed = min(count.received, row.quantity)
    changes = {Stage.CONFIRMED: confirmed, Stage.SURPLUS: count.received - confirmed}
    move(line=row.line, changes=changes, cause="confirm", at=at)
    if confirmed < row.quantity:
        Dispute.objects.create(delivery_line=row, shortfall=row.quantity - confirmed, opened_at=at)
    row.line.state, row.line.state_since = after_delivery(row.line), at
    row.line.save()


@deed("receive")
def receive(*, by: User, loads: Sequence[Load], note: str = "", at: datetime, key: str = "") -> Receipt:
    """The receiver records what came without a recorded journey: planned, handed over, confirmed."""
    held = _locked_lines([load.line for load in loads])
    delivery = _plan(loads=loads, held=held, planned_on=localdate(at), at=at)
    counts = [Count(line=load.line.pk, received=load.quantity) for load in loads]
    return _receive("receive", by=by, delivery=delivery, counts=counts, method=Method.ACCOUNT, note=note, at=at)


@deed("settle_dispute")
def settle_dispute(
    *, by: User, dispute: Dispute, outcome: DisputeState, reason: str, at: datetime, key: str = ""
) -> Dispute:
    """An officer leaves a shortfall owed by the giver, or returns it to the need. Both numbers stay on record."""
    delivery, carried = _locked(dispute.delivery_line.delivery)
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    row = next(row for row in carried if row.pk == dispute.delivery_line_id)
    dispute.delivery_line = row
    row.delivery = delivery
    insist(rules.why_not_settle(reach=reach_of(by, at=at), dispute=dispute, to=outcome, reason=reason))
    line = row.line
    if outcome == DisputeState.OWED:
        line.owed += dispute.shortfall
        line.lapses_on = localdate(at) + GRACE
        line.save()
    else:
        move(
            line=line,
            changes={Stage.COMMITTED: -dispute.shortfall, Stage.DELIVERED: -dispute.shortfall},
            cause="shortfall",
            at=at,
        )
        line.state, line.state_since = _after_return(line), at
        line.save()
    dispute.state, dispute.settled_at, dispute.settled_by, dispute.reason = outcome, at, by, reason
    dispute.save()
    _write("settle_dispute", delivery, by, at, line=line.pk, outcome=outcome, shortfall=dispute.shortfall)
    tell_giver(line, "selisih sudah diputus petugas", at=at)
    return dispute


def _after_return(line: Line) -> LineState:
    """A line all of whose goods went back to the need has lapsed; otherwise its counters say."""
    return after_delivery(line) if line.quantity else LineState.LAPSED
