"""The courier's pages: today's stops of one signed link, one thing on each page. No account; every press is a form."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import structlog
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ksbb.core import limits
from ksbb.core.refusals import NotFound, Refused
from ksbb.deliveries import actions, queries
from ksbb.deliveries.enums import Finding
from ksbb.deliveries.rules import UNRECEIVED, why_not_photograph
from ksbb.recipients.queries import masked_contacts, open_contact_of, reading
from ksbb.web.courier.forms import HandedForm, ProblemForm, TypedForm
from ksbb.web.desks.visits import new_key
from ksbb.web.desks.words import load_words
from ksbb.web.giving.contacts import A_DAY, count_connection, seal, unseal, whatsapp

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.deliveries.models import CourierLink, Delivery

P = ParamSpec("P")
log = structlog.stdlib.get_logger("ksbb.courier")


@dataclass(frozen=True, slots=True)
class Round:
    """One request by a courier: the link, its word, and the moment."""

    request: HttpRequest
    link: CourierLink
    word: str
    at: datetime

    @property
    def sent(self) -> Any:
        """What a form sent; None where the page is only looked at."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def key(self) -> str:
        """The key that a plain button sent."""
        given = self.request.POST.get("key", "")
        return given if re.fullmatch(r"[0-9a-f]{32}", given) else new_key()

    def show(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
        """One page; 422 when its form has errors."""
        form = context.get("form")
        if status == 200 and form is not None and form.is_bound and form.errors:
            status = 422
        shared = {"link": self.link, "word": self.word, "new_key": new_key}
        return render(self.request, template, {**shared, **context}, status=status)

    def back(self, delivery: Delivery, done: str) -> HttpResponse:
        """To the stop, with a sentence about what was done."""
        messages.success(self.request, done)
        return redirect("courier:stop", self.word, delivery.reference)


def by_link(
    *methods: str,
) -> Callable[[Callable[Concatenate[Round, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Make a function of a `Round` a courier's page. A changed, foreign, revoked or ended link leads nowhere."""

    def decorate(page: Callable[Concatenate[Round, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @require_http_methods([*methods] or ["GET", "HEAD", "POST"])
        @never_cache
        @functools.wraps(page)
        def view(request: HttpRequest, word: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            at = timezone.now()
            try:
                link = queries.live_link(word, at=at)
            except NotFound:
                return render(request, "courier/closed.html", status=404)
            return page(Round(request, link, word, at), *args, **kwargs)

        return view

    return decorate


@by_link("GET", "HEAD")
def day(trip: Round) -> HttpResponse:
    """Today's stops."""
    stops = queries.stops_of(trip.link)
    carried = queries.carried_by(stops)
    rows = [
        {"delivery": one, "what": load_words(carried.get(one.pk, [])), "open": one.state in UNRECEIVED} for one in stops
    ]
    return trip.show("courier/day.html", {"rows": rows, "left": sum(bool(row["open"]) for row in rows)})


def _stop(trip: Round, delivery: Delivery, **more: Any) -> HttpResponse:
    reports = queries.reports_of([delivery]).get(delivery.pk, [])
    context = {
        "delivery": delivery,
        "carried": queries.lines_of(delivery),
        "masked": masked_contacts([delivery.recipient_id]).get(delivery.recipient_id, ""),
        "open": delivery.state in UNRECEIVED,
        "photographed": why_not_photograph(delivery) is None,
        "reports": reports,
    }
    return trip.show("courier/stop.html", {**context, **more})


@by_link("GET", "HEAD")
def stop(trip: Round, reference: str) -> HttpResponse:
    """One stop and what can be done there now."""
    return _stop(trip, queries.stop_of(trip.link, reference))


@by_link("POST")
def depart(trip: Round, reference: str) -> HttpResponse:
    """Berangkat."""
    delivery = queries.stop_of(trip.link, reference)
    actions.depart(by=None, delivery=delivery, link=trip.link, at=trip.at, key=trip.key)
    return trip.back(delivery, "Tercatat: sedang diantar.")


@by_link("POST")
def contact(trip: Round, reference: str) -> HttpResponse:
    """Address and number of this stop. Each opening is logged as the link's."""
    delivery = queries.stop_of(trip.link, reference)
    try:
        count_connection(trip.request, trip.link.giver, delivery.recipient_id, at=trip.at)
        opened = actions.reveal_stop(by=None, link=trip.link, delivery=delivery, at=trip.at)
    except limits.TooOften as stop:
        return limits.too_often(trip.request, stop.seconds)
    except Refused as stop:
        if stop.refusal.code == "too_many_readings":
            return limits.too_often(trip.request, A_DAY)
        raise
    known, token = open_contact_of(delivery.recipient), seal(opened.pk, salt=_salt(trip, delivery))
    return _stop(trip, delivery, contact=known, token=token, revealed=True)


def _salt(trip: Round, delivery: Delivery) -> str:
    return f"wa:kurir:{trip.link.pk}:{delivery.pk}"


@by_link("GET", "HEAD")
def to_whatsapp(trip: Round, reference: str, token: str) -> HttpResponse:
    """On to WhatsApp for as long as the link's day lasts and the stop is open; else back to the stop."""
    delivery = queries.stop_of(trip.link, reference)
    opened, found = reading(unseal(token, salt=_salt(trip, delivery)) or 0), open_contact_of(delivery.recipient)
    if opened is None or found is None or not found.phone or delivery.state not in UNRECEIVED:
        return redirect("courier:stop", trip.word, delivery.reference)
    log.info("contact link used", reading=opened.pk)
    return whatsapp(found.phone, f"Assalamualaikum. Saya pengantar bantuan KSBB {delivery.reference}.")


@by_link()
def hand_over(trip: Round, reference: str) -> HttpResponse:
    """Sudah diserahkan: the courier counts, and says so."""
    delivery = queries.stop_of(trip.link, reference)
    form = HandedForm(trip.sent, carried=queries.lines_of(delivery))
    if form.attempt(lambda said: _handed(trip, delivery, form, said["key"])) is not None:
        return trip.back(delivery, "Tercatat: sudah diserahkan. Minta kode dari penerima untuk memastikan.")
    return trip.show("courier/handed.html", {"delivery": delivery, "form": form, "rows": form.rows()})


@transaction.atomic
def _handed(trip: Round, delivery: Delivery, form: HandedForm, key: str) -> Delivery:
    """The count and the handing over belong together."""
    counts = form.counts()
    same = all(count.received == row.quantity for count, row in zip(counts, form.carried, strict=True))
    actions.report_stop(
        by=None,
        link=trip.link,
        delivery=delivery,
        finding=Finding.COUNTED if same else Finding.DIFFERENT,
        counts=counts,
        at=trip.at,
        key=key,
    )
    return actions.hand_over(by=None, delivery=delivery, link=trip.link, at=trip.at, key=key)


@by_link()
def code(trip: Round, reference: str) -> HttpResponse:
    """The receiver's code, with the counts that the receiver told."""
    delivery = queries.stop_of(trip.link, reference)
    form = TypedForm(trip.sent, carried=queries.lines_of(delivery))
    done = form.attempt(
        lambda said: actions.confirm_by_code(
            by=None,
            delivery=delivery,
            code=said["code"],
            counts=form.counts(),
            note=said["note"],
            link=trip.link,
            at=trip.at,
            key=said["key"],
        )
    )
    if done is not None:
        return trip.back(delivery, "Kode cocok. Penerimaan sudah tercatat. Terima kasih.")
    return trip.show("courier/typed.html", {"delivery": delivery, "form": form, "rows": form.rows()})


@by_link()
def problem(trip: Round, reference: str) -> HttpResponse:
    """Jumlah beda, rusak, tidak ada orang."""
    delivery = queries.stop_of(trip.link, reference)
    form = ProblemForm(trip.sent, carried=queries.lines_of(delivery))

    def report(said: dict[str, Any]) -> object:
        finding, counts = form.found()
        return actions.report_stop(
            by=None,
            link=trip.link,
            delivery=delivery,
            finding=finding,
            counts=counts,
            note=said["note"],
            at=trip.at,
            key=said["key"],
        )

    if form.attempt(report) is not None:
        return trip.back(delivery, "Laporan tercatat. Pemberi dan petugas dapat membacanya.")
    return trip.show("courier/problem.html", {"delivery": delivery, "form": form, "rows": form.rows()})
