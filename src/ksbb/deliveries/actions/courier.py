"""Couriers' links: made and revoked by the giver; what a courier looks up and reports is noted as the link's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.commitments.actions.keeping import insist_on_giver, insist_on_reading
from ksbb.commitments.queries import accepted_pair
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import Refusal, insist
from ksbb.deliveries import queries, rules
from ksbb.deliveries.actions.journeys import insist_on_carrier, lock, write
from ksbb.deliveries.actions.receiving import Count
from ksbb.deliveries.enums import Finding
from ksbb.deliveries.models import CourierCount, CourierLink, CourierReport, CourierStop, Delivery, DeliveryLine
from ksbb.parties.models import User
from ksbb.recipients.actions import log_contact_reading
from ksbb.recipients.models import ContactReading


@deed("make_courier_link")
def make_courier_link(
    *, by: User | None, deliveries: Sequence[Delivery], day: date, at: datetime, key: str = ""
) -> CourierLink:
    """Hand these stops of one day to a courier by a signed address; it ends with that day (WIB)."""
    insist(rules.why_not_make_link(deliveries=deliveries, day=day, on=localdate(at)))
    for row in queries.on_journeys([one.pk for one in deliveries]):
        insist_on_giver(by, row.line, at=at)
    link = CourierLink.objects.create(
        reference=new_reference(), giver=deliveries[0].giver, day=day, made_by=by, made_at=at
    )
    CourierStop.objects.bulk_create(
        CourierStop(link=link, delivery=one, position=number) for number, one in enumerate(deliveries, start=1)
    )
    _write("make_courier_link", link, by, at, day=day, stops=[one.reference for one in deliveries])
    return link


def _write(verb: str, link: CourierLink, by: User | None, at: datetime, **payload: object) -> None:
    journal.write(verb=verb, subject=link.reference, actor_id=by.pk if by else None, payload=payload, at=at)


@deed("revoke_courier_link")
def revoke_courier_link(*, by: User | None, link: CourierLink, at: datetime, key: str = "") -> CourierLink:
    """The address stops working at once."""
    link = CourierLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    for row in queries.on_journeys(queries.stop_ids(link)):
        insist_on_giver(by, row.line, at=at)
    link.revoked_at = link.revoked_at or at
    link.save(update_fields=["revoked_at"])
    _write("revoke_courier_link", link, by, at)
    return link


@deed("reveal_stop")
def reveal_stop(*, by: User | None, link: CourierLink, delivery: Delivery, at: datetime) -> ContactReading:
    """Open the receiver's address and number to the courier of this stop, and log it as a reading by the link."""
    carried = queries.lines_of(delivery)
    insist_on_carrier(by, delivery, carried, link=link, at=at)
    open_still = delivery.state in rules.UNRECEIVED
    accepted = open_still and accepted_pair(party=delivery.giver, recipient=delivery.recipient)
    insist(None if accepted else Refusal("contact_closed", "Kontak penerima tidak lagi terbuka untuk perhentian ini."))
    insist_on_reading(delivery.giver_id, delivery.recipient_id, at=at)
    write("reveal_stop", delivery, by, at, link=link)
    return log_contact_reading(recipient=delivery.recipient, reader_id=delivery.giver_id, subject=link.reference, at=at)


@deed("report_stop")
def report_stop(
    *,
    by: User | None,
    link: CourierLink,
    delivery: Delivery,
    finding: Finding,
    counts: Sequence[Count] = (),
    note: str = "",
    at: datetime,
    key: str = "",
) -> CourierReport:
    """What the courier found and counted at a stop. It moves no number, but the lower count is the public one later."""
    delivery, carried = lock(delivery)
    insist_on_carrier(by, delivery, carried, link=link, at=at)
    said = {count.line: count for count in counts}
    known = {row.pk: said[row.line_id].received for row in carried if row.line_id in said}
    complete = known if len(known) == len(counts) else {0: 0}
    insist(rules.why_not_report(delivery=delivery, finding=finding, counts=complete, lines=carried, note=note))
    report = CourierReport.objects.create(link=link, delivery=delivery, finding=finding, note=note, recorded_at=at)
    CourierCount.objects.bulk_create(_count(report, row, said[row.line_id]) for row in carried if known)
    write(
        "report_stop",
        delivery,
        by,
        at,
        link=link,
        finding=finding,
        counts=[(count.line, count.received) for count in counts],
    )
    return report


def _count(report: CourierReport, row: DeliveryLine, count: Count) -> CourierCount:
    return CourierCount(report=report, delivery_line=row, counted=count.received, condition=count.condition)
