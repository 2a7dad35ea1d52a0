"""Words of the room: kinds of facts about a recipient, duties of its people, answers in a report."""

from django.db.models import TextChoices


class FactKind(TextChoices):
    """What a dated number about a recipient counts: people, or places for people of a band of age."""

    FAMILIES = "kk", "KK"
    VULNERABLE_FAMILIES = "kk_rentan", "KK rentan"
    RESIDENTS = "penghuni", "penghuni"
    PLACES_0_5 = "tempat_0_5", "tempat untuk umur 0–5 tahun"
    PLACES_6_12 = "tempat_6_12", "tempat untuk umur 6–12 tahun"
    PLACES_13_17 = "tempat_13_17", "tempat untuk umur 13–17 tahun"
    PLACES_18_59 = "tempat_18_59", "tempat untuk umur 18–59 tahun"
    PLACES_60 = "tempat_60", "tempat untuk umur 60 tahun ke atas"


CAPACITY = (
    FactKind.PLACES_0_5,
    FactKind.PLACES_6_12,
    FactKind.PLACES_13_17,
    FactKind.PLACES_18_59,
    FactKind.PLACES_60,
)
"""What a home tells of its size, by age."""


class Duty(TextChoices):
    """What a private contact of a recipient is for. Givers call about deliveries; the other two are of homes."""

    DELIVERIES = "antaran", "narahubung"
    IN_CHARGE = "penanggung", "penanggung jawab"
    CHILD_SAFETY = "pelindungan", "narahubung pelindungan anak"


class Answer(TextChoices):
    """How a home answers a question of its monthly report."""

    YES = "ya", "ya"
    PARTLY = "sebagian", "sebagian saja"
    NO = "tidak", "tidak"
