"""Papers: asked for, shown as a page, given as PDF, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ksbb.core import limits
from ksbb.core.refusals import NotFound, Refused, insist
from ksbb.documents import actions, printing, queries, rules, seals
from ksbb.documents.enums import PaperKind, PaperState
from ksbb.documents.sheets import Sheet, check_code, sealed, spoken_code
from ksbb.parties.queries import reach_of
from ksbb.web.giving.deeds import ReasonForm
from ksbb.web.giving.drafts import sound_key
from ksbb.web.giving.people import as_user, sent, signed_in
from ksbb.web.giving.steps import asked
from ksbb.web.papers import access, contents

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from ksbb.documents.models import Paper
    from ksbb.web.papers.handing import Content

ISSUES = limits.Limit("dokumen", 120, 3600)
PRINTS = limits.Limit("dokumen-pdf", 120, 600)
"""PDF made for one connection: each costs the machine a tenth of a second."""
SPOKEN = {
    PaperKind.COMMITMENT: "Surat ini memuat siapa yang berkomitmen, berapa, untuk siapa, dan kapan diantar.",
    PaperKind.HANDOVER: "Cetak dan bawa saat mengantar. Kedua pihak dan saksi menandatanganinya.",
    PaperKind.RECEIPT: "Memuat jumlah yang dihitung penerima, dengan angka dan huruf.",
    PaperKind.LABEL: "Empat label di tiap lembar A4, satu untuk tiap kardus.",
    PaperKind.SLIP: "Kertas penerima untuk kode terima. Kodenya sendiri ditulis tangan: ia hanya tampil sekali.",
    PaperKind.GIFT: "Bukti bahwa agregator mencatat uang Anda masuk ke rekeningnya sendiri, dengan angka dan huruf.",
    PaperKind.GIFT_YEAR: "Semua titipan Anda yang diterima agregator dalam satu tahun.",
    PaperKind.REPORT: "Angka seperti yang dilaporkan agregator, sama dengan pembukuannya sampai rupiah.",
    PaperKind.POSTER: "Satu lembar A4 untuk papan pengumuman, dengan QR besar.",
}


class IssueForm(forms.Form):
    """How many boxes, where the paper is a label; otherwise only the button."""

    def __init__(self, *args: Any, kind: PaperKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == PaperKind.LABEL:
            self.fields["kardus"] = forms.IntegerField(
                label="Berapa kardus?",
                min_value=1,
                max_value=rules.MOST_COPIES,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "required": "Isi jumlah kardus.",
                    "invalid": "Tulis jumlah kardus dengan angka, misalnya 4.",
                    "min_value": "Isi paling sedikit 1 kardus.",
                    "max_value": f"Paling banyak {rules.MOST_COPIES} kardus. Bagi kirimannya menjadi dua.",
                },
            )

    @property
    def copies(self) -> int:
        """How many labels; one paper otherwise."""
        return int(self.cleaned_data.get("kardus") or 1)


def standing_sheet(paper: Paper) -> Sheet | None:
    """What the paper says, if its record still says the same; None when the record moved on."""
    sheet = contents.assemble(PaperKind(paper.kind), paper.subject, copies=paper.copies).sheet
    return sheet if sealed(sheet, salt=paper.salt) == paper.digest else None


@never_cache
@asked
def ask(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """Ask for a paper: one button, or straight to the one that stands already."""
    wanted, at = access.kind_named(kind), timezone.now()
    subject, by = access.issuer(request, wanted, reference, at=at)
    form, refusal = IssueForm(sent(request), kind=wanted), None
    if request.method == "POST" and form.is_valid():
        try:
            limits.count(ISSUES, limits.address(request), at=at)
            content = contents.assemble(wanted, subject, copies=form.copies)
            insist(content.refusal)
            paper = actions.issue_paper(
                by=by,
                kind=wanted,
                subject=subject,
                sheet=content.sheet,
                facts=content.facts,
                at=at,
                key=sound_key(request.POST.get("kunci", "")),
            )
            return redirect("papers:paper", paper.reference)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        except Refused as stop:
            refusal = stop.refusal
    return _asking(request, form, wanted, subject, refusal)


def _asking(request: HttpRequest, form: IssueForm, kind: PaperKind, subject: str, refusal: Any) -> HttpResponse:
    standing = queries.standing_on(subject).get(kind)
    content = contents.assemble(kind, subject, copies=standing.copies if standing else 1)
    same = standing is not None and sealed(content.sheet, salt=standing.salt) == standing.digest
    if same and request.method == "GET" and standing is not None and kind != PaperKind.LABEL:
        return redirect("papers:paper", standing.reference)
    shown = {
        "form": form,
        "title": kind.label,
        "about": SPOKEN[kind],
        "facts": content.facts,
        "standing": standing if same else None,
        "older": standing if not same else None,
        "refusal": refusal or content.refusal,
        "key": sound_key(request.POST.get("kunci", "")),
        "back": _back(request, content),
    }
    return render(request, "papers/ask.html", shown, status=409 if refusal else 422 if form.errors else 200)


def _back(request: HttpRequest, content: Content) -> str:
    return content.back if as_user(request) is None else reverse("desks:home")


def _readable(request: HttpRequest, number: str, *, at: datetime) -> Paper:
    """The newest version of a paper, for its sides. Raises NotFound for everybody else."""
    paper = queries.by_number(number)
    access.may_read(request, PaperKind(paper.kind), paper.subject, at=at)
    return paper


@never_cache
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The accessible twin of the PDF: the same words, read aloud in order, and printable."""
    at = timezone.now()
    paper = _readable(request, number, at=at)
    if number != paper.reference:
        return redirect("papers:paper", paper.reference)
    content = contents.assemble(PaperKind(paper.kind), paper.subject, copies=paper.copies)
    stands = paper.state == PaperState.VALID and sealed(content.sheet, salt=paper.salt) == paper.digest
    slug = next(slug for slug, kind in access.SLUGS.items() if kind == paper.kind)
    shown = {
        "paper": paper,
        "sheet": content.sheet if stands else None,
        "label": PaperKind(paper.kind) == PaperKind.LABEL,
        "numbers": range(1, paper.copies + 1),
        "again": reverse("papers:ask", args=[slug, paper.subject]),
        "check": seals.check_address(paper),
        "code": spoken_code(check_code(paper.digest)),
        "qr": drawn(paper),
        "honest": seals.HONEST,
        "takes_back": stands and reach_of(as_user(request), at=at).is_pokja,
        "back": _back(request, content),
    }
    return render(request, "papers/paper.html", shown)


