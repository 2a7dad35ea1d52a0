"""The one field of an address: a telephone number or an e-mail address, as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ksbb.core.formats import samar_telepon
from ksbb.core.refusals import Refused
from ksbb.core.text import clean
from ksbb.parties.rules import read_contact

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
        try:
            return read_contact(text)
        except Refused as stop:
            raise ValidationError(stop.refusal.message) from stop


def blurred(contact: str) -> str:
    """The address for its owner's eyes: enough to see a slip of the pen, too little for a passer-by."""
    if "@" not in contact:
        return samar_telepon(contact)
    name, _, host = contact.partition("@")
    return f"{name[:2]}…@{host}"
