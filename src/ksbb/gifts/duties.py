"""Decisions about reports and programmes of an agregator: when a report is due, what belongs to it, what may open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices

from ksbb.core.formats import rupiah, tanggal
from ksbb.core.refusals import Refusal, first
from ksbb.core.text import why_not_show
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.enums import Decision
from ksbb.gifts.rules import AUDIT_ABOVE, LARGEST, REPORT_DAYS

if TYPE_CHECKING:
    from ksbb.funds.enums import FundKind
    from ksbb.gifts.models import Campaign, Mandate, Voucher

LATE_DAYS, HIDDEN_DAYS = 7, 30
"""After the day on which a report was due: it wears "terlambat", and nothing new may be given (LAW-03)."""


class Duty(TextChoices):
    """Where the report about a legal basis that ended stands."""

    NONE = "belum", "Masa berlaku belum berakhir"
    FILED = "sudah", "Sudah dilaporkan"
    RUNNING = "disusun", "Sedang disusun"
    DUE = "jatuh_tempo", "Jatuh tempo"
    LATE = "terlambat", "Terlambat"
    HIDDEN = "disembunyikan", "Terlambat lebih dari 30 hari: tidak menerima titipan baru"


def due_on(mandate: Mandate) -> date | None:
    """The day by which its report has to be there."""
    return mandate.valid_until + timedelta(days=REPORT_DAYS) if mandate.valid_until else None


def duty(mandate: Mandate, *, filed: bool, on: date) -> Duty:
    """Where the report stands on that day: due, a week later late, more than thirty days later nothing new is given."""
    due = due_on(mandate)
    if filed:
        return Duty.FILED
    if due is None or mandate.valid_until is None or on <= mandate.valid_until:
        return Duty.NONE
    late = (on - due).days
    if late > HIDDEN_DAYS:
        return Duty.HIDDEN
    if late >= LATE_DAYS:
        return Duty.LATE
    return Duty.DUE if late >= 0 else Duty.RUNNING


def why_not_file(
    mandate: Mandate, *, since: date, until: date, on: date, filed: bool, received_rp: int, accountant: Voucher | None
) -> Refusal | None:
    """Why this report cannot be handed in. `filed`: days of it were reported before."""
    if mandate.state not in {Decision.AGREED, Decision.ENDED}:
        return Refusal("wrong_state", "Dasar hukum ini belum disetujui, jadi belum ada yang dilaporkan.")
    if filed:
        return Refusal("filed_already", "Masa ini sudah dilaporkan. Laporan tidak diganti; catat koreksinya.")
    return first(
        _why_not_days(mandate, since=since, until=until, on=on),
        _why_not_accountant(mandate, received_rp=received_rp, accountant=accountant),
    )


def _why_not_days(mandate: Mandate, *, since: date, until: date, on: date) -> Refusal | None:
    if until < since:
        return Refusal("days_reversed", "Tanggal akhir mendahului tanggal mulai.")
    if until >= on:
        return Refusal("period_runs", f"Masa sampai {tanggal(until)} belum berakhir. Laporkan sesudahnya.")
    if basis_by_code(mandate.basis).ends and (since, until) != (mandate.valid_from, mandate.valid_until):
        ends = tanggal(mandate.valid_until) if mandate.valid_until else ""
        return Refusal("whole_period", f"Laporkan seluruh masa izin: {tanggal(mandate.valid_from)} sampai {ends}.")
    if since < mandate.valid_from or (mandate.valid_until is not None and until > mandate.valid_until):
        return Refusal("outside_period", "Masa laporan harus di dalam masa berlaku dasar hukumnya.")
    return None


def _why_not_accountant(mandate: Mandate, *, received_rp: int, accountant: Voucher | None) -> Refusal | None:
    if accountant is not None and accountant.organisation_id != mandate.organisation_id:
        return Refusal("other_organisation", "Berkas itu bukan milik agregator ini.")
    if received_rp > AUDIT_ABOVE and accountant is None:
        return Refusal(
            "accountant_needed",
            f"Yang terkumpul di atas {rupiah(AUDIT_ABOVE)}. Lampirkan opini akuntan publik, lalu laporkan lagi.",
        )
    return None


def why_not_open(
    *, title: str, story: str, budget_rp: int, closes_on: date | None, on: date, fund: FundKind, funds: frozenset[str]
) -> Refusal | None:
    """Why a programme cannot open. `funds` are the kinds of money that the agregator may take today."""
    if not title.strip():
        return Refusal("title_needed", "Isi judul program.")
    if fund not in funds:
        return Refusal("no_mandate", "Tidak ada dasar hukum yang berlaku untuk jenis dana ini.")
    if not 0 < budget_rp <= LARGEST:
        return Refusal("amount_range", f"Isi anggaran antara Rp1 dan {rupiah(LARGEST)}.")
    if closes_on is not None and closes_on < on:
        return Refusal("date_past", "Tanggal akhir program sudah lewat.")
    return first(why_not_show(title, longest=120), why_not_show(story, longest=1000))


def why_not_close(campaign: Campaign) -> Refusal | None:
    """Why a programme cannot be closed: it is already."""
    return None if campaign.closed_at is None else Refusal("wrong_state", "Program ini sudah ditutup.")
