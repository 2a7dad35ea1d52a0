"""Laporkan masalah: anybody, on any public record, without a name; and what became of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ksbb.core import limits
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound, Refused
from ksbb.needs import queries as needs
from ksbb.places import queries as places
from ksbb.recipients import queries as recipients
from ksbb.voices import actions, queries
from ksbb.voices.enums import Matter
from ksbb.web.giving.drafts import new_key, sound_key
from ksbb.web.giving.fields import PlainField

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.places.models import Place
    from ksbb.voices.models import ProblemReport

REPORTS = limits.Limit("laporan", 5, 3600)
OWN_PATH = re.compile(r"/(?!/)[A-Za-z0-9._/-]{0,118}")
RECORD = re.compile(r"/(kebutuhan|wilayah|penerima)/([A-Za-z0-9._-]{4,40})/")


class ReportForm(forms.Form):
    """What is wrong, and where an answer may go."""

    perihal = forms.ChoiceField(
        label="Perihal",
        choices=Matter.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih perihalnya.", "invalid_choice": "Pilih salah satu."},
    )
    isi = PlainField(
        label="Apa masalahnya?",
        help_text="Tanpa nama dan nomor orang. Tulis apa yang Anda lihat, kapan, dan di mana.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tuliskan masalahnya.", "max_length": "Paling banyak 2.000 huruf."},
    )
    surat = forms.EmailField(
        label="Alamat e-mail untuk jawaban",
        help_text="Tanpa ini pun Anda bisa melihat jawabannya dengan nomor lacak.",
        required=False,
        max_length=254,
        error_messages={"invalid": "Alamat e-mail ini belum lengkap. Contoh: nama@surat.id"},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, with the answers that were given in public about the same record."""
    if known := read_reference(request.GET.get("nomor", "")):
        return redirect("voices:report_status", known)
    about = _about(request)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _send(request, form.cleaned_data, about)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        except Refused as stop:
            form.add_error("isi", stop.refusal.message)
        else:
            return redirect("voices:report_status", ref=made.reference)
    status = 422 if form.is_bound and form.errors else 200
    shown: dict[str, Any] = {
        "form": form,
        "about": about,
        "named": _named(about),
        "key": new_key(),
        "answers": queries.public_answers(about),
    }
    return render(request, "voices/report.html", shown, status=status)


def _send(request: HttpRequest, said: dict[str, Any], about: str) -> ProblemReport:
    at = timezone.now()
    limits.count(REPORTS, limits.address(request), at=at)
    return actions.report_problem(
        about=about,
        place=_place(about),
        matter=Matter(said["perihal"]),
        text=said["isi"],
        contact=said["surat"].lower(),
        at=at,
        key=sound_key(request.POST.get("kunci", "")),
    )


def _about(request: HttpRequest) -> str:
    """The page it is about: a path of our own, else the whole site."""
    asked = request.POST.get("tentang") or request.GET.get("tentang") or "/"
    return asked if OWN_PATH.fullmatch(asked) else "/"


def _named(about: str) -> str:
    """The page in words: a record by its kind and number, any other as the page one came from."""
    found = RECORD.match(about)
    return f"{found[1]} {found[2]}" if found else "halaman yang baru Anda buka"


def _place(about: str) -> Place | None:
    """Where the record lies, so that its officer answers; None leaves it to Pokja."""
    found = RECORD.match(about)
    if found is None:
        return None
    try:
        match found[1]:
            case "kebutuhan":
                return needs.by_reference(found[2]).place
            case "penerima":
                return recipients.by_reference(found[2]).place
            case _:
                return places.place_by_code(found[2])
    except NotFound:
        return None


@never_cache
@require_safe
def status(request: HttpRequest, ref: str) -> HttpResponse:
    """Where a report stands, for whoever holds its tracking code."""
    found = queries.report_by_reference(ref)
    return render(request, "voices/report_status.html", {"report": found})
