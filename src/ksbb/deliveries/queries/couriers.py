"""Reads about couriers' links: their signed word, their stops, what was reported from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.utils.timezone import localdate

from ksbb.core.doors import finder
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.deliveries.models import CourierCount, CourierLink, CourierReport, CourierStop, Delivery, DeliveryLine
from ksbb.deliveries.queries.journeys import deliveries
from ksbb.deliveries.rules import UNRECEIVED
from ksbb.parties.queries import party_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ksbb.commitments.models import Commitment
    from ksbb.parties.models import Party, User

_signer = Signer(salt="ksbb.deliveries.courier", sep=".")


def word_of(link: CourierLink) -> str:
    """The signed word of a link's address. It names the link; nothing else can be read from it."""
    return _signer.sign(link.reference.replace("-", ""))


def link_of_word(word: str) -> CourierLink:
    """The link that a signed word names, whatever its day. Raises NotFound for a word we did not sign."""
    try:
        reference = read_reference(_signer.unsign(word))
    except (BadSignature, UnicodeEncodeError):
        raise NotFound("kurir") from None
    found = CourierLink.objects.select_related("giver").filter(reference=reference or "").first()
    if found is None:
        raise NotFound("kurir")
    return found


def live_link(word: str, *, at: datetime) -> CourierLink:
    """The same, only on its day (WIB) and while not revoked. Raises NotFound."""
    link = link_of_word(word)
    if link.revoked_at is not None or link.day != localdate(at):
        raise NotFound("kurir")
    return link


def stop_ids(link: CourierLink) -> list[int]:
    """The deliveries of a link by id, in the order of driving."""
    rows = CourierStop.objects.filter(link=link).order_by("position", "pk")
    return list(rows.values_list("delivery", flat=True))


def stops_of(link: CourierLink) -> list[Delivery]:
    """The deliveries of a link in the order of driving."""
    found = {one.pk: one for one in deliveries().filter(pk__in=stop_ids(link))}
    return [found[pk] for pk in stop_ids(link)]


def stop_of(link: CourierLink, reference: str) -> Delivery:
    """One stop of this very link. Raises NotFound for any other delivery."""
    known = read_reference(reference) or ""
    found = deliveries().filter(pk__in=stop_ids(link), reference=known).first()
    if found is None:
        raise NotFound(reference)
    return found


def links_of(party: Party, *, since: date) -> list[CourierLink]:
    """A giver's links for that day and later, soonest first."""
    return list(CourierLink.objects.filter(giver=party, day__gte=since).order_by("day", "pk"))


def link_for(by: User | None, reference: str, *, at: datetime) -> CourierLink:
    """A link by its reference for its giver; the console (nobody) finds all. Raises NotFound."""
    found = CourierLink.objects.select_related("giver").filter(reference=read_reference(reference) or "").first()
    own = party_of(by, at=at) if by else None
    if found is None or (by is not None and (own is None or own.pk != found.giver_id)):
        raise NotFound(reference)
    return found


@finder(CourierLink)
def _link(by: User | None, reference: str, at: datetime) -> CourierLink:
    return link_for(by, reference, at=at)


def to_carry(party: Party, *, until: date) -> list[Delivery]:
    """A giver's deliveries that are planned for that day or before and not received, soonest first."""
    chosen = deliveries().filter(giver=party, state__in=UNRECEIVED, planned_on__lte=until)
    return list(chosen.order_by("planned_on", "pk")[:200])


def of_promise(commitment: Commitment) -> list[DeliveryLine]:
    """What travels or travelled of one promise."""
    return list(DeliveryLine.objects.filter(line__commitment=commitment).order_by("pk"))


def courier_counts(rows: Iterable[DeliveryLine]) -> dict[int, int]:
    """What couriers counted last, by delivery line id."""
    chosen = CourierCount.objects.filter(delivery_line__in=[row.pk for row in rows]).order_by("pk")
    return dict(chosen.values_list("delivery_line", "counted"))


def reports_of(chosen: Iterable[Delivery]) -> dict[int, list[CourierReport]]:
    """What couriers reported, by delivery id, oldest first. One query."""
    found: dict[int, list[CourierReport]] = {}
    for report in CourierReport.objects.filter(delivery__in=list(chosen)).order_by("pk"):
        found.setdefault(report.delivery_id, []).append(report)
    return found
