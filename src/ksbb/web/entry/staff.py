"""Staff sign in with a second factor: a passkey or an authenticator app (SEC-13). Without one their desks stay shut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from ksbb.access.queries import has_app, has_second_factor, second_factors
from ksbb.parties.queries import reach_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.parties.models import User
    from ksbb.parties.rules import Reach


def lacks_second_factor(user: User, reach: Reach) -> bool:
    """Is this somebody of staff who has not yet set up what the site asks of staff?"""
    return settings.KSBB_STAFF_MFA and reach.is_staff and not has_second_factor(user)


def set_up_first(request: HttpRequest) -> HttpResponse:
    """The page in place of a desk: why, and where to set it up."""
    return render(request, "account/second_factor.html", status=403)


def shut(request: HttpRequest) -> HttpResponse | None:
    """The page that leads to setting it up, for staff without a second factor; None for everybody else."""
    user: Any = request.user
    if not settings.KSBB_STAFF_MFA or not user.is_authenticated:
        return None
    return set_up_first(request) if lacks_second_factor(user, reach_of(user, at=timezone.now())) else None


class Stage(AuthenticateStage):
    """The second step of signing in. For people who are not staff a passkey is a comfort, not a second lock: on
    another phone they come in by code.
    """

    def handle(self) -> tuple[Any, bool]:
        """No second step for whom a passkey is only a comfort."""
        user: Any = self.login.user
        if user is not None and not has_app(user) and not reach_of(user, at=timezone.now()).is_staff:
            return None, True
        return super().handle()


class Keys(DefaultMFAAdapter):
    """Passkeys and authenticator apps in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": "Alamat e-mail tidak bisa ditambah pada akun ini.",
        "cannot_delete_authenticator": "Petugas wajib punya satu kunci. Tambahkan kunci lain, baru hapus yang ini.",
        "cannot_generate_recovery_codes": "Pasang kunci dahulu, baru buat kode cadangan.",
        "incorrect_code": "Kode atau kunci ini tidak cocok. Coba lagi.",
        "unverified_email": "Buktikan alamat e-mail Anda dahulu.",
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last key of staff stays."""
        user = authenticator.user
        if not (settings.KSBB_STAFF_MFA and reach_of(user, at=timezone.now()).is_staff):
            return True
        return authenticator.type == authenticator.Type.RECOVERY_CODES or second_factors(user) > 1

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 - allauth's signature
        """A name that tells keys apart."""
        return f"Kunci {second_factors(user) + 1}"

    def get_totp_issuer(self) -> str:
        """What the app shows."""
        return "KSBB"
