"""The giver's own part: one gift with what only the giver may see and do, and the list on the desk."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ksbb.core.refusals import NotFound, Refused
from ksbb.gifts import actions
from ksbb.gifts.enums import GiftState
from ksbb.gifts.queries import gift_by_reference, giving, is_giver
from ksbb.parties.queries import party_of
from ksbb.web.giving.desk import desk_of
from ksbb.web.giving.drafts import sound_key
from ksbb.web.giving.paging import paging
from ksbb.web.giving.people import as_user, may_follow, sent, signed_in
from ksbb.web.giving.steps import asked
from ksbb.web.titipan.chain import came_on, how, thanks_of
from ksbb.web.titipan.forms import CancelForm
from ksbb.web.titipan.summary import purpose_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ksbb.gifts.models import Gift
    from ksbb.parties.models import User

A_PAGE = 25
TAGS = {GiftState.INTENT: "wait", GiftState.RECEIVED: "promised"}
"""The tag of a gift in lists; the rest wears that of what has ended."""


def gift_for(request: HttpRequest, ref: str, *, at: datetime) -> tuple[Gift, User | None]:
    """A gift and in whose name to act on it: the signed-in giver, or nobody for a session that proved itself.

    Raises NotFound alike for an unknown reference and for somebody else's gift.
    """
    gift, user = gift_by_reference(ref), as_user(request)
    if user is not None and is_giver(user, gift.giver, at=at):
        return gift, user
    if may_follow(request, gift.reference):
        return gift, None
    raise NotFound(ref)


Page = Callable[["HttpRequest", "Gift", "User | None"], "HttpResponse"]


def for_its_giver(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give a page the gift of its address; everybody without a right to it is asked for proof instead."""

    @functools.wraps(page)
    def ask_first(request: HttpRequest, ref: str) -> HttpResponse:
        try:
            gift, by = gift_for(request, ref, at=timezone.now())
        except NotFound:
            return redirect(f"{reverse('giving:track')}?{urlencode({'nomor': ref[:60]})}")
        return page(request, gift, by)

    return ask_first


@never_cache
@require_safe
@for_its_giver
def own(request: HttpRequest, gift: Gift, by: User | None) -> HttpResponse:
    """How to send, what the platform keeps about the giver, the papers; the chain itself is the public page."""
    shown = {
        "gift": gift,
        "purpose": purpose_of(gift),
        "came_on": came_on(gift),
        "thanks": thanks_of(gift),
        "signed_in": by is not None,
        "public_name": giving.public_name(gift),
        "yearly": giving.first_of_its_year(gift) if gift.received_on else None,
    }
    return render(request, "titipan/own.html", shown | how(gift, at=timezone.now()))


@never_cache
@asked
@for_its_giver
def cancel(request: HttpRequest, gift: Gift, by: User | None) -> HttpResponse:
    """Take an intent back, with or without saying why."""
    form, refusal, at = CancelForm(sent(request)), None, timezone.now()
    key = sound_key(request.POST.get("kunci", ""))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["alasan"]
        try:
            if by is None:
                actions.cancel_intent_as_guest(gift=gift, reason=reason, at=at, key=key)
            else:
                actions.cancel_intent(by=by, gift=gift, reason=reason, at=at, key=key)
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, "Niat dibatalkan. Tidak ada uang yang dicatat.")
            return redirect("titipan:own", ref=gift.reference)
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    shown = {"gift": gift, "form": form, "refusal": refusal, "key": key}
    return render(request, "titipan/cancel.html", shown, status=status)


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The signed-in giver's gifts of money, beside the promises of goods; never added to them."""
    user, at = signed_in(request), timezone.now()
    party = party_of(user, at=at)
    shown: dict[str, object] = {"party": party} | desk_of(party, at=at)
    if party is not None:
        page = Paginator(giving.gifts_of(party), A_PAGE).get_page(request.GET.get("hal"))
        rows = [(gift, TAGS.get(GiftState(gift.state), "ended"), purpose_of(gift)) for gift in page]
        shown |= {"rows": rows, "years": giving.first_of_each_year(party)} | paging(page, "titipan")
    return render(request, "titipan/mine.html", shown)
