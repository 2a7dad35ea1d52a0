"""The agregator's work board: what is late first, then what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localdate

from ksbb.core.formats import angka, relatif, rupiah, tanggal
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.enums import GiftState, SpendingKind
from ksbb.gifts.queries import standing, statements, working
from ksbb.web.desks.visits import AGREGATOR, Visit, sits_at
from ksbb.web.fund_desk.fresh import fresh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from ksbb.parties.models import Organisation

OF_A_KIND = 10
"""Of one kind so many are shown on the board; the rest stands on the page of that kind."""
KINDS = (
    ("", "Semua"),
    ("terlambat", "Terlambat"),
    ("mutasi", "Mutasi"),
    ("niat", "Niat"),
    ("belanja", "Belanja"),
    ("antar", "Penyaluran"),
    ("laporan", "Laporan"),
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, by when, where, and whether that day is over."""

    kind: str
    text: str
    due: str
    url: str
    word: str
    day: date
    late: bool = False


@sits_at(AGREGATOR, "GET", "HEAD")
def board(visit: Visit) -> HttpResponse:
    """Everything that waits for the agregator, late ones first; of one kind only where the address says so."""
    own = standing.agregator_of(visit.reach)
    chosen = visit.request.GET.get("saring", "")
    tasks = sorted(_tasks(own, visit.today), key=lambda task: (not task.late, task.day))
    if chosen:
        tasks = [task for task in tasks if task.kind == chosen or (chosen == "terlambat" and task.late)]
    context = {"organisation": own, "tasks": tasks, "kinds": KINDS, "chosen": chosen}
    context["fresh"] = fresh(own, at=visit.at)
    return visit.show("fund_desk/board.html", context)


def _tasks(own: Organisation, today: date) -> Iterator[Task]:
    yield from _statement_tasks(own, today)
    yield from _intent_tasks(own, today)
    yield from _spending_tasks(own, today)
    yield from _delivery_tasks(own, today)
    yield from _paper_tasks(own, today)


def _statement_tasks(own: Organisation, today: date) -> Iterator[Task]:
    for row in statements.waiting_rows(own)[:OF_A_KIND]:
        text = f"{row.get_match_display()}: {rupiah(row.amount_rp)} pada {tanggal(row.booked_on)}"
        since = localdate(row.file.imported_at)
        due = f"Menunggu sejak {tanggal(since)}"
        yield Task("mutasi", text, due, reverse("fund_desk:row", args=[row.pk]), "Selesaikan", since, since < today)


def _intent_tasks(own: Organisation, today: date) -> Iterator[Task]:
    for gift in working.intents(own, on=today).filter(state=GiftState.INTENT)[:OF_A_KIND]:
        text = f"Niat {gift.reference}, {rupiah(gift.intended_rp)}"
        due = f"Berlaku sampai {tanggal(gift.expires_on)}, {relatif(gift.expires_on, today=today)}"
        url = reverse("fund_desk:receive", args=[gift.reference])
        yield Task("niat", text, due, url, "Sudah masuk?", gift.expires_on, gift.expires_on < today)


def _spending_tasks(own: Organisation, today: date) -> Iterator[Task]:
    for spending in working.waiting_spendings(own)[:OF_A_KIND]:
        text = f"{SpendingKind(spending.kind).label} {rupiah(spending.amount_rp)} {spending.supplier}".strip()
        since = localdate(spending.proposed_at)
        due = f"Dicatat {spending.proposed_by.name}, {tanggal(since)}. Menunggu orang kedua"
        url = reverse("fund_desk:spending", args=[spending.reference])
        yield Task("belanja", text, due, url, "Periksa", since, since < today)


def _delivery_tasks(own: Organisation, today: date) -> Iterator[Task]:
    for packing in working.to_bring(own)[:OF_A_KIND]:
        line = packing.line
        left = packing.quantity - packing.posted
        text = f"Antar {angka(left)} {line.need.package.spoken} ke {line.need.recipient.name}"
        url = reverse("fund_desk:lot", args=[packing.lot_id])
        late = line.deliver_through < today
        yield Task("antar", text, tanggal(line.deliver_on), url, "Lihat", line.deliver_on, late)


def _paper_tasks(own: Organisation, today: date) -> Iterator[Task]:
    for mandate, due in working.reports_due(own, on=today):
        text = f"Laporan {basis_by_code(mandate.basis).name} {mandate.number}"
        url = reverse("fund_desk:file_report", args=[mandate.pk])
        yield Task("laporan", text, f"Paling lambat {tanggal(due)}", url, "Susun laporan", due, due < today)
    for mandate in working.ending(own, on=today):
        if mandate.valid_until:
            text = f"{basis_by_code(mandate.basis).name} {mandate.number} segera berakhir"
            due_on = f"Berakhir {tanggal(mandate.valid_until)}, {relatif(mandate.valid_until, today=today)}"
            url = reverse("fund_desk:propose_mandate", args=[mandate.basis])
            yield Task("laporan", text, due_on, url, "Perpanjang", mandate.valid_until)
