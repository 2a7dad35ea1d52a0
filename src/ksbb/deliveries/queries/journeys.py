"""Every read about deliveries, receipts and disputes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet, Sum

from ksbb.commitments.models import Line
from ksbb.core.doors import finder
from ksbb.core.references import read_reference, row_number
from ksbb.core.refusals import NotFound
from ksbb.deliveries.enums import DeliveryState, DisputeState
from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute, Receipt, ReceiptLine, SecondAdult
from ksbb.parties.models import Party, User
from ksbb.parties.queries import overseen, party_of, reach_of
from ksbb.parties.rules import Reach
from ksbb.places.models import Place
from ksbb.places.queries import within
from ksbb.recipients.models import Recipient

OPEN = (DeliveryState.PLANNED, DeliveryState.ON_THE_WAY)
SHOWN = ("line", "quantity", "makeup", "delivery__handed_at", "delivery__example")
"""What the public sees of a journey towards a need."""
FOUND = ("delivery_line", "received", "condition", "receipt__method", "receipt__effective_at", "receipt__note")
"""And of what the receiver found."""


def deliveries() -> QuerySet[Delivery]:
    """Deliveries with what a row shows."""
    return Delivery.objects.select_related("giver", "recipient__kind", "recipient__place__village")


def lines_of(delivery: Delivery) -> list[DeliveryLine]:
    """What a delivery carries."""
    rows = DeliveryLine.objects.filter(delivery=delivery)
    return list(rows.select_related("line__need__package", "line__commitment").order_by("pk"))


def waiting_for(recipients: Iterable[Recipient]) -> list[Delivery]:
    """Deliveries that these recipients have still to confirm (on the way, or said to be handed over)."""
    states = [DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER]
    return list(deliveries().filter(recipient__in=list(recipients), state__in=states).order_by("state_since", "pk"))


def unreceived_by(recipients: Iterable[Recipient]) -> list[Delivery]:
    """Deliveries to these recipients that are planned, on the way or handed over, soonest first."""
    states = [DeliveryState.PLANNED, DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER]
    return list(deliveries().filter(recipient__in=list(recipients), state__in=states).order_by("planned_on", "pk"))


def carried_by(chosen: Iterable[Delivery]) -> dict[int, list[DeliveryLine]]:
    """What each of these deliveries carries, by delivery id. One query."""
    rows = DeliveryLine.objects.filter(delivery__in=list(chosen)).select_related("line__need__package")
    carried: dict[int, list[DeliveryLine]] = {}
    for row in rows.order_by("pk"):
        carried.setdefault(row.delivery_id, []).append(row)
    return carried


def delivery_to(recipients: Iterable[Recipient], reference: str) -> Delivery:
    """A delivery to one of these recipients. Raises NotFound for any other."""
    found = deliveries().filter(recipient__in=list(recipients), reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    return found


def unconfirmed_in(reach: Reach) -> QuerySet[Delivery]:
    """Deliveries in the area of an officer that still wait for the receiver's word, oldest first."""
    waiting = [DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER]
    return deliveries().filter(overseen(reach, "recipient__place"), state__in=waiting).order_by("state_since", "pk")


def unconfirmed_since(moment: datetime, *, limit: int = 2000) -> list[Delivery]:
    """Deliveries that were handed over before then and whose receiver has not said a word, newest first."""
    waiting = deliveries().filter(state=DeliveryState.HANDED_OVER, handed_at__lte=moment)
    return list(waiting.order_by("-handed_at", "pk")[:limit])


def overseen_delivery(reach: Reach, reference: str) -> Delivery:
    """A delivery for an officer of its recipient's place. Raises NotFound for everybody else."""
    delivery = by_reference(reference)
    if not reach.oversees(delivery.recipient.place):
        raise NotFound(reference)
    return delivery


def of_party(party: Party) -> QuerySet[Delivery]:
    """A giver's deliveries, newest first."""
    return deliveries().filter(giver=party).order_by("-recorded_at", "-pk")


def of_lines(line_ids: Iterable[int]) -> list[DeliveryLine]:
    """The journeys that carry or carried some lines, newest first."""
    rows = DeliveryLine.objects.filter(line__in=list(line_ids)).select_related("delivery__recipient")
    return list(rows.order_by("-delivery__recorded_at", "-delivery_id", "pk"))


def on_journeys(delivery_ids: Iterable[int]) -> list[DeliveryLine]:
    """What some journeys carry."""
    rows = DeliveryLine.objects.filter(delivery__in=list(delivery_ids))
    return list(rows.select_related("line__need__package", "line__commitment").order_by("pk"))


def disputes_for(delivery_line_ids: Iterable[int]) -> dict[int, Dispute]:
    """The newest difference of each line, by delivery line id."""
    rows = Dispute.objects.filter(delivery_line__in=list(delivery_line_ids)).order_by("pk")
    return {row.delivery_line_id: row for row in rows}


def journeys_of(lines: Iterable[Line]) -> list[DeliveryLine]:
    """The journeys of these lines in every state, with nothing but what the public sees of them. One query."""
    known = {line.pk: line for line in lines}
    found = list(DeliveryLine.objects.filter(line__in=list(known)).select_related("delivery").only(*SHOWN))
    for row in found:
        row.line = known[row.line_id]
    return found


