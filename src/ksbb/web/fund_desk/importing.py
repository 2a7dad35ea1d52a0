"""Statements: looked at first, then imported all or nothing; rows that are not exact are settled by a person.

What was looked at travels back in the page, signed, so that exactly that is taken in and nothing is kept in between.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse

from ksbb.core.formats import angka, rupiah, tanggal
from ksbb.core.refusals import NotFound, Refusal, Refused
from ksbb.core.text import clean
from ksbb.gifts import actions, rules
from ksbb.gifts.enums import WAITS_FOR_PERSON, Decision, Match, Settlement
from ksbb.gifts.matching import StatementLine, layout_by_code, layouts, read_statement
from ksbb.gifts.queries import find_channel, standing, statements
from ksbb.opendata.exporters import safe
from ksbb.web.desks.forms import DeedForm, Pick, Words
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AGREGATOR, Question, Visit, sits_at
from ksbb.web.fund_desk.fresh import fresh
from ksbb.web.fund_desk.intents import own_gift
from ksbb.web.giving.fields import no_identity_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.gifts.models import Channel, Gift
    from ksbb.places.rules import RowProblem

HERE = "fund_desk:statements"
MOST_BYTES = 2 * 1024 * 1024
SHOWN = 200
GOOD_FOR = 2 * 3600  # seconds between looking and taking in
SALT = "ksbb.fund_desk.statement"


@sits_at(AGREGATOR, "GET", "HEAD")
def rows(visit: Visit) -> HttpResponse:
    """Rows that wait for a person, and the statements that were imported."""
    own = standing.agregator_of(visit.reach)
    chosen, waiting = visit.request.GET.get("saring", ""), statements.waiting_rows(own)
    chosen = chosen if chosen in WAITS_FOR_PERSON else ""
    context = {
        "page": paged(visit.request, waiting.filter(match=chosen) if chosen else waiting, "baris"),
        "files": statements.files_of(own)[:12],
        "kinds": [("", "Semua"), *((one.value, one.label) for one in Match if one in WAITS_FOR_PERSON)],
        "chosen": chosen,
        "fresh": fresh(own, at=visit.at),
    }
    return visit.show("fund_desk/statements.html", context)


class FileForm(DeedForm):
    """A statement, of which account, laid out how."""

    channel = Pick(label="Rekening atau QRIS")
    layout = Pick(label="Susunan berkas")
    file = forms.FileField(
        label="Berkas CSV atau XLSX",
        validators=[no_identity_number],
        help_text="Paling besar 2 MB. Ekspor hari yang utuh; mutasi yang tumpang tindih tidak digandakan.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Pilih berkas lebih dahulu.",
            "empty": "Berkas ini kosong. Pilih berkas lain.",
            "missing": "Pilih berkas lebih dahulu.",
            "invalid": "Berkas tidak terkirim. Coba lagi.",
            "max_length": "Nama berkas terlalu panjang.",
        },
    )

    def __init__(self, data: Any = None, *, files: Any = None, channels: Sequence[Channel]) -> None:
        super().__init__(data, files=files)
        self.choose(
            "channel",
            [(str(one.pk), f"{one.get_kind_display()} {one.bank} {one.number}{one.nmid}") for one in channels],
        )
        self.choose("layout", [(one.code, f"{one.name}. {one.help}") for one in layouts().values()])

    def clean_file(self) -> Any:
        """Nothing above the bound."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise ValidationError("Berkas terlalu besar; paling besar 2 MB.")
        return given


@sits_at(AGREGATOR)
def choose(visit: Visit) -> HttpResponse:
    """Choose a file; look at what it says."""
    own = standing.agregator_of(visit.reach)
    channels = standing.channels(state=Decision.AGREED, organisation=own)
    files = visit.request.FILES if visit.sent is not None else None
    form = FileForm(visit.sent, files=files, channels=list(channels))
    if not (form.is_bound and form.is_valid()):
        lead = "Semua baris diperiksa dahulu; tidak ada yang tersimpan sebelum Anda menekan tombol di pratinjau."
        return visit.ask(form, Question("Impor mutasi", "Periksa berkas", reverse(HERE), lead, upload=True))
    said = form.cleaned_data
    layout = layout_by_code(said["layout"])
    content = said["file"].read(MOST_BYTES + 1)
    reading = read_statement(name=said["file"].name or "", content=content, layout=layout, on=visit.today)
    if reading.problems:
        return _faults(visit, reading.problems)
    return _preview(
        visit, own_channel(visit, said["channel"]), layout.code, reading.lines, passed_over=reading.passed_over
    )


def own_channel(visit: Visit, number: str) -> Channel:
    """A channel of the own agregator. Raises NotFound."""
    found = find_channel(visit.user, number, visit.at)
    visit.insist_own(found.organisation_id)
    return found


def _faults(visit: Visit, problems: Sequence[RowProblem]) -> HttpResponse:
    told = [(one.row, one.column, one.message) for one in problems]
    signed = signing.dumps(told, salt=SALT, compress=True)
    context = {"problems": problems[:SHOWN], "many": len(told), "signed": signed}
    return visit.show("fund_desk/statement_faults.html", context, status=422)


