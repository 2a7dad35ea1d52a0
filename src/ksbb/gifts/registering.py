"""Decisions about what an agregator registers: legal bases, bank accounts, QRIS."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from ksbb.core.refusals import Refusal, first
from ksbb.core.text import why_not_show
from ksbb.gifts.enums import ChannelKind

if TYPE_CHECKING:
    from ksbb.gifts.bases import Basis
    from ksbb.gifts.qris import Qris

ACCOUNT = re.compile(r"[0-9][0-9 .-]{3,28}[0-9]")
"""A bank account as it is written; its digits alone say which one it is."""
NMID = re.compile(r"[A-Z0-9]{8,20}")


def account_digits(number: str) -> str:
    """What is the same account, however it is written."""
    return re.sub(r"[^0-9]", "", number)


def why_not_mandate(
    *, basis: Basis, number: str, issuer: str, pks_number: str, valid_from: date, valid_until: date | None
) -> Refusal | None:
    """Why a legal basis cannot be registered as told."""
    if basis.ends and valid_until is None:
        return Refusal("end_needed", f"{basis.name} ada akhirnya: isi tanggal berlaku sampai.")
    if valid_until is not None and valid_until < valid_from:
        return Refusal("days_reversed", "Tanggal akhir mendahului tanggal mulai.")
    if not number.strip() or not issuer.strip():
        return Refusal("number_needed", "Isi nomor dan penerbitnya.")
    texts = ((number, 80), (issuer, 160), (pks_number, 80))
    return first(*(why_not_show(text, longest=longest) for text, longest in texts))


def why_not_channel(
    *, kind: ChannelKind, bank: str, number: str, payload: str, holder: str, said: Qris | None
) -> Refusal | None:
    """Why a channel cannot be registered: incomplete, mixed up, or the QRIS names somebody else than was typed."""
    if kind == ChannelKind.BANK and payload:
        return Refusal("payload_of_qris", "Isi QRIS hanya untuk saluran QRIS. Kosongkan, atau pilih QRIS.")
    if kind == ChannelKind.BANK and not (bank.strip() and ACCOUNT.fullmatch(number.strip())):
        return Refusal("account_incomplete", "Isi nama bank dan nomor rekening dengan angka.")
    if not holder.strip():
        return Refusal("holder_needed", "Isi nama pemilik seperti yang muncul di aplikasi bank.")
    if said is not None and (refusal := _why_not_qris(said, holder=holder)) is not None:
        return refusal
    return first(why_not_show(holder, longest=80), why_not_show(bank, longest=60))


def _why_not_qris(said: Qris, *, holder: str) -> Refusal | None:
    if holder.strip().casefold() != said.merchant.casefold():
        return Refusal(
            "merchant_differs", f"Kode QRIS ini atas nama “{said.merchant}”, bukan “{holder.strip()}”. Periksa lagi."
        )
    if not said.static or said.amount_rp is not None:
        return Refusal("qris_of_one_payment", "Kode ini untuk satu pembayaran. Daftarkan QRIS statis tanpa jumlah.")
    return None if NMID.fullmatch(said.nmid) else Refusal("qris_invalid", "NMID dalam kode QRIS ini tidak sah.")
