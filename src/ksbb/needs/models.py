"""What is asked for, and the four counters that every figure is checked against."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, F, Q

from ksbb.catalogue.models import Package, PackageVersion, Period
from ksbb.needs.enums import COUNTED, Fill, NeedState, Urgency
from ksbb.parties.models import User
from ksbb.places.models import Place
from ksbb.recipients.models import Recipient


class NeedBatch(models.Model):
    """Needs opened together for one period, verified together by a second officer."""

    reference = models.CharField("nomor", max_length=14, unique=True)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("dibuka pada")
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    verified_at = models.DateTimeField("diverifikasi pada", null=True)

    class Meta:
        verbose_name = "pembukaan kebutuhan"
        constraints = [
            CheckConstraint(
                name="batch_verified_by_another",
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | (Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(verified_by=F("opened_by"))),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Need(models.Model):
    """So many of one package, for one recipient, in one period.

    Counters (same unit as `quantity`) change only through `needs.actions.count`, under a row lock:
    `promised` = promised less reduced, cancelled and released; `elsewhere` = aid from outside KSBB;
    `delivered` = the giver's word; `confirmed` = the receiver's word; `surplus` = received beyond what was sent.
    """

    reference = models.CharField("nomor", max_length=14, unique=True)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    batch = models.ForeignKey(NeedBatch, models.PROTECT, related_name="+", null=True)
    quantity = models.PositiveIntegerField("dibutuhkan")
    deliver_until = models.DateField("paling lambat")
    reason = models.CharField("keterangan", max_length=600, blank=True)
    beyond_fact_reason = models.CharField("alasan di atas data", max_length=400, blank=True)
    urgency = models.CharField("kemendesakan", max_length=1, choices=Urgency, default=Urgency.NORMAL)
    source = models.CharField("sumber", max_length=400)
    example = models.BooleanField("contoh", default=False)
    state = models.CharField("keadaan", max_length=14, choices=NeedState, default=NeedState.PROPOSED)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=400, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("diajukan pada")
    recorded_at = models.DateTimeField("dicatat pada")
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    verified_at = models.DateTimeField("diverifikasi pada", null=True)
    check_again_on = models.DateField("periksa ulang pada", null=True)
    promised = models.PositiveIntegerField("komitmen", default=0)
    elsewhere = models.PositiveIntegerField("dari luar KSBB", default=0)
    delivered = models.PositiveIntegerField("disalurkan", default=0)
    confirmed = models.PositiveIntegerField("diterima", default=0)
    surplus = models.PositiveIntegerField("lebih", default=0)
    reachable: bool
    appointed: datetime | None
    """Has the recipient a contact; when did the looking officer appoint the proposer? Told by `queries.need_for`."""

    class Meta:
        verbose_name = "kebutuhan"
        constraints = [
            CheckConstraint(name="need_quantity_positive", condition=Q(quantity__gt=0)),
            CheckConstraint(name="need_never_over_promised", condition=Q(promised__lte=F("quantity") - F("elsewhere"))),
            CheckConstraint(name="need_delivered_within_promised", condition=Q(delivered__lte=F("promised"))),
            CheckConstraint(name="need_confirmed_within_delivered", condition=Q(confirmed__lte=F("delivered"))),
            CheckConstraint(
                name="need_verified_has_verifier",
                condition=(
                    Q(state__in=sorted(COUNTED))
                    & Q(verified_by__isnull=False, verified_at__isnull=False, check_again_on__isnull=False)
                )
                | (~Q(state__in=sorted(COUNTED)) & Q(verified_by__isnull=True, promised=0, elsewhere=0)),
            ),
            CheckConstraint(name="need_verified_by_another", condition=~Q(verified_by=F("proposed_by"))),
        ]
        indexes = [
            models.Index(fields=["state", "deliver_until", "id"], name="need_by_state"),
            models.Index(fields=["place", "state"], name="need_by_place"),
            models.Index(fields=["recipient", "period"], name="need_by_recipient"),
            models.Index(fields=["period", "state"], name="need_by_period"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def remaining(self) -> int:
        """How many nobody has promised yet."""
        return self.quantity - self.promised - self.elsewhere

    @property
    def fill(self) -> Fill:
        """How full the need is."""
        if self.confirmed + self.elsewhere >= self.quantity:
            return Fill.CONFIRMED
        if self.remaining == 0:
            return Fill.PROMISED
        return Fill.PART if self.promised or self.elsewhere else Fill.NONE


class OutsideAid(models.Model):
    """Aid that a recipient got from outside KSBB for the same need, recorded so that it is not doubled. Append-only."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("jumlah")
    source = models.CharField("sumber", max_length=400)
    effective_at = models.DateTimeField("berlaku pada")
    recorded_at = models.DateTimeField("dicatat pada")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bantuan dari luar KSBB"
        constraints = [CheckConstraint(name="outside_aid_positive", condition=Q(quantity__gt=0))]

    def __str__(self) -> str:
        return f"{self.need_id} {self.quantity}"
