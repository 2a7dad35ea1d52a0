"""Words of the room: kinds of papers and the life of one."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class PaperKind(TextChoices):
    """What a paper is. The value begins its number."""

    COMMITMENT = "SK", "Surat komitmen"
    RECEIPT = "TT", "Tanda terima"
    HANDOVER = "BAST", "Berita acara serah terima"
    POSTER = "PP", "Poster penerima"
    LABEL = "LK", "Label kardus"
    SLIP = "SP", "Slip kode terima"
    GIFT = "KT", "Kuitansi titipan"
    GIFT_YEAR = "RT", "Rekap titipan setahun"
    REPORT = "LP", "Laporan PUB"


OF_ITS_DAY = frozenset({PaperKind.POSTER})
"""Papers that tell how things stood on one day: a figure that moved on does not make them wrong."""


class PaperState(TextChoices):
    """Whether a version of a paper still stands."""

    VALID = "berlaku", "Berlaku"
    SUPERSEDED = "digantikan", "Digantikan"
    WITHDRAWN = "ditarik", "Ditarik"


NEXT_STATES = state_table(
    "dokumen",
    {
        PaperState.VALID: frozenset({PaperState.SUPERSEDED, PaperState.WITHDRAWN}),
        PaperState.SUPERSEDED: frozenset(),
        PaperState.WITHDRAWN: frozenset(),
    },
)