def _preview(
    visit: Visit,
    channel: Channel,
    layout: str,
    lines: Sequence[StatementLine],
    *,
    passed_over: int = 0,
    form: TakeInForm | None = None,
) -> HttpResponse:
    judged = statements.judge(channel, lines)
    fresh = [one for one in judged if not one.known]
    plain = [(one.number, one.booked_on.isoformat(), one.amount_rp, one.text, one.id) for one in lines]
    seen = signing.dumps({"channel": channel.pk, "layout": layout, "lines": plain}, salt=SALT, compress=True)
    counted = Counter(one.match for one in fresh)
    context = {
        "channel": channel,
        "numbers": [(match.label, counted[match], match in WAITS_FOR_PERSON) for match in Match if counted[match]],
        "fresh": len(fresh),
        "known": len(judged) - len(fresh),
        "passed_over": passed_over,
        "total": sum(one.line.amount_rp for one in fresh),
        "rows": judged[:SHOWN],
        "more": max(0, len(judged) - SHOWN),
        "form": form or TakeInForm(initial={"seen": seen}),
    }
    return visit.show("fund_desk/statement_preview.html", context)


class TakeInForm(DeedForm):
    """What was looked at, signed."""

    seen = forms.CharField(widget=forms.HiddenInput(attrs={"id": False}), max_length=2_400_000)

    def clean_seen(self) -> dict[str, Any]:
        """What the page carried, if it was ours and is not too old."""
        try:
            seen = signing.loads(self.cleaned_data["seen"], salt=SALT, max_age=GOOD_FOR)
        except signing.BadSignature:
            seen = None
        if not isinstance(seen, dict):
            raise ValidationError("Pratinjau ini sudah terlalu lama. Unggah berkasnya sekali lagi.")
        return seen


@sits_at(AGREGATOR, "POST")
def take_in(visit: Visit) -> HttpResponse:
    """Import what was looked at, all or nothing."""
    form = TakeInForm(visit.sent)

    def deed(said: dict[str, Any]) -> Any:
        seen = said["seen"]
        lines = [StatementLine(row[0], date.fromisoformat(row[1]), *row[2:]) for row in seen["lines"]]
        channel = own_channel(visit, str(seen["channel"]))
        told = {"channel": channel, "layout": seen["layout"], "lines": lines}
        return actions.import_statement(by=visit.user, **told, at=visit.at, key=said["key"])

    done = form.attempt(deed)
    if done is None:
        return visit.show("fund_desk/statement_again.html", {"form": form})
    known = done.rows - done.fresh
    again = f" {angka(known)} baris sudah dikenal dan tidak digandakan." if known else ""
    return visit.go(HERE, done=f"{angka(done.fresh)} baris baru tersimpan.{again}")


@sits_at(AGREGATOR, "POST")
def faults(visit: Visit) -> HttpResponse:
    """The faults of a file as CSV. Cells that a spreadsheet would reckon with are made plain text (SEC-17)."""
    try:
        told = signing.loads(visit.request.POST.get("seen", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        told = []
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["baris", "kolom", "kesalahan"])
    for number, column, sentence in told if isinstance(told, list) else []:
        writer.writerow([number, safe(column), safe(sentence)])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kesalahan-mutasi.csv"'
    return answer


class SettleForm(DeedForm):
    """What the row is; of which gift; why."""

    outcome = Pick(label="Uang apa ini?", choices=Settlement.choices)
    gift = Words(
        label="Nomor titipan",
        most=40,
        required=False,
        help_text="Bila untuk titipan tertentu, misalnya KS-7F3K-92QD-M.",
    )
    reason = Words(
        label="Alasan", rows=2, most=300, required=False, help_text="Wajib bila bukan pemberian atau sudah tercatat."
    )


@sits_at(AGREGATOR)
def row(visit: Visit, number: str) -> HttpResponse:
    """Settle one row that waits."""
    found = statements.find_row(visit.user, number, visit.at)
    form = SettleForm(visit.sent, initial={"gift": found.gift.reference if found.gift else ""})

    def deed(said: dict[str, Any]) -> Any:
        told = {"outcome": Settlement(said["outcome"]), "gift": _gift(visit, said), "reason": said["reason"]}
        return actions.settle_row(by=visit.user, row=found, **told, at=visit.at, key=said["key"])

    done = form.attempt(deed)
    if done is not None:
        return visit.go(HERE, done="Baris mutasi diselesaikan.")
    note = f"Berkas {tanggal(found.file.imported_at)}, baris {found.number}"
    facts = [
        {"term": "Masuk", "value": rupiah(found.amount_rp), "note": tanggal(found.booked_on)},
        {"term": "Berita bank", "value": found.text or "kosong", "note": note},
        {"term": "Hasil", "value": found.get_match_display(), "note": found.settled_reason},
    ]
    if found.gift:
        note = f"Niat {rupiah(found.gift.intended_rp)}, {found.gift.get_state_display().lower()}"
        facts.append({"term": "Menyebut", "value": found.gift.reference, "note": note})
    refusal = rules.why_settled(found)
    return visit.ask(form, Question("Selesaikan baris mutasi", "Simpan", reverse(HERE), "", "Mutasi", facts, refusal))


@sits_at(AGREGATOR, "POST")
def reopen(visit: Visit, number: str) -> HttpResponse:
    """The row is not what it was taken for: it waits again."""
    row = statements.find_row(visit.user, number, visit.at)
    visit.insist_own(row.channel.organisation_id)
    return visit.press(
        lambda: actions.reopen_row(by=visit.user, row=row, at=visit.at, key=visit.key),
        to="fund_desk:statements",
        done="Diurungkan. Barisnya menunggu lagi; bila ada uang yang tercatat, pembukuannya dibalik.",
    )


def _gift(visit: Visit, said: dict[str, Any]) -> Gift | None:
    """The gift that was named, where the answer needs one. Raises Refused for a number that is not known here."""
    text = clean(said["gift"])
    if said["outcome"] not in {Settlement.GIFT, Settlement.SAME} or not text:
        return None
    try:
        return own_gift(visit, text)
    except NotFound:
        raise Refused(Refusal("gift_unknown", "Nomor titipan ini tidak dikenal. Periksa lagi.")) from None
