"""Journeys: planned, under way, handed over, called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.commitments import queries as commitments
from ksbb.commitments.actions import move
from ksbb.commitments.actions.keeping import insist_on_giver, tell_receiver
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line
from ksbb.commitments.rules import why_not_running
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import insist
from ksbb.core.text import why_not_reason
from ksbb.deliveries import queries, rules
from ksbb.deliveries.enums import DeliveryState
from ksbb.deliveries.models import CourierLink, Delivery, DeliveryLine
from ksbb.parties.models import User
from ksbb.parties.queries import party_of


@dataclass(frozen=True, slots=True)
class Load:
    """So many of one line on a journey."""

    line: Line
    quantity: int


def write(
    verb: str,
    delivery: Delivery,
    by: User | None,
    at: datetime,
    *,
    link: CourierLink | None = None,
    effective_at: datetime | None = None,
    **payload: object,
) -> None:
    told = {**payload, "link": link.reference} if link else payload
    actor = by.pk if by else None
    journal.write(verb=verb, subject=delivery.reference, actor_id=actor, payload=told, at=at, effective_at=effective_at)


def insist_on_carrier(
    by: User | None, delivery: Delivery, carried: Sequence[DeliveryLine], *, link: CourierLink | None, at: datetime
) -> None:
    """The giver must be acting, or the courier who holds a link of today with this stop."""
    if link is None:
        for row in carried:
            insist_on_giver(by, row.line, at=at)
        return
    own = party_of(by, at=at) if by else None
    refusal = rules.why_not_by_link(
        link=CourierLink.objects.get(pk=link.pk),
        stops=queries.stop_ids(link),
        delivery=delivery,
        on=localdate(at),
        own_party_id=own.pk if own else None,
        named=by is not None,
    )
    insist(refusal)


def lock(delivery: Delivery) -> tuple[Delivery, list[DeliveryLine]]:
    """A delivery and its lines under lock, in the order that all deeds keep: needs, lines, delivery."""
    carried = queries.lines_of(delivery)
    held = lock_lines([row.line for row in carried])
    for row in carried:
        row.line = held[row.line_id]
    found = Delivery.objects.select_for_update(of=("self",))
    return found.select_related("recipient__place", "recipient__kind", "giver").get(pk=delivery.pk), carried


def lock_lines(lines: Sequence[Line]) -> dict[int, Line]:
    """Lines by id, locked in the order of their needs."""
    return {line.pk: commitments.locked(line) for line in sorted(lines, key=lambda line: (line.need_id, line.pk))}


@deed("plan_delivery")
def plan_delivery(*, by: User | None, loads: Sequence[Load], planned_on: date, at: datetime, key: str = "") -> Delivery:
    """Put promised quantities on one journey to one recipient."""
    held = lock_lines([load.line for load in loads])
    for line in held.values():
        insist_on_giver(by, line, at=at)
    delivery = plan(loads=loads, held=held, planned_on=planned_on, at=at)
    for line in held.values():  # a planned day is told to the receiver like an agreed one: the 48 hours are over
        line.contact_by = None
        line.save(update_fields=["contact_by"])
    write("plan_delivery", delivery, by, at, lines=[(load.line.pk, load.quantity) for load in loads])
    return delivery


def plan(*, loads: Sequence[Load], held: dict[int, Line], planned_on: date, at: datetime) -> Delivery:
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


def advance(delivery: Delivery, to: DeliveryState, *, at: datetime, reason: str = "") -> None:
    insist(rules.why_not_advance(delivery=delivery, to=to))
    delivery.state, delivery.state_since, delivery.state_reason = to, at, reason
    if to == DeliveryState.HANDED_OVER:
        delivery.handed_at = at
    delivery.save()


@deed("depart")
def depart(
    *, by: User | None, delivery: Delivery, link: CourierLink | None = None, at: datetime, key: str = ""
) -> Delivery:
    """The goods are on the way: the giver says so, or the courier by a link."""
    delivery, carried = lock(delivery)
    insist_on_carrier(by, delivery, carried, link=link, at=at)
    for row in carried:
        insist(why_not_running(row.line))
        row.line.state, row.line.state_since = LineState.ON_THE_WAY, at
        row.line.contact_by = None
        row.line.save(update_fields=["state", "state_since", "contact_by"])
    advance(delivery, DeliveryState.ON_THE_WAY, at=at)
    write("depart", delivery, by, at, link=link)
    tell_receiver(carried[0].line, "bantuan sedang diantar", at=at)
    return delivery


@deed("hand_over")
def hand_over(
    *, by: User | None, delivery: Delivery, link: CourierLink | None = None, at: datetime, key: str = ""
) -> Delivery:
    """The giver, or the courier by a link, says that the goods were handed over: "disalurkan".

    Only the receiver's act makes it "diterima".
    """
    delivery, carried = lock(delivery)
    insist_on_carrier(by, delivery, carried, link=link, at=at)
    hand_out(delivery, carried, cause="hand_over", at=at)
    write("hand_over", delivery, by, at, link=link, lines=[(row.line_id, row.quantity) for row in carried])
    tell_receiver(carried[0].line, "bantuan diserahkan; mohon konfirmasi", at=at)
    return delivery


def hand_out(
    delivery: Delivery,
    carried: Sequence[DeliveryLine],
    *,
    cause: str,
    at: datetime,
    effective_at: datetime | None = None,
) -> None:
    """The goods are there: `cause` says by whose word, the giver's or the receiver's."""
    moment = effective_at or at
    others = queries.on_other_journeys([row.line_id for row in carried], but=delivery)
    for row in carried:
        insist(rules.why_not_load(line=row.line, quantity=row.quantity, on_other_journeys=others.get(row.line_id, 0)))
    advance(delivery, DeliveryState.HANDED_OVER, at=moment)
    for row in carried:
        line = row.line
        row.makeup = min(row.quantity, line.owed)
        row.save(update_fields=["makeup"])
        line.owed -= row.makeup
        line.state, line.state_since, line.contact_by = LineState.ON_THE_WAY, moment, None
        brought = {Stage.DELIVERED: row.quantity - row.makeup}
        move(line=line, changes=brought, cause=cause, at=at, effective_at=moment)
        if not line.to_bring:
            line.lapses_on = None
        line.save()


@deed("call_off")
def call_off(*, by: User | None, delivery: Delivery, reason: str, at: datetime, key: str = "") -> Delivery:
    """The journey does not happen; what it carried can be planned again."""
    delivery, carried = lock(delivery)
    for row in carried:
        insist_on_giver(by, row.line, at=at)
    insist(why_not_reason(reason))
    advance(delivery, DeliveryState.CALLED_OFF, at=at, reason=reason)
    for row in carried:
        if not row.line.delivered and row.line.state == LineState.ON_THE_WAY:
            row.line.state, row.line.state_since = LineState.SCHEDULED, at
            row.line.save(update_fields=["state", "state_since"])
    write("call_off", delivery, by, at, reason=journal.Bound(reason))
    tell_receiver(carried[0].line, "bantuan tidak jadi diantar hari ini", at=at)
    return delivery
