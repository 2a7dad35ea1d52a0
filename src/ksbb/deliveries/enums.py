"""Words of the room: the life of a delivery, ways of receipt, outcomes of a dispute."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class DeliveryState(TextChoices):
    """Where a delivery stands."""

    PLANNED = "dijadwalkan", "Dijadwalkan"
    ON_THE_WAY = "diantar", "Sedang diantar"
    HANDED_OVER = "diserahkan", "Menunggu konfirmasi penerima"
    RECEIVED = "diterima", "Diterima"
    CALLED_OFF = "dibatalkan", "Tidak jadi diantar"


NEXT_STATES = state_table(
    "penyaluran",
    {
        DeliveryState.PLANNED: frozenset(
            {DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER, DeliveryState.RECEIVED, DeliveryState.CALLED_OFF}
        ),
        DeliveryState.ON_THE_WAY: frozenset(
            {DeliveryState.HANDED_OVER, DeliveryState.RECEIVED, DeliveryState.CALLED_OFF}
        ),
        DeliveryState.HANDED_OVER: frozenset({DeliveryState.RECEIVED}),
        DeliveryState.RECEIVED: frozenset(),
        DeliveryState.CALLED_OFF: frozenset(),
    },
)


class Method(TextChoices):
    """By whose act a delivery counts as received. Counted apart in public."""

    ACCOUNT = "akun", "Penerima sendiri"
    PAPER = "kertas", "Tanda terima kertas"
    OFFICER = "petugas", "Keputusan petugas"


class Condition(TextChoices):
    """How the goods arrived."""

    GOOD = "baik", "Baik"
    PART_DAMAGED = "sebagian_rusak", "Sebagian rusak"
    DAMAGED = "rusak", "Rusak"


class DisputeState(TextChoices):
    """Whether a difference between sent and received still waits for an officer."""

    OPEN = "terbuka", "Menunggu petugas"
    OWED = "terutang", "Kekurangan masih terutang"
    RETURNED = "dikembalikan", "Kekurangan kembali ke kebutuhan"


DISPUTE_NEXT_STATES = state_table(
    "selisih",
    {
        DisputeState.OPEN: frozenset({DisputeState.OWED, DisputeState.RETURNED}),
        DisputeState.OWED: frozenset(),
        DisputeState.RETURNED: frozenset(),
    },
)
