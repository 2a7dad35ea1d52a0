"""Who is asking: the signed-in person, the name they give under, and the promises this session may follow."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from ksbb.access.actions import move_device
from ksbb.commitments import queries
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.parties.queries import party_of, reach_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from ksbb.commitments.models import Commitment, Line
    from ksbb.parties.models import Organisation, Party, User

P = ParamSpec("P")
_GRANTED = "lacak"
MOST_GRANTED = 30


def as_user(request: HttpRequest) -> User | None:
    """The signed-in person, or None for a visitor."""
    return request.user if request.user.is_authenticated else None


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form sent, even when it sent nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def signed_in(request: HttpRequest) -> User:
    """The person behind a page that asks for sign-in first."""
    return cast("User", request.user)


def giver_name(user: User, *, at: datetime) -> str:
    """The name that a person's promises carry: the organisation's, else the own one."""
    party = party_of(user, at=at)
    return party.name if party else user.name


def is_organisation(user: User, *, at: datetime) -> bool:
    """Does the person give for an organisation, whether or not it may promise anew today?"""
    party = party_of(user, at=at)
    return party is not None and party.organisation_id is not None


def fallen(party: Party | None, *, at: datetime) -> Organisation | None:
    """The organisation behind a giver, where it may make no new promises now: what a strip on its desk tells."""
    organisation = party.organisation if party else None
    return organisation if organisation and not organisation.stands(on=timezone.localdate(at)) else None


def grant(request: HttpRequest, reference: str) -> None:
    """Let this session follow a promise or a gift of money. Called by POST only."""
    granted = [other for other in request.session.get(_GRANTED, []) if other != reference]
    request.session[_GRANTED] = [*granted, reference][-MOST_GRANTED:]
    before = request.session.session_key
    request.session.cycle_key()  # whoever planted the old session in this browser does not follow along
    if request.user.is_authenticated:
        move_device(before=before, after=request.session.session_key)


def may_follow(request: HttpRequest, reference: str) -> bool:
    """Did this session prove that what bears the reference is its own?"""
    return reference in request.session.get(_GRANTED, [])


def commitment_for(request: HttpRequest, ref: str, *, at: datetime) -> tuple[Commitment, User | None]:
    """A promise and in whose name to act on it: the signed-in giver, or nobody for a session that proved itself.

    Raises NotFound alike for an unknown reference and for somebody else's promise.
    """
    reference = read_reference(ref) or ""
    user = as_user(request)
    if user is not None:
        own = party_of(user, at=at)
        commitment = queries.by_reference(reference)
        if (own is not None and own.pk == commitment.giver_id) or reach_of(user, at=at).is_pokja:
            return commitment, user
    if may_follow(request, reference):
        return queries.by_reference(reference), None
    raise NotFound(ref)


def for_giver(
    view: Callable[Concatenate[HttpRequest, Commitment, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a view the promise that its address names; everybody without a right to it is asked for proof instead.

    The answer is the same for a promise of somebody else and for one that does not exist.
    """

    @functools.wraps(view)
    def ask_first(request: HttpRequest, ref: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            commitment, by = commitment_for(request, ref, at=timezone.now())
        except NotFound:
            return redirect(f"{reverse('giving:track')}?{urlencode({'nomor': ref[:60]})}")
        request.acting_user = by  # type: ignore[attr-defined]
        return view(request, commitment, *args, **kwargs)

    return ask_first


def acting(request: HttpRequest) -> User | None:
    """In whose name the deed behind `for_giver` is done; nobody is a guest who proved the promise to be theirs."""
    return cast("User | None", request.acting_user)  # type: ignore[attr-defined]


def line_in(commitment: Commitment, number: int) -> Line:
    """A line of this very promise. Raises NotFound."""
    line = queries.lines().filter(commitment=commitment, pk=number).first()
    if line is None:
        raise NotFound(str(number))
    return line
