"""The sign-in machinery in our words: labels, hints and what it says when it refuses."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, cast

from allauth.account import forms as allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import EmailVerificationStage
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from ksbb.core import limits
from ksbb.core.doors import LONGEST_NAME
from ksbb.notices.actions import enqueue
from ksbb.web.entry.onward import relative
from ksbb.web.entry.sessions import note_shared, set_length
from ksbb.web.giving.fields import PlainField

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

    from ksbb.parties.models import User


SECRET_LETTERS = {"account/email/password_reset_key", "account/email/account_already_exists"}
"""Letters that open an account go straight out: the demo's mailbox is open to every visitor."""
PASSWORD_HINT = "Paling sedikit 12 huruf atau angka. Kalimat pendek lebih mudah diingat."  # noqa: S105 - a hint
WORDS: dict[str, tuple[str, str, str]] = {
    "login": ("Nama pengguna atau e-mail", "", "Tulis nama pengguna atau e-mail Anda."),
    "password": ("Kata sandi", "", "Tulis kata sandi Anda."),
    "email": ("Alamat e-mail", "", "Tulis alamat e-mail Anda."),
    "username": ("Nama pengguna", "Huruf kecil dan angka, tanpa spasi.", "Tulis nama pengguna."),
    "oldpassword": ("Kata sandi sekarang", "", "Tulis kata sandi Anda sekarang."),
    "password1": ("Kata sandi baru", PASSWORD_HINT, "Tulis kata sandi baru."),
    "password2": ("Kata sandi baru, sekali lagi", "", "Tulis kata sandi yang sama sekali lagi."),
}
"""Label, hint and what to say when empty, by field."""


def shared_phone() -> forms.BooleanField:
    """The box of those who share a phone."""
    return forms.BooleanField(
        label="HP ini dipakai bersama", required=False, help_text="Anda keluar sendiri setelah 15 menit tidak dipakai."
    )


class OurWords:
    """Puts our words on whatever fields the form has; placeholders repeat labels and are taken away."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint, empty) in WORDS.items():
            if name not in self.fields:
                continue
            asked = self.fields[name]
            asked.label, asked.help_text = label, hint
            asked.error_messages |= {"required": empty, "invalid": f"{label} ini belum benar."}
            asked.widget.attrs.pop("placeholder", None)


class LoginForm(OurWords, allauth.LoginForm):
    """Sign in by username or e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # longer than any address; SQLite gives up on a comparison with a very long one
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST_NAME, "Isian ini terlalu panjang."))
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["bersama"] = shared_phone()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """Remember whose phone this is, then go through the steps of signing in."""
        note_shared(request, shared=bool(self.cleaned_data.get("bersama")))
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            set_length(request)  # allauth has just given it a length of its own
        return response


class SignupForm(OurWords, allauth.SignupForm):
    """A name, an e-mail address, a password."""

    nama = PlainField(
        label="Nama Anda",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Tulis nama Anda.", "max_length": "Nama terlalu panjang; paling banyak 120 huruf."},
    )
    field_order = ["nama", "email", "password1"]

    def custom_signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:  # noqa: ARG002 - allauth's signature
        """Keep the name."""
        person = cast("User", user)
        person.name = self.cleaned_data["nama"]
        person.save(update_fields=["name"])


class ChangePasswordForm(OurWords, allauth.ChangePasswordForm):
    """Old one, new one twice."""


class SetPasswordForm(OurWords, allauth.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(OurWords, allauth.ResetPasswordForm):
    """The address that the link goes to."""


class ResetPasswordKeyForm(OurWords, allauth.ResetPasswordKeyForm):
    """The new password, by the link."""


class AddEmailForm(OurWords, allauth.AddEmailForm):
    """Another address."""


class ReauthenticateForm(OurWords, allauth.ReauthenticateForm):
    """The password once more."""


class ProveAtSignUp(EmailVerificationStage):
    """An address is proven before the first sign-in of whoever signed up alone, so that the answer to signing up does
    not tell whose address is known (T17). Accounts that an officer vouched for need no address.
    """

    def handle(self) -> Any:
        if not self.login.signup and self.login.user is not None:
            return None, True
        return super().handle()  # type: ignore[no-untyped-call]


class Adapter(DefaultAccountAdapter):
    """What the machinery says when it refuses, in our words; and how often one may try to sign in."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try by connection and by account, for all processes together."""
        who = str(credentials.get("username") or credentials.get("email") or "").lower()
        mark, at = hashlib.sha256(who.encode("utf-8", "ignore")).hexdigest()[:32], timezone.now()
        try:
            limits.count(limits.SIGN_IN, limits.address(request), at=at)
            limits.count(limits.SIGN_IN_ONE, f"akun:{mark}", at=at)
        except limits.TooOften:
            raise self.validation_error("too_many_login_attempts") from None
        super().pre_authenticate(request, **credentials)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in and give the session its length."""
        super().login(request, user)
        set_length(request)

    def get_login_stages(self) -> list[str]:
        """The steps of signing in, with ours in place of the two whose rules differ here."""
        own = {
            "allauth.mfa.stages.AuthenticateStage": "ksbb.web.entry.staff.Stage",
            "allauth.account.stages.EmailVerificationStage": "ksbb.web.giving.account_forms.ProveAtSignUp",
        }
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site (T14)."""
        return bool(relative(url))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters go through the outbox like every other; those that would open an account go straight out."""
        if template_prefix in SECRET_LETTERS:
            super().send_mail(template_prefix, email, context)
            return
        letter = self.render_mail(template_prefix, email, {"request": self.request, **context})
        mark = f"code:akun:{secrets.token_hex(16)}"
        enqueue(address=email, title=str(letter.subject)[:120], body=str(letter.body), dedupe=mark, at=timezone.now())

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Akun ini sedang tidak aktif. Tanyakan ke petugas kelurahan atau Pokja.",
        "cannot_remove_primary_email": "Alamat utama tidak bisa dihapus.",
        "duplicate_email": "Alamat ini sudah ada di akun Anda.",
        "email_password_mismatch": "E-mail atau kata sandi tidak cocok. Periksa lagi, atau buat kata sandi baru.",
        "email_taken": "Alamat e-mail ini sudah terdaftar. Masuk, atau buat kata sandi baru.",
        "enter_current_password": "Kata sandi sekarang tidak cocok.",
        "incorrect_password": "Kata sandi tidak cocok.",
        "invalid_login": "Isian ini tidak cocok.",
        "invalid_password_reset": "Tautan ini sudah tidak berlaku. Minta tautan baru.",
        "max_email_addresses": "Paling banyak %d alamat e-mail.",
        "too_many_login_attempts": "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
        "unknown_email": "Alamat e-mail ini tidak terdaftar.",
        "username_password_mismatch": "Nama pengguna atau kata sandi tidak cocok. Periksa lagi.",
        "same_as_current": "Isi yang berbeda dari yang sekarang.",
        "rate_limited": "Terlalu sering. Tunggu beberapa menit, lalu coba lagi.",
    }
