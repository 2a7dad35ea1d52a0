"""Pages of words: about, privacy, accessibility, help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import cache
from typing import TYPE_CHECKING

import yaml
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ksbb.web.public.answers import public

if TYPE_CHECKING:
    from django.http import HttpRequest


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


@public
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). Nothing stands there until the operator names a contact."""
    if not settings.KSBB_SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + timedelta(days=180)).astimezone(UTC).date()
    lines = {
        "Contact": settings.KSBB_SECURITY_CONTACT,
        "Expires": f"{expires}T00:00:00Z",
        "Preferred-Languages": "id, en",
        "Canonical": f"{settings.KSBB_ORIGIN}/.well-known/security.txt",
    }
    told = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


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
