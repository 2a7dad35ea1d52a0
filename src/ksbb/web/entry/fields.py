"""The one field of an address: a telephone number or an e-mail address, as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ksbb.core.formats import parse_phone, samar_telepon
from ksbb.core.text import clean

HINT = "Contoh: 0812 3456 7890 atau nama@contoh.id"


class ContactField(forms.CharField):
    """An e-mail address in lower case, or a phone in E.164."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", "Nomor HP atau e-mail")
        more.setdefault("help_text", HINT)
        more.setdefault("error_messages", {"required": "Tulis nomor HP atau alamat e-mail."})
        widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        super().__init__(max_length=254, widget=widget, **more)

    def clean(self, value: Any) -> str:
        """The address as it is kept."""
        text = clean(str(super().clean(value) or ""))
        if not text:
            return ""
        if "@" not in text:
            try:
                return parse_phone(text[:60])
            except ValueError as error:
                raise ValidationError(str(error)) from error
        try:
            validate_email(text)
        except ValidationError:
            raise ValidationError("Alamat e-mail ini belum benar. Contoh: nama@contoh.id") from None
        return text.lower()


def blurred(contact: str) -> str:
    """The address for its owner's eyes: enough to see a slip of the pen, too little for a passer-by."""
    if "@" not in contact:
        return samar_telepon(contact)
    name, _, host = contact.partition("@")
    return f"{name[:2]}…@{host}"
