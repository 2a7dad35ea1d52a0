"""Words of the room: what is measured, of which recipients, in which steps of time."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """Figures of RW and of institutions stand beside each other, never inside (design, section 3)."""

    RW = "rw", "RW"
    INSTITUTION = "lembaga", "Lembaga"


class Measure(TextChoices):
    """What a tally sums: the stages of a movement, and what is needed."""

    NEEDED = "dibutuhkan", "dibutuhkan"
    COMMITTED = "komitmen", "komitmen"
    DELIVERED = "disalurkan", "disalurkan"
    CONFIRMED = "diterima", "diterima"
    SURPLUS = "lebih", "lebih"


class Grain(TextChoices):
    """The stretch of days that one tally sums. A long history is read as years, months and a few days."""

    DAY = "hari", "hari"
    MONTH = "bulan", "bulan"
    YEAR = "tahun", "tahun"


class Counted(TextChoices):
    """Whose presence is kept: places with standing promises, and givers by kind (words of `PartyKind`)."""

    RW = "rw", "RW"
    VILLAGE = "kelurahan", "kelurahan"
    CITY = "kota", "kota"
    ORGANISATION = "organisasi", "organisasi"
    INDIVIDUAL = "perorangan", "perorangan"
    AGREGATOR = "agregator", "agregator"
