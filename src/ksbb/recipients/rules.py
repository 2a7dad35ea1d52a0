"""Decisions about recipients: who registers, which numbers are plausible."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.text import why_not_publish, why_not_reason, why_not_show
from ksbb.parties.enums import Standing
from ksbb.places.enums import Level
from ksbb.recipients.enums import CAPACITY, FactKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ksbb.catalogue.models import Package
    from ksbb.parties.rules import Reach
    from ksbb.places.models import Place
    from ksbb.recipients.models import Recipient, RecipientKind

OTHER_SPOT = "lokasi_lain"
"""Publications name some priority spots by their kecamatan only."""
MOST_FAMILIES_IN_RW = 5000
"""The largest RW the record names has 4,297 KK (RW 07 Tugu Selatan, 2025; melissamaureen.blogspot.com)."""
READINGS_A_DAY, READINGS_A_DAY_VOUCHED = 10, 60
MOST_RESIDENTS = 3000
"""Ours: above the largest boarding schools of Jakarta; anything larger wants a written reason."""


def why_not_register(*, reach: Reach, kind: RecipientKind, place: Place, name: str) -> Refusal | None:
    """Why a recipient cannot be registered: by whom, and whether the place fits the kind."""
    if not reach.oversees(place):
        return FORBIDDEN
    wide = {Level.DISTRICT} if kind.code == OTHER_SPOT else set()
    if kind.institution and place.level not in {Level.VILLAGE, Level.RW} | wide:
        return Refusal("place_level", "Lembaga didaftarkan pada kelurahannya.")
    if not kind.institution and place.level != Level.RW:
        return Refusal("place_level", "Pilih RW-nya, bukan hanya kelurahan.")
    if kind.institution and not name.strip():
        return Refusal("name_needed", "Tuliskan nama lembaga.")
    return why_not_show(name, longest=160)


def why_not_accept_safeguarding(*, reach: Reach, recipient: Recipient, version: int, current: int) -> Refusal | None:
    """Why this person cannot accept the statement: not the manager, no home for children, or an older text."""
    if not reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id):
        return FORBIDDEN
    if not recipient.kind.children:
        return Refusal("no_children", "Pernyataan ini hanya untuk lembaga yang dihuni anak.")
    if version != current:
        return Refusal("version_old", "Isi pernyataan sudah diperbarui. Baca lagi, lalu setujui.")
    return None


def why_not_rely_on(*, kind: RecipientKind, standing: Standing | None, accepted: bool) -> Refusal | None:
    """Why needs of an institution are not verified now: it does not stand, or guards its children by no statement."""
    if standing is not None and standing != Standing.ACTIVE:
        return Refusal("home_not_active", f"Lembaga ini sedang tidak aktif: {standing.label.lower()}.")
    if kind.children and not accepted:
        return Refusal("safeguarding_needed", "Pengelola lembaga ini belum menyetujui pernyataan pelindungan anak.")
    return None


def why_not_set_contact(*, name: str, phone: str, email: str, address: str, note: str) -> Refusal | None:
    """Why a contact cannot be kept: no name, no way to reach it, or more than its columns hold."""
    if not name.strip() or not (phone.strip() or email.strip()):
        return Refusal("contact_incomplete", "Isi nama dan paling sedikit nomor telepon atau alamat e-mail.")
    limits = ((name, 120), (phone, 16), (email, 254), (address, 300), (note, 300))
    return first(*(why_not_publish(text, longest=longest) for text, longest in limits))


def why_not_read_contact(*, known: bool, read_today: int, vouched: bool) -> Refusal | None:
    """Why one more contact stays closed to a reader: ten others a day, or sixty for somebody who was vouched for.

    `known`: the same contact was read within the day, which costs nothing. A verified organisation may promise to
    many RW in one list and must call each of them; so must an officer (SEC-15, T10).
    """
    if known or read_today < (READINGS_A_DAY_VOUCHED if vouched else READINGS_A_DAY):
        return None
    return Refusal("too_many_readings", "Kontak yang Anda buka hari ini sudah sampai batasnya. Coba lagi besok.")


def why_not_record_fact(
    *,
    reach: Reach,
    recipient: Recipient,
    kind: FactKind,
    value: int,
    as_of: date,
    today: date,
    source: str,
    reason: str,
) -> Refusal | None:
    """Why a number about a recipient is refused: not overseen, in the future, without source, beyond belief (UX-01)."""
    if not reach.oversees(recipient.place):
        return FORBIDDEN
    if value < 0 or value > 10_000_000:
        return Refusal("implausible", "Angka ini tidak mungkin. Periksa lagi.")
    if as_of > today:
        return Refusal("date_ahead", "Tanggal data tidak boleh di masa depan.")
    if not source.strip():
        return Refusal("source_needed", "Tuliskan sumber angka ini.")
    most = MOST_RESIDENTS if kind in {FactKind.RESIDENTS, *CAPACITY} else MOST_FAMILIES_IN_RW
    if value > most and why_not_reason(reason):
        return Refusal(
            "implausible",
            f"Angka ini di atas batas wajar ({most}). Periksa lagi, atau tuliskan alasannya.",
        )
    return first(why_not_show(source, longest=400), why_not_publish(reason, longest=400))


def why_not_report(*, giver: str, what: str, source: str, published_on: date, on: date) -> Refusal | None:
    """Why a note of what was published is refused: no source, nothing told, or a day that has not come."""
    if not source.strip():
        return Refusal("source_needed", "Tuliskan sumber catatan ini.")
    if not (giver.strip() and what.strip()):
        return Refusal("report_empty", "Tuliskan siapa yang memberi dan apa bantuannya.")
    return None if published_on <= on else Refusal("date_future", "Tanggal terbit belum tiba. Periksa lagi.")


MOST_MONTHS_LATE = 2
"""So many monthly reports missing in a row, and the home is shown as late (bars J4.5)."""
STOCK_AHEAD = timedelta(days=366)
"""Ours: no stock is told to last longer than a year."""


def is_home(kind: RecipientKind) -> bool:
    """A panti or pesantren: an institution where people live. The other priority spots are none."""
    return kind.institution and kind.code != OTHER_SPOT


def why_not_tell(*, reach: Reach, recipient: Recipient) -> Refusal | None:
    """Why this person cannot tell something of a home: only who keeps it does, since it is shown as its own word."""
    if not reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id):
        return FORBIDDEN
    if not is_home(recipient.kind):
        return Refusal("no_home", "Ini hanya untuk panti dan pesantren.")
    return Refusal("recipient_retired", "Penerima ini sudah tidak aktif.") if recipient.retired_at else None


def why_not_describe(
    *, in_charge: str, capacity: Iterable[tuple[FactKind, int]], visiting: str, guardian: str, guardian_phone: str
) -> Refusal | None:
    """Why a home cannot be described so: nobody answers for it, or its places are none, too many or told twice."""
    if not in_charge.strip():
        return Refusal("in_charge_needed", "Tuliskan siapa penanggung jawab lembaga ini.")
    rooms = list(capacity)
    if len({band for band, _ in rooms}) < len(rooms) or any(band not in CAPACITY for band, _ in rooms):
        return Refusal("band_unknown", "Tulis daya tampung sekali untuk setiap kelompok umur.")
    if any(not 0 <= places <= MOST_RESIDENTS for _, places in rooms):
        return Refusal("implausible", f"Daya tampung di luar batas wajar (0 sampai {MOST_RESIDENTS}). Periksa lagi.")
    if bool(guardian.strip()) != bool(guardian_phone.strip()):
        return Refusal("guardian_incomplete", "Isi nama dan nomor telepon narahubung pelindungan anak.")
    private = ((in_charge, 120), (guardian, 120), (guardian_phone, 16))
    return why_not_show(visiting, longest=300) or first(*(why_not_publish(text, longest=n) for text, n in private))


def why_not_stock(*, package: Package, quantity: int, enough_until: date, today: date) -> Refusal | None:
    """Why stock is not told so: an item that no home asks for, no such number, or a day that has passed."""
    if not package.for_institutions:
        return Refusal("package_kind", "Paket ini tidak untuk jenis penerima ini.")
    if not 0 <= quantity <= 10_000_000:
        return Refusal("implausible", "Angka ini tidak mungkin. Periksa lagi.")
    if enough_until < today:
        return Refusal("date_past", "Tanggalnya sudah lewat. Kalau sudah habis, pilih hari ini.")
    if enough_until > today + STOCK_AHEAD:
        return Refusal("date_ahead", "Pilih tanggal paling jauh satu tahun lagi.")
    return None


def months_back(today: date, count: int) -> list[date]:
    """The first days of this month and of those before it, newest first."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def open_months(*, reported: Collection[date], since: date, today: date) -> list[date]:
    """The months that a home can still report: this one and the two before, from when it was registered."""
    first_month = since.replace(day=1)
    return [
        month for month in months_back(today, MOST_MONTHS_LATE + 1) if month >= first_month and month not in reported
    ]


def is_late(*, reported: Collection[date], since: date, today: date) -> bool:
    """Are the reports of the last two whole months both missing? A month in which the home came new is not counted."""
    whole = months_back(today, MOST_MONTHS_LATE + 1)[1:]
    return all(month > since and month not in reported for month in whole)


def why_not_report_month(
    *, month: date, reported: Collection[date], since: date, today: date, wanted: str
) -> Refusal | None:
    """Why a month is not reported: done already, too long ago or not begun, or nothing said."""
    if month in reported:
        return Refusal("month_reported", "Bulan ini sudah dilaporkan.")
    if month not in open_months(reported=reported, since=since, today=today):
        return Refusal("month_closed", "Yang bisa dilaporkan: bulan ini dan dua bulan sebelumnya.")
    if not wanted.strip():
        return Refusal("answer_needed", "Jawab ketiga pertanyaan.")
    return why_not_show(wanted, longest=200)
