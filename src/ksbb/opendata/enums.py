"""Words of the room: what is measured, of which recipients, in which steps of time."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """Figures of RW and of institutions stand beside each other, never inside (design, section 3)."""

    RW = "rw", "RW"
    INSTITUTION = "lembaga", "Lembaga"


class Measure(TextChoices):
    """What a tally sums: the stages of a movement, what is needed, and promises whose fate nobody wrote down."""

    NEEDED = "dibutuhkan", "dibutuhkan"
    COMMITTED = "komitmen", "komitmen"
    DELIVERED = "disalurkan", "disalurkan"
    CONFIRMED = "diterima", "diterima"
    SURPLUS = "lebih", "lebih"
    UNTRACKED = "tidak_tercatat", "kelanjutan tidak tercatat"


class Unmet(TextChoices):
    """What no promise covers: of needs that are open, and of those whose time is over. Counted today, never as of."""

    OPEN = "sisa", "masih dibutuhkan"
    PASSED = "lewat", "tidak terpenuhi sampai masanya lewat"


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
