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
    CODE = "kode", "Kode penerima"


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
    MET = "cocok", "Ternyata lengkap"
    HIGHER = "tertinggi", "Angka lebih tinggi dipakai"
    LOWER = "terendah", "Angka lebih rendah dipakai"


DISPUTE_NEXT_STATES = state_table(
    "selisih",
    {
        DisputeState.OPEN: frozenset(
            {
                DisputeState.OWED,
                DisputeState.RETURNED,
                DisputeState.MET,
                DisputeState.HIGHER,
                DisputeState.LOWER,
            }
        ),
        DisputeState.OWED: frozenset(),
        DisputeState.RETURNED: frozenset(),
        DisputeState.MET: frozenset(),
        DisputeState.HIGHER: frozenset(),
        DisputeState.LOWER: frozenset(),
    },
)


class Finding(TextChoices):
    """What a courier reports from a stop."""

    COUNTED = "dihitung", "Dihitung kurir"
    DIFFERENT = "jumlah_beda", "Jumlah beda"
    DAMAGED = "rusak", "Rusak"
    NOBODY = "tidak_ada_orang", "Tidak ada orang"


class CallState(TextChoices):
    """What calling a receiver back has shown about a receipt drawn by lot."""

    WAITING = "menunggu", "Menunggu telepon"
    RIGHT = "benar", "Benar"
    WRONG = "beda", "Beda jumlah"
    UNREACHED = "tidak_terhubung", "Tidak terhubung"


CALL_NEXT_STATES = state_table(
    "telepon",
    {
        CallState.WAITING: frozenset({CallState.RIGHT, CallState.WRONG, CallState.UNREACHED}),
        CallState.RIGHT: frozenset(),
        CallState.WRONG: frozenset(),
        CallState.UNREACHED: frozenset(),
    },
)


class Side(TextChoices):
    """Whose photo it is."""

    GIVER = "pemberi", "Foto pemberi"
    COURIER = "kurir", "Foto kurir"
    RECEIVER = "penerima", "Foto penerima"
    PROPOSER = "pengaju", "Foto pengajuan"


class EvidenceState(TextChoices):
    """Where a photo stands. Only `PUBLISHED` is seen by the public."""

    PENDING = "menunggu", "Menunggu pemeriksaan"
    ASKED = "ditanyakan", "Petugas bertanya"
    PUBLISHED = "terbit", "Foto terbit"
    REJECTED = "tidak_terbit", "Foto tidak diterbitkan"
    TAKEN_DOWN = "diturunkan", "Foto diturunkan"


EVIDENCE_NEXT_STATES = state_table(
    "foto",
    {
        EvidenceState.PENDING: frozenset({EvidenceState.ASKED, EvidenceState.PUBLISHED, EvidenceState.REJECTED}),
        EvidenceState.ASKED: frozenset({EvidenceState.PENDING, EvidenceState.PUBLISHED, EvidenceState.REJECTED}),
        EvidenceState.PUBLISHED: frozenset({EvidenceState.TAKEN_DOWN}),
        EvidenceState.REJECTED: frozenset(),
        EvidenceState.TAKEN_DOWN: frozenset(),
    },
)


class TimeFit(TextChoices):
    """Whether the time that the camera wrote fits the hand-over. A claim, not a proof."""

    UNKNOWN = "", "Waktu foto tidak diketahui"
    FITS = "sesuai", "Waktu foto sesuai"
    EARLIER = "lebih_awal", "Foto lebih lama dari serah terima"
    LATER = "lebih_akhir", "Waktu foto sesudah serah terima"


class PlaceFit(TextChoices):
    """How far from the recipient's point the camera says it was. Only this class is kept, never the coordinates."""

    UNKNOWN = "", "Tempat foto tidak diketahui"
    NEAR = "dekat", "Foto di sekitar penerima"
    AWAY = "agak_jauh", "Foto beberapa kilometer dari penerima"
    FAR = "jauh", "Foto jauh dari penerima"
