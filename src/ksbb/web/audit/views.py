"""The history: the page about it, and what machines take from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ksbb.core import checkpoints, jobs, limits
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound
from ksbb.opendata import history
from ksbb.web.capaian.answering import form_of, public
from ksbb.web.desks.words import deed_word

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

DOWNLOADS = limits.Limit("catatan", 100, 600)
"""Files of the log from one connection: a log of five million rows in ten minutes."""


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """Catatan audit: the newest checkpoint, how to verify, gaps, when all was last verified, all checkpoints."""
    before = row_number(request.GET.get("sebelum", "")) or None
    listed = history.checkpoints_before(before)
    signed = checkpoints.latest()
    verified_at, verdict = jobs.last_run("audit")
    context = {
        "signed": signed,
        "parts": range(history.parts(signed.size)) if signed else (),
        "standing": checkpoints.standing(),
        "verified_at": verified_at,
        "verified_rows": row_number(verdict) if verdict.isdecimal() else None,
        "listed": listed,
        "older": listed[-1][0].size if listed and listed[-1][1] else None,
        "before": before,
        "origin": settings.KSBB_ORIGIN,
    }
    return render(request, "audit/index.html", context)


def _text(body: str, *, kind: str = "text/plain") -> HttpResponse:
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8")


@public
def latest(request: HttpRequest) -> HttpResponseBase:
    """The newest checkpoint as a signed note."""
    signed = checkpoints.latest()
    if signed is None:
        raise NotFound("no checkpoint yet")
    return _text(signed.note)


@public
def note(request: HttpRequest, size: str) -> HttpResponseBase:
    """The checkpoint of so many rows as a signed note."""
    return _text(history.checkpoint(size).note)


@public
def key(request: HttpRequest) -> HttpResponseBase:
    """The public key of the newest checkpoint."""
    signed = checkpoints.latest()
    if signed is None:
        raise NotFound("no checkpoint yet")
    return _text(f"{signed.key}\n")


@public
def part(request: HttpRequest, number: str) -> HttpResponseBase:
    """One file of the log: up to 50,000 rows, sent as they are read."""
    if not (number.isascii() and number.isdecimal() and len(number) <= 6):
        raise NotFound(number)
    lines = history.part(int(number))
    try:
        limits.count(DOWNLOADS, limits.address(request), at=timezone.now())
    except limits.TooOften as often:
        return limits.too_often(request, often.seconds)
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="catatan-{int(number)}.ndjson"'
    return response


@public
def growth(request: HttpRequest, old: str, new: str) -> HttpResponseBase:
    """The proof that one checkpoint continues another."""
    return _text(history.growth(old, new), kind="application/json")


@public
def find(request: HttpRequest) -> HttpResponseBase:
    """To the row whose number was typed."""
    sequence = row_number(request.GET.get("urutan", "").strip())
    return redirect("audit:row", sequence) if sequence else redirect("audit:index")


@public
def row(request: HttpRequest, sequence: str) -> HttpResponseBase:
    """One row and its proof; as JSON the proof alone, `ukuran` names another checkpoint."""
    found = history.row_proof(sequence, size=request.GET.get("ukuran", ""))
    if form_of(request) == "json":
        if not found.proof:
            raise NotFound(sequence)
        return _text(found.proof, kind="application/json")
    return render(request, "audit/row.html", {"row": found, "word": deed_word(found.verb)})


@public
def verifier(request: HttpRequest) -> HttpResponseBase:
    """The stand-alone verifier, one file."""
    answer = _text((settings.BASE_DIR / "scripts" / "verify_log.py").read_text(encoding="utf-8"), kind="text/x-python")
    answer["Content-Disposition"] = 'attachment; filename="verify_log.py"'
    return answer
