"""Form fields for what people type: plain text, a day, a telephone number, a code, an amount of money."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from ksbb.core.formats import MONTHS, parse_phone, read_count
from ksbb.core.text import clean, why_not_publish, why_not_show

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPOKEN = re.compile(r"(?:[a-z']+,? )?(\d{1,2})[ \-/.]+([a-z]+|\d{1,2})[ \-/.]+(\d{4})", re.IGNORECASE)

_RUPIAH = re.compile(r"(?:rp\.? ?)?([0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,5})(?:,(?:00|-))?")


def no_identity_number(file: Any) -> None:
    """Refuse a file whose name holds sixteen digits (PRIV-05): the name is not kept, but the file may be a KTP."""
    refusal = why_not_publish(str(file.name or "")[:400])
    if refusal is not None and refusal.code == "identity_number":
        raise forms.ValidationError(
            "Nama berkas ini memuat 16 angka seperti nomor KTP. Ganti nama berkasnya, lalu kirim lagi."
        )


class PlainField(forms.CharField):
    """Text without control characters, refused where it may not be kept (identity numbers, unfilled templates).

    `shown`: everybody reads it, so that it may not tell how to reach a person either.
    """

    def __init__(self, *, shown: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.why_not = why_not_show if shown else why_not_publish

    def to_python(self, value: Any) -> str:
        """The cleaned text."""
        return clean(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Besides required and length: what the rules on published text say."""
        super().validate(value)
        if refusal := self.why_not(value, longest=self.max_length or 2000):
            raise forms.ValidationError(refusal.message)


class CountField(forms.IntegerField):
    """A whole number; dots between thousands are understood ("1.200")."""

    def to_python(self, value: Any) -> int | None:
        """The number: Django's own field would take "1.000" for 1."""
        if value in self.empty_values or isinstance(value, int):
            return super().to_python(value)
        text = str(value).strip()
        counted = read_count(text.removeprefix("-"))
        if counted is None and re.search(r"\D", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text if counted is None else -counted if text.startswith("-") else counted)


class DayField(forms.DateField):
    """A day from a date input, or typed: 2026-05-02, 2 Mei 2026, 2-5-2026."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        """The day, or a sentence about how to write one."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        day = read_day(str(value))
        if day is None:
            raise forms.ValidationError(
                "Tanggal ini belum dapat dibaca. Tulis seperti 2 Mei 2026 atau 2-5-2026.", code="invalid"
            )
        return day


def read_day(text: str) -> date | None:
    """The day that a text names, or None."""
    text = clean(text).lower()
    if found := _ISO.fullmatch(text[:10]):
        year, month, day = (int(part) for part in found.groups())
    elif found := _SPOKEN.fullmatch(text):
        month = _month(found[2])
        day, year = int(found[1]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    if word.isdecimal():
        return int(word)
    names = [name.lower() for name in MONTHS]
    return next((n for n, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word[:3])), 0)


class PhoneField(forms.CharField):
    """A telephone number as people type it, kept in E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value: Any) -> str:
        """The number in E.164, or empty where none is asked."""
        text = clean(str(value or ""))
        if not text and not self.required:
            return ""
        try:
            return parse_phone(text[:60])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class CodeField(forms.CharField):
    """Six digits; spaces and dashes that came along with a paste are ignored."""

    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "maxlength": "20"}
    )

    def clean(self, value: Any) -> str:
        """The six digits."""
        digits = "".join(symbol for symbol in str(value or "")[:60] if symbol.isascii() and symbol.isdigit())
        if len(digits) != 6:
            raise forms.ValidationError("Tulis 6 angka dari pesan terakhir.")
        return digits


class RupiahField(forms.CharField):
    """Whole rupiah as people type them: 250000, 250.000, Rp250.000,00. Anything else is asked again, never guessed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        """The amount, or None where none is asked and none was typed."""
        text = clean(str(value or ""))[:40]
        if not text and not self.required:
            return None
        amount = read_rupiah(text)
        if amount is None:
            raise forms.ValidationError("Tulis jumlah rupiah dengan angka, misalnya 250.000.")
        return amount


def read_rupiah(text: str) -> int | None:
    """The whole rupiah that a text names, or None. Cents are taken only when there are none."""
    found = _RUPIAH.fullmatch(text.strip().lower().replace("\N{NO-BREAK SPACE}", " "))
    return int(re.sub(r"\D", "", found[1])) if found else None
