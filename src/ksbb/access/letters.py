"""The words of messages about coming in. No personal data (UX-32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from ksbb.core.formats import tanggal_waktu

if TYPE_CHECKING:
    from datetime import datetime

    from ksbb.parties.models import Role

Letter = tuple[str, str]


def code(digits: str) -> Letter:
    """The six digits that sign in or prove an address."""
    return (
        "Kode masuk KSBB",
        f"Kode Anda: {digits}. Berlaku 10 menit, sekali pakai. Jangan berikan kepada siapa pun, termasuk petugas.",
    )


def nobody() -> Letter:
    """Somebody asked for a code to an address that opens no account: the asking page must not tell, the letter may."""
    return (
        "Kode masuk KSBB",
        (
            "Ada yang meminta kode masuk ke alamat ini, tetapi alamat ini tidak membuka akun. Bukan Anda? Abaikan. "
            "Kalau Anda petugas, masuk dengan nama pengguna; kalau belum punya akun, tanyakan ke kelurahan."
        ),
    )


def handed() -> Letter:
    """An officer made a code for the person."""
    return (
        "Kode masuk dibuatkan petugas",
        (
            "Petugas wilayah Anda baru saja membuatkan kode untuk masuk ke akun KSBB Anda. Tidak merasa memintanya? "
            f"Segera masuk dan keluarkan semua perangkat: {settings.KSBB_ORIGIN}/akun/perangkat/"
        ),
    )


def contact_changed() -> Letter:
    """Told to the old address (SEC-13)."""
    return (
        "Alamat akun KSBB diganti",
        (
            "Nomor HP atau e-mail akun KSBB Anda baru saja diganti. Bukan Anda? Segera hubungi kantor kelurahan atau "
            "Pokja, dan ganti kata sandi Anda."
        ),
    )


def office_given(role: Role) -> Letter:
    """Told to the others of Pokja: an office was given, from when it carries something, and where it is ended."""
    scope = role.place.title if role.place else ""
    return (
        f"Peran baru: {role.get_name_display()}",
        (
            f"Peran {role.get_name_display()} untuk {scope} diberikan dan berlaku mulai {tanggal_waktu(role.since)}. "
            f"Tidak Anda kenal? Akhiri sebelum berlaku: {settings.KSBB_ORIGIN}/meja/pokja/peran/"
        ),
    )


def recovery_started(ready_at: datetime) -> Letter:
    """Told to the person whose account is to be recovered (SEC-14)."""
    return (
        "Pemulihan akun petugas dimulai",
        (
            f"Petugas Pokja memulai pemulihan akun KSBB Anda; selesai paling cepat {tanggal_waktu(ready_at)}. Tidak "
            f"memintanya? Masuk lalu batalkan: {settings.KSBB_ORIGIN}/akun/saya/"
        ),
    )


def recovery_over(done: bool) -> Letter:
    """How it ended."""
    if done:
        return (
            "Akun petugas dipulihkan",
            "Akun KSBB Anda dipulihkan: kunci lama dihapus, semua perangkat dikeluarkan. Bukan Anda? Hubungi Pokja.",
        )
    return ("Pemulihan akun petugas dibatalkan", "Pemulihan akun KSBB Anda dibatalkan. Tidak ada yang berubah.")
