"""The queues that an officer works off, each with its page: one list for "Hari ini", whichever desk shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.commitments import queries as promises
from ksbb.core.counting import counts
from ksbb.deliveries import queries as journeys
from ksbb.notices import queries as notices
from ksbb.parties import duplicates
from ksbb.parties.enums import CorrectionState
from ksbb.permits import queries as permits
from ksbb.privacy import queries as privacy
from ksbb.voices import queries as voices

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from ksbb.parties.rules import Reach
    from ksbb.web.desks.visits import Visit


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of work: what to do, why it waits, its page, and the rows that wait in the area of a person."""

    title: str
    why: str
    page: str
    waiting: Callable[[Reach], QuerySet[Any]]

    @property
    def url(self) -> str:
        """Where it is worked off."""
        return reverse(self.page)


UNREAD = "unread"
AREA = (
    Queue("Jawab laporan masalah", "Setiap laporan punya batas waktu", "voices:reports", voices.open_reports),
    Queue("Periksa foto bukti", "Tidak terlihat umum sebelum diperiksa", "photos:queue", journeys.photos_in),
    Queue("Periksa ucapan terima kasih", "Tampil untuk umum sesudah diperiksa", "voices:words", voices.asked_words),
    Queue("Telepon ulang penerima", "Diundi untuk memeriksa tanda terima", "desks:calls", journeys.waiting_calls),
    Queue(
        "Putuskan koreksi angka",
        "Berlaku sesudah orang kedua setuju",
        "desks:corrections",
        lambda reach: promises.corrections_in(reach, CorrectionState.PROPOSED),
    ),
)
POKJA = (
    Queue(
        "Periksa permohonan organisasi",
        "Dua petugas memeriksa izinnya",
        "desks:pokja_applications",
        lambda _: permits.waiting(),
    ),
    Queue(
        "Cari sasaran bantuan tanpa sasaran",
        "Pemberi menunggu usulan",
        "desks:pokja_offers",
        lambda _: promises.open_offers(),
    ),
    Queue(
        "Putuskan pemberi ganda",
        "Berlaku sesudah orang kedua setuju",
        "desks:merges",
        lambda _: duplicates.merges(CorrectionState.PROPOSED),
    ),
    Queue("Jawab permintaan data pribadi", "Batasnya 3×24 jam", "desks:pokja_privacy", lambda _: privacy.waiting()),
    Queue("Kirim ulang pesan yang gagal", "Tidak sampai", "desks:pokja_outbox", lambda _: notices.dead_letters()),
)


def today(visit: Visit, *queues: Queue) -> dict[str, Any]:
    """Those of these queues in which something waits for the person, with how much; and the unread letters. 1 query."""
    rows = {queue.page: queue.waiting(visit.reach) for queue in queues}
    found = counts({**rows, UNREAD: notices.unread_of(visit.user)})
    waiting = [{"queue": queue, "number": found[queue.page]} for queue in queues if found[queue.page]]
    return {"queues": waiting, UNREAD: found[UNREAD]}
