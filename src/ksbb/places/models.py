"""Tables of places. Codes are Kemendagri's to the kelurahan; the RW suffix (`31.74.05.1001-RW004`) is our own."""

from django.db import models
from django.db.models import Q

from ksbb.places.enums import FigureKind, Level

EXAMPLE_RW_FROM = 901
"""RW numbered from here on are examples and are never claimed to be real."""


class Place(models.Model):
    """One area of government. The ancestors are stored on the row and always lie strictly above it."""

    code = models.CharField(max_length=24, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    province = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    city = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    village = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rw_number = models.PositiveSmallIntegerField(null=True, blank=True)
    postal_code = models.CharField(max_length=5, blank=True, default="")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    point_source = models.CharField(max_length=120, blank=True, default="")
    search_text = models.CharField(max_length=200, db_index=True, blank=True, default="")
    example = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("level", "code"), name="places_place_level_code"),)
        constraints = (
            models.UniqueConstraint(fields=("village", "rw_number"), name="places_place_one_rw_number"),
            models.CheckConstraint(
                name="places_place_lineage_fits_level",
                condition=Q(
                    level=Level.PROVINCE,
                    parent__isnull=True,
                    province__isnull=True,
                    city__isnull=True,
                    district__isnull=True,
                    village__isnull=True,
                )
                | Q(
                    level=Level.CITY,
                    parent=models.F("province"),
                    province__isnull=False,
                    city__isnull=True,
                    district__isnull=True,
                    village__isnull=True,
                )
                | Q(
                    level=Level.DISTRICT,
                    parent=models.F("city"),
                    province__isnull=False,
                    city__isnull=False,
                    district__isnull=True,
                    village__isnull=True,
                )
                | Q(
                    level=Level.VILLAGE,
                    parent=models.F("district"),
                    province__isnull=False,
                    city__isnull=False,
                    district__isnull=False,
                    village__isnull=True,
                )
                | Q(
                    level=Level.RW,
                    parent=models.F("village"),
                    province__isnull=False,
                    city__isnull=False,
                    district__isnull=False,
                    village__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="places_place_below_province_has_parent",
                condition=Q(level=Level.PROVINCE) | Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="places_place_rw_number_only_for_rw",
                condition=Q(level=Level.RW, rw_number__isnull=False, rw_number__gte=1, rw_number__lte=999)
                | (~Q(level=Level.RW) & Q(rw_number__isnull=True)),
            ),
            models.CheckConstraint(
                name="places_place_example_from_901",
                condition=Q(rw_number__isnull=True, example=False)
                | Q(rw_number__isnull=False, rw_number__lt=EXAMPLE_RW_FROM, example=False)
                | Q(rw_number__isnull=False, rw_number__gte=EXAMPLE_RW_FROM, example=True),
            ),
            models.CheckConstraint(
                name="places_place_point_whole_and_on_earth",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def lineage_ids(self) -> tuple[int, ...]:
        """Ids from the province down to this place itself; loaded columns only, no query."""
        ids = (self.province_id, self.city_id, self.district_id, self.village_id, self.pk)
        return tuple(number for number in ids if number is not None)

    def covers(self, other: "Place") -> bool:
        """Is `other` this place or anything below it? Loaded columns only, no query."""
        return self.pk in other.lineage_ids

    def loaded_ancestors(self) -> "list[Place] | None":
        """The places above, widest first, when all of them came with the row; None when a query would be needed."""
        cache = self._state.fields_cache
        above = [cache.get(name) for name in ("province", "city", "district", "village")]
        loaded = [place for place in above if place is not None]
        return loaded if len(loaded) == len(self.lineage_ids) - 1 else None

    @property
    def title(self) -> str:
        """The name with its level word, as a citizen says it: "Kelurahan Cideng", "RW 005", "Jakarta Selatan"."""
        if self.level in (Level.DISTRICT, Level.VILLAGE):
            return f"{Level(self.level).label} {self.name}"
        return self.name

    @property
    def official_name(self) -> str:
        """The full official name: "Kota Administrasi Jakarta Selatan", "Kelurahan Cideng", "Provinsi DKI Jakarta"."""
        if self.level == Level.CITY:
            # 31.01 is the one kabupaten (Undang-Undang 29/2007 article 7); its name carries no word "Jakarta".
            word = "Kabupaten Administrasi" if self.code == "31.01" else "Kota Administrasi"
            return f"{word} {self.name}"
        return f"Provinsi {self.name}" if self.level == Level.PROVINCE else self.title


class PlaceCode(models.Model):
    """A code a place has borne, with its days, so that an old address still leads to the place.

    Rows exist only for places whose code has changed; `valid_from` is empty where the beginning is not known.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=24, db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("place", "code", "valid_until"), name="places_placecode_one_end"),
            models.UniqueConstraint(
                fields=("code",), condition=Q(valid_until__isnull=True), name="places_placecode_one_current"
            ),
            models.CheckConstraint(
                name="places_placecode_days_in_order",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return self.code


class BoundarySet(models.Model):
    """One imported or computed layer of outlines with its source. Real ones win over computed ones, then the newest."""

    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=120)
    as_of = models.DateField()
    level = models.CharField(max_length=10, choices=Level.choices)
    approximate = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("level", "digest"), name="places_boundaryset_file_once"),)

    def __str__(self) -> str:
        return f"{self.level}: {self.source}"


class Boundary(models.Model):
    """The outline of one place in one set: GeoJSON MultiPolygon, WGS84, 5 decimals (about 1 m).

    `path` is the same outline simplified as an SVG path in the grid of the place's level (`rules.drawing`).
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    boundary_set = models.ForeignKey(BoundarySet, on_delete=models.PROTECT, related_name="+")
    geometry = models.TextField()
    min_lon = models.FloatField()
    min_lat = models.FloatField()
    max_lon = models.FloatField()
    max_lat = models.FloatField()
    label_lon = models.FloatField()
    label_lat = models.FloatField()
    path = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("place", "boundary_set"), name="places_boundary_once_per_set"),
            models.CheckConstraint(
                name="places_boundary_box_in_order",
                condition=Q(max_lon__gt=models.F("min_lon"), max_lat__gt=models.F("min_lat")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} in {self.boundary_set_id}"


class RwImport(models.Model):
    """One list of RW taken in whole: where it came from and what it added."""

    source = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    added = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(name="places_rwimport_names_source", condition=~Q(source="")),)

    def __str__(self) -> str:
        return self.source


class PlaceFigure(models.Model):
    """A dated and sourced figure about a place; a newer one supersedes it, the old one stays."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=FigureKind.choices)
    value = models.PositiveIntegerField()
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("place", "kind", "as_of"), name="places_figure_place_kind_day"),)
        constraints = (models.CheckConstraint(name="places_figure_names_source", condition=~Q(source="")),)

    def __str__(self) -> str:
        return f"{self.place_id} {self.kind} {self.value}"
