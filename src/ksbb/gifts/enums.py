"""Words of the room: the life of a gift, of a row of a statement, and of what a second person decides."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class Decision(TextChoices):
    """Where something stands that one person proposes and another decides."""

    WAITING = "menunggu", "Usulan menunggu orang kedua"
    AGREED = "disetujui", "Disetujui orang kedua"
    REFUSED = "ditolak", "Tidak disetujui orang kedua"
    ENDED = "berakhir", "Sudah berakhir"


NEXT_DECISIONS = state_table(
    "orang_kedua",
    {
        Decision.WAITING: frozenset({Decision.AGREED, Decision.REFUSED}),
        Decision.AGREED: frozenset({Decision.ENDED}),
        Decision.REFUSED: frozenset(),
        Decision.ENDED: frozenset(),
    },
)


class ChannelKind(TextChoices):
    """How money reaches the agregator."""

    BANK = "bank", "Transfer bank"
    QRIS = "qris", "QRIS"


class GiftState(TextChoices):
    """Where a gift of money stands. How far it is spent is arithmetic, not a state."""

    INTENT = "niat", "Niat"
    RECEIVED = "diterima", "Diterima agregator"
    CANCELLED = "dibatalkan", "Niat dibatalkan"
    EXPIRED = "lewat", "Niat lewat waktunya"
    REFUNDED = "dikembalikan", "Dikembalikan kepada pemberi"


NEXT_STATES = state_table(
    "pemberian",
    {
        GiftState.INTENT: frozenset({GiftState.RECEIVED, GiftState.CANCELLED, GiftState.EXPIRED}),
        GiftState.RECEIVED: frozenset({GiftState.REFUNDED, GiftState.INTENT}),
        GiftState.CANCELLED: frozenset({GiftState.RECEIVED}),
        GiftState.EXPIRED: frozenset({GiftState.RECEIVED}),
        GiftState.REFUNDED: frozenset(),
    },
)


class Match(TextChoices):
    """What came of a row of a bank or QRIS statement. Nothing is guessed: what is not exact waits for a person."""

    MATCHED = "cocok", "Cocok"
    OVER = "lebih", "Lebih dari niat"
    UNDER = "kurang", "Kurang dari niat"
    LATE = "terlambat", "Masuk sesudah niat lewat"
    DOUBLE = "ganda", "Masuk dua kali"
    UNMATCHED = "belum", "Belum dikenali"
    SETTLED = "selesai", "Diselesaikan petugas"
    OTHER = "bukan", "Bukan pemberian"


WAITS_FOR_PERSON = frozenset({Match.OVER, Match.UNDER, Match.LATE, Match.DOUBLE, Match.UNMATCHED})
"""Rows in the queue of the agregator's desk."""


class Settlement(TextChoices):
    """What a person says of a row of a statement that waits."""

    GIFT = "titipan", "Uang untuk titipan ini"
    UNNAMED = "tanpa_nama", "Pemberian tanpa nama"
    SAME = "sama", "Uang yang sama, sudah tercatat"
    NONE = "bukan", "Bukan pemberian (bunga, biaya, setoran sendiri)"


class SpendingKind(TextChoices):
    """What an agregator spends money on."""

    PURCHASE = "belanja", "Belanja"
    COST = "ongkos", "Ongkos penyelenggaraan"
    REFUND = "pengembalian", "Pengembalian"
