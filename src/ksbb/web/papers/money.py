"""Papers for those who give money: the receipt of one gift, and what came in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.core.formats import rentang_tanggal, rupiah, tanggal, terbilang
from ksbb.core.refusals import Refusal
from ksbb.documents.sheets import Pair, Part, Sheet
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.queries import gift_by_reference, giving
from ksbb.web.papers.handing import Content
from ksbb.web.titipan.chain import came_on
from ksbb.web.titipan.summary import purpose_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.gifts.models import Gift, Mandate

NOT_COME = Refusal("not_received", "Kuitansi terbit sesudah agregator mencatat uangnya masuk.")
NO_MONEY = "KSBB tidak menerima uang: uang ini langsung masuk ke rekening agregator."


def _ground(mandate: Mandate) -> str:
    """A legal basis in one line."""
    days = (
        rentang_tanggal(mandate.valid_from, mandate.valid_until)
        if mandate.valid_until
        else f"sejak {tanggal(mandate.valid_from)}"
    )
    return f"{basis_by_code(mandate.basis).name}, nomor {mandate.number}, {mandate.issuer}, berlaku {days}"


def receipt(reference: str, copies: int) -> Content:
    """Kuitansi: what the agregator noted as come, in figures and words, and on which legal basis."""
    gift = gift_by_reference(reference)
    back = (Pair("Dikembalikan", rupiah(gift.refunded_rp)),) if gift.refunded_rp else ()
    pairs = (
        Pair("Nomor titipan", gift.reference),
        Pair("Telah diterima dari", gift.giver.name),
        Pair("Uang sejumlah", rupiah(gift.received_rp)),
        Pair("Terbilang", f"{terbilang(gift.received_rp)} rupiah"),
        Pair("Jenis dana", gift.get_fund_display()),
        Pair("Untuk", purpose_of(gift)),
        Pair("Diterima", came_on(gift)),
        Pair("Oleh agregator", gift.organisation.name),
        Pair("Dasar hukum", _ground(gift.mandate)),
        *back,
    )
    text = (
        NO_MONEY,
        "Kuitansi ini dibuat dari catatan agregator. Belanja dan penyalurannya tampil di halaman titipan.",
    )
    sheet = Sheet(title="Kuitansi Titipan", parts=(Part(pairs=pairs, text=text),), example=gift.example)
    facts = (
        Pair("Agregator", gift.organisation.name),
        Pair("Dari", giving.public_name(gift)),
        Pair("Jumlah", rupiah(gift.received_rp)),
        Pair("Diterima", came_on(gift)),
        Pair("Dasar hukum", _ground(gift.mandate)),
    )
    return Content(sheet, facts, back=_own(gift), refusal=None if gift.received_on else NOT_COME)


def year(reference: str, copies: int) -> Content:
    """Every gift of the same giver that came in the year of this one; kinds of money are added up apart."""
    gift, came = gift_by_reference(reference), giving.gifts_of_year(reference)
    named = str(gift.received_on.year) if gift.received_on else ""
    rows = [
        (one.reference, came_on(one), one.organisation.name, one.get_fund_display(), _ground(one.mandate), *_sums(one))
        for one in came
    ]
    columns = ("Nomor", "Diterima", "Agregator", "Jenis dana", "Dasar hukum", "Jumlah", "Dikembalikan")
    sheet = Sheet(
        title=f"Rekap Titipan Tahun {named}",
        parts=(
            Part(pairs=(Pair("Pemberi", gift.giver.name), Pair("Tahun", named))),
            Part(columns=columns, rows=rows, figures=("Jumlah", "Dikembalikan")),
            Part(pairs=_totals(came), text=(NO_MONEY,)),
        ),
        example=gift.example,
    )
    facts = (Pair("Tahun", named), Pair("Banyaknya titipan", str(len(came))), *_totals(came))
    return Content(sheet, facts, back=_own(gift), refusal=None if came else NOT_COME)


def _sums(gift: Gift) -> tuple[str, str]:
    return rupiah(gift.received_rp), rupiah(gift.refunded_rp)


def _totals(came: Sequence[Gift]) -> tuple[Pair, ...]:
    """What stayed with the agregator, for each kind of money."""
    sums: dict[str, int] = {}
    for gift in came:
        kind = gift.get_fund_display()
        sums[kind] = sums.get(kind, 0) + gift.received_rp - gift.refunded_rp
    return tuple(Pair(f"Jumlah {kind}", f"{rupiah(sum_)} ({terbilang(sum_)} rupiah)") for kind, sum_ in sums.items())


def _own(gift: Gift) -> str:
    return reverse("titipan:own", args=[gift.reference])
