"""Taking in lists of RW and of recipients: looked at first, then all or nothing. Faults can be downloaded as a table.

What was looked at travels back in the page, signed, so that exactly that is taken in and nothing is kept in between.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse

from ksbb.core.formats import read_count
from ksbb.core.refusals import NotFound
from ksbb.opendata.exporters import safe
from ksbb.places import actions as place_actions
from ksbb.places import queries as places
from ksbb.places.rules import read_table
from ksbb.recipients import actions, rules
from ksbb.recipients.actions import RecipientRow
from ksbb.recipients.enums import FactKind
from ksbb.web.desks.forms import DeedForm, Reason, Words
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at
from ksbb.web.giving.fields import no_identity_number

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 8 * 1024 * 1024
MOST_RECIPIENTS = 5_000
SHOWN = 100
GOOD_FOR = 2 * 3600  # seconds between looking and taking in
SALT = "ksbb.desks.import"
COLUMNS = ("jenis", "kode_wilayah", "nama", "kk", "penghuni", "per_tanggal", "sumber")

Fault = tuple[int, str, str]
"""Row (0: the file), column, sentence."""


class FileForm(DeedForm):
    """A file and where it comes from."""

    file = forms.FileField(
        validators=[no_identity_number],
        label="Berkas CSV atau XLSX",
        error_messages={
            "required": "Pilih berkas lebih dahulu.",
            "empty": "Berkas ini kosong. Pilih berkas lain.",
            "missing": "Pilih berkas lebih dahulu.",
            "invalid": "Berkas tidak terkirim. Coba lagi.",
            "max_length": "Nama berkas terlalu panjang.",
        },
    )
    source = Words(
        label="Sumber data", most=200, help_text="Misalnya: surat Kelurahan Cipulir No. 4, 20 November 2026."
    )

    def clean_file(self) -> Any:
        """Nothing above 8 MB."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise ValidationError("Berkas terlalu besar; paling besar 8 MB.")
        return given


class TakeInForm(DeedForm):
    """What was looked at, signed; perhaps a reason for what is hard to believe."""

    seen = forms.CharField(widget=forms.HiddenInput(attrs={"id": False}), max_length=2_400_000)
    reason = Reason(label="Alasan, bila diminta", required=False)

    def clean_seen(self) -> dict[str, Any]:
        """What the page carried, if it was ours and is not too old."""
        try:
            seen = signing.loads(self.cleaned_data["seen"], salt=SALT, max_age=GOOD_FOR)
        except signing.BadSignature:
            raise ValidationError("Pratinjau ini sudah terlalu lama. Unggah berkasnya sekali lagi.") from None
        return dict(seen)


def _sign(content: dict[str, Any]) -> str:
    return signing.dumps(content, salt=SALT, compress=True)


@sits_at(POKJA, "GET", "HEAD")
def imports(visit: Visit) -> HttpResponse:
    """Which list?"""
    return visit.show("desks/imports.html", {"columns": COLUMNS})


@sits_at(POKJA)
def rw_list(visit: Visit) -> HttpResponse:
    """Look at a list of RW."""
    form = FileForm(visit.sent, files=visit.request.FILES if visit.sent is not None else None)
    if not (form.is_bound and form.is_valid()):
        lead = "Kolom: kode_kelurahan (atau kelurahan, kecamatan) dan rw. Yang sudah dikenal tidak digandakan."
        question = Question("Impor daftar RW", "Periksa berkas", reverse("desks:pokja_imports"), lead, upload=True)
        return visit.ask(form, question)
    given, source = form.cleaned_data["file"], form.cleaned_data["source"]
    preview = places.parse_rw_file(name=given.name or "", content=given.read())
    faults = [(problem.row, problem.column, problem.message) for problem in preview.problems]
    seen = {"kind": "rw", "codes": preview.codes, "source": source} if preview.sound else {"faults": faults}
    context = {
        "title": "Impor daftar RW",
        "new": [(f"RW {row.number:03d}", row.code) for row in preview.new[:SHOWN]],
        "numbers": [("baru", len(preview.new)), ("sudah dikenal", len(preview.unchanged))],
        "skipped": len(preview.skipped),
    }
    return _preview(visit, context, faults, seen, to="desks:import_rw_now")


def _preview(visit: Visit, context: dict[str, Any], faults: list[Fault], seen: Any, *, to: str) -> HttpResponse:
    form = TakeInForm(initial={"seen": _sign(seen)})
    shared = {"form": form, "faults": faults[:SHOWN], "fault_count": len(faults), "to": reverse(to)}
    return visit.show("desks/import_preview.html", {**context, **shared}, status=422 if faults else 200)


