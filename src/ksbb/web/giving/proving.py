"""The code that proves an address, and the page that says a promise is recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ksbb.commitments import actions, queries
from ksbb.commitments.enums import LineState
from ksbb.core.formats import samar_telepon
from ksbb.core.refusals import Refused
from ksbb.deliveries import actions as deliveries
from ksbb.needs import queries as needs
from ksbb.parties.queries import latest_code
from ksbb.web.giving import drafts
from ksbb.web.giving.forms import CodeForm
from ksbb.web.giving.people import for_giver, sent
from ksbb.web.giving.steps import asked
from ksbb.web.giving.story import has_letter

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment, Line
    from ksbb.core.refusals import Refusal

RESEND_AFTER = timedelta(seconds=60)
SHORT = {"need_full", "more_than_needed"}


@never_cache
@asked
@for_giver
def code(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Kode: the last step of a guest. A wrong code is counted; a need that filled meanwhile offers what is left."""
    if not queries.awaits_code(commitment):
        return redirect("giving:receipt", ref=commitment.reference)
    form = CodeForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        digits = form.cleaned_data["kode"]
        refusal = _prove(commitment, digits, take_less="ambil" in request.POST)
        if refusal is None:
            return redirect("giving:receipt", ref=commitment.reference)
        if refusal.code not in SHORT:
            form.add_error("kode", refusal.message)
    shown = _code_page(commitment, form, refusal) | {"draft": drafts.of_promise(request.session, commitment.reference)}
    return render(request, "giving/code.html", shown, status=_status(form, refusal))


def _status(form: CodeForm, refusal: Refusal | None) -> int:
    if refusal is not None and refusal.code in SHORT:
        return 409
    return 422 if form.is_bound and form.errors else 200


def _waiting(commitment: Commitment) -> list[Line]:
    return [line for line in queries.lines_of(commitment) if line.state == LineState.AWAITING_CODE]


def _prove(commitment: Commitment, digits: str, *, take_less: bool) -> Refusal | None:
    """Try the code. With `take_less`, lines that no longer fit are cut to what is left, or dropped."""
    at = timezone.now()
    try:
        if take_less:
            _take_less(commitment)
        actions.prove(commitment=commitment, digits=digits, at=at)
    except Refused as stop:
        return stop.refusal
    return None


def _take_less(commitment: Commitment) -> None:
    at, why = timezone.now(), "Kebutuhan sudah terisi sebelum kode masuk."
    for line in _waiting(commitment):
        if line.may_wait:
            continue
        left = line.need.remaining
        if left and line.pledged > left:
            deliveries.reduce(by=None, line=line, quantity=left, reason=why, at=at)
        elif not left:
            actions.cancel(by=None, line=line, reason=why, at=at)


def _contact(commitment: Commitment) -> str:
    return commitment.giver.email or commitment.giver.phone


def _code_page(commitment: Commitment, form: CodeForm, refusal: Refusal | None) -> dict[str, Any]:
    at = timezone.now()
    sent = latest_code(contact=_contact(commitment), purpose=f"commitment:{commitment.pk}")
    wait = max(0, int((sent.sent_at + RESEND_AFTER - at).total_seconds()) + 1) if sent else 0
    lines = _waiting(commitment)
    short = [line for line in lines if line.pledged > line.need.remaining and not line.may_wait] if refusal else []
    address = commitment.giver.email or samar_telepon(commitment.giver.phone)
    return {
        "commitment": commitment,
        "form": form,
        "address": address,
        "wait": wait,
        "short": short,
        "some_left": any(line.need.remaining for line in lines),
        "similar": needs.similar(short[0].need, on=timezone.localdate(at)) if short else [],
        "demo": settings.KSBB_DEMO,
    }


@never_cache
@require_POST
@for_giver
def resend(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Send a fresh code, at the earliest a minute after the last one; the domain allows three an hour."""
    at = timezone.now()
    sent = latest_code(contact=_contact(commitment), purpose=f"commitment:{commitment.pk}")
    form = CodeForm()
    refusal = None
    if sent is None or at - sent.sent_at >= RESEND_AFTER:
        try:
            actions.resend_code(commitment=commitment, at=at)
            return redirect("giving:code", ref=commitment.reference)
        except Refused as stop:
            refusal = stop.refusal
    shown = _code_page(commitment, form, None) | {"refusal": refusal, "too_soon": refusal is None}
    return render(request, "giving/code.html", shown, status=429)


@never_cache
@require_safe
@for_giver
def receipt(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Tercatat: the reference, what happens next and by when, and how to share."""
    lines = queries.lines_of(commitment)
    if queries.awaits_code(commitment):
        return redirect("giving:code", ref=commitment.reference)
    if not lines:  # what is left to Pokja stands on the page of the promise
        return redirect("giving:tracked", ref=commitment.reference)
    deadlines = [line.contact_by for line in lines if line.contact_by is not None]
    shown = {
        "commitment": commitment,
        "lines": lines,
        "contact_by": min(deadlines, default=None),
        "unreachable": any(
            line.state == LineState.PROMISED and line.quantity and not (line.contact_by or line.contacted_at)
            for line in lines
        ),
        "equivalent": any(line.equivalent and line.equivalent_accepted_at is None for line in lines),
        "days": sorted({(line.deliver_on, line.deliver_through) for line in lines}),
        "share": share_address(lines),
        "lettered": has_letter(lines),
    }
    return render(request, "giving/receipt.html", shown)


def share_address(lines: list[Line]) -> str:
    """A WhatsApp link that tells others of the need, without the giver's reference."""
    if not lines:
        return ""
    need = lines[0].need
    left = f" Masih kurang {need.remaining} {need.package.counted_as}." if need.remaining else ""
    page = settings.KSBB_ORIGIN + reverse("public:need", args=[need.reference])
    text = f"Saya ikut membantu {need.recipient.name} lewat KSBB: {need.package.name}.{left} {page}"
    return f"https://wa.me/?text={quote(text)}"
