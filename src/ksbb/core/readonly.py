"""Looking changes nothing: while a GET or HEAD is answered, no SQL that writes may pass.

Where we work (KSBB_READONLY_RAISES) a write raises `WroteWhileReading`; where people are served it is written to the
log and let through. The guard sits inside the session middleware, so a session saved at the end of a request is outside
it; in return it sees to it that looking around anonymously makes no session.
"""

import contextlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

log = structlog.stdlib.get_logger("ksbb.readonly")

SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}

# Sign-in routes whose GET must write: a one-time link is used up, or a half-finished sign-in is remembered in the
# session.
EXEMPT_ROUTES: Final = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",  # writes the address down as one to be proven, when it was given at a desk
    "account_reset_password_from_key",
    "mfa_login_webauthn",  # remembers the challenge that the passkey is to sign
}

_WRITES: Final = re.compile(
    r"\b(INSERT\s+INTO|REPLACE\s+INTO|UPDATE\s+[\"\w]|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|CREATE|ALTER|DROP|"
    r"BEGIN\s+IMMEDIATE|FOR\s+(NO\s+KEY\s+)?UPDATE|NEXTVAL|SETVAL)",
    re.IGNORECASE,
)
# Strings and quoted names hold words, not verbs.
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
# Ending a session that no longer fits its user is a safety act of the sign-in machinery, and may happen on any request.
_ENDS_SESSION: Final = re.compile(r"\s*DELETE\s+FROM\s+\"django_session\"", re.IGNORECASE)


class WroteWhileReading(Exception):
    """A GET or HEAD wrote to the database, or made a session for somebody who has none."""


@lru_cache(1024)
def writes(sql: str) -> bool:
    """Whether this statement changes rows or takes a lock for changing them (SQLite's BEGIN IMMEDIATE, SELECT … FOR
    UPDATE).
    """
    return _WRITES.search(_QUOTED.sub('"x"', sql)) is not None and not _ENDS_SESSION.match(sql)


class ReadOnlyGet:
    """Middleware: see the head of this file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)

        def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            if writes(sql) and not _exempt(request):
                _complain(request, f"wrote: {sql.split(maxsplit=3)[:3]}")
            return execute(sql, params, many, context)

        with contextlib.ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(guard))
            response = self.get_response(request)
        session = getattr(request, "session", None)
        made = session is not None and session.modified and not session.session_key and not session.is_empty()
        if made and not _exempt(request):
            request.session.modified = False  # not saved, so no cookie is set
            _complain(request, "made a session")
        return response


def _exempt(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in EXEMPT_ROUTES


def _complain(request: HttpRequest, what: str) -> None:
    route = request.resolver_match.view_name if request.resolver_match else None
    if settings.KSBB_READONLY_RAISES:
        raise WroteWhileReading(f"{request.method} {route} {what}")
    log.error("wrote while reading", route=route, what=what)
