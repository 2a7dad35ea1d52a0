"""The page of a recipient: dated facts, needs of all periods, promises, history. Contacts are never here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.commitments import queries as commitments
from ksbb.core.formats import angka
from ksbb.deliveries import queries as deliveries
from ksbb.needs import queries as needs
from ksbb.needs.rules import is_open
from ksbb.recipients import queries as recipients
from ksbb.recipients.enums import CAPACITY, FactKind
from ksbb.recipients.rules import is_home, is_late
from ksbb.web.cards import faces
from ksbb.web.cards.sharing import PLACE, RECIPIENT, share
from ksbb.web.public.answers import lies_in, path, place_crumbs, public, whereabouts
from ksbb.web.public.history import Deed, later
from ksbb.web.public.need import promise_rows
from ksbb.web.public.organisations import trust
from ksbb.web.titipan.choosing import way_to_give

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Line
    from ksbb.deliveries.models import Delivery
    from ksbb.needs.models import Need
    from ksbb.recipients.models import Fact, Recipient

"""Homes of children and of people with disabilities are shown in bands of ten (brief of the recipient page)."""
FACT_WORDS = {
    FactKind.FAMILIES: "KK",
    FactKind.VULNERABLE_FAMILIES: "KK rentan",
    FactKind.RESIDENTS: "Penghuni",
    **{band: band.label.capitalize() for band in CAPACITY},
}

LATEST = 12
"""Needs, promises and deliveries on the page; the older ones stand on the pages of their needs."""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A number about people as the public may see it, with its day and source."""

    term: str
    value: str
    as_of: date
    source: str
    newest: bool


@public
def recipient_page(request: HttpRequest, reference: str) -> HttpResponse:
    """An institution; the page of an RW is the page of its place."""
    recipient = recipients.by_reference(reference)
    if not recipient.kind.institution:
        return HttpResponsePermanentRedirect(reverse("public:place", args=[recipient.place.code]))
    if recipient.reference != reference:
        return HttpResponsePermanentRedirect(reverse("public:recipient", args=[recipient.reference]))
    context = {
        "place": recipient.place,
        "crumbs": place_crumbs(recipient.place, last=recipient.name),
        "lies_in": whereabouts(recipient.place) if recipient.place.level != "rw" else lies_in(recipient.place),
        "title": recipient.name,
    }
    return render(request, "public/recipient.html", context | recipient_context(recipient, at=timezone.now()))


def recipient_context(recipient: Recipient, *, at: datetime) -> dict[str, object]:
    """Everything public about a recipient. Six queries; an institution has four more, a home six."""
    day = timezone.localdate(at)
    asked = needs.shown_of(recipient, limit=LATEST)
    lines = commitments.counted_for(recipient, limit=LATEST)
    received = deliveries.received_by(recipient, limit=LATEST)
    open_now = [need for need in asked if is_open(need, on=day)]
    institution = recipient.kind.institution
    reference = recipient.reference if institution else recipient.place.code
    return {
        "share": share(
            faces.of_recipient(recipient, asked, on=day),
            kind=RECIPIENT if institution else PLACE,
            reference=reference,
            address=path("public:recipient" if institution else "public:place", reference),
        ),
        "recipient": recipient,
        "day": day,
        "facts": shown_facts(recipient, recipients.facts_of(recipient)),
        "open": open_now,
        "money_url": way_to_give(place=recipient.place, at=at),
        "past": [need for need in asked if need not in open_now],
        "promises": promise_rows(lines),
        "latest": LATEST if LATEST in {len(asked), len(lines), len(received)} else 0,
        "entries": _timeline(asked, lines, received, _witnessed(recipient, received)),
        "reports": recipients.reports_of(recipient),
    } | _trust(recipient, at=at)


def shown_facts(recipient: Recipient, facts: Iterable[Fact]) -> list[ShownFact]:
    """Counts of people rounded and the smallest hidden (PRIV-08); the newest of each kind is marked."""
    seen: set[str] = set()
    shown = []
    strict = recipients.is_sensitive(recipient.kind.code, children=recipient.kind.children)
    for fact in facts:
        value = banded(fact.value, strict=strict)
        newest = fact.kind not in seen
        seen.add(fact.kind)
        shown.append(ShownFact(FACT_WORDS[FactKind(fact.kind)], value, fact.as_of, fact.source, newest))
    return shown


def banded(value: int, *, strict: bool) -> str:
    """ "sekitar 305", "kurang dari 8"; strictly in bands: "20–29", "kurang dari 10"."""
    if strict:
        if value < recipients.STRICT_STEP:
            return f"kurang dari {recipients.STRICT_STEP}" if value else "0"
        low = value // recipients.STRICT_STEP * recipients.STRICT_STEP
        return f"{angka(low)}–{angka(low + recipients.STRICT_STEP - 1)}"
    rounded = recipients.shown(value)
    if rounded is None:
        return f"kurang dari {recipients.SMALLEST_SHOWN}"
    return f"sekitar {angka(rounded)}" if rounded else "0"


def _trust(recipient: Recipient, *, at: datetime) -> dict[str, object]:
    """Who stands behind an institution, and whether its children are guarded by the statement. RW have neither."""
    if recipient.organisation is None:
        return {}
    accepted = recipients.acceptance_of(recipient) if recipient.kind.children else None
    told: dict[str, object] = {"safeguarding": accepted}
    if is_home(recipient.kind):
        told |= reporting(recipient, at=at) | {"visits": recipients.visit_rule_of(recipient), "is_home": True}
    return trust(recipient.organisation, at=at) | told


def reporting(home: Recipient, *, at: datetime) -> dict[str, object]:
    """Which month a home reported last, and whether its reports are late. One query."""
    months = recipients.reported_months(home)
    since, today = timezone.localdate(home.registered_at), timezone.localdate(at)
    return {
        "reported": months[0] if months else None,
        "late": is_late(reported=months, since=since, today=today),
    }


def _witnessed(recipient: Recipient, received: Sequence[Delivery]) -> set[int]:
    """At a home for children: the deliveries that two named adults confirmed."""
    return deliveries.seen_by_two(one.pk for one in received) if recipient.kind.children else set()


def _timeline(
    asked: Sequence[Need], lines: Sequence[Line], received: Sequence[Delivery], witnessed: set[int]
) -> list[Deed]:
    deeds = []
    for need in asked:
        address = path("public:need", need.reference)
        what = f"{need.package.name}, {angka(need.quantity)} {need.package.counted_as}"
        if need.verified_at:
            deeds.append(Deed(need.verified_at, f"Kebutuhan diperiksa: {what}", url=address))
        if need.state == "ditutup":
            deeds.append(Deed(need.state_since, f"Kebutuhan ditutup: {what}", note=need.state_reason, url=address))
    for line in lines:
        promise = line.commitment
        words = f"{commitments.public_giver(promise)} berkomitmen {angka(line.quantity)} {line.need.package.spoken}"
        note = later(promise.effective_at, promise.recorded_at)
        deeds.append(Deed(line.accepted_at or promise.effective_at, words, note=note))
    for delivery in received:
        if delivery.state == "diterima":
            by = "dua orang dewasa" if delivery.pk in witnessed else ""
            deeds.append(Deed(delivery.state_since, "Penyaluran diterima penerima", by=by, kind="confirmed"))
        elif delivery.handed_at:
            deeds.append(Deed(delivery.handed_at, "Penyaluran diserahkan, menunggu konfirmasi penerima"))
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)
