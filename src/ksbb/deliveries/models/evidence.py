"""Photos that show what was asked for, brought and received. The row stays; the files follow their own periods."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from ksbb.deliveries.enums import EvidenceState, PlaceFit, Side, TimeFit
from ksbb.deliveries.models.journeys import Delivery
from ksbb.needs.models import Need
from ksbb.parties.models import User
from ksbb.recipients.models import Recipient


class Evidence(models.Model):
    """One photo: private under `name` until its period ends, public under `public_name` only while published.

    Of what the camera wrote only verdicts are kept: `time_fit` with `days_off` (whole days from the hand-over,
    negative before it) and `place_fit`. `alike` is the most similar earlier photo and `alike_bits` by how many of
    64 bits they differ; it is shown to reviewers and never in public.
    """

    reference = models.CharField("nomor", max_length=14, unique=True)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+", null=True)
    need = models.ForeignKey(Need, models.PROTECT, related_name="+", null=True)
    side = models.CharField("pihak", max_length=8, choices=Side)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    digest = models.CharField("SHA-256 berkas", max_length=64, db_index=True)
    name = models.CharField(max_length=32, blank=True, db_index=True)
    width = models.PositiveSmallIntegerField("lebar")
    height = models.PositiveSmallIntegerField("tinggi")
    time_fit = models.CharField("waktu foto", max_length=12, choices=TimeFit, blank=True)
    days_off = models.IntegerField("selisih hari", null=True)
    place_fit = models.CharField("tempat foto", max_length=10, choices=PlaceFit, blank=True)
    day_code = models.CharField("kode hari itu", max_length=4)
    alike = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    alike_bits = models.PositiveSmallIntegerField(null=True)
    state = models.CharField("keadaan", max_length=12, choices=EvidenceState, default=EvidenceState.PENDING)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=400, blank=True)
    answer_note = models.CharField("jawaban", max_length=400, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    description = models.CharField("keterangan foto", max_length=200, blank=True)
    public_name = models.CharField(max_length=32, blank=True, db_index=True)
    covered = models.PositiveSmallIntegerField("petak disamarkan", default=0)
    recorded_at = models.DateTimeField("dicatat pada")
    purged_at = models.DateTimeField("foto asli dihapus pada", null=True)

    class Meta:
        verbose_name = "foto bukti"
        constraints = [
            CheckConstraint(
                name="evidence_of_one_thing",
                condition=Q(delivery__isnull=False, need__isnull=True) | Q(delivery__isnull=True, need__isnull=False),
            ),
            CheckConstraint(
                name="evidence_public_only_when_reviewed",
                condition=Q(public_name="")
                | (Q(state=EvidenceState.PUBLISHED, reviewed_by__isnull=False) & ~Q(description="")),
            ),
            CheckConstraint(
                name="evidence_published_has_copy", condition=~Q(state=EvidenceState.PUBLISHED) | ~Q(public_name="")
            ),
            CheckConstraint(
                name="evidence_purged_has_no_file",
                condition=Q(name="", purged_at__isnull=False) | (~Q(name="") & Q(purged_at__isnull=True)),
            ),
            CheckConstraint(
                name="evidence_refused_has_reason",
                condition=~Q(
                    state__in=[EvidenceState.ASKED, EvidenceState.REJECTED, EvidenceState.TAKEN_DOWN], state_reason=""
                ),
            ),
            UniqueConstraint(fields=["delivery", "digest"], name="evidence_once_a_delivery"),
            UniqueConstraint(fields=["need", "digest"], name="evidence_once_a_need"),
        ]
        indexes = [
            models.Index(fields=["state", "recorded_at"], name="evidence_by_state"),
            models.Index(fields=["recipient", "state"], name="evidence_by_recipient"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def small(self) -> tuple[int, int]:
        """Width and height of the small copy."""
        longer = max(self.width, self.height, 320)
        return max(1, round(self.width * 320 / longer)), max(1, round(self.height * 320 / longer))

    @property
    def days_gone(self) -> int:
        """How many days the camera's time lies off, either way."""
        return abs(self.days_off or 0)


class EvidenceMark(models.Model):
    """A perceptual hash of a photo or of a part of it, cut into four indexed bands. Added, never changed."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    bits = models.BigIntegerField()
    whole = models.BooleanField()
    band_a = models.PositiveIntegerField(db_index=True)
    band_b = models.PositiveIntegerField(db_index=True)
    band_c = models.PositiveIntegerField(db_index=True)
    band_d = models.PositiveIntegerField(db_index=True)

    class Meta:
        verbose_name = "sidik foto"

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.bits}"
