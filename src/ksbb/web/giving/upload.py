"""Unggah daftar: an organisation promises a whole spreadsheet at once, previewed first, all or nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ksbb.catalogue.queries import current_statement
from ksbb.commitments import actions
from ksbb.commitments.enums import Via
from ksbb.core.formats import read_count
from ksbb.core.references import read_reference
from ksbb.core.refusals import FORBIDDEN, Refused
from ksbb.needs import queries as needs
from ksbb.parties.queries import party_of
from ksbb.web.giving import upload_rows
from ksbb.web.giving.desk import desk_of
from ksbb.web.giving.drafts import new_key, sound_key
from ksbb.web.giving.fields import no_identity_number, read_day
from ksbb.web.giving.forms import StatementForm
from ksbb.web.giving.people import as_user, sent
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ksbb.core.refusals import Refusal
    from ksbb.parties.models import User

SALT = "ksbb.unggah"
LISTED = 20


class FileForm(forms.Form):
    """The file."""

    berkas = forms.FileField(
        validators=[no_identity_number],
        label="Berkas CSV atau XLSX",
        help_text="Tiga kolom: kebutuhan, jumlah, tanggal. Paling banyak 200 baris, paling besar 1 MB.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Pilih berkas CSV atau XLSX.",
            "invalid": "Berkas belum terkirim. Pilih lagi.",
            "missing": "Berkas belum terkirim. Pilih lagi.",
        },
    )


def _organisation(request: HttpRequest) -> tuple[User, dict[str, Any]]:
    """The person, who must act for an organisation, and what every page of its desk shows."""
    user, at = as_user(request), timezone.now()
    party = party_of(user, at=at) if user is not None else None
    if user is None or party is None or party.organisation_id is None:
        raise Refused(FORBIDDEN)
    return user, desk_of(party, at=at)


@never_cache
@login_required
@asked
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; look at what it says; send it as one promise. A fallen organisation reads why it cannot."""
    user, desk = _organisation(request)
    if desk["fallen"]:
        return render(request, "giving/upload.html", desk, status=403)
    if "isi" in request.POST:
        return _send(request, user, desk)
    form = FileForm(sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["berkas"]
        content = file.read(upload_rows.MOST_BYTES + 1)
        reading = upload_rows.read_file(name=file.name, content=content, on=timezone.localdate())
        return _preview(request, desk, reading, StatementForm())
    shown = {"form": form, **desk}
    return render(request, "giving/upload.html", shown, status=422 if form.is_bound else 200)


def _preview(
    request: HttpRequest,
    desk: dict[str, Any],
    reading: upload_rows.Reading,
    form: StatementForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    faults = [(problem.row, problem.column, problem.message) for problem in reading.problems]
    by_row: dict[int, list[tuple[str, str]]] = {}
    for row, column, message in faults:
        by_row.setdefault(row, []).append((column, message))
    names = {row.number: row.need for row in reading.rows}
    shown = {
        "rows": [(raw, names.get(raw[0]), by_row.get(raw[0], [])) for raw in reading.raw],
        "listed": [str(problem) for problem in reading.problems[:LISTED]],
        "more": max(0, len(faults) - LISTED),
        "faults": len(faults),
        "signed_faults": signing.dumps(faults, salt=SALT, compress=True) if faults else "",
        "signed": signing.dumps(reading.raw, salt=SALT, compress=True),
        "total": sum(row.quantity for row in reading.rows),
        "statement": current_statement(on=timezone.localdate()),
        "form": form,
        "refusal": refusal,
        "key": sound_key(request.POST.get("kunci", "")) if refusal or form.is_bound else new_key(),
    } | desk
    status = 409 if refusal else 422 if faults or (form.is_bound and form.errors) else 200
    return render(request, "giving/upload_preview.html", shown, status=status)


def _unsigned(text: str) -> Any:
    """What we signed ourselves within the last day, or None."""
    try:
        return signing.loads(text, salt=SALT, max_age=timedelta(days=1))
    except signing.BadSignature:
        return None


def _send(request: HttpRequest, user: User, desk: dict[str, Any]) -> HttpResponse:
    """Promise all rows, or none: a row that no longer fits brings the preview back."""
    at = timezone.now()
    raw = _unsigned(request.POST["isi"])
    if raw is None:
        return redirect("giving:upload")
    rows: list[upload_rows.Raw] = [(row[0], row[1], row[2], row[3]) for row in raw]
    form, key = StatementForm(request.POST), sound_key(request.POST.get("kunci", ""))
    found = needs.by_references(row[1] for row in rows)
    lines = _lines(rows, found)
    if not form.is_valid() or lines is None:
        return _preview(request, desk, upload_rows.check(rows, on=timezone.localdate(at)), form)
    try:
        made = actions.promise(
            by=user, lines=lines, statement_accepted=True, show_name=True, via=Via.FILE, at=at, key=key
        )
    except Refused as stop:
        return _preview(request, desk, upload_rows.check(rows, on=timezone.localdate(at)), form, stop.refusal)
    return redirect("giving:receipt", ref=made.reference)


def _lines(rows: list[upload_rows.Raw], found: dict[str, Any]) -> list[actions.LineDraft] | None:
    """The rows as the action takes them; whether they still fit is the action's matter, so that a retry replays."""
    lines = []
    for _, reference, quantity, day in rows:
        need, when = found.get(read_reference(reference) or ""), read_day(day.split("T")[0])
        amount = read_count(quantity)
        if need is None or when is None or amount is None:
            return None
        lines.append(actions.LineDraft(need=need, quantity=amount, deliver_on=when))
    return lines


def _csv(name: str, rows: list[list[Any]]) -> HttpResponse:
    """A CSV that a spreadsheet opens without running anything."""
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@never_cache
@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A file to fill in, with needs that are open now as an example."""
    today = timezone.localdate()
    open_now = needs.listed(needs.NeedFilter(), on=today)[:3]
    rows = [[need.reference, min(10, need.remaining), need.deliver_until.isoformat()] for need in open_now]
    return _csv("daftar-komitmen.csv", [list(upload_rows.COLUMNS), *rows])


@never_cache
@login_required
@require_POST
def faults(request: HttpRequest) -> HttpResponse:
    """The list of faults as a file, to be mended in the spreadsheet."""
    told = _unsigned(request.POST.get("kesalahan", "")) or []
    return _csv("kesalahan.csv", [["baris", "kolom", "kesalahan"], *told])
