"""Verifikasi dokumen: anybody with a paper in the hand learns whether it is ours, unchanged and still in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ksbb.core import limits
from ksbb.core.formats import tanggal, tanggal_waktu
from ksbb.core.refusals import NotFound
from ksbb.core.text import clean
from ksbb.documents import printing, queries, seals
from ksbb.documents.enums import OF_ITS_DAY, PaperKind, PaperState
from ksbb.documents.sheets import Pair, check_code, file_seal, read_code, spoken_code
from ksbb.web.giving.fields import no_identity_number
from ksbb.web.giving.people import sent
from ksbb.web.giving.steps import asked
from ksbb.web.papers.contents import assemble, ended_on
from ksbb.web.papers.views import standing_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from ksbb.documents.models import Paper

MISSES = limits.Limit("verifikasi", 30, 600)
FILES = limits.Limit("verifikasi-berkas", 30, 600)
"""Files from one connection: each costs a reading and perhaps a printing."""
LARGEST = 1_000_000
UNKNOWN = (
    "Nomor dan kode periksa ini tidak kami kenal. Periksa lagi salinannya; kalau sama, dokumen ini bukan dari KSBB."
)
CHANGED = "Berkas ini berbeda dari yang kami terbitkan, biarpun hanya satu tanda. Jangan dipercaya."
NO_FILE = (
    "Berkas ini tidak sama dengan dokumen mana pun yang kami terbitkan. Foto, hasil pindai, dan berkas yang disimpan "
    "ulang selalu berbeda: untuk itu pakai nomor dan kode periksanya."
)


class CodeForm(forms.Form):
    """What stands beside the QR."""

    nomor = forms.CharField(
        label="Nomor dokumen",
        help_text="Seperti BAST-2026-000123.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Tulis nomor dokumen.", "max_length": "Nomor ini terlalu panjang."},
    )
    kode = forms.CharField(
        label="Kode periksa",
        help_text="Sepuluh huruf dan angka di samping QR.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Tulis kode periksa.", "max_length": "Kode ini terlalu panjang."},
    )


class FileForm(forms.Form):
    """The PDF itself."""

    berkas = forms.FileField(
        validators=[no_identity_number],
        label="Berkas PDF",
        help_text="Berkas asli yang Anda terima, paling besar 1 MB. Tidak kami simpan.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": "Pilih berkas PDF.", "invalid": "Berkas belum terkirim. Pilih lagi."},
    )

    def clean_berkas(self) -> str:
        """The seal of its bytes."""
        given = self.cleaned_data["berkas"]
        if given.size > LARGEST:
            raise forms.ValidationError("Berkas ini lebih dari 1 MB. Dokumen kami jauh lebih kecil.")
        return file_seal(given.read())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page says: the word, the reason, and what anybody may know of the paper."""

    word: str
    why: str
    wrong: bool = True
    status: int = 200
    paper: Paper | None = None
    facts: Sequence[Pair] = field(default_factory=tuple)

    @property
    def kind(self) -> str:
        """What the paper is."""
        return PaperKind(self.paper.kind).label if self.paper else ""

    @property
    def code(self) -> str:
        """The kode periksa in groups."""
        return spoken_code(check_code(self.paper.digest)) if self.paper else ""


