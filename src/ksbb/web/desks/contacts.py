"""The form of a private contact, at the receiver's own desk and at the officer's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from ksbb.web.desks.forms import DeedForm, Phone, Words

if TYPE_CHECKING:
    from ksbb.parties.models import User
    from ksbb.recipients.models import Contact


class ContactForm(DeedForm):
    """Who is in charge and how to reach them."""

    name = Words(label="Nama", most=120)
    phone = Phone(label="Nomor telepon", required=False)
    email = forms.EmailField(
        label="Alamat e-mail", required=False, max_length=254, error_messages={"invalid": "Periksa alamat e-mail ini."}
    )
    address = Words(label="Alamat untuk mengantar", most=300, required=False, rows=2)
    note = Words(
        label="Catatan untuk pengantar", most=300, required=False, help_text="Misalnya: tidak pada waktu salat Jumat."
    )

    @classmethod
    def of(cls, contact: Contact | None, data: Any, *, owner: User) -> ContactForm:
        """The form with what is known already; where nothing is, with the name and addresses of the own account."""
        names = ("name", "phone", "email", "address", "note")
        return cls(data, initial={name: getattr(contact or owner, name, "") for name in names})

    def clean(self) -> dict[str, Any]:
        """One way of reaching them is needed."""
        said = super().clean() or self.cleaned_data
        if not self.errors and not (said.get("phone") or said.get("email")):
            raise ValidationError("Isi nomor telepon atau alamat e-mail.")
        return said
