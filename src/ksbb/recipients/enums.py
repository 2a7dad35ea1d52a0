"""Words of the room: kinds of facts about a recipient."""

from django.db.models import TextChoices


class FactKind(TextChoices):
    """What a dated number about a recipient counts."""

    FAMILIES = "kk", "KK"
    VULNERABLE_FAMILIES = "kk_rentan", "KK rentan"
    RESIDENTS = "penghuni", "penghuni"
