"""Leaving the target to Pokja: what and when, who you are; then the answers to what Pokja proposes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ksbb.catalogue import queries as catalogue
from ksbb.catalogue.queries import current_statement
from ksbb.commitments import actions, queries
from ksbb.commitments.enums import Mode
from ksbb.commitments.rules import OFFER_WITHIN, why_not_offer
from ksbb.core import limits
from ksbb.core.refusals import NotFound, Refused
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.web.giving.deeds import ReasonForm
from ksbb.web.giving.drafts import new_key, sound_key
from ksbb.web.giving.forms import MODES, NameForm, StatementForm, WhoForm, day_field, quantity_field
from ksbb.web.giving.people import acting, as_user, for_giver, giver_name, grant, is_organisation, sent
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment, Offer

STORE = "tawaran"


def _asked(words: str) -> dict[str, str]:
    return dict.fromkeys(("required", "invalid_choice"), words)


class OfferForm(forms.Form):
    """What, how many, where it may go, and in which days."""

    paket = forms.ChoiceField(label="Paket apa?", widget=forms.RadioSelect, error_messages=_asked("Pilih paketnya."))
    jumlah = quantity_field(
        "Berapa banyak?", help_text="Dihitung per paket, atau per kg, liter, dan buah untuk bahan lepas."
    )
    wilayah = forms.ChoiceField(
        label="Di mana boleh disalurkan?", required=False, error_messages=_asked("Pilih wilayah dari daftar.")
    )
    cara = forms.ChoiceField(
        label="Bagaimana bantuan sampai ke penerima?",
        choices=MODES,
        widget=forms.RadioSelect,
        error_messages=_asked("Pilih cara bantuan sampai."),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, last = on, on + OFFER_WITHIN
        packages = [(one.code, one.name) for one in catalogue.packages()]
        cities = [(one.code, one.name) for one in places.current().filter(level=Level.CITY).order_by("code")]
        self.fields["paket"].choices = packages  # type: ignore[attr-defined]
        self.fields["wilayah"].choices = [("", "Di mana pun di Jakarta"), *cities]  # type: ignore[attr-defined]
        self.fields["hari"] = day_field("Paling cepat diantar", first=on, last=last)
        self.fields["hingga"] = day_field("Paling lambat diantar", first=on, last=last)

    def clean(self) -> dict[str, Any]:
        """The days and the quantity make sense together."""
        answers = super().clean() or {}
        if self.errors:
            return answers
        refusal = why_not_offer(
            quantity=answers["jumlah"], deliver_on=answers["hari"], deliver_through=answers["hingga"], on=self.on
        )
        if refusal is not None:
            self.add_error("hingga" if refusal.code.startswith("date_") else "jumlah", refusal.message)
        return answers


@never_cache
@asked
def offer(request: HttpRequest) -> HttpResponse:
    """Page 1: what, how many, where, when."""
    kept = request.session.get(STORE, {})
    today = timezone.localdate()
    first = {"hari": today, "hingga": today + timedelta(days=14)} | kept
    form = OfferForm(sent(request), on=today, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        days = {"hari": said["hari"].isoformat(), "hingga": said["hingga"].isoformat()}
        answers = {name: said[name] for name in ("paket", "jumlah", "wilayah", "cara")}
        request.session[STORE] = answers | days | {"key": new_key()}
        return redirect("giving:offer_check")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "giving/offer.html", {"form": form}, status=status)


def _draft(kept: dict[str, Any]) -> actions.OfferDraft:
    area = places.place_by_code(kept["wilayah"]) if kept["wilayah"] else None
    return actions.OfferDraft(
        package=catalogue.package_by_code(kept["paket"]),
        quantity=kept["jumlah"],
        deliver_on=date.fromisoformat(kept["hari"]),
        deliver_through=date.fromisoformat(kept["hingga"]),
        area=area,
        mode=Mode(kept["cara"]),
    )


@never_cache
@asked
def check(request: HttpRequest) -> HttpResponse:
    """Page 2: who you are, the statement, one button."""
    kept = request.session.get(STORE)
    if not kept:
        return redirect("giving:offer")
    at, user = timezone.now(), as_user(request)
    draft, refusal = _draft(kept), None
    terms = StatementForm(sent(request))
    who: WhoForm | NameForm
    if user is None:
        who = WhoForm(sent(request), phones=settings.KSBB_DEMO)
    else:
        shown_name = "ya" if is_organisation(user, at=at) else "tidak"
        who = NameForm(sent(request), giver=giver_name(user, at=at), initial={"tampil": shown_name})
    valid = who.is_valid() and terms.is_valid()
    if request.method == "POST" and valid and request.POST.get("kunci") == kept["key"]:
        try:
            return _send(request, draft, who.cleaned_data, kept["key"])
        except Refused as stop:
            refusal = stop.refusal
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
    statement = current_statement(on=timezone.localdate(at))
    shown = {"draft": draft, "who": who, "form": terms, "key": kept["key"], "statement": statement, "refusal": refusal}
    status = 409 if refusal else 422 if request.method == "POST" and not valid else 200
    return render(request, "giving/offer_check.html", shown, status=status)


def _send(request: HttpRequest, draft: actions.OfferDraft, said: dict[str, Any], key: str) -> HttpResponse:
    at, user = timezone.now(), as_user(request)
    show = said["tampil"] == "ya"
    who = f"orang:{user.pk}" if user else f"sesi:{request.session.session_key}"
    limits.count(limits.COMMITMENTS, limits.address(request), who, at=at)
    if user is not None:
        made = actions.offer(by=user, draft=draft, statement_accepted=True, show_name=show, at=at, key=key)
    else:
        guest = actions.Guest(name=said["nama"], email=said["email"].lower(), phone=said["telepon"])
        made = actions.offer_as_guest(guest=guest, draft=draft, statement_accepted=True, show_name=show, at=at, key=key)
    del request.session[STORE]
    grant(request, made.reference)
    return redirect("giving:tracked" if user else "giving:code", ref=made.reference)


@never_cache
@require_POST
@for_giver
def accept(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Yes to a proposed target: it is a promise from now on."""
    proposal = queries.proposal_in(commitment, str(number))
    key = sound_key(request.POST.get("kunci", ""))
    try:
        actions.accept_target(by=acting(request), proposal=proposal, at=timezone.now(), key=key)
    except Refused as stop:
        if stop.refusal.forbidden:
            raise
        messages.error(request, stop.refusal.message)
    else:
        messages.success(request, f"Tercatat: bantuan Anda untuk {proposal.need.recipient.name}.")
    return redirect("giving:tracked", ref=commitment.reference)


