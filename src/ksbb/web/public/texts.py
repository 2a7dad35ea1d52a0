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


ALL = "Siapa pun yang kami kirimi pesan atau yang menulis kepada kami"
ACCOUNT, GIVER, RECEIVER = "Punya akun atau peran", "Memberi bantuan", "Menerima bantuan atau menjadi narahubung"
OFFICER = "Petugas, atau mewakili organisasi"
WHO = (
    ("parties.User.", ACCOUNT),
    ("parties.ApiToken", ACCOUNT),
    ("parties.Role", ACCOUNT),
    ("account.", ACCOUNT),
    ("mfa.", ACCOUNT),
    ("usersessions.", ACCOUNT),
    ("sessions.", ACCOUNT),
    ("parties.Party", GIVER),
    ("commitments.", GIVER),
    ("recipients.Report", GIVER),
    ("recipients.", RECEIVER),
    ("needs.", RECEIVER),
    ("deliveries.", RECEIVER),
    ("berkas.var/media", RECEIVER),
    ("permits.", OFFICER),
    ("berkas.izin", OFFICER),
    ("access.", OFFICER),
    ("core.", OFFICER),
)
"""Whom the first column of an entry is about, so that everybody finds the own part of the list."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of personal data that is kept."""

    who: str
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
    everybody = dict.fromkeys([who for _, who in WHO] + [ALL])
    kept = [(who, [one for one in retained() if one.who == who]) for who in everybody]
    shown = {"kept": kept, "officer": settings.KSBB_DATA_OFFICER}
    return render(request, "public/privacy.html", shown)


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
    kept: dict[tuple[str, ...], Kept] = {}
    for column, row in rows.items():  # columns that share a whole entry are one row, told where the first one belongs
        told = tuple(row[name] for name in ("data", "tujuan", "dasar", "masa_simpan", "sesudahnya", "dilihat_oleh"))
        kept.setdefault(told, Kept(next((who for start, who in WHO if column.startswith(start)), ALL), *told))
    return tuple(kept.values())
