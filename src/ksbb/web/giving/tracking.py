"""Lacak: a promise or a gift of money followed without an account, by its reference and an e-mail address or phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ksbb.commitments import queries
from ksbb.commitments.enums import LineState, OfferState
from ksbb.core import limits
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.core.text import clean
from ksbb.gifts.queries import giving
from ksbb.recipients.queries import masked_contacts
from ksbb.web.giving import story
from ksbb.web.giving.drafts import new_key
from ksbb.web.giving.paging import paging
from ksbb.web.giving.people import as_user, for_giver, grant, line_in, sent
from ksbb.web.giving.steps import asked
from ksbb.web.ics import calendar_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment
    from ksbb.gifts.models import Gift

LINES_A_PAGE = 25
NO_MATCH = "Nomor dan kontak ini tidak cocok. Periksa lagi nomor KS-… dan e-mail atau 4 angka terakhir telepon Anda."


class TrackForm(forms.Form):
    """The two things a giver knows."""

    nomor = forms.CharField(
        label="Nomor komitmen atau titipan",
        help_text="Seperti KS-7F3K-92QD-M. Ada di pesan yang Anda terima.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Tulis nomor Anda.", "max_length": "Nomor ini terlalu panjang."},
    )
    bukti = forms.CharField(
        label="E-mail, atau 4 angka terakhir telepon Anda",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
        error_messages={
            "required": "Tulis e-mail atau 4 angka terakhir telepon Anda.",
            "max_length": "Isian ini terlalu panjang.",
        },
    )


@never_cache
@asked
def track(request: HttpRequest) -> HttpResponse:
    """Ask for reference and proof. A wrong one of either gets the same answer."""
    form = TrackForm(sent(request), initial={"nomor": request.GET.get("nomor", "")[:60]})
    if request.method == "POST" and form.is_valid():
        reference = clean(form.cleaned_data["nomor"])
        try:
            _count_try(request, reference)
            found, page = _found(reference, clean(form.cleaned_data["bukti"]))
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        except NotFound:
            form.add_error(None, NO_MATCH)
        else:
            grant(request, found.reference)
            return redirect(page, ref=found.reference)
    return render(request, "giving/track.html", {"form": form}, status=422 if form.is_bound else 200)


def _found(reference: str, proof: str) -> tuple[Commitment | Gift, str]:
    """The promise of goods or the gift of money behind a number, and its page. Raises NotFound."""
    try:
        return queries.tracked(reference=reference, proof=proof), "giving:tracked"
    except NotFound:
        return giving.tracked(reference=reference, proof=proof), "titipan:own"


def _count_try(request: HttpRequest, reference: str) -> None:
    """Four digits are soon guessed: tries are counted by connection and by the number they are about."""
    at = timezone.now()
    limits.count(limits.TRACKING, limits.address(request), at=at)
    if known := read_reference(reference):
        limits.count(limits.TRACKING_ONE, f"nomor:{known}", at=at)


@never_cache
@require_safe
@for_giver
def tracked(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """One promise with its lines, clocks, journeys, receipts and what can be done now."""
    pages = Paginator(queries.lines_of(commitment), LINES_A_PAGE)  # at most 200 rows: one query is enough
    page = pages.get_page(request.GET.get("hal"))
    lines = list(page.object_list)
    journeys = story.journeys(lines)
    masks = masked_contacts(line.need.recipient_id for line in lines)
    turns, offer = queries.turns(lines), queries.offer_of(commitment)
    cards = [story.card(line, journeys, commitment=commitment, masks=masks, turns=turns) for line in lines]
    shown: dict[str, Any] = {
        "commitment": commitment,
        "cards": cards,
        "journeys": journeys,
        "entries": story.timeline(commitment, lines, journeys),
        "several": pages.count > 1,
        "key": new_key(),
        "waiting": any(line.state == LineState.AWAITING_CODE for line in lines)
        or (offer is not None and offer.state == OfferState.AWAITING_CODE),
        "lettered": story.has_letter(lines),
        "offer": offer,
        "proposals": queries.proposals_of(offer) if offer else [],
        "own": as_user(request) is not None,
    }
    return render(request, "giving/tracked.html", shown | (paging(page, "baris") if pages.num_pages > 1 else {}))


@never_cache
@require_safe
@for_giver
def calendar(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """The hand-over of one line for the giver's calendar."""
    return calendar_file([line_in(commitment, number)])
