"""How fast one may ask for pages that are rendered anew (SEC-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from ksbb.core import limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

UNCOUNTED = ("/api/", "/healthz", "/kartu/")
"""Counted at their own doors, or asked by machines that stand before us."""
PICTURE = ".jpg"
"""A page brings its pictures along: they are part of one look."""


class Pace:
    """Middleware: a page too many in a minute is answered with when to come back, before anything is read for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.path_info
        if not asked.startswith(UNCOUNTED) and not asked.endswith(PICTURE):
            try:
                limits.count(limits.PAGES, _who(request), at=timezone.now())
            except limits.TooOften as stop:
                return limits.too_often(request, stop.seconds)
        return self.get_response(request)


def _who(request: HttpRequest) -> str:
    """The signed-in person, since an office shares one connection; otherwise the connection."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return f"orang:{request.user.pk}"
    return limits.address(request)
