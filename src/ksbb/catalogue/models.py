"""What can be given: programmes, versioned packages with their contents, periods, statements. Rows, not code."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.catalogue.enums import Basis
from ksbb.core.units import Unit


class Programme(models.Model):
    """A programme of KSBB, such as KSBB Pangan.

    `newcomer_percent`: how much of one need all givers together may hold whom nobody knows yet; `newcomer_open`: for
    how many needs one of them may promise at a time (bars T07).
    """

    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=80)
    summary = models.CharField("ringkasan", max_length=400)
    source = models.CharField("sumber", max_length=400)
    newcomer_percent = models.PositiveSmallIntegerField("bagian pemberi baru", default=30)
    newcomer_open = models.PositiveSmallIntegerField("komitmen terbuka pemberi baru", default=5)

    class Meta:
        verbose_name = "program"
        constraints = [CheckConstraint(name="programme_newcomer_share", condition=Q(newcomer_percent__lte=100))]

    def __str__(self) -> str:
        return self.code


class Period(models.Model):
    """A named stretch of days of a programme ("Fase 4, 15–23 Mei 2020")."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    code = models.SlugField("kode", max_length=40, unique=True)
    name = models.CharField("nama", max_length=80)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("selesai")
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "periode"
        constraints = [CheckConstraint(name="period_ends_after_start", condition=Q(ends_on__gte=F("starts_on")))]

    def __str__(self) -> str:
        return self.code


class Package(models.Model):
    """Something that can be needed and promised; its contents and price live in its versions."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=80)
    spoken = models.CharField("sebutan dalam kalimat", max_length=80)
    unit = models.CharField("satuan", max_length=12, choices=Unit)
    counted_as = models.CharField("disebut", max_length=20)
    basis = models.CharField("dasar jumlah", max_length=12, choices=Basis)
    for_institutions = models.BooleanField("untuk lembaga", default=True)
    for_rw = models.BooleanField("untuk RW", default=True)
    excludes = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "paket"

    def __str__(self) -> str:
        return self.code


class PackageVersion(models.Model):
    """One dated wording of a package. A promise keeps the version that it was made against."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("versi")
    price_rp = models.BigIntegerField("harga acuan", null=True)
    rhythm = models.CharField("irama", max_length=60)
    note = models.CharField("catatan", max_length=300, blank=True)
    source = models.CharField("sumber", max_length=400)
    valid_from = models.DateField("berlaku sejak")

    class Meta:
        verbose_name = "versi paket"
        constraints = [
            UniqueConstraint(fields=["package", "version"], name="package_version_once"),
            CheckConstraint(name="package_price_positive", condition=Q(price_rp__isnull=True) | Q(price_rp__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} v{self.version}"


class PackageItem(models.Model):
    """One line of a package's contents."""

    version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("urutan")
    name = models.CharField("barang", max_length=80)
    quantity = models.CharField("jumlah", max_length=40, blank=True)

    class Meta:
        verbose_name = "isi paket"
        constraints = [UniqueConstraint(fields=["version", "position"], name="package_item_position_once")]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """A dated wording of the giver's statement. Giving means accepting the newest one; the acceptance is kept."""

    code = models.SlugField("kode", max_length=30)
    version = models.PositiveSmallIntegerField("versi")
    text = models.TextField("isi")
    source = models.CharField("sumber", max_length=400)
    valid_from = models.DateField("berlaku sejak")

    class Meta:
        verbose_name = "pernyataan"
        constraints = [UniqueConstraint(fields=["code", "version"], name="statement_version_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
