"""The forms of passkeys and authenticator apps, in our words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from ksbb.core.text import why_not_publish

EMPTY = "Tulis kodenya."


class _OurCode:
    """One field for six digits (or eight of a spare code)."""

    fields: dict[str, forms.Field]
    code_label = "Kode"
    code_hint = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["code"]
        asked.label, asked.help_text = self.code_label, self.code_hint
        asked.error_messages |= {"required": EMPTY}
        asked.widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "maxlength": "20"}
        )


class AuthenticateForm(_OurCode, mfa.AuthenticateForm):
    """The second step of signing in."""

    code_label = "Kode dari aplikasi"
    code_hint = "6 angka dari aplikasi autentikator, atau satu kode cadangan."


class ReauthenticateForm(_OurCode, mfa.ReauthenticateForm):
    """The same, once more."""

    code_label, code_hint = AuthenticateForm.code_label, AuthenticateForm.code_hint


class ActivateForm(_OurCode, ActivateTOTPForm):
    """The first code proves that the app works."""

    code_label = "Kode dari aplikasi"
    code_hint = "6 angka yang tampil di aplikasi sekarang."


class AddKeyForm(AddWebAuthnForm):
    """A passkey: always one that signs in by itself, on a device that asks its owner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nama kunci"
        self.fields["name"].help_text = "Supaya Anda mengenalinya, misalnya HP kantor."
        self.fields["name"].widget.attrs["maxlength"] = "60"

    def clean_name(self) -> str:
        """At most what the column of a name needs, and no identity number."""
        name = str(super().clean_name())[:60]
        if refusal := why_not_publish(name):
            raise forms.ValidationError(refusal.message)
        return name
