"""Applications with their two approvals, the permits that came of them, and scans that only officers see."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.parties.models import Organisation, User
from ksbb.permits.enums import RUNNING, ApplicationState
from ksbb.places.models import Place


class Scan(models.Model):
    """The picture of a permit. Private: seen by Pokja and by who sent it. `path` is random and below MEDIA_ROOT."""

    path = models.CharField("letak", max_length=80, unique=True)
    media_type = models.CharField("jenis berkas", max_length=20)
    size = models.PositiveIntegerField("ukuran")
    sha256 = models.CharField("sidik", max_length=64)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField("disimpan pada")

    class Meta:
        verbose_name = "pindaian izin"

    def __str__(self) -> str:
        return f"pindaian {self.pk}"


class Application(models.Model):
    """The wish of an organisation or home to take part (or to go on), with one permit, looked at by two officers.

    `place` is the kelurahan of a home. `alike_reason` says why a name that looks like another's is still its own.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.CharField("kegiatan", max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    permit_kind = models.CharField("jenis izin", max_length=40)
    number = models.CharField("nomor izin", max_length=80)
    issuer = models.CharField("penerbit", max_length=160)
    valid_from = models.DateField("berlaku sejak")
    valid_until = models.DateField("berlaku sampai", null=True)
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="+", null=True)
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("diajukan pada")
    state = models.CharField("keadaan", max_length=12, choices=ApplicationState, default=ApplicationState.SUBMITTED)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=300, blank=True)
    first_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    first_at = models.DateTimeField("persetujuan pertama pada", null=True)
    first_check = models.CharField("cara memeriksa, pertama", max_length=300, blank=True)
    second_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    second_at = models.DateTimeField("persetujuan kedua pada", null=True)
    second_check = models.CharField("cara memeriksa, kedua", max_length=300, blank=True)
    alike_reason = models.CharField("mengapa bukan tiruan", max_length=300, blank=True)

    class Meta:
        verbose_name = "permohonan"
        constraints = [
            UniqueConstraint(
                fields=["organisation"], condition=Q(state__in=sorted(RUNNING)), name="application_one_at_a_time"
            ),
            CheckConstraint(
                name="application_two_people",
                condition=(Q(first_by__isnull=True) | ~Q(first_by=F("applied_by")))
                & (Q(second_by__isnull=True) | (~Q(second_by=F("applied_by")) & ~Q(second_by=F("first_by")))),
            ),
            CheckConstraint(
                name="application_approved_by_two",
                condition=~Q(state=ApplicationState.APPROVED)
                | Q(first_by__isnull=False, second_by__isnull=False, first_at__isnull=False, second_at__isnull=False),
            ),
            CheckConstraint(
                name="application_days_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["state", "state_since"], name="application_by_state")]

    def __str__(self) -> str:
        return f"permohonan {self.pk}"


class Permit(models.Model):
    """A permit that two officers found genuine and fitting, with its days. Append-only and public (LAW-01)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, related_name="+")
    activity = models.CharField("kegiatan", max_length=40)
    kind = models.CharField("jenis izin", max_length=40)
    number = models.CharField("nomor izin", max_length=80)
    issuer = models.CharField("penerbit", max_length=160)
    valid_from = models.DateField("berlaku sejak")
    valid_until = models.DateField("berlaku sampai", null=True)
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "izin"
        constraints = [
            CheckConstraint(
                name="permit_days_in_order", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            )
        ]
        indexes = [models.Index(fields=["organisation", "-recorded_at"], name="permit_by_organisation")]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"
