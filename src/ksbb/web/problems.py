"""Turns the two ways in which the domain says no into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render

from ksbb.core.refusals import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase


class DomainProblems:
    """Middleware: NotFound becomes the 404 page; a Refused that no view showed becomes 403 or 409.

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
        return None
