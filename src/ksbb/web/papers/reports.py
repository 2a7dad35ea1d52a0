"""The report about money that was collected (DOC-04): the figures as they were handed in, and where their rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.core.formats import persen, rentang_tanggal, rupiah, tanggal, terbilang
from ksbb.documents.sheets import Pair, Part, Sheet, Signature
from ksbb.gifts import reporting
from ksbb.gifts.bases import basis_by_code
from ksbb.web.papers.handing import Content
from ksbb.web.public.answers import absolute

if TYPE_CHECKING:
    from ksbb.funds.enums import FundKind
    from ksbb.gifts.models import Filing
    from ksbb.gifts.reporting import PeriodFigures

NO_MONEY = "Tidak ada uang yang diterima pada masa ini."


def report(subject: str, copies: int) -> Content:
    """One report as a paper. Raises NotFound."""
    filing = reporting.filing_by_reference(subject)
    figures = reporting.frozen_figures(filing)
    mandate = filing.mandate
    sheet = Sheet(
        title="Laporan Pengumpulan Uang",
        lead=(f"{mandate.organisation.name}, masa {rentang_tanggal(filing.since, filing.until)}.",),
        parts=(_basis(filing), *_money(filing, figures), _evidence(filing, figures)),
        signatures=(Signature("Penanggung jawab"), Signature("Bendahara")),
        example=mandate.example,
    )
    facts = (
        Pair("Agregator", mandate.organisation.name),
        Pair("Dasar hukum", mandate.number),
        Pair("Masa", rentang_tanggal(filing.since, filing.until)),
        *(Pair(f"Terkumpul, {fund.label}", rupiah(one.received)) for fund, one in figures.items()),
    )
    back = reverse("agregator:report", args=[mandate.organisation.reference, filing.reference])
    return Content(sheet, facts, back=back)


def _basis(filing: Filing) -> Part:
    mandate, basis = filing.mandate, basis_by_code(filing.mandate.basis)
    return Part(
        pairs=(
            Pair("Nomor laporan", filing.reference),
            Pair("Dasar hukum", f"{basis.name}, {basis.law}"),
            Pair("Nomor izin", f"{mandate.number}, {mandate.issuer}"),
            Pair("Wilayah", mandate.area.name),
            Pair("Dilaporkan", tanggal(filing.filed_at)),
            Pair("Opini akuntan publik", "terlampir" if filing.accountant_id else "tidak diwajibkan"),
        )
    )


COSTS = "Biaya penyelenggaraan"


def figures_in_words(one: PeriodFigures) -> list[tuple[str, int]]:
    """The figures of a report in the order and the words of the paper."""
    return [
        ("Sisa awal masa", one.opening),
        ("Terkumpul", one.received),
        ("Dikembalikan kepada pemberi", one.refunded),
        ("Dibelanjakan untuk barang", one.bought),
        (COSTS, one.costs),
        ("Sisa akhir masa", one.closing),
    ]


def _money(filing: Filing, figures: dict[FundKind, PeriodFigures]) -> list[Part]:
    """One table for each kind of money: they are never added."""
    cap = basis_by_code(filing.mandate.basis).cap
    parts = []
    for fund, one in figures.items():
        rows = [(word, rupiah(amount)) for word, amount in figures_in_words(one)]
        share = persen(one.costs, one.received, decimals=1)
        limit = f"; batas {persen(cap, 1000)}" if cap is not None else ""
        words = (
            f"Terkumpul: {terbilang(one.received)} rupiah.",
            f"Biaya penyelenggaraan {share} dari yang terkumpul{limit}.",
        )
        parts.append(Part(heading=fund.label, columns=("Uraian", "Rupiah"), rows=rows, figures=("Rupiah",), text=words))
    return parts or [Part(text=(NO_MONEY,))]


def _evidence(filing: Filing, figures: dict[FundKind, PeriodFigures]) -> Part:
    reference = filing.mandate.organisation.reference
    rows = [(fund.label, absolute(reverse("agregator:book", args=[reference, fund]))) for fund in figures]
    return Part(
        heading="Bukti",
        columns=("Pembukuan", "Alamat") if rows else (),
        rows=rows,
        text=(
            "Setiap angka di atas sampai ke barisnya pada alamat itu, bersama belanja dan penyalurannya.",
            "Uang ada di rekening agregator sendiri. Platform ini tidak memegang uang.",
        ),
    )
