"""Pages of words: about, privacy, accessibility, help."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import yaml
from django.conf import settings
from django.shortcuts import render

from ksbb.web.public.answers import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of personal data that is kept."""

    what: str
    purpose: str
    grounds: str
    period: str
    then: str
    seen_by: str


@public
def about(request: HttpRequest) -> HttpResponse:
    """What KSBB is, how it works, where it comes from."""
    return render(request, "public/about.html")


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Answers for givers, receivers and readers of figures."""
    return render(request, "public/help.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The dated statement with its known gaps (A11Y-02)."""
    return render(request, "public/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why and how long: straight from the list that the tests hold against the models."""
    return render(request, "public/privacy.html", {"kept": retained(), "officer": settings.KSBB_DATA_OFFICER})


@cache
def retained() -> tuple[Kept, ...]:
    """The retention list in its written order."""
    text = (settings.BASE_DIR / "src" / "config" / "retention.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text) or {}
    kept = (
        Kept(
            what=row["data"],
            purpose=row["tujuan"],
            grounds=row["dasar"],
            period=row["masa_simpan"],
            then=row["sesudahnya"],
            seen_by=row["dilihat_oleh"],
        )
        for row in rows.values()
    )
    return tuple(dict.fromkeys(kept))  # columns that share a whole entry are one row
