"""Words of the room: the states of a need, its fill, its urgency."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class NeedState(TextChoices):
    """Where a need stands as a process. How full it is, is arithmetic: see `Fill`."""

    PROPOSED = "diajukan", "Menunggu verifikasi"
    VERIFIED = "terverifikasi", "Terverifikasi"
    REJECTED = "ditolak", "Ditolak"
    WITHDRAWN = "ditarik", "Ditarik"
    EXPIRED = "kedaluwarsa", "Perlu diperiksa ulang"
    CLOSED = "ditutup", "Ditutup"


NEXT_STATES = state_table(
    "kebutuhan",
    {
        NeedState.PROPOSED: frozenset({NeedState.VERIFIED, NeedState.REJECTED, NeedState.WITHDRAWN}),
        NeedState.VERIFIED: frozenset({NeedState.EXPIRED, NeedState.CLOSED}),
        NeedState.EXPIRED: frozenset({NeedState.VERIFIED, NeedState.CLOSED}),
        NeedState.REJECTED: frozenset(),
        NeedState.WITHDRAWN: frozenset(),
        NeedState.CLOSED: frozenset(),
    },
)

COUNTED = frozenset({NeedState.VERIFIED, NeedState.EXPIRED, NeedState.CLOSED})
"""States of needs that were verified once: these make up "dibutuhkan" in every figure."""


class Fill(TextChoices):
    """How full a need is, derived from its counters."""

    NONE = "belum", "Belum ada komitmen"
    PART = "sebagian", "Sebagian"
    PROMISED = "tercukupi", "Komitmen penuh"
    CONFIRMED = "terpenuhi", "Terpenuhi"


class Urgency(TextChoices):
    """How pressing a need is. Ordered: the letter sorts."""

    HIGH = "1", "Mendesak"
    NORMAL = "2", "Biasa"
    LOW = "3", "Bisa menunggu"