def judge(paper: Paper, newest: Paper) -> Verdict:
    """Cocok: ours, in force, and the record still says what the paper says."""
    facts = queries.facts_of(paper)
    if paper.state == PaperState.WITHDRAWN:
        why = f"Dokumen ini kami terbitkan, lalu ditarik {tanggal(paper.state_since)}. Alasan: {paper.state_reason}"
        return Verdict("Tidak berlaku lagi", why, paper=paper, facts=facts)
    if paper.state == PaperState.SUPERSEDED:
        why = (
            f"Dokumen ini kami terbitkan, tetapi sudah digantikan oleh versi {newest.version} yang terbit "
            f"{tanggal_waktu(newest.issued_at)}. Mintalah yang terbaru."
        )
        return Verdict("Sudah digantikan", why, paper=paper, facts=facts)
    if paper.kind in OF_ITS_DAY:
        why = f"Poster ini dari KSBB. Angkanya keadaan {tanggal(paper.issued_at)}; yang terbaru ada di halamannya."
        return Verdict("Cocok", why, wrong=False, paper=paper, facts=facts)
    if paper.kind == PaperKind.COMMITMENT and (over := ended_on(paper.subject)):
        why = f"Dokumen ini kami terbitkan. Komitmennya berakhir {tanggal(over)}: dibatalkan, gugur, atau ditolak."
        return Verdict("Tidak berlaku lagi", why, paper=paper, facts=facts)
    if standing_sheet(paper) is None:
        why = "Dokumen ini kami terbitkan, tetapi catatannya sudah berubah sesudah itu. Mintalah versi yang baru."
        return Verdict("Tidak cocok", why, paper=paper, facts=facts)
    why = (
        "Dokumen ini dari KSBB, masih berlaku, dan isinya sama dengan catatan kami. Bandingkan dengan yang Anda pegang."
    )
    return Verdict("Cocok", why, wrong=False, paper=paper, facts=facts)


@never_cache
@asked
def start(request: HttpRequest) -> HttpResponse:
    """Type number and code, or hand in the file."""
    asked_for = request.GET if request.method != "POST" and "nomor" in request.GET else None
    form, file = CodeForm(asked_for), FileForm(sent(request), request.FILES or None)
    if asked_for is not None and form.is_valid():
        number, code = clean(form.cleaned_data["nomor"]), read_code(form.cleaned_data["kode"])
        parts = queries.read_number(number)
        if parts and code:
            return redirect("papers:check", f"{parts[0]}-{parts[1]}-{parts[2]:06d}-{code}")
        form.add_error(None, UNKNOWN)
    if request.method == "POST" and file.is_valid():
        try:
            limits.count(FILES, limits.address(request), at=timezone.now())
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        found = queries.by_file(file.cleaned_data["berkas"])
        verdict = judge(found, queries.by_number(found.reference)) if found else Verdict("Tidak cocok", NO_FILE)
        return _show(request, verdict, file=True)
    shown = {"form": form, "file": file, "honest": seals.HONEST}
    return render(request, "papers/verify.html", shown, status=422 if form.errors or file.errors else 200)


@never_cache
@asked
def check(request: HttpRequest, seal: str) -> HttpResponse:
    """Where the QR leads. A wrong number and a wrong code get the same answer, and misses are counted."""
    number, _, code = seal.rpartition("-")
    at, where = timezone.now(), limits.address(request)
    try:
        paper, newest = queries.checked(number, code)
    except NotFound:
        try:
            limits.count(MISSES, where, at=at)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        return _show(request, Verdict("Tidak cocok", UNKNOWN, status=404))
    form = FileForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            limits.count(FILES, where, at=at)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        verdict = judge(paper, newest)
        if not _same_file(paper, form.cleaned_data["berkas"]):
            verdict = Verdict("Tidak cocok", CHANGED, paper=paper, facts=verdict.facts)
        return _show(request, verdict, file=True)
    return _show(request, judge(paper, newest), form=form)


def _same_file(paper: Paper, seal: str) -> bool:
    """The bytes as issued; or as printed today, should the printer's library have changed since."""
    if seal == paper.file_digest:
        return True
    sheet = standing_sheet(paper)
    return sheet is not None and seal == file_seal(printing.pdf(paper, sheet))


def _show(request: HttpRequest, verdict: Verdict, *, form: FileForm | None = None, file: bool = False) -> HttpResponse:
    page = ""
    if verdict.paper and verdict.paper.kind == PaperKind.POSTER:
        page = assemble(PaperKind.POSTER, verdict.paper.subject).back
    shown = {
        "verdict": verdict,
        "form": form or FileForm(),
        "file": file,
        "honest": seals.HONEST,
        "page": page,
        "here": _address(verdict),
    }
    status = 422 if form is not None and form.errors else verdict.status
    return render(request, "papers/verdict.html", shown, status=status)


def _address(verdict: Verdict) -> str:
    """Where a file is compared with this very paper."""
    paper = verdict.paper
    if paper is None:
        return reverse("papers:verify")
    return reverse("papers:check", args=[f"{paper.reference}-{check_code(paper.digest)}"])
