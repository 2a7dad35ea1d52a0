"""Organisations as everybody sees them: standing with its history, permits with their days, promises by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.commitments import queries as commitments
from ksbb.parties import queries
from ksbb.parties.enums import Standing
from ksbb.permits import queries as permits
from ksbb.permits.rules import activities, activity_named, permit_kinds
from ksbb.recipients import queries as recipients
from ksbb.web.cards.sharing import ORGANISATION, Share, share
from ksbb.web.cards.views import organisation_face
from ksbb.web.public.answers import page_number, public
from ksbb.web.public.need import promise_rows

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ksbb.parties.models import Organisation

A_PAGE, LATEST = 50, 20


@public
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Those who take part or did, and which permit it takes to join them."""
    page = Paginator(queries.listed_organisations(), A_PAGE).get_page(page_number(request.GET.get("hal")))
    at = timezone.now()
    held = permits.newest_permits(one.pk for one in page)
    rows = [
        {"organisation": one, "activity": activity_named(one.activity), "permit": held.get(one.pk)}
        | standing(one, at=at)
        for one in page
    ]
    context = {
        "rows": rows,
        "previous_url": f"?hal={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?hal={page.next_page_number()}" if page.has_next() else "",
        "activities": activities().values(),
        "crumbs": [("Beranda", reverse("public:home")), ("Organisasi", "")],
    }
    return render(request, "public/organisations.html", context)


@public
def organisation_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One organisation. Applicants and refused ones have no page."""
    found = queries.listed_organisation(reference)
    if found.reference != reference:
        return HttpResponsePermanentRedirect(reverse("public:organisation", args=[found.reference]))
    at = timezone.now()
    crumbs = [("Beranda", reverse("public:home")), ("Organisasi", reverse("public:organisations")), (found.name, "")]
    lines = commitments.named_of(found.pk, limit=LATEST)
    context = {
        "promises": promise_rows(lines),
        "latest": LATEST,
        "full": len(lines) == LATEST,
        "home": recipients.of_organisation(found),
        "crumbs": crumbs,
        "share": _share(found, at=at),
    }
    return render(request, "public/organisation.html", context | trust(found, at=at))


def _share(organisation: Organisation, *, at: datetime) -> Share:
    """Texts and picture for the preview card and for WhatsApp."""
    address = reverse("public:organisation", args=[organisation.reference])
    face = organisation_face(organisation, at=at)
    return share(face, kind=ORGANISATION, reference=organisation.reference, address=address)


def standing(organisation: Organisation, *, at: datetime) -> dict[str, object]:
    """The standing of this minute in words, and the tag it wears."""
    now = queries.standing_on(organisation, at=at)
    return {"standing": now, "tag": "promised" if now == Standing.ACTIVE else "fault"}


def trust(organisation: Organisation, *, at: datetime) -> dict[str, object]:
    """Standing, its history and the permits: the same on the page of an organisation and on that of its home."""
    return {
        "organisation": organisation,
        "activity": activity_named(organisation.activity),
        "permits": [(permit, permit_kinds()[permit.kind]) for permit in permits.permits_of(organisation)],
        "history": queries.standing_history(organisation),
    } | standing(organisation, at=at)
