"""Fields and the form that every desk page builds on: cleaned words, a safe key, refusals shown where they belong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError

from ksbb.core.formats import parse_phone
from ksbb.core.refusals import Refused
from ksbb.core.text import clean, why_not_publish, why_not_reason
from ksbb.web.desks.visits import new_key

if TYPE_CHECKING:
    from django.http import QueryDict

Subject = TypeVar("Subject")

MOST = 10_000_000
REQUIRED = {"required": "Isian ini belum diisi."}
PICK = "Pilih salah satu."
UNANSWERED = {REQUIRED["required"]: ("Belum diisi.", " belum diisi."), PICK: (PICK, ": pilih salah satu.")}
"""What a form says of an answer that is missing: after a question, after a name."""


class Words(forms.CharField):
    """A line or more of text, freed of control characters; no identity numbers (PRIV-05)."""

    def __init__(self, *, rows: int = 0, most: int = 400, **more: Any) -> None:
        if rows:
            more["widget"] = forms.Textarea(attrs={"rows": rows})
        more.setdefault("error_messages", REQUIRED)
        super().__init__(max_length=most, **more)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if refusal := why_not_publish(value):
            raise ValidationError(refusal.message)


class Reason(Words):
    """A written reason of at least ten letters."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", "Alasan")
        super().__init__(rows=3, **more)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (refusal := why_not_reason(value)):
            raise ValidationError(refusal.message)


class Amount(forms.IntegerField):
    """A whole number; dots between thousands are understood ("1.200")."""

    def __init__(self, *, least: int = 1, most: int = MOST, **more: Any) -> None:
        messages = {
            **REQUIRED,
            "invalid": "Isi dengan angka bulat, misalnya 300.",
            "min_value": f"Isi angka paling sedikit {least}.",
            "max_value": "Angka ini terlalu besar. Periksa lagi.",
        }
        more.setdefault("widget", forms.NumberInput(attrs={"inputmode": "numeric"}))
        super().__init__(min_value=least, max_value=most, error_messages=messages, **more)

    def to_python(self, value: Any) -> int | None:
        text = clean(str(value or ""))[:20] if not isinstance(value, int) else str(value)
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
            text = text.replace(".", "")
        if text and not re.fullmatch(r"-?[0-9]+", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


class Day(forms.DateField):
    """A date between 2020 and 2100, so that no reckoning with it runs off the calendar."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        messages = {**REQUIRED, "invalid": "Pilih tanggal dari kalender."}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=messages, **more)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not 2020 <= value.year <= 2100:
            raise ValidationError("Pilih tanggal antara tahun 2020 dan 2100.")


class Phone(forms.CharField):
    """A telephone number as people type it, kept in E.164."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        super().__init__(max_length=30, widget=widget, **more)

    def clean(self, value: Any) -> str:
        text = clean(super().clean(value) or "")
        if not text:
            return ""
        try:
            return parse_phone(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Pick(forms.ChoiceField):
    """One of a few answers, as radio buttons; `menu=True` makes it a drop-down list."""

    def __init__(self, *, menu: bool = False, **more: Any) -> None:
        more.setdefault("widget", forms.Select() if menu else forms.RadioSelect())
        messages = {"required": PICK, "invalid_choice": "Pilih salah satu dari daftar."}
        super().__init__(error_messages=messages, **more)


def _named(label: str, words: tuple[str, str]) -> str:
    """What is missing, by its name: "Alasan belum diisi.", "Dari mana data ini? Belum diisi." """
    return f"{label} {words[0]}" if label.endswith("?") else f"{label}{words[1]}"


class DeedForm(forms.Form):
    """A form that asks for one deed. Its hidden key makes a second sending harmless."""

    key = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, data: Any = None, *, files: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, files, initial={"key": new_key(), **(initial or {})}, use_required_attribute=False)

    def full_clean(self) -> None:
        """What is missing is named, also in fields that a form made for its rows."""
        for asked in self.fields.values():
            said = asked.error_messages.get("required")
            if said in UNANSWERED and asked.label:
                asked.error_messages["required"] = _named(str(asked.label), UNANSWERED[said])
        super().full_clean()

    def clean_key(self) -> str:
        """The key as sent, or a fresh one in place of anything else."""
        given = str(self.cleaned_data.get("key", ""))
        return given if re.fullmatch(r"[0-9a-f]{32}", given) else new_key()

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that are shown, in order."""
        return list(self.visible_fields())

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Set the answers of a `Pick` that are known only now."""
        picked = self.fields[name]
        if isinstance(picked, forms.ChoiceField):
            picked.choices = choices

    def attempt(self, deed: Callable[[dict[str, Any]], Subject]) -> Subject | None:
        """Do the deed with the cleaned answers. None when something must be mended: then the form says what.

        Raises Refused where the person may not do it at all (403).
        """
        if not self.is_bound or not self.is_valid():
            return None
        try:
            return deed(dict(self.cleaned_data))
        except Refused as refused:
            if refused.refusal.forbidden:
                raise
            self.add_error(None, refused.refusal.message)
            return None


class PreviewForm(DeedForm):
    """Asks twice: the answers are shown as they will stand, and the deed is done once exactly those are sent again."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"id": False}))
    previewing = False

    def attempt(self, deed: Callable[[dict[str, Any]], Subject]) -> Subject | None:
        """The deed, if these answers were looked at before; else the page is shown with them (`previewing`)."""
        if not self.is_bound or not self.is_valid():
            return None
        told = {name: str(said) for name, said in self.cleaned_data.items() if name not in {"key", "seen"}}
        mark = sha256(repr(sorted(told.items())).encode()).hexdigest()
        if self.cleaned_data.pop("seen") == mark:
            return super().attempt(deed)
        sent = cast("QueryDict", self.data).copy()
        sent["seen"] = mark
        self.data, self.previewing = sent, True
        return None


class ReasonForm(DeedForm):
    """Asks only for a written reason."""

    reason = Reason()


class PlainForm(DeedForm):
    """Asks only for a yes."""
