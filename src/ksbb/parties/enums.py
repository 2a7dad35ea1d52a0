"""Words of the room: kinds of parties, roles, standing."""

from django.db.models import TextChoices


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


class RoleName(TextChoices):
    """What a person may do: at a place and all below it, or for an organisation."""

    POKJA = "pokja", "Pokja KSBB"
    OFFICER = "petugas", "Petugas wilayah"
    RW_HEAD = "ketua_rw", "Ketua RW"
    KEEPER = "pengelola", "Pengelola lembaga"
    COLLABORATOR = "kolaborator", "Kolaborator"


PLACE_ROLES = frozenset({RoleName.POKJA, RoleName.OFFICER, RoleName.RW_HEAD})
"""Roles that attach to a place; the others attach to an organisation."""