@sits_at(POKJA, "POST")
def rw_list_now(visit: Visit) -> HttpResponse:
    """Take in what was looked at."""
    form = TakeInForm(visit.sent)
    done = form.attempt(
        lambda said: place_actions.import_rw(
            codes=_of_kind(said, "rw")["codes"],
            source=said["seen"]["source"],
            reason=said["reason"],
            by=visit.user,
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:pokja_imports", done="Daftar RW tersimpan seluruhnya.")
    return visit.show("desks/import_again.html", {"form": form, "title": "Impor daftar RW"})


def _of_kind(said: dict[str, Any], kind: str) -> dict[str, Any]:
    seen: dict[str, Any] = said["seen"]
    if seen.get("kind") != kind:
        raise NotFound(kind)
    return seen


@sits_at(POKJA)
def recipient_list(visit: Visit) -> HttpResponse:
    """Look at a list of recipients."""
    form = FileForm(visit.sent, files=visit.request.FILES if visit.sent is not None else None)
    if not (form.is_bound and form.is_valid()):
        lead = f"Kolom: {', '.join(COLUMNS)}. Jenis: rw, panti_asuhan, panti_lansia, panti_disabilitas, pesantren."
        question = Question("Impor penerima", "Periksa berkas", reverse("desks:pokja_imports"), lead, upload=True)
        return visit.ask(form, question)
    given, source = form.cleaned_data["file"], form.cleaned_data["source"]
    rows, faults = read_recipients(name=given.name or "", content=given.read())
    checked: Sequence[Any] = ()
    if not faults:
        checked, problems = actions.check_rows(by=visit.user, rows=rows, at=visit.at)
        faults = [(number, "", text) for number, text in problems]
    plain = [[r.kind, r.place, r.name, r.families, r.residents, r.as_of, r.source] for r in rows]
    seen = {"faults": faults} if faults else {"kind": "penerima", "rows": plain, "source": source}
    context = {
        "title": "Impor penerima",
        "new": [(row.name or place.title, f"{kind.name}, {place.code}") for row, kind, place in checked[:SHOWN]],
        "numbers": [("baris baik", len(checked))],
    }
    return _preview(visit, context, faults, seen, to="desks:import_recipients_now")


def read_recipients(*, name: str, content: bytes) -> tuple[list[RecipientRow], list[Fault]]:
    """Rows of a file of recipients and what is wrong with it. Never raises for bad content."""
    table = read_table(name=name, content=content)
    faults = [(problem.row, problem.column, problem.message) for problem in table.problems]
    if not faults and len(table.rows) > MOST_RECIPIENTS:
        faults = [(0, "", "Terlalu banyak baris; paling banyak 5.000 sekali impor.")]
    if not faults and not {"jenis", "kode_wilayah"} <= set(table.rows[0].cells):
        faults = [(1, "", f"Judul kolom harus memuat: {', '.join(COLUMNS)}.")]
    rows = [_read(row.number, row.cells, faults) for row in (() if faults else table.rows)]
    return rows, faults


def _read(number: int, cells: Any, faults: list[Fault]) -> RecipientRow:
    """One row; what cannot be read becomes a fault."""
    as_of = cells.get("per_tanggal", "")[:10]
    if as_of:
        try:
            sound = 2000 <= date.fromisoformat(as_of).year <= 2100
        except ValueError:
            sound = False
        if not sound:
            faults.append((number, "per_tanggal", "Tulis tanggal seperti 2026-11-20."))
    for column, most in (("nama", 160), ("sumber", 400)):
        if len(cells.get(column, "")) > most:
            faults.append((number, column, f"Terlalu panjang; paling banyak {most} huruf."))
    return RecipientRow(
        kind=cells.get("jenis", ""),
        place=cells.get("kode_wilayah", ""),
        name=cells.get("nama", ""),
        families=_count(number, "kk", cells, FactKind.VULNERABLE_FAMILIES, faults),
        residents=_count(number, "penghuni", cells, FactKind.RESIDENTS, faults),
        as_of=as_of,
        source=cells.get("sumber", ""),
    )


def _count(number: int, column: str, cells: Any, kind: FactKind, faults: list[Fault]) -> int | None:
    if not cells.get(column):
        return None
    most = rules.MOST_RESIDENTS if kind == FactKind.RESIDENTS else rules.MOST_FAMILIES_IN_RW
    counted = read_count(cells[column])
    if counted is None:
        faults.append((number, column, "Isi dengan angka bulat."))
    elif counted > most:
        faults.append((number, column, f"Angka ini di atas batas wajar ({most}). Catat di meja wilayah dengan alasan."))
        return None
    return counted


@sits_at(POKJA, "POST")
def recipient_list_now(visit: Visit) -> HttpResponse:
    """Take in what was looked at."""
    form = TakeInForm(visit.sent)
    done = form.attempt(
        lambda said: actions.import_recipients(
            by=visit.user,
            rows=[RecipientRow(*row) for row in _of_kind(said, "penerima")["rows"]],
            source=said["seen"]["source"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:pokja_imports", done="Daftar penerima tersimpan seluruhnya.")
    return visit.show("desks/import_again.html", {"form": form, "title": "Impor penerima"})


@sits_at(POKJA, "POST")
def faults(visit: Visit) -> HttpResponse:
    """The faults of a file as CSV. Cells that a spreadsheet would reckon with are made plain text (SEC-17)."""
    form = TakeInForm(visit.sent)
    if not form.is_valid() or "faults" not in form.cleaned_data["seen"]:
        return visit.show("desks/import_again.html", {"form": form, "title": "Daftar kesalahan"}, status=422)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["baris", "kolom", "kesalahan"])
    for number, column, sentence in form.cleaned_data["seen"]["faults"]:
        writer.writerow([number, safe(column), safe(sentence)])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kesalahan.csv"'
    return answer
