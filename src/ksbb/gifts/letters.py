"""The words of the messages about gifts of money. Nothing about a person beyond the reference (UX-32)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from ksbb.commitments.actions import write_to_giver
from ksbb.core.formats import rupiah, tanggal

if TYPE_CHECKING:
    from ksbb.gifts.models import Gift
    from ksbb.parties.models import Party

Letter = tuple[str, str]


def to_giver(gift: Gift, letter: Letter, *, mark: str, at: datetime) -> None:
    """One letter to whoever gives."""
    if reaches(gift.giver):
        write_to_giver(gift.giver, letter, mark=mark, at=at)


def reaches(giver: Party) -> bool:
    """Is there anybody to write to? Nobody knows where an unnamed giver lives."""
    return bool(giver.user_id or giver.organisation_id or giver.email or giver.phone)


def _page(gift: Gift) -> str:
    return f"{settings.KSBB_ORIGIN}/titipan/{gift.reference}/"


def intended(gift: Gift) -> Letter:
    """What was meant, and how the money goes."""
    return (
        f"Niat {gift.reference} tercatat",
        (
            f"Terima kasih. Kirim {rupiah(gift.intended_rp)} ke rekening {gift.organisation.name} sendiri dan tulis "
            f"{gift.reference} pada berita transfer, paling lambat {tanggal(gift.expires_on)}. Batalkan bila nama yang "
            f"muncul di aplikasi bank berbeda. Cara dan perkembangannya: {_page(gift)}"
        ),
    )


def received(gift: Gift) -> Letter:
    """The agregator says that it came."""
    return (
        f"{gift.organisation.name} menerima titipan {gift.reference}",
        f"{rupiah(gift.received_rp)} sudah dicatat diterima. Ikuti belanja dan penyalurannya: {_page(gift)}",
    )


def taken_back(gift: Gift) -> Letter:
    """It was said by mistake that the money came."""
    return (
        f"Catatan penerimaan titipan {gift.reference} ditarik",
        f"{gift.organisation.name} keliru mencatatnya. Titipan ini kembali menjadi niat. Lihat: {_page(gift)}",
    )


def expired(gift: Gift) -> Letter:
    """Nothing came in time."""
    return (
        f"Niat {gift.reference} lewat waktunya",
        f"Uangnya belum tercatat masuk. Bila sudah Anda kirim, agregator akan mencocokkannya. Lihat: {_page(gift)}",
    )


def refunded(gift: Gift, amount_rp: int) -> Letter:
    """What was not spent went back."""
    return (
        f"Titipan {gift.reference} dikembalikan",
        f"{gift.organisation.name} mengembalikan {rupiah(amount_rp)} yang belum dibelanjakan. Lihat: {_page(gift)}",
    )
