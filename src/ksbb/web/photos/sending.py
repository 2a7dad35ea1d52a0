"""Sending a photo: the giver of a journey, the receiver of a delivery, who proposes a need; answering a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ksbb.core import limits
from ksbb.core.pictures import LARGEST_BYTES
from ksbb.core.refusals import Refused
from ksbb.deliveries import actions, photos, queries
from ksbb.deliveries.enums import Side
from ksbb.recipients import queries as recipients
from ksbb.web.desks.forms import DeedForm, Reason
from ksbb.web.desks.own_needs import need_of_own
from ksbb.web.desks.visits import RECIPIENT, Question, Visit, sits_at
from ksbb.web.giving.carrying import journey_in
from ksbb.web.giving.fields import no_identity_number
from ksbb.web.giving.people import acting, for_giver
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment
    from ksbb.deliveries.models import Delivery, Evidence
    from ksbb.needs.models import Need
    from ksbb.parties.models import User

SAVED = "Foto tersimpan. Petugas memeriksanya dahulu; sebelum itu hanya Anda dan petugas yang melihatnya."


class PhotoForm(forms.Form):
    """The file."""

    foto = forms.FileField(
        validators=[no_identity_number],
        label="Foto",
        help_text="JPEG, PNG, atau WebP, paling besar 8 MB.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": "Pilih atau ambil fotonya.",
            "invalid": "Foto belum terkirim. Pilih lagi.",
            "missing": "Foto belum terkirim. Pilih lagi.",
        },
    )


class AnswerForm(DeedForm):
    """Words to the officer who asks."""

    answer = Reason(label="Jawaban Anda")


def taken(
    request: HttpRequest, form: PhotoForm, *, subject: Delivery | Need, by: User | None, add: Callable[[str], object]
) -> bool:
    """Read and add the photo of a valid form; False when something must be mended: then the form says what."""
    at = timezone.now()
    who = f"orang:{by.pk}" if by else f"{limits.address(request)}:{subject.reference}"
    limits.count(limits.PHOTOS, who, at=at)
    content = form.cleaned_data["foto"].read(LARGEST_BYTES + 1)
    if queries.sent_already(subject, digest=photos.digest_of(content)):
        return True  # pressed twice: it is there
    try:
        add(photos.stage(content=content, subject=subject, by=by, at=at))
    except Refused as stop:
        if stop.refusal.forbidden:
            raise
        form.add_error("foto", stop.refusal.message)
        return False
    return True


def asked_for(subject: Delivery | Need, form: PhotoForm, mine: list[Evidence], **more: Any) -> dict[str, Any]:
    """What every page of sending shows."""
    home = subject.recipient.kind.institution
    code = photos.day_code(subject.reference, timezone.localdate())
    return {"form": form, "sent": mine, "code": code, "home": home, "subject": subject, **more}


@never_cache
@asked
@for_giver
def giver(request: HttpRequest, commitment: Commitment, journey: str) -> HttpResponse:
    """Photos of the giver's side on one journey."""
    delivery, by = journey_in(commitment, journey).delivery, acting(request)
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()

    def add(photo: str) -> object:
        return actions.add_photo(by=by, delivery=delivery, side=Side.GIVER, photo=photo, at=timezone.now())

    try:
        if form.is_valid() and taken(request, form, subject=delivery, by=by, add=add):
            messages.success(request, SAVED)
            return redirect("photos:giver", ref=commitment.reference, journey=delivery.reference)
    except limits.TooOften as stop:
        return limits.too_often(request, stop.seconds)
    mine = queries.photos_on([delivery], queries.GIVERS).get(delivery.pk, [])
    shown = asked_for(delivery, form, mine, commitment=commitment)
    return render(request, "photos/giver.html", shown, status=422 if form.errors else 200)


@never_cache
@asked
@for_giver
def giver_answer(request: HttpRequest, commitment: Commitment, journey: str, photo: str) -> HttpResponse:
    """Answer an officer's question about a photo of the own side."""
    delivery = journey_in(commitment, journey).delivery
    found = queries.photo_on(delivery, queries.GIVERS, photo)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if _answered(form, found, by=acting(request)):
        messages.success(request, "Jawaban terkirim ke petugas.")
        return redirect("photos:giver", ref=commitment.reference, journey=delivery.reference)
    shown = {"form": form, "photo": found, "commitment": commitment}
    return render(request, "photos/giver_answer.html", shown, status=422 if form.errors else 200)


def _answered(form: AnswerForm, photo: Evidence, *, by: User | None) -> object | None:
    return form.attempt(
        lambda said: actions.answer_about_photo(
            by=by, photo=photo, answer=said["answer"], at=timezone.now(), key=said["key"]
        )
    )


def _desk(visit: Visit, subject: Delivery | Need, mine: list[Evidence], add: Callable[[str], object]) -> HttpResponse:
    """The receiver's page of sending, for a delivery or a need."""
    form = PhotoForm(visit.sent, visit.request.FILES) if visit.sent is not None else PhotoForm()
    try:
        if form.is_valid() and taken(visit.request, form, subject=subject, by=visit.user, add=add):
            messages.success(visit.request, SAVED)
            return redirect(visit.request.path)
    except limits.TooOften as stop:
        return limits.too_often(visit.request, stop.seconds)
    return visit.show("photos/desk.html", asked_for(subject, form, mine))


@sits_at(RECIPIENT)
def receiver(visit: Visit, reference: str) -> HttpResponse:
    """Photos of what was received."""
    delivery = queries.delivery_to(recipients.spoken_for(visit.reach), reference)
    mine = queries.photos_on([delivery], [Side.RECEIVER]).get(delivery.pk, [])

    def add(photo: str) -> object:
        return actions.add_photo(by=visit.user, delivery=delivery, side=Side.RECEIVER, photo=photo, at=visit.at)

    return _desk(visit, delivery, mine, add)


@sits_at(RECIPIENT)
def proposer(visit: Visit, reference: str) -> HttpResponse:
    """Photos that show what is lacking, with a proposal."""
    need = need_of_own(visit, reference)

    def add(photo: str) -> object:
        return actions.add_need_photo(by=visit.user, need=need, photo=photo, at=visit.at)

    return _desk(visit, need, queries.photos_for_need(need), add)


def _answer_desk(visit: Visit, photo: Evidence, back: str) -> HttpResponse:
    form = AnswerForm(visit.sent)
    if _answered(form, photo, by=visit.user):
        messages.success(visit.request, "Jawaban terkirim ke petugas.")
        return redirect(back)
    return visit.ask(form, Question("Jawab pertanyaan petugas", "Kirim jawaban", back, photo.state_reason))


@sits_at(RECIPIENT)
def receiver_answer(visit: Visit, reference: str, photo: str) -> HttpResponse:
    """Answer an officer's question about a photo of what was received."""
    delivery = queries.delivery_to(recipients.spoken_for(visit.reach), reference)
    found = queries.photo_on(delivery, [Side.RECEIVER], photo)
    return _answer_desk(visit, found, reverse("photos:receiver", args=[delivery.reference]))


@sits_at(RECIPIENT)
def proposer_answer(visit: Visit, reference: str, photo: str) -> HttpResponse:
    """Answer an officer's question about a photo of a proposal."""
    need = need_of_own(visit, reference)
    found = queries.photo_of_need(need, photo)
    return _answer_desk(visit, found, reverse("photos:proposer", args=[need.reference]))
