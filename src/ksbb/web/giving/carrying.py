"""What a giver does with journeys: plan one, depart, hand over, call off."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ksbb.commitments import queries
from ksbb.commitments.enums import RUNNING
from ksbb.core.formats import angka, tanggal
from ksbb.core.refusals import NotFound, Refused
from ksbb.deliveries import actions
from ksbb.deliveries import queries as deliveries
from ksbb.web.giving import story
from ksbb.web.giving.deeds import ReasonForm
from ksbb.web.giving.drafts import sound_key
from ksbb.web.giving.fields import CountField
from ksbb.web.giving.forms import day_field
from ksbb.web.giving.people import acting, for_giver, line_in, sent
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment, Line


class JourneyForm(forms.Form):
    """How many of each line to this recipient travel together, and on which day. Zero leaves a line at home."""

    def __init__(self, *args: Any, room: list[tuple[Line, int]], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = room
        today = timezone.localdate(at)
        for line, left in room:
            package = line.need.package
            label = f"Berapa {package.counted_as} yang diantar kali ini?"
            if len(room) > 1:
                label = f"{package.name}: berapa {package.counted_as}?"
            self.fields[f"jumlah_{line.pk}"] = CountField(
                label=label,
                help_text=f"Belum diantar {angka(left)}. Boleh sebagian dahulu.",
                min_value=0 if len(room) > 1 else 1,
                max_value=left,
                initial=left,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "required": "Isi jumlah yang diantar.",
                    "invalid": "Tulis jumlah dengan angka, misalnya 20.",
                    "min_value": "Isi jumlah paling sedikit 1.",
                    "max_value": f"Yang belum diantar tinggal {angka(left)}.",
                },
            )
        until = max((line.lapses_on or line.deliver_through for line, _ in room), default=today)
        day = max(today, min((line.deliver_on for line, _ in room), default=today))
        self.fields["hari"] = day_field("Hari antar", first=today, last=max(until, day), initial=day.isoformat())

    def clean(self) -> dict[str, Any]:
        """Something must travel, and not before today."""
        answers = super().clean() or {}
        if not self.errors and not any(answers.get(f"jumlah_{line.pk}") for line, _ in self.room):
            self.add_error(f"jumlah_{self.room[0][0].pk}", "Isi paling sedikit satu jumlah.")
        return answers

    def loads(self) -> list[actions.Load]:
        """What travels."""
        chosen = ((line, self.cleaned_data[f"jumlah_{line.pk}"]) for line, _ in self.room)
        return [actions.Load(line=line, quantity=quantity) for line, quantity in chosen if quantity]


def _room(commitment: Commitment, line: Line) -> list[tuple[Line, int]]:
    """The lines of this promise to the same recipient with what is left to bring; the asked one first."""
    same = [one for one in queries.lines_of(commitment) if one.need.recipient_id == line.need.recipient_id]
    same.sort(key=lambda one: one.pk != line.pk)
    away = deliveries.on_other_journeys(one.pk for one in same)
    left = [(one, one.to_bring - away.get(one.pk, 0)) for one in same if one.state in RUNNING and one.holds]
    return [(one, n) for one, n in left if n > 0]


@never_cache
@asked
@for_giver
def plan(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Put goods on a journey: all, or a part first."""
    line, at, refusal = line_in(commitment, number), timezone.now(), None
    room = _room(commitment, line)
    if not room:
        messages.info(request, "Tidak ada lagi yang perlu diantar untuk baris ini.")
        return redirect("giving:tracked", ref=commitment.reference)
    form = JourneyForm(sent(request), room=room, at=at)
    if request.method == "POST" and form.is_valid():
        key, day = sound_key(request.POST.get("kunci", "")), form.cleaned_data["hari"]
        try:
            actions.plan_delivery(by=acting(request), loads=form.loads(), planned_on=day, at=at, key=key)
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, f"Penyaluran direncanakan untuk {tanggal(day)}.")
            return redirect("giving:tracked", ref=commitment.reference)
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    key = sound_key(request.POST.get("kunci", ""))
    shown = {"line": line, "commitment": commitment, "form": form, "refusal": refusal, "key": key}
    return render(request, "giving/plan.html", shown, status=status)


def journey_in(commitment: Commitment, reference: str) -> story.Journey:
    """A journey that carries a line of this very promise. Raises NotFound."""
    delivery = deliveries.by_reference(reference)
    found = story.journeys_of([delivery])
    if not found or all(load.row.line.commitment_id != commitment.pk for load in found[0].loads):
        raise NotFound(reference)
    return found[0]


@never_cache
@require_POST
@for_giver
def depart(request: HttpRequest, commitment: Commitment, journey: str) -> HttpResponse:
    """Berangkat."""
    delivery = journey_in(commitment, journey).delivery
    key = sound_key(request.POST.get("kunci", ""))
    actions.depart(by=acting(request), delivery=delivery, at=timezone.now(), key=key)
    messages.success(request, "Tercatat: bantuan sedang diantar.")
    return redirect("giving:tracked", ref=commitment.reference)


@never_cache
@asked
@for_giver
def hand_over(request: HttpRequest, commitment: Commitment, journey: str) -> HttpResponse:
    """Diserahkan: asked once more, because the numbers move."""
    found, refusal = journey_in(commitment, journey), None
    key = sound_key(request.POST.get("kunci", ""))
    if request.method == "POST":
        try:
            actions.hand_over(by=acting(request), delivery=found.delivery, at=timezone.now(), key=key)
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, "Tercatat sebagai disalurkan. Penerima diminta mengonfirmasi.")
            return redirect("giving:tracked", ref=commitment.reference)
    shown = {"journey": found, "commitment": commitment, "refusal": refusal, "key": key}
    return render(request, "giving/hand_over.html", shown, status=409 if refusal else 200)


@never_cache
@asked
@for_giver
def call_off(request: HttpRequest, commitment: Commitment, journey: str) -> HttpResponse:
    """Tidak jadi diantar: the goods can be planned again."""
    found, refusal = journey_in(commitment, journey), None
    form = ReasonForm(sent(request))
    key = sound_key(request.POST.get("kunci", ""))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["alasan"]
        try:
            actions.call_off(by=acting(request), delivery=found.delivery, reason=reason, at=timezone.now(), key=key)
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, "Penyaluran ini dibatalkan. Barangnya bisa direncanakan lagi.")
            return redirect("giving:tracked", ref=commitment.reference)
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    shown = {"journey": found, "commitment": commitment, "form": form, "refusal": refusal, "key": key}
    return render(request, "giving/call_off.html", shown, status=status)
