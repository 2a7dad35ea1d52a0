"""Words of the room: what the size of a need is reckoned from."""

from django.db.models import TextChoices


class Basis(TextChoices):
    """From which fact of a recipient a fitting quantity follows."""

    FAMILIES = "kk", "jumlah KK"
    PERSONS = "orang", "jumlah orang"
    PERSON_DAYS = "orang_hari", "jumlah orang × hari"
    FREE = "bebas", "menurut kebutuhan"
