"""A programme of an agregator: what is asked for, what came, what is left and since when, whom it reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.gifts import campaigns, reporting
from ksbb.gifts.rules import why_closed
from ksbb.web.agregator.page import AGE_WORDS
from ksbb.web.capaian.answering import as_json, form_of, public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@public
def campaign_page(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One programme, or its figures as JSON."""
    campaign = campaigns.campaign_by_reference(reference)
    if campaign.reference != reference:
        return HttpResponsePermanentRedirect(reverse("agregator:campaign", args=[campaign.reference]))
    on = timezone.localdate()
    organisation = reporting.agregator(campaign.organisation.reference)
    found = campaigns.progress(campaign, on=on)
    if form_of(request) == "json":
        figures = {name: getattr(found, name) for name in ("received", "spent", "refunded", "unspent")}
        return as_json(
            {"reference": campaign.reference, "fund": campaign.fund, "budget": campaign.budget_rp, **figures}
        )
    home = reverse("agregator:page", args=[organisation.reference])
    closed = why_closed(campaign, on=on)
    context = {
        "one": found,
        "organisation": organisation,
        "closed": closed,
        "takes": "" if closed else reverse("titipan:start", args=[organisation.reference]),
        "ages": list(zip(AGE_WORDS, found.ages, strict=True)),
        "spendings": campaigns.spendings_of(campaign),
        "reached": campaigns.reached(campaign),
        "book": reverse("agregator:book", args=[organisation.reference, campaign.fund]),
        "crumbs": [("Beranda", reverse("public:home")), (organisation.name, home), (campaign.title, "")],
    }
    return render(request, "agregator/campaign.html", context)
