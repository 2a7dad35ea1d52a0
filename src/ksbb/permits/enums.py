"""Words of the room: the life of an application."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class ApplicationState(TextChoices):
    """Where an application stands."""

    SUBMITTED = "diajukan", "Menunggu petugas pertama"
    HALFWAY = "setengah", "Menunggu petugas kedua"
    CHANGES = "perbaikan", "Perlu diperbaiki"
    APPROVED = "disetujui", "Disetujui"
    REFUSED = "ditolak", "Tidak disetujui"


NEXT_STATES = state_table(
    "permohonan",
    {
        ApplicationState.SUBMITTED: frozenset(
            {ApplicationState.HALFWAY, ApplicationState.CHANGES, ApplicationState.REFUSED}
        ),
        ApplicationState.HALFWAY: frozenset(
            {ApplicationState.APPROVED, ApplicationState.CHANGES, ApplicationState.REFUSED}
        ),
        ApplicationState.CHANGES: frozenset({ApplicationState.SUBMITTED, ApplicationState.REFUSED}),
        ApplicationState.APPROVED: frozenset(),
        ApplicationState.REFUSED: frozenset(),
    },
)

RUNNING = frozenset({ApplicationState.SUBMITTED, ApplicationState.HALFWAY, ApplicationState.CHANGES})
"""States in which an application is not decided yet."""
