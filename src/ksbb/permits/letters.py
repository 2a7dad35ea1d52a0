"""The words of the messages about applications and permits. No personal data (UX-32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from ksbb.core.formats import tanggal

if TYPE_CHECKING:
    from ksbb.parties.models import Organisation
    from ksbb.permits.models import Application

Letter = tuple[str, str]


def _mine() -> str:
    return f"{settings.KSBB_ORIGIN}/akun/organisasi/"


def approved(application: Application) -> Letter:
    """Two officers said yes."""
    name = application.organisation.name
    return ("Permohonan disetujui", f"Permohonan {name} disetujui dua petugas. Lihat langkah berikutnya: {_mine()}")


def changes_asked(application: Application) -> Letter:
    """Something is to be mended."""
    return (
        "Permohonan perlu diperbaiki",
        f"Ada yang perlu diperbaiki pada permohonan {application.organisation.name}. Isian Anda tersimpan: {_mine()}",
    )


def refused(application: Application) -> Letter:
    """The answer is no, with a reason on the page."""
    return (
        "Permohonan tidak disetujui",
        f"Permohonan {application.organisation.name} tidak disetujui. Alasannya dapat dibaca di {_mine()}",
    )


def ends_soon(organisation: Organisation, *, days: int) -> Letter:
    """The permit ends in so many days or fewer."""
    last = tanggal(organisation.permit_until) if organisation.permit_until else ""
    return (
        f"Izin berakhir dalam {days} hari" if days > 1 else "Izin berakhir besok",
        (
            f"Izin {organisation.name} berlaku sampai {last}. Sesudah itu tidak bisa menerima atau membuat komitmen "
            f"baru. Kirim izin yang baru: {_mine()}"
        ),
    )


def ended(organisation: Organisation) -> Letter:
    """The permit has run out."""
    return (
        "Izin sudah habis",
        f"Izin {organisation.name} sudah habis, jadi komitmen baru berhenti. Kirim izin yang baru: {_mine()}",
    )
