"""Words of the room: kinds of parties, roles, standing."""

from django.db.models import TextChoices

from ksbb.core.states import state_table


class PartyKind(TextChoices):
    """Who gives. Totals of givers are split along this line."""

    ORGANISATION = "organisasi", "Organisasi"
    INDIVIDUAL = "perorangan", "Perorangan"
    AGREGATOR = "agregator", "Agregator"


class Standing(TextChoices):
    """How an organisation stands with the platform."""

    APPLIED = "diajukan", "Menunggu pemeriksaan"
    ACTIVE = "aktif", "Aktif"
    SUSPENDED = "ditangguhkan", "Ditangguhkan"
    REVOKED = "dicabut", "Dicabut"
    EXPIRED = "kedaluwarsa", "Izin habis"
    REJECTED = "ditolak", "Permohonan ditolak"


NEXT_STANDINGS = state_table(
    "kedudukan",
    {
        Standing.APPLIED: frozenset({Standing.ACTIVE, Standing.SUSPENDED, Standing.REVOKED, Standing.REJECTED}),
        Standing.ACTIVE: frozenset({Standing.SUSPENDED, Standing.REVOKED, Standing.EXPIRED}),
        Standing.SUSPENDED: frozenset({Standing.ACTIVE, Standing.REVOKED}),
        Standing.EXPIRED: frozenset({Standing.ACTIVE, Standing.SUSPENDED, Standing.REVOKED}),
        Standing.REVOKED: frozenset({Standing.ACTIVE}),
        Standing.REJECTED: frozenset(),
    },
)

ENDED_STANDINGS = frozenset({Standing.SUSPENDED, Standing.REVOKED, Standing.EXPIRED})
"""Standings of an organisation that once took part and takes no new promises now."""


class StopKind(TextChoices):
    """Why data of a person is only kept and not used any more."""

    CONSENT = "penarikan", "Persetujuan ditarik"
    RESTRICTED = "pembatasan", "Pemrosesan dibatasi"


class CorrectionState(TextChoices):
    """Where the correction of something published stands; a second person decides."""

    PROPOSED = "diajukan", "Menunggu orang kedua"
    APPROVED = "disetujui", "Sudah berlaku"
    REFUSED = "tidak_disetujui", "Tidak disetujui"


NEXT_CORRECTIONS = state_table(
    "koreksi",
    {
        CorrectionState.PROPOSED: frozenset({CorrectionState.APPROVED, CorrectionState.REFUSED}),
        CorrectionState.APPROVED: frozenset(),
        CorrectionState.REFUSED: frozenset(),
    },
)


class RoleName(TextChoices):
    """What a person may do: at a place and all below it, or for an organisation."""

    POKJA = "pokja", "Pokja KSBB"
    OFFICER = "petugas", "Petugas wilayah"
    RW_HEAD = "ketua_rw", "Ketua RW"
    KEEPER = "pengelola", "Pengelola lembaga"
    COLLABORATOR = "kolaborator", "Kolaborator"


PLACE_ROLES = frozenset({RoleName.POKJA, RoleName.OFFICER, RoleName.RW_HEAD})
"""Roles that attach to a place; the others attach to an organisation."""
