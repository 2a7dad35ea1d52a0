"""Words of the room: states of a line, stages of a movement, ways of bringing."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class LineState(TextChoices):
    """Where one promised line stands."""

    AWAITING_CODE = "menunggu_kode", "Menunggu kode"
    QUEUED = "antre", "Di daftar tunggu"
    PROMISED = "komitmen", "Komitmen"
    SCHEDULED = "dijadwalkan", "Dijadwalkan"
    ON_THE_WAY = "diantar", "Sedang diantar"
    DONE = "selesai", "Selesai"
    CANCELLED = "dibatalkan", "Dibatalkan"
    LAPSED = "gugur", "Gugur"
    DECLINED = "ditolak", "Ditolak penerima"


NEXT_STATES = state_table(
    "komitmen",
    {
        LineState.AWAITING_CODE: frozenset(
            {LineState.PROMISED, LineState.QUEUED, LineState.CANCELLED, LineState.LAPSED}
        ),
        LineState.QUEUED: frozenset({LineState.PROMISED, LineState.CANCELLED, LineState.LAPSED, LineState.DECLINED}),
        LineState.PROMISED: frozenset(
            {LineState.SCHEDULED, LineState.ON_THE_WAY, LineState.CANCELLED, LineState.LAPSED, LineState.DECLINED}
        ),
        LineState.SCHEDULED: frozenset(
            {LineState.SCHEDULED, LineState.ON_THE_WAY, LineState.CANCELLED, LineState.LAPSED, LineState.DECLINED}
        ),
        LineState.ON_THE_WAY: frozenset({LineState.SCHEDULED, LineState.ON_THE_WAY, LineState.DONE, LineState.LAPSED}),
        LineState.DONE: frozenset(),
        LineState.CANCELLED: frozenset(),
        LineState.LAPSED: frozenset({LineState.ON_THE_WAY, LineState.DONE}),
        LineState.DECLINED: frozenset(),
    },
)


class OfferState(TextChoices):
    """Where a promise stands whose targets Pokja chooses."""

    AWAITING_CODE = "menunggu_kode", "Menunggu kode"
    OPEN = "terbuka", "Menunggu sasaran"
    PLACED = "bersasaran", "Semua bersasaran"
    WITHDRAWN = "ditarik", "Ditarik pemberi"
    LAPSED = "lewat", "Lewat waktunya"


NEXT_OFFER_STATES = state_table(
    "tawaran",
    {
        OfferState.AWAITING_CODE: frozenset({OfferState.OPEN, OfferState.WITHDRAWN, OfferState.LAPSED}),
        OfferState.OPEN: frozenset({OfferState.PLACED, OfferState.WITHDRAWN, OfferState.LAPSED}),
        OfferState.PLACED: frozenset(),
        OfferState.WITHDRAWN: frozenset(),
        OfferState.LAPSED: frozenset(),
    },
)


class ProposalState(TextChoices):
    """Where the proposal of a target stands."""

    WAITING = "diusulkan", "Menunggu jawaban pemberi"
    ACCEPTED = "disetujui", "Disetujui pemberi"
    DECLINED = "tidak", "Tidak disetujui pemberi"
    DROPPED = "gugur", "Usulan gugur"


NEXT_PROPOSAL_STATES = state_table(
    "usulan",
    {
        ProposalState.WAITING: frozenset({ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.DROPPED}),
        ProposalState.ACCEPTED: frozenset(),
        ProposalState.DECLINED: frozenset(),
        ProposalState.DROPPED: frozenset(),
    },
)

RUNNING = frozenset({LineState.PROMISED, LineState.SCHEDULED, LineState.ON_THE_WAY})
"""States of a line that is still to be fulfilled."""


class Stage(TextChoices):
    """Which of the public numbers a movement moves."""

    COMMITTED = "komitmen", "komitmen"
    DELIVERED = "disalurkan", "disalurkan"
    CONFIRMED = "diterima", "diterima"
    SURPLUS = "lebih", "lebih"


class Mode(TextChoices):
    """How the goods come."""

    OWN = "antar_sendiri", "Antar sendiri"
    COURIER = "kurir", "Kirim lewat kurir"


class Via(TextChoices):
    """Through which door a promise came."""

    WEB = "web", "situs"
    API = "api", "API"
    FILE = "berkas", "berkas"
    POKJA = "pokja", "dicatat Pokja"
