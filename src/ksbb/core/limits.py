"""How often one may try (SEC-15). Counted in the cache named "limits", which outlives a restart."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in `seconds`, counted in fixed windows."""

    name: str
    most: int
    seconds: int


PAGES = Limit("halaman", 120, 60)
"""Pages rendered anew for one person, or for one connection that is nobody's; what a cache answers is not counted."""
READING = Limit("api", 60, 60)
"""Answers of the API made anew for one connection, with a token or without: a header is nobody's proof."""
COMMITMENTS = Limit("komitmen", 5, 600)
TRACKING = Limit("lacak", 20, 600)
TRACKING_ONE = Limit("lacak-nomor", 6, 3600)
SIGN_IN = Limit("masuk", 60, 600)
SIGN_IN_ONE = Limit("masuk-akun", 10, 600)
"""Counted beside the sign-in machinery's own limits, which each process counts alone and forgets at a restart."""
REVEALS = Limit("kontak", 10, 86_400)
"""Contacts opened from one connection by people whom nobody vouched for: fifty accounts are still one reader (T10)."""
EXPORTS = Limit("salinan", 10, 3600)
CODES = Limit("kode", 20, 3600)
"""Codes asked for from one connection (SEC-13); an address gets three an hour (`parties.rules.CODES_PER_HOUR`)."""
LINKS = Limit("undangan", 60, 600)

PHOTOS = Limit("foto", 40, 86_400)
"""Files sent as photos a day, also those that were refused (SEC-16)."""


AGAIN_AFTER = 5
"""Seconds after which one who met a busy database may try again."""


class TooOften(Exception):
    """The limit is reached; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


def count(limit: Limit, *subjects: str, at: datetime) -> None:
    """Count one try for each subject. Raises `TooOften` when one of them is over the limit.

    `settings.KSBB_RATE_FACTOR` widens all limits; 0 switches them off (measuring, tests).
    """
    factor = settings.KSBB_RATE_FACTOR
    if not factor:
        return
    now = int(at.timestamp())
    window, left = now // limit.seconds, limit.seconds - now % limit.seconds
    store = caches["limits"]
    for subject in subjects:
        key = f"{limit.name}:{window}:{subject}"
        store.add(key, 0, timeout=2 * limit.seconds)  # longer than its window: it cannot end between the two steps
        if store.incr(key) > limit.most * factor:
            raise TooOften(left)


def address(request: HttpRequest) -> str:
    """Where the request came from: the connection itself, never a header that anybody can write.

    One household or server holds 2^64 addresses of IPv6: they count as one.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    try:
        known = ipaddress.ip_address(told)
    except ValueError:
        return f"ip:{told}".replace(" ", "")[:60]
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        known = ipaddress.IPv6Network((known, 64), strict=False).network_address
    return f"ip:{known}"


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says when to come back."""
    response = render(request, "errors/429.html", {"minutes": -(-seconds // 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return response