def handed_over(*, place: Place | None = None) -> QuerySet[DeliveryLine]:
    """What was handed over, line by line: public, but only its declared columns."""
    rows = DeliveryLine.objects.filter(delivery__state__in=[DeliveryState.HANDED_OVER, DeliveryState.RECEIVED])
    return rows.filter(within("delivery__recipient__place", place)) if place is not None else rows


def receipts_for(delivery_line_ids: Iterable[int]) -> dict[int, ReceiptLine]:
    """Receipt lines by delivery line id."""
    rows = ReceiptLine.objects.filter(delivery_line__in=list(delivery_line_ids)).select_related("receipt")
    return {row.delivery_line_id: row for row in rows.only(*FOUND)}


def received_by(recipient: Recipient, *, limit: int | None = None) -> list[Delivery]:
    """Deliveries to a recipient that were handed over or received, newest first: public."""
    handed = [DeliveryState.HANDED_OVER, DeliveryState.RECEIVED]
    found = Delivery.objects.filter(recipient=recipient, state__in=handed).only("state", "state_since", "handed_at")
    return list(found.order_by("-handed_at", "-pk")[:limit])


def receipt_of(delivery: Delivery) -> Receipt | None:
    """The receipt of a delivery, if it was confirmed."""
    return Receipt.objects.filter(delivery=delivery).first()


def seen_by_two(delivery_ids: Iterable[int]) -> set[int]:
    """Which of these deliveries two named adults confirmed: the number is public, the names are not. One query."""
    rows = SecondAdult.objects.filter(receipt__delivery__in=list(delivery_ids))
    return set(rows.values_list("receipt__delivery_id", flat=True))


def on_other_journeys(line_ids: Iterable[int], *, but: Delivery | None = None) -> dict[int, int]:
    """How many of each line are on journeys that are not over: `{line_id: quantity}`."""
    rows = DeliveryLine.objects.filter(line__in=list(line_ids), delivery__state__in=OPEN)
    if but is not None:
        rows = rows.exclude(delivery=but)
    return dict(rows.values_list("line").annotate(total=Sum("quantity")).order_by())


def open_loads(line: Line) -> list[DeliveryLine]:
    """What journeys that are not over carry of a line, the soonest first, under lock."""
    rows = DeliveryLine.objects.select_for_update(of=("self", "delivery")).filter(line=line, delivery__state__in=OPEN)
    return list(rows.select_related("delivery").order_by("delivery__planned_on", "delivery_id"))


def by_reference(reference: str) -> Delivery:
    """A delivery by its reference. Raises NotFound."""
    found = deliveries().filter(reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    return found


def delivery_for(user: User | None, reference: str, *, at: datetime) -> Delivery:
    """A delivery for its giver, its receiver or an officer; nobody (the console) finds all. Raises NotFound."""
    delivery = by_reference(reference)
    if user is None:
        return delivery
    reach, own = reach_of(user, at=at), party_of(user, at=at)
    recipient = delivery.recipient
    theirs = reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id)
    if theirs or reach.oversees(recipient.place) or (own is not None and own.pk == delivery.giver_id):
        return delivery
    raise NotFound(reference)


def open_disputes(reach: Reach) -> list[Dispute]:
    """Differences that wait for this officer, oldest first."""
    return list(waiting_disputes(reach))


def waiting_disputes(reach: Reach) -> QuerySet[Dispute]:
    """The same as a query, to be counted or cut."""
    rows = Dispute.objects.filter(state=DisputeState.OPEN).select_related(
        "delivery_line__delivery__recipient__place__village",
        "delivery_line__delivery__giver",
        "delivery_line__line__need__package",
        "delivery_line__line__commitment",
    )
    mine = overseen(reach, "delivery_line__delivery__recipient__place")
    return rows.filter(mine).order_by("opened_at", "pk")


@finder(Delivery)
def _delivery(by: User | None, reference: str, at: datetime) -> Delivery:
    return delivery_for(by, reference, at=at)


def dispute_for(by: User | None, number: str, *, at: datetime) -> Dispute:
    """A dispute by its number, for an officer of its place; nobody (the console) finds all. Raises NotFound."""
    loaded = Dispute.objects.select_related(
        "delivery_line__delivery__recipient__place__village",
        "delivery_line__delivery__giver",
        "delivery_line__line__need__package",
    )
    found = loaded.filter(pk=row_number(number)).first()
    if found is None or (
        by is not None and not reach_of(by, at=at).oversees(found.delivery_line.delivery.recipient.place)
    ):
        raise NotFound(number)
    return found


@finder(Dispute)
def _dispute(by: User | None, number: str, at: datetime) -> Dispute:
    return dispute_for(by, number, at=at)


def unsettled(line: Line) -> bool:
    """Is something of the line handed over and not confirmed, or a difference not settled?"""
    rows = DeliveryLine.objects.filter(line=line)
    waiting = rows.filter(delivery__state=DeliveryState.HANDED_OVER)
    return waiting.exists() or Dispute.objects.filter(delivery_line__line=line, state=DisputeState.OPEN).exists()
