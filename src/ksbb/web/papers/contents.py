"""What each kind of paper says, assembled from the records each time anew. Nothing here asks who is looking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.commitments import queries as promises
from ksbb.commitments.enums import LineState, Mode
from ksbb.core.formats import angka, rentang_tanggal, rupiah, tanggal, terbilang
from ksbb.core.refusals import Refusal
from ksbb.documents.enums import PaperKind
from ksbb.documents.sheets import Pair, Part, Sheet, Signature
from ksbb.web.papers import handing, money, reports
from ksbb.web.papers.handing import Content, in_words
from ksbb.web.public.answers import whereabouts

if TYPE_CHECKING:
    from datetime import datetime

    from ksbb.commitments.models import Commitment, Line

ENDED = frozenset({LineState.CANCELLED, LineState.LAPSED, LineState.DECLINED})
MOST_NAMED = 5


def assemble(kind: PaperKind, subject: str, *, copies: int = 1) -> Content:
    """What a paper of this kind about this record says now. Raises NotFound where there is no such record."""
    return MAKERS[kind](subject, copies)


def _commitment(reference: str, copies: int) -> Content:
    commitment = promises.by_reference(reference)
    lines = [line for line in promises.lines_of(commitment) if line.state not in ENDED]
    parts = [_parties(commitment), _promised(lines), _value(lines), _words(commitment)]
    sheet = Sheet(
        title="Surat Komitmen",
        lead=(
            f"Pada hari {in_words(commitment.effective_at)} pemberi di bawah ini menyatakan komitmen membawa bantuan:",
        ),
        parts=[part for part in parts if part is not None],
        signatures=(Signature("Pemberi", commitment.giver.name), Signature("Mengetahui")),
        example=commitment.example,
    )
    named = list(dict.fromkeys(line.need.recipient.name for line in lines))
    totals: Counter[str] = Counter()
    for line in lines:
        totals[line.need.package.spoken] += _counted(line)
    facts = (
        Pair("Tanggal komitmen", tanggal(commitment.effective_at)),
        Pair("Pemberi", promises.public_giver(commitment)),
        Pair("Untuk", _some(named)),
        Pair("Bantuan", _some(f"{angka(number)} {what}" for what, number in totals.items())),
    )
    return Content(sheet, facts, back=reverse("giving:tracked", args=[reference]), refusal=_why_not(lines))


def ended_on(reference: str) -> datetime | None:
    """When the last of a promise was cancelled, lapsed or was declined; None while any of it stands."""
    lines = promises.lines_of(promises.by_reference(reference))
    if not lines or any(line.state not in ENDED for line in lines):
        return None
    return max(line.state_since for line in lines)


def _why_not(lines: list[Line]) -> Refusal | None:
    if not lines:
        return Refusal("promise_ended", "Tidak ada lagi yang berlaku dari komitmen ini, jadi tidak ada suratnya.")
    if any(line.state == LineState.AWAITING_CODE for line in lines):
        return Refusal("code_awaited", "Masukkan dahulu kode yang kami kirim; sesudah itu suratnya bisa dibuat.")
    return None


def _counted(line: Line) -> int:
    return line.quantity or line.pledged


def _some(names: Iterable[str]) -> str:
    """A few names and how many more."""
    told = list(names)
    more = f", dan {angka(len(told) - MOST_NAMED)} lainnya" if len(told) > MOST_NAMED else ""
    return ", ".join(told[:MOST_NAMED]) + more


def _parties(commitment: Commitment) -> Part:
    shown = "ditampilkan" if commitment.show_name else "tidak ditampilkan kepada umum"
    pairs = [
        Pair("Nomor komitmen", commitment.reference),
        Pair("Pemberi", commitment.giver.name),
        Pair("Nama pemberi", shown),
    ]
    if commitment.on_behalf_source:
        pairs.append(Pair("Dicatat", f"oleh Pokja atas nama pemberi; sumber: {commitment.on_behalf_source}"))
    return Part(pairs=pairs)


def _promised(lines: list[Line]) -> Part:
    rows = []
    for number, line in enumerate(lines, start=1):
        price = line.version.price_rp
        rows.append(
            (
                str(number),
                f"{line.need.recipient.name}, {whereabouts(line.need.place)}",
                line.need.package.name + (f" (isi setara: {line.equivalent})" if line.equivalent else ""),
                angka(_counted(line)),
                line.need.package.counted_as,
                rupiah(price * _counted(line)) if price else "–",
                _plan(line),
            )
        )
    columns = ("No", "Penerima", "Bantuan", "Jumlah", "Satuan", "Nilai acuan", "Rencana antar")
    return Part(columns=columns, rows=rows, figures=("No", "Jumlah", "Nilai acuan"))


def _plan(line: Line) -> str:
    days = rentang_tanggal(line.deliver_on, line.deliver_through)
    note = f", {line.time_note}" if line.time_note else ""
    waits = ", menunggu persetujuan isi setara" if line.equivalent and not line.equivalent_accepted_at else ""
    return f"{days}{note}, {Mode(line.mode).label.lower()}{waits}"


def _value(lines: list[Line]) -> Part | None:
    total = sum((line.version.price_rp or 0) * _counted(line) for line in lines)
    if not total:
        return None
    return Part(pairs=[Pair("Nilai acuan seluruhnya", f"{rupiah(total)} ({terbilang(total)} rupiah)")])


def _words(commitment: Commitment) -> Part:
    return Part(
        heading="Pernyataan pemberi",
        text=(
            commitment.statement.text,
            f"Pernyataan ini disetujui pemberi pada {tanggal(commitment.effective_at)}.",
            "Surat ini bukan bukti penerimaan: bantuan tercatat diterima hanya oleh konfirmasi penerima.",
            "Nilai acuan memakai harga acuan paket. KSBB tidak menerima uang.",
        ),
    )


MAKERS: Mapping[PaperKind, Callable[[str, int], Content]] = {
    PaperKind.COMMITMENT: _commitment,
    PaperKind.RECEIPT: handing.receipt,
    PaperKind.HANDOVER: handing.handover,
    PaperKind.LABEL: handing.label,
    PaperKind.SLIP: handing.slip,
    PaperKind.POSTER: handing.poster,
    PaperKind.GIFT: money.receipt,
    PaperKind.GIFT_YEAR: money.year,
    PaperKind.REPORT: reports.report,
}
