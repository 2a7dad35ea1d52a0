"""What a text from outside must be before it is kept or shown."""

from __future__ import annotations

import re
import unicodedata

from ksbb.core.refusals import Refusal

LONGEST = 2000
LONGEST_REASON = 400
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
_SIXTEEN_DIGITS = re.compile(r"(?<!\d)\d(?:[\s.\-\u2010\u2011\u2013]{0,2}\d){15}(?!\d)")
_MOBILE = re.compile(r"(?<![\w.\-])(?:\+?62|0)[\s.\-]?8\d(?:[\s.\-\u2010\u2011\u2013]?\d){6,11}(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+\.\w")
_PLACEHOLDER = re.compile(
    r"\[(?:masukkan|isi|tulis|nama|insert|your)\b[^\]]*\]|lorem ipsum|\bTODO\b|\bTBD\b", re.IGNORECASE
)
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def clean(text: str) -> str:
    """The text without control and direction-changing characters and lone surrogates, trimmed, in NFC."""
    sound = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", _CONTROL.sub("", sound)).strip()


def searchable(*parts: str) -> str:
    """Lower-case words without accents and punctuation, for matching what people type."""
    flat = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub(" ", flat.lower()).strip()


def why_not_publish(text: str, *, longest: int = LONGEST) -> Refusal | None:
    """Why a text may not be kept: too long, an identity number (UU 27/2022; PRIV-05), an unfilled template."""
    if len(text) > longest:
        return Refusal("text_too_long", f"Tulisan terlalu panjang; paling banyak {longest} huruf.")
    if _SIXTEEN_DIGITS.search(text):
        return Refusal("identity_number", "Jangan menulis nomor KTP atau KK. Hapus 16 angka itu, lalu kirim lagi.")
    if _PLACEHOLDER.search(text):
        return Refusal("placeholder_text", "Masih ada bagian contoh yang belum diganti, misalnya [isi di sini].")
    return None


def why_not_show(text: str, *, longest: int = LONGEST) -> Refusal | None:
    """Why a text may not stand where everybody reads it: as above, or it tells how to reach a person (PRIV-01)."""
    if (refusal := why_not_publish(text, longest=longest)) is not None:
        return refusal
    if _MOBILE.search(text) or _EMAIL.search(text):
        return Refusal(
            "contact_in_text", "Tulisan ini dibaca umum. Hapus nomor telepon dan alamat e-mail, lalu kirim lagi."
        )
    return None


def why_not_show_reason(text: str, *, longest: int = LONGEST_REASON) -> Refusal | None:
    """Why a text does not serve as a written reason that everybody reads."""
    return why_not_reason(text, longest=longest) or why_not_show(text, longest=longest)


def why_not_reason(text: str, *, longest: int = LONGEST_REASON) -> Refusal | None:
    """Why a text does not serve as a written reason: too short, or longer than its column."""
    if len(text.strip()) < 10:
        return Refusal("reason_needed", "Tuliskan alasannya dengan jelas, paling sedikit 10 huruf.")
    return why_not_publish(text, longest=longest)


def by_number(text: str) -> list[tuple[int, str]]:
    """What to sort by, so that "Donatur 2" comes before "Donatur 10"."""
    parts = re.findall(r"\d+|\D+", text.casefold())
    return [(int(part), "") if part.isdecimal() and part.isascii() else (0, part) for part in parts]
