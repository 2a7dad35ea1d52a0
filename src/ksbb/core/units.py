"""Units of quantity. Units are never summed together (design, section 1)."""

from __future__ import annotations

from django.db.models import TextChoices


class Unit(TextChoices):
    """What one of a package is counted in."""

    KK_WEEK = "kk_minggu", "KK-minggu"
    PERSON_DAY = "orang_hari", "orang-hari"
    PARCEL = "paket", "paket"
    PERSON = "orang", "orang"
    FAMILY = "kk", "KK"
    KILOGRAM = "kg", "kg"
    LITRE = "liter", "liter"
    ITEM = "buah", "buah"
    SEAT = "kursi", "kursi"
    RUPIAH = "rupiah", "rupiah"
