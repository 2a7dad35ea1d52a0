"""How long one stays signed in, and when a page asks once more who is there.

An own phone stays signed in for thirty days; a shared one fifteen minutes after its last use. Deeds that could lock the
owner out of the account are done only shortly after signing in or confirming it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from ksbb.web.entry import staff

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SHARED = "hp_bersama"
SHARED_SECONDS = 15 * 60
STAMP_EVERY = 60
FRESH_SECONDS = 10 * 60
USED = "dipakai"
GIVERS_DESK = frozenset({"giving:collaborator", "giving:journeys", "giving:tracked", "giving:upload"})
ASKS_AGAIN = frozenset(
    {
        "account_email",
        "account_set_password",
        "entry:contact",
        "entry:contact_code",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }
)
"""Pages whose deeds could lock the owner out (T16)."""


def note_shared(request: HttpRequest, *, shared: bool) -> None:
    """Remember, before the sign-in is complete, whose phone this is."""
    request.session[SHARED] = shared


def set_length(request: HttpRequest) -> None:
    """Give the session that just began its length."""
    if request.session.get(SHARED):
        request.session[USED] = int(time.time())
        request.session.set_expiry(SHARED_SECONDS)
    else:
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)


def is_fresh(request: HttpRequest) -> bool:
    """Did the person prove in this session, in the last ten minutes, who is there?"""
    user: Any = request.user
    return any(time.time() - one["at"] < FRESH_SECONDS for one in get_authentication_records(request, user))


class Watch:
    """Middleware: a shared phone's session lives on with each use; the pages above ask again after ten minutes; staff
    without a second factor give nothing in anybody's name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        if session.accessed and session.session_key and session.get(SHARED):  # never the first to touch it: pages
            now = int(time.time())  # that everybody may keep say nothing of cookies
            if now - session.get(USED, 0) >= STAMP_EVERY:
                session[USED] = now
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        """Called by Django before the view."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in ASKS_AGAIN and request.user.is_authenticated and not is_fresh(request):
            return HttpResponseRedirect(f"{reverse('entry:sure')}?{urlencode({'next': request.path})}")
        if name in GIVERS_DESK or (name.startswith("giving:") and request.method == "POST"):
            return staff.shut(request)
        return None
