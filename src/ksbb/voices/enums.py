"""Words of the room: what a report is about, where it stands, who speaks."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class Matter(TextChoices):
    """What a problem report is about; each has its clock (`rules.ANSWER_WITHIN`)."""

    WRONG = "keliru", "Data keliru"
    NOT_ARRIVED = "tidak_sampai", "Bantuan tidak sampai atau kurang"
    FRAUD = "penipuan", "Penipuan atau pungutan"
    CHILD = "anak", "Keselamatan anak"
    PRIVACY = "pribadi", "Data pribadi terlihat"
    OTHER = "lain", "Lainnya"


class ReportState(TextChoices):
    """Where a problem report stands."""

    RECEIVED = "masuk", "Masuk"
    TAKEN = "diperiksa", "Sedang diperiksa"
    ANSWERED = "dijawab", "Dijawab"


NEXT_STATES = state_table(
    "laporan",
    {
        ReportState.RECEIVED: frozenset({ReportState.TAKEN, ReportState.ANSWERED}),
        ReportState.TAKEN: frozenset({ReportState.ANSWERED}),
        ReportState.ANSWERED: frozenset({ReportState.TAKEN}),
    },
)


class Side(TextChoices):
    """Who speaks in a thread."""

    GIVER = "pemberi", "Pemberi"
    RECEIVER = "penerima", "Penerima"


class Show(TextChoices):
    """Who sees what was said."""

    SIDES = "kedua_pihak", "Hanya kedua pihak"
    ASKED = "diajukan", "Menunggu diperiksa untuk umum"
    PUBLIC = "umum", "Untuk umum"
    HIDDEN = "disembunyikan", "Disembunyikan petugas"
