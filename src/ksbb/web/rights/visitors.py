"""Who looks at Data saya: the signed-in person, or somebody who proved an address in this session a moment ago."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ksbb.privacy import queries
from ksbb.web.giving.people import as_user

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.parties.models import User
    from ksbb.privacy.queries import Person

P = ParamSpec("P")
_STORE = "data_saya"
OPEN_FOR = timedelta(minutes=30)
"""How long a proven address opens the page: long enough to decide, short on a shared phone."""


@dataclass(frozen=True, slots=True)
class Asker:
    """One request by a person about the own data. Exactly one of `user` and `contact` is set."""

    request: HttpRequest
    user: User | None
    contact: str
    at: datetime

    @property
    def person(self) -> Person:
        """Who that is to us."""
        if self.user is not None:
            return queries.person_of(self.user, at=self.at)
        return queries.person_behind(self.contact)


def open_for(request: HttpRequest, contact: str, *, at: datetime) -> None:
    """Let this session act for a proven address. Called by POST only."""
    request.session.cycle_key()
    request.session[_STORE] = [contact, at.timestamp()]


def close(request: HttpRequest) -> None:
    """Forget the proven address."""
    request.session.pop(_STORE, None)


def asker_of(request: HttpRequest) -> Asker | None:
    """Who asks, or None for somebody who has still to sign in or to prove an address."""
    at = timezone.now()
    user = as_user(request)
    if user is not None:
        return Asker(request, user, "", at)
    contact, since = request.session.get(_STORE, ["", 0])
    if contact and at.timestamp() - since < OPEN_FOR.total_seconds():
        return Asker(request, None, contact, at)
    return None


def for_person(
    view: Callable[Concatenate[HttpRequest, Asker, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a view the person; everybody else goes to the page that says how to begin. Never stored."""

    @never_cache
    @functools.wraps(view)
    def ask_first(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asker = asker_of(request)
        if asker is None:
            return redirect("rights:home")
        return view(request, asker, *args, **kwargs)

    return ask_first