def drawn(paper: Paper) -> SafeString:
    """The QR as an SVG in the page: no style, no script, one path."""
    picture = seals.qr(paper).svg_inline(
        scale=4, border=4, omitsize=True, svgid="qr-segel", svgclass=None, lineclass=None
    )
    return mark_safe(picture)  # noqa: S308 - made by segno from an address of our own


@never_cache
@require_safe
def as_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF; where the record moved on, the page says so instead."""
    at = timezone.now()
    paper = _readable(request, number, at=at)
    try:
        limits.count(PRINTS, limits.address(request), at=at)
    except limits.TooOften as stop:
        return limits.too_often(request, stop.seconds)
    sheet = standing_sheet(paper) if paper.state == PaperState.VALID else None
    if sheet is None:
        return redirect("papers:paper", paper.reference)
    response = HttpResponse(printing.pdf(paper, sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.reference}.pdf"'
    return response


@never_cache
@login_required
@asked
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Pokja takes a paper back; its check page says so and why."""
    at, user, refusal = timezone.now(), signed_in(request), None
    if not reach_of(user, at=at).is_pokja:
        raise NotFound(number)
    paper, form = queries.by_number(number), ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason, key = cast("str", form.cleaned_data["alasan"]), sound_key(request.POST.get("kunci", ""))
        try:
            actions.withdraw_paper(by=user, paper=paper, reason=reason, at=at, key=key)
        except Refused as stop:
            refusal = stop.refusal
        else:
            messages.success(request, f"{paper.reference} sudah ditarik.")
            return redirect("papers:paper", paper.reference)
    shown = {"form": form, "paper": paper, "refusal": refusal, "key": sound_key(request.POST.get("kunci", ""))}
    return render(request, "papers/withdraw.html", shown, status=409 if refusal else 422 if form.errors else 200)
