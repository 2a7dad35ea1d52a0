"""Choosing an agregator: everyone in the turn of the day, those that take nothing now apart, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.core.formats import persen
from ksbb.gifts.queries.giving import Choice, Ground, choices
from ksbb.gifts.rules import WARNING, over_cap
from ksbb.parties.queries import standing_on
from ksbb.web.public.answers import public

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse


@public
def agregators(request: HttpRequest) -> HttpResponse:
    """The list. Its order says nothing: it begins one further each day."""
    at = timezone.now()
    rows = [_row(choice, at=at) for choice in choices(at=at)]
    context = {
        "open": [row for row in rows if row["choice"].refusal is None],
        "closed": [row for row in rows if row["choice"].refusal is not None],
        "as_of": at,
        "crumbs": [("Beranda", reverse("public:home")), ("Agregator", "")],
    }
    return render(request, "titipan/agregators.html", context)


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
