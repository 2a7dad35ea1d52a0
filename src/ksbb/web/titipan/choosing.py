"""Choosing an agregator: everyone in the turn of the day, those that take nothing now apart, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.catalogue.queries import packages
from ksbb.core.formats import persen
from ksbb.core.refusals import NotFound
from ksbb.gifts.queries.giving import Choice, Ground, choices, takes_money
from ksbb.gifts.rules import WARNING, over_cap
from ksbb.parties.queries import standing_on
from ksbb.places.queries import place_by_code
from ksbb.web.public.answers import public
from ksbb.web.titipan.forms import place_said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ksbb.catalogue.models import Package
    from ksbb.places.models import Place


def way_to_give(*, place: Place | None = None, package: str = "", at: datetime) -> str:
    """The address at which money can be given for a place or a package; empty while no agregator takes any there."""
    if not takes_money(place=place, at=at):
        return ""
    asked = {"wilayah": place.code} if place is not None else {"paket": package}
    return f"{reverse('titipan:agregators')}?{urlencode(asked)}"


@public
def agregators(request: HttpRequest) -> HttpResponse:
    """The list. Its order says nothing: it begins one further each day."""
    at, place, package = timezone.now(), named_place(request.GET.get("wilayah", "")), _package(request.GET)
    rows = [_row(choice, at=at) for choice in choices(place=place, at=at)]
    named = {"wilayah": place.code} if place else {"paket": package.code} if package else {}
    context = {
        "meant": place_said(place) if place else package.name if package else "",
        "query": f"?{urlencode(named)}" if named else "",
        "open": [row for row in rows if row["choice"].refusal is None],
        "closed": [row for row in rows if row["choice"].refusal is not None],
        "as_of": at,
        "crumbs": [("Beranda", reverse("public:home")), ("Agregator", "")],
    }
    return render(request, "titipan/agregators.html", context)


def named_place(code: str) -> Place | None:
    """The place that an address or an earlier answer names, if there is one."""
    try:
        return place_by_code(code[:40].replace("\0", "")) if code else None
    except NotFound:
        return None


def _package(asked: Mapping[str, str]) -> Package | None:
    code = asked.get("paket", "")[:60].replace("\0", "")
    return next((one for one in packages() if one.code == code), None) if code else None


def _row(choice: Choice, *, at: datetime) -> dict[str, Any]:
    standing = standing_on(choice.organisation, at=at)
    return {
        "choice": choice,
        "standing": standing,
        "grounds": [(ground, cost_says(ground), over(ground)) for ground in choice.grounds],
    }


def over(ground: Ground) -> bool:
    """Do costs stand above 80 per cent of the cap (LAW-02)?"""
    cap = ground.basis.cap
    warned = None if cap is None else cap * WARNING // 100
    return over_cap(costs_rp=ground.costs_rp, proceeds_rp=ground.proceeds_rp, cap=warned)


def cost_says(ground: Ground) -> str:
    """The share of costs against the cap, in words."""
    cap = ground.basis.cap
    limit = "batas tidak kami ketahui" if cap is None else f"batas {persen(cap, 1000)}"
    if not ground.proceeds_rp and not ground.costs_rp:
        return f"belum ada dana masuk, {limit}"
    return f"{persen(ground.share, 1000, decimals=1)} dari dana masuk, {limit}"