@never_cache
@asked
@for_giver
def decline(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """No to a proposed target, with a reason."""
    proposal = queries.proposal_in(commitment, str(number))
    words = f"{proposal.quantity} {proposal.need.package.spoken} untuk {proposal.need.recipient.name}"
    return _with_reason(
        request,
        commitment,
        title="Tolak usulan ini?",
        lead=f"Pokja mencari sasaran lain. Usulannya: {words}.",
        deed=lambda reason, key: actions.decline_target(
            by=acting(request), proposal=proposal, reason=reason, at=timezone.now(), key=key
        ),
    )


@never_cache
@asked
@for_giver
def withdraw(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Take back what has no target yet."""
    offer = _offer_of(commitment)
    return _with_reason(
        request,
        commitment,
        title="Tarik tawaran ini?",
        lead="Yang belum bersasaran ditarik. Sasaran yang sudah Anda setujui tetap menjadi komitmen.",
        deed=lambda reason, key: actions.withdraw_offer(
            by=acting(request), offer=offer, reason=reason, at=timezone.now(), key=key
        ),
    )


def _offer_of(commitment: Commitment) -> Offer:
    found = queries.offer_of(commitment)
    if found is None:
        raise NotFound(commitment.reference)
    return found


def _with_reason(request: HttpRequest, commitment: Commitment, *, title: str, lead: str, deed: Any) -> HttpResponse:
    """Ask for a reason, do the deed, go back to the promise."""
    form, refusal = ReasonForm(sent(request)), None
    key = sound_key(request.POST.get("kunci", ""))
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data["alasan"], key)
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, "Tercatat.")
            return redirect("giving:tracked", ref=commitment.reference)
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    shown = {"commitment": commitment, "form": form, "refusal": refusal, "key": key, "title": title, "lead": lead}
    return render(request, "giving/offer_reason.html", shown, status=status)
