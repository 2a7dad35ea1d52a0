"""Tallies (the only thing this room computes and keeps) and the sentences that were published."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from ksbb.catalogue.models import Package, Period
from ksbb.opendata.enums import Counted, Grain, Measure, Scope
from ksbb.parties.models import User
from ksbb.places.models import Place


class Tally(models.Model):
    """What moved in one stretch of days (WIB) in one place: a sum of rows, always equal to a recount.

    Kept for the province, each kota and each kecamatan, by day, month and year. Examples are summed apart.
    """

    grain = models.CharField("rentang", max_length=6, choices=Grain)
    starts_on = models.DateField("mulai")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    measure = models.CharField("ukuran", max_length=14, choices=Measure)
    scope = models.CharField("cakupan", max_length=10, choices=Scope)
    example = models.BooleanField("contoh", default=False)
    quantity = models.BigIntegerField("jumlah")

    class Meta:
        verbose_name = "hitungan"
        constraints = [
            UniqueConstraint(
                fields=["place", "scope", "package", "measure", "grain", "starts_on", "example"], name="tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.grain} {self.starts_on} {self.measure} {self.quantity}"


class Presence(models.Model):
    """From the end of `day` on (WIB) a place has, or no longer has, standing promises; a giver likewise.

    `delta` is +1 or -1, so that a count as of any day is a sum. RW promises only; merged givers are one.
    """

    counted = models.CharField("yang dihitung", max_length=12, choices=Counted)
    subject_id = models.BigIntegerField("siapa atau di mana")
    day = models.DateField("hari")
    delta = models.SmallIntegerField("perubahan")

    class Meta:
        verbose_name = "keberadaan"
        constraints = [
            UniqueConstraint(fields=["counted", "subject_id", "day"], name="presence_once"),
            CheckConstraint(name="presence_by_one", condition=Q(delta__in=[-1, 1])),
        ]
        indexes = [models.Index(fields=["counted", "day", "delta"], name="presence_by_day")]

    def __str__(self) -> str:
        return f"{self.counted} {self.subject_id} {self.delta:+d}"


class PeriodTally(models.Model):
    """Keterpenuhan of one period by all that was heard so far; true for every moment after `last_at`."""

    period = models.OneToOneField(Period, models.PROTECT, related_name="+")
    met = models.PositiveIntegerField("komitmen penuh")
    of = models.PositiveIntegerField("ber-komitmen")
    received = models.PositiveIntegerField("terpenuhi")
    in_need = models.PositiveIntegerField("membutuhkan")
    tracked = models.BooleanField("kelanjutan tercatat", default=True)
    first_at = models.DateTimeField("komitmen pertama", null=True)
    last_at = models.DateTimeField("gerak terakhir")

    class Meta:
        verbose_name = "hitungan periode"

    def __str__(self) -> str:
        return f"{self.met}/{self.of}"


class FoldMark(models.Model):
    """How far the rows of one kind are folded into the tallies: all with a number up to `up_to`."""

    name = models.CharField(max_length=20, unique=True)
    up_to = models.BigIntegerField(default=0)
    folded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "batas lipatan"

    def __str__(self) -> str:
        return f"{self.name} {self.up_to}"


class PublishedSentence(models.Model):
    """A press sentence as it was published: frozen with its range and the moment it was known. Append-only."""

    reference = models.CharField("nomor", max_length=14, unique=True)
    since = models.DateTimeField("sejak", null=True)
    until = models.DateTimeField("hingga")
    known_at = models.DateTimeField("diketahui pada")
    text = models.TextField("kalimat")
    figures = models.TextField("angka")
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField("diterbitkan pada")

    class Meta:
        verbose_name = "kalimat terbit"

    def __str__(self) -> str:
        return self.reference
