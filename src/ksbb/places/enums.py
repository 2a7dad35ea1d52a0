"""Words of the room of places."""

from django.db.models import TextChoices


class Level(TextChoices):
    """The steps of Indonesian government that the platform knows, from wide to narrow."""

    PROVINCE = "provinsi", "Provinsi"
    CITY = "kota", "Kota/Kabupaten"
    DISTRICT = "kecamatan", "Kecamatan"
    VILLAGE = "kelurahan", "Kelurahan"
    RW = "rw", "RW"

    @property
    def rank(self) -> int:
        """0 for the province, 4 for an RW."""
        return list(Level).index(self)

    @property
    def below(self) -> "Level | None":
        """The next narrower level; None below RW."""
        levels = list(Level)
        return levels[self.rank + 1] if self is not Level.RW else None


class FigureKind(TextChoices):
    """What a dated figure about a place counts."""

    RW_COUNT = "rw_count", "Jumlah RW"
    FAMILIES = "families", "Jumlah KK"
    POPULATION = "population", "Jumlah penduduk"
