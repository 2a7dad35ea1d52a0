"""The seal as it stands on paper: the address of the check, the QR that leads there, and what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from ksbb.documents.sheets import check_code

if TYPE_CHECKING:
    import segno

    from ksbb.documents.models import Paper

HONEST = (
    "Nomor, sidik, dan QR ini segel elektronik KSBB: tanda tangan elektronik yang tidak tersertifikasi, bukan dari "
    "penyelenggara sertifikasi elektronik (PSrE). Segel menunjukkan bahwa isinya sama dengan catatan KSBB."
)
"""DOC-08: what the seal is and is not."""


def check_address(paper: Paper) -> str:
    """Where anybody checks this very version of the paper."""
    return f"{settings.KSBB_ORIGIN}/verifikasi/{paper.reference}-{check_code(paper.digest)}/"


def qr(paper: Paper) -> segno.QRCode:
    """The QR of that address, sound up to 15 per cent of damage. Imported late: pages without paper do not need it."""
    import segno

    return segno.make(check_address(paper), error="m", micro=False)
