"""Where a giver makes a courier's link for a day, shares it, and takes it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ksbb.core.formats import tanggal
from ksbb.core.refusals import NotFound
from ksbb.deliveries import actions, queries
from ksbb.deliveries.rules import FARTHEST
from ksbb.parties.queries import party_of
from ksbb.web.courier.forms import LinkForm
from ksbb.web.desks.words import load_words
from ksbb.web.giving.desk import desk_of
from ksbb.web.giving.drafts import new_key
from ksbb.web.giving.people import acting, for_giver, sent, signed_in
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment
    from ksbb.deliveries.models import CourierLink, Delivery
    from ksbb.parties.models import Party, User


def _page(
    request: HttpRequest, *, by: User | None, party: Party | None, only: Commitment | None, **shown: Any
) -> HttpResponse:
    """Choose stops and a day; below it the links that still run, each with its address to share."""
    at = timezone.now()
    today = timezone.localdate(at)
    found = queries.to_carry(party, until=today + FARTHEST) if party else []
    carried = queries.carried_by(found)
    if only is not None:
        own = {row.delivery_id for row in queries.of_promise(only)}
        found = [one for one in found if one.pk in own]
    choices = [(one, _words(one, load_words(carried.get(one.pk, [])))) for one in found]
    form = LinkForm(sent(request), deliveries=choices, on=today)
    link = form.attempt(
        lambda said: actions.make_courier_link(by=by, deliveries=form.chosen(), day=said["day"], at=at, key=said["key"])
    )
    if link is not None:
        messages.success(request, "Tautan kurir siap. Kirimkan ke pengantar.")
        return redirect(request.path)
    links = queries.links_of(party, since=today) if party else []
    if only is not None:
        links = [one for one in links if set(queries.stop_ids(one)) <= own]
    rows = [_shared(request, one, at=at) for one in links]
    context = {"form": form, "rows": rows, "choices": choices, "commitment": only, "key": new_key(), **shown}
    return render(request, "courier/links.html", context, status=422 if form.errors else 200)


def _words(delivery: Delivery, what: str) -> str:
    return f"{what} ke {delivery.recipient.name}, {tanggal(delivery.planned_on)}"


def _shared(request: HttpRequest, link: CourierLink, *, at: datetime) -> dict[str, Any]:
    """A link with its address, and the same as a WhatsApp message without a name or number in it."""
    address = request.build_absolute_uri(reverse("courier:day", args=[queries.word_of(link)]))
    text = f"Antaran KSBB {tanggal(link.day)}. Buka tautan ini, hanya berlaku hari itu: {address}"
    return {
        "link": link,
        "stops": queries.stops_of(link),
        "address": address,
        "share": f"https://wa.me/?text={quote(text)}",
        "live": link.revoked_at is None,
        "today": link.day == timezone.localdate(at),
    }


@never_cache
@login_required
@asked
def for_day(request: HttpRequest) -> HttpResponse:
    """All stops of the signed-in giver."""
    user, at = signed_in(request), timezone.now()
    party = party_of(user, at=at)
    return _page(request, by=user, party=party, only=None, **desk_of(party, at=at))


@never_cache
@asked
@for_giver
def for_promise(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """The stops of one promise, for a giver with or without an account."""
    return _page(request, by=acting(request), party=commitment.giver, only=commitment)


@never_cache
@login_required
@require_POST
def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    """Cabut."""
    user, at = signed_in(request), timezone.now()
    actions.revoke_courier_link(by=user, link=queries.link_for(user, reference, at=at), at=at)
    messages.success(request, "Tautan kurir dicabut.")
    return redirect("courier:links")


@never_cache
@require_POST
@for_giver
def revoke_for_promise(request: HttpRequest, commitment: Commitment, reference: str) -> HttpResponse:
    """The same by the giver of one promise."""
    link = queries.link_for(None, reference, at=timezone.now())
    own = {row.delivery_id for row in queries.of_promise(commitment)}
    if link.giver_id != commitment.giver_id or not set(queries.stop_ids(link)) <= own:
        raise NotFound(reference)
    actions.revoke_courier_link(by=acting(request), link=link, at=timezone.now())
    messages.success(request, "Tautan kurir dicabut.")
    return redirect("courier:promise_links", commitment.reference)
