"""The link of an invitation: a random token and our signature, in one piece that fits a WhatsApp message."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

import segno
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from ksbb.core.formats import tanggal_waktu

if TYPE_CHECKING:
    from ksbb.access.models import Invitation

TOKEN_BYTES = 24


def new_token() -> str:
    """192 random bits, as 32 letters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def link_of(token: str) -> str:
    """The whole address that is sent."""
    return f"{settings.KSBB_ORIGIN}{reverse('entry:invitation', args=[_signer().sign(token)])}"


def token_of(text: str) -> str:
    """The token behind a signed link, or "" where the signature is not ours: then no table is asked."""
    try:
        return _signer().unsign(text)
    except BadSignature:
        return ""


def whatsapp(*, invitation: Invitation, link: str, phone: str) -> str:
    """A WhatsApp address with the whole message written already; the officer only presses send."""
    text = (
        f"Yth. Bapak/Ibu, {invitation.office} mengundang Anda sebagai {invitation.get_role_display()} untuk "
        f"{invitation.recipient.name} di KSBB Jakarta. Buka tautan ini dan ikuti langkahnya: {link} "
        f"Berlaku sampai {tanggal_waktu(invitation.expires_at)}, untuk satu orang. KSBB tidak pernah meminta uang."
    )
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}"


def square(link: str) -> str:
    """The link as a QR, drawn into the page itself."""
    return str(segno.make(link, error="m").svg_data_uri(scale=4, border=2))


def _signer() -> Signer:
    return Signer(sep=".", salt="ksbb.undangan")
