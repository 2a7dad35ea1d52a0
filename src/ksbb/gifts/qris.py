"""Reads and checks a QRIS payload (EMVCo merchant-presented QR). It is never made and never changed here.

Source: EMVCo QR Code Specification for Payment Systems, Merchant-Presented Mode, 1.1 (TLV, tag 63 CRC-16/CCITT-FALSE
over all that stands before its value); Bank Indonesia's national template in tag 51 with the NMID.
"""

from __future__ import annotations

from binascii import crc_hqx
from dataclasses import dataclass

from ksbb.core.refusals import Refusal, Refused

LONGEST = 512
RUPIAH = "360"
NATIONAL = "ID.CO.QRIS.WWW"


@dataclass(frozen=True, slots=True)
class Qris:
    """What a payload says: the merchant's name as banking apps show it, the city, the NMID, an amount if fixed."""

    merchant: str
    city: str
    nmid: str
    static: bool
    amount_rp: int | None


def _refuse(sentence: str) -> Refused:
    return Refused(Refusal("qris_invalid", sentence))


def fields(text: str) -> dict[str, str]:
    """The tags of one level, in order. Raises Refused when the lengths do not add up or a tag comes twice."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if not (tag.isascii() and tag.isdigit() and len(length) == 2 and length.isascii() and length.isdigit()):
            raise _refuse("Kode QRIS ini rusak: susunannya tidak terbaca. Salin lagi dari penerbitnya.")
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) != int(length) or tag in found:
            raise _refuse("Kode QRIS ini rusak: panjang isinya tidak sesuai. Salin lagi dari penerbitnya.")
        found[tag] = value
        at += 4 + int(length)
    return found


def checksum(text: str) -> str:
    """Four upper-case hexadecimal digits: CRC-16/CCITT-FALSE."""
    return f"{crc_hqx(text.encode('utf-8', 'replace'), 0xFFFF):04X}"


def read(payload: str) -> Qris:
    """Check a payload and tell what it says. Raises Refused with the reason in Indonesian."""
    if len(payload) > LONGEST:
        raise _refuse("Kode QRIS ini terlalu panjang.")
    if payload[-8:-4] != "6304" or checksum(payload[:-4]) != payload[-4:].upper():
        raise _refuse("Kode QRIS ini tidak utuh: angka pemeriksanya tidak cocok. Salin lagi dari penerbitnya.")
    tags = fields(payload)
    if tags.get("00") != "01" or tags.get("01") not in {"11", "12"}:
        raise _refuse("Ini bukan kode QRIS pembayaran.")
    if tags.get("53") != RUPIAH or tags.get("58") != "ID":
        raise _refuse("Kode QRIS ini bukan untuk rupiah di Indonesia.")
    national = fields(tags.get("51", ""))
    if national.get("00", "").upper() != NATIONAL or not national.get("02"):
        raise _refuse("Kode QRIS ini tidak memuat NMID.")
    merchant = tags.get("59", "").strip()
    if not merchant:
        raise _refuse("Kode QRIS ini tidak memuat nama pemilik.")
    return Qris(merchant, tags.get("60", "").strip(), national["02"], tags["01"] == "11", _amount(tags.get("54")))


def _amount(text: str | None) -> int | None:
    """Whole rupiah. Raises Refused for anything that is not."""
    if text is None:
        return None
    whole, _, cents = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or cents.strip("0"):
        raise _refuse("Jumlah dalam kode QRIS ini tidak terbaca.")
    return int(whole)
