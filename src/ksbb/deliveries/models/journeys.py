"""What travels: deliveries, what they carry, receipts and differences."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.commitments.models import Line
from ksbb.deliveries.enums import Condition, DeliveryState, DisputeState, Method
from ksbb.parties.models import Party, User
from ksbb.recipients.models import Recipient


class Delivery(models.Model):
    """One journey of goods from one giver to one recipient."""

    reference = models.CharField("nomor", max_length=14, unique=True)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    planned_on = models.DateField("rencana hari")
    state = models.CharField("keadaan", max_length=14, choices=DeliveryState)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=400, blank=True)
    handed_at = models.DateTimeField("diserahkan pada", null=True)
    recorded_at = models.DateTimeField("dicatat pada")
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "penyaluran"
        constraints = [
            CheckConstraint(
                name="delivery_handed_has_time",
                condition=Q(state__in=[DeliveryState.HANDED_OVER, DeliveryState.RECEIVED], handed_at__isnull=False)
                | (~Q(state__in=[DeliveryState.HANDED_OVER, DeliveryState.RECEIVED]) & Q(handed_at__isnull=True)),
            )
        ]
        indexes = [models.Index(fields=["recipient", "state"], name="delivery_by_recipient")]

    def __str__(self) -> str:
        return self.reference


class DeliveryLine(models.Model):
    """So many of one promised line on this journey. `makeup` is the part that replaces an earlier shortfall."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("dikirim")
    makeup = models.PositiveIntegerField("pengganti", default=0)

    class Meta:
        verbose_name = "baris penyaluran"
        constraints = [
            UniqueConstraint(fields=["delivery", "line"], name="delivery_line_once"),
            CheckConstraint(name="delivery_line_positive", condition=Q(quantity__gt=0)),
            CheckConstraint(name="delivery_makeup_within", condition=Q(makeup__lte=F("quantity"))),
        ]
        indexes = [models.Index(fields=["line"], name="delivery_line_by_line")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.quantity}"


class Receipt(models.Model):
    """The receiver's act that confirms a delivery: own account, signed paper, or an officer's reasoned decision."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+")
    method = models.CharField("cara", max_length=8, choices=Method)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    paper_number = models.CharField("nomor tanda terima", max_length=60, blank=True)
    reason = models.CharField("alasan", max_length=400, blank=True)
    note = models.CharField("catatan", max_length=400, blank=True)
    effective_at = models.DateTimeField("diterima pada")
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "bukti terima"
        constraints = [
            CheckConstraint(
                name="receipt_on_paper_has_number", condition=~Q(method=Method.PAPER) | ~Q(paper_number="")
            ),
            CheckConstraint(name="receipt_by_officer_has_reason", condition=~Q(method=Method.OFFICER) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.method}"


class ReceiptLine(models.Model):
    """How many of one delivery line arrived, and how. Sent and received stand side by side."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="+")
    delivery_line = models.OneToOneField(DeliveryLine, models.PROTECT, related_name="+")
    received = models.PositiveIntegerField("diterima")
    condition = models.CharField("keadaan barang", max_length=14, choices=Condition, default=Condition.GOOD)

    class Meta:
        verbose_name = "baris bukti terima"

    def __str__(self) -> str:
        return f"{self.delivery_line_id} {self.received}"


class Dispute(models.Model):
    """Less received than sent: an officer leaves the shortfall owed or returns it to the need."""

    delivery_line = models.OneToOneField(DeliveryLine, models.PROTECT, related_name="+")
    shortfall = models.PositiveIntegerField("kurang")
    state = models.CharField("keadaan", max_length=14, choices=DisputeState, default=DisputeState.OPEN)
    opened_at = models.DateTimeField("dibuka pada")
    settled_at = models.DateTimeField("diputus pada", null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    reason = models.CharField("alasan", max_length=400, blank=True)

    class Meta:
        verbose_name = "selisih"
        constraints = [
            CheckConstraint(name="dispute_short", condition=Q(shortfall__gt=0)),
            CheckConstraint(
                name="dispute_settled_has_judge",
                condition=Q(state=DisputeState.OPEN, settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state=DisputeState.OPEN) & Q(settled_at__isnull=False, settled_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"selisih {self.delivery_line_id}"
