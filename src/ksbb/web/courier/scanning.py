"""The receiver's code at the door: the QR opened by whoever brings the goods, or the digits typed by the giver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ksbb.core.refusals import NotFound
from ksbb.deliveries import actions, queries
from ksbb.deliveries.rules import UNRECEIVED
from ksbb.web.courier.forms import TypedForm
from ksbb.web.desks.counting import CountForm
from ksbb.web.giving import story
from ksbb.web.giving.people import acting, for_giver, sent
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment


@never_cache
@asked
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR opens. Looking changes nothing; the receipt is written by the button, once."""
    try:
        delivery = queries.delivery_of_token(token)
    except NotFound:
        return render(request, "courier/closed.html", status=404)
    form = CountForm(sent(request), carried=queries.lines_of(delivery))
    done = form.attempt(
        lambda said: actions.confirm_by_code(
            by=None,
            delivery=delivery,
            code=token,
            counts=form.counts(),
            note=said["note"],
            at=timezone.now(),
            key=said["key"],
        )
    )
    if done is not None:
        messages.success(request, "Penerimaan sudah tercatat. Terima kasih.")
        return redirect("courier:scanned", token)
    shown = {"delivery": delivery, "form": form, "rows": form.rows(), "open": delivery.state in UNRECEIVED}
    return render(request, "courier/scanned.html", shown, status=422 if form.errors else 200)


@never_cache
@asked
@for_giver
def typed_by_giver(request: HttpRequest, commitment: Commitment, journey: str) -> HttpResponse:
    """The giver types the digits that the receiver tells."""
    found = story.journeys_of([queries.by_reference(journey)])
    if not found or all(load.row.line.commitment_id != commitment.pk for load in found[0].loads):
        raise NotFound(journey)
    delivery = found[0].delivery
    form = TypedForm(sent(request), carried=[load.row for load in found[0].loads])
    done = form.attempt(
        lambda said: actions.confirm_by_code(
            by=acting(request),
            delivery=delivery,
            code=said["code"],
            counts=form.counts(),
            note=said["note"],
            at=timezone.now(),
            key=said["key"],
        )
    )
    if done is not None:
        messages.success(request, "Kode cocok. Penerimaan sudah tercatat.")
        return redirect("giving:tracked", ref=commitment.reference)
    shown = {"delivery": delivery, "commitment": commitment, "form": form, "rows": form.rows()}
    return render(request, "courier/typed_by_giver.html", shown, status=422 if form.errors else 200)
