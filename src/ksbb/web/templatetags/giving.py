"""Words of the giving pages: an amount with its package, and the sign-ins of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings

from ksbb.web.giving.summary import amount

if TYPE_CHECKING:
    from ksbb.catalogue.models import Package

register = template.Library()

DEMO = {
    "password": "gotong-royong-2020",
    "people": [
        ("kolaborator@contoh.example", "kolaborator, atas nama organisasi contoh"),
        ("rw@contoh.example", "ketua RW"),
        ("panti@contoh.example", "pengelola panti"),
        ("lurah@contoh.example", "petugas kelurahan"),
        ("pokja@contoh.example", "Pokja"),
        ("pokja2@contoh.example", "Pokja, petugas kedua"),
        ("agregator@contoh.example", "bendahara agregator"),
        ("agregator2@contoh.example", "orang kedua di agregator"),
    ],
}
"""The demo world's people, whose password is public on purpose; a test compares this with the world."""


@register.simple_tag
def demo_sign_ins() -> dict[str, Any] | None:
    """The sign-ins of the demo, or nothing where real people sign in."""
    return DEMO | {"staff_mfa": settings.KSBB_STAFF_MFA} if settings.KSBB_DEMO else None


@register.filter
def of(quantity: int | None, package: Package) -> str:
    """20|of:package -> "20 paket sembako"."""
    return amount(quantity or 0, package)
