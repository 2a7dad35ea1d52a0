"""What a giver does with one line: contact, day, less, not at all; each sent by POST, asked on a page of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ksbb.commitments import actions
from ksbb.core.formats import tanggal
from ksbb.core.refusals import Refused
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries import queries as journeys
from ksbb.deliveries.enums import DeliveryState
from ksbb.web.giving.drafts import sound_key
from ksbb.web.giving.fields import PlainField
from ksbb.web.giving.forms import day_field, is_daily, quantity_field
from ksbb.web.giving.people import acting, for_giver, line_in, sent
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment, Line
    from ksbb.core.refusals import Refusal
    from ksbb.deliveries.models import DeliveryLine


class ReasonForm(forms.Form):
    """A reason that the other side will read."""

    alasan = PlainField(
        label="Alasannya",
        help_text="Penerima membaca ini. Paling sedikit 10 huruf.",
        min_length=10,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Tuliskan alasannya.",
            "min_length": "Tuliskan alasannya dengan jelas, paling sedikit 10 huruf.",
            "max_length": "Alasan terlalu panjang; paling banyak 400 huruf.",
        },
    )


class ReduceForm(ReasonForm):
    """A smaller quantity, with the reason."""

    jumlah = quantity_field("Jumlah yang baru", required="Isi jumlah yang baru.")
    field_order = ["jumlah", "alasan"]

    def __init__(self, *args: Any, line: Line, left: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now, least = line.quantity or line.pledged, max(1, line.delivered, line.delivered - line.owed + left)
        counted = line.need.package.counted_as
        self.fields["jumlah"].help_text = f"Sekarang {now} {counted}. Isi antara {least} dan {now - 1}."
        self.fields["jumlah"].widget.attrs.update(min=str(least), max=str(now - 1))


class ScheduleForm(forms.Form):
    """The agreed day (first and last for daily meals) and the hour in words."""

    def __init__(self, *args: Any, line: Line, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = timezone.localdate(at), line.need.deliver_until
        day = (line.other_day or line.deliver_on).isoformat()
        daily = is_daily(line.need)
        self.fields["hari"] = day_field("Hari pertama" if daily else "Hari antar", first=first, last=last, initial=day)
        if daily:
            through = line.deliver_through.isoformat()
            self.fields["hingga"] = day_field("Hari terakhir", first=first, last=last, initial=through)
        self.fields["jam"] = PlainField(
            label="Jam",
            help_text="Misalnya antara pukul 09.00 dan 11.00.",
            required=False,
            max_length=60,
            initial=line.time_note,
            error_messages={"max_length": "Tulisan tentang jam terlalu panjang; paling banyak 60 huruf."},
        )


def _asked_again(
    request: HttpRequest, template: str, line: Line, form: Any, refusal: Refusal | None, **more: Any
) -> HttpResponse:
    """The page of a deed: first time, or again with what is to be mended."""
    status = 409 if refusal else 422 if form is not None and form.is_bound and form.errors else 200
    key = sound_key(request.POST.get("kunci", ""))
    shown = {"line": line, "commitment": line.commitment, "form": form, "refusal": refusal, "key": key, **more}
    return render(request, template, shown, status=status)


def _back(line: Line) -> HttpResponse:
    return redirect("giving:tracked", ref=line.commitment.reference)


@never_cache
@require_POST
@for_giver
def contacted(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Sudah dihubungi: the 48-hour clock stops."""
    line = line_in(commitment, number)
    key = sound_key(request.POST.get("kunci", ""))
    actions.note_contact(by=acting(request), line=line, at=timezone.now(), key=key)
    messages.success(request, f"Tercatat: {line.need.recipient.name} sudah dihubungi.")
    return _back(line)


@never_cache
@asked
@for_giver
def schedule(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Set or change the day."""
    line, at, refusal = line_in(commitment, number), timezone.now(), None
    form = ScheduleForm(sent(request), line=line, at=at)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            actions.schedule(
                by=acting(request),
                line=line,
                deliver_on=answers["hari"],
                deliver_through=answers.get("hingga"),
                time_note=answers["jam"],
                at=at,
                key=sound_key(request.POST.get("kunci", "")),
            )
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, f"Hari antar tercatat: {tanggal(answers['hari'])}.")
            return _back(line)
    return _asked_again(request, "giving/schedule.html", line, form, refusal)


@never_cache
@require_POST
@for_giver
def accept_day(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Take the day that the receiver proposed."""
    line = line_in(commitment, number)
    if line.other_day is None:
        return _back(line)
    length = line.deliver_through - line.deliver_on
    last = min(line.other_day + length, max(line.need.deliver_until, line.other_day))
    key = sound_key(request.POST.get("kunci", ""))
    actions.schedule(
        by=acting(request), line=line, deliver_on=line.other_day, deliver_through=last, at=timezone.now(), key=key
    )
    messages.success(request, f"Hari antar tercatat: {tanggal(line.other_day)}.")
    return _back(line)


@never_cache
@asked
@for_giver
def reduce(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Promise less. What is planned and has not left shrinks with it; what has left is called off first."""
    line, refusal = line_in(commitment, number), None
    left, waiting = _on_journeys(line)
    form = ReduceForm(sent(request), line=line, left=sum(row.quantity for row in left))
    if request.method == "POST" and form.is_valid():
        answers, key = form.cleaned_data, sound_key(request.POST.get("kunci", ""))
        try:
            deliveries.reduce(
                by=acting(request),
                line=line,
                quantity=answers["jumlah"],
                reason=answers["alasan"],
                at=timezone.now(),
                key=key,
            )
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, f"Jumlah menjadi {answers['jumlah']} {line.need.package.counted_as}.")
            return _back(line)
    return _asked_again(request, "giving/reduce.html", line, form, refusal, left=left, waiting=waiting)


def _on_journeys(line: Line) -> tuple[list[DeliveryLine], list[DeliveryLine]]:
    """What of the line has left, and what is planned."""
    planned = [row for row in journeys.of_lines([line.pk]) if row.delivery.state in journeys.OPEN]
    left = [row for row in planned if row.delivery.state == DeliveryState.ON_THE_WAY]
    return left, [row for row in planned if row not in left]


@never_cache
@asked
@for_giver
def cancel(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Take the promise of one line back."""
    line, refusal = line_in(commitment, number), None
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        key = sound_key(request.POST.get("kunci", ""))
        reason = form.cleaned_data["alasan"]
        try:
            actions.cancel(by=acting(request), line=line, reason=reason, at=timezone.now(), key=key)
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, "Komitmen dibatalkan. Jumlahnya terbuka lagi untuk pemberi lain.")
            return _back(line)
    return _asked_again(request, "giving/cancel.html", line, form, refusal)
