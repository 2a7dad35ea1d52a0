"""Turns the ways in which the domain, or its database, says no into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ksbb.core.limits import AGAIN_AFTER
from ksbb.core.refusals import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

log = structlog.stdlib.get_logger("ksbb.busy")


class DomainProblems:
    """Middleware: NotFound becomes the 404 page; a Refused that no view showed becomes 403 or 409; a database that was
    too busy to take the deed, or away, becomes 503.

    An address with a NUL byte leads nowhere: PostgreSQL could not even be asked for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info and not request.path_info.startswith("/api/"):
            raise Http404
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django when a view raised."""
        if isinstance(exception, NotFound):
            raise Http404 from exception
        if isinstance(exception, Refused):
            if exception.refusal.forbidden:
                raise PermissionDenied(exception.refusal.message) from exception
            return render(request, "errors/refused.html", {"refusal": exception.refusal}, status=409)
        return busy(exception) if isinstance(exception, OperationalError) else None


def busy(error: OperationalError) -> HttpResponse:
    """Nothing was written and the same may be sent again soon. Asks the database for nothing."""
    log.error("database_busy", exc_info=error)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(AGAIN_AFTER)
    return response
