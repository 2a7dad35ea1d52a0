"""Words of the room: which right is used, and where a request stands."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class Right(TextChoices):
    """What a person may ask about the own data (UU 27/2022 pasal 5 to 13)."""

    ACCESS = "salinan", "Salinan data"
    CORRECT = "pembetulan", "Pembetulan data"
    WITHDRAW = "penarikan", "Penarikan persetujuan"
    RESTRICT = "pembatasan", "Pembatasan pemrosesan"
    RESUME = "pemulihan", "Pemulihan pemrosesan"
    ERASE = "penghapusan", "Penghapusan data"


class RequestState(TextChoices):
    """Where a request stands. What the person could do alone is done in the moment it is recorded."""

    WAITING = "menunggu", "Menunggu jawaban"
    DONE = "dilaksanakan", "Dilaksanakan"
    REFUSED = "tidak_dapat", "Tidak dapat dilaksanakan"


NEXT_STATES = state_table(
    "permintaan_data",
    {
        RequestState.WAITING: frozenset({RequestState.DONE, RequestState.REFUSED}),
        RequestState.DONE: frozenset(),
        RequestState.REFUSED: frozenset(),
    },
)
