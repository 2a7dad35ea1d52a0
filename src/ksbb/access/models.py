"""Invitations to a role, and the slow way back into a staff account."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from ksbb.parties.enums import RoleName
from ksbb.parties.models import User
from ksbb.recipients.models import Recipient


class Invitation(models.Model):
    """A link that makes one person the head of an RW or the keeper of a home. Only the digest of its token is kept.

    `office` is the office that invites, in words, as it was then ("Petugas Kelurahan Cideng"); never a name.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    role = models.CharField("peran", max_length=16, choices=RoleName)
    digest = models.CharField(max_length=64, unique=True)
    office = models.CharField("jabatan pengundang", max_length=120)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("diundang pada")
    expires_at = models.DateTimeField("berlaku sampai")
    accepted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    accepted_at = models.DateTimeField("diterima pada", null=True)
    revoked_at = models.DateTimeField("dibatalkan pada", null=True)

    class Meta:
        verbose_name = "undangan"
        constraints = [
            UniqueConstraint(
                fields=["recipient"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            ),
            CheckConstraint(
                name="invitation_accepted_or_revoked",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"undangan {self.pk}"


class Recovery(models.Model):
    """The way back into a staff account: begun by another Pokja officer, done a day later, stopped by the person."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField("dimulai pada")
    ready_at = models.DateTimeField("boleh diselesaikan sejak")
    cancelled_at = models.DateTimeField("dibatalkan pada", null=True)
    finished_at = models.DateTimeField("selesai pada", null=True)

    class Meta:
        verbose_name = "pemulihan akun"
        constraints = [
            UniqueConstraint(
                fields=["user"],
                condition=Q(cancelled_at__isnull=True, finished_at__isnull=True),
                name="recovery_open_once",
            ),
            CheckConstraint(
                name="recovery_ends_once", condition=Q(cancelled_at__isnull=True) | Q(finished_at__isnull=True)
            ),
            CheckConstraint(name="recovery_by_another", condition=~Q(user=models.F("started_by"))),
        ]

    def __str__(self) -> str:
        return f"pemulihan {self.pk}"
