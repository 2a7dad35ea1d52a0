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


class CourierLink(models.Model):
    """The stops of one day that a giver hands to a courier by a signed address; who holds it needs no account."""

    reference = models.CharField("nomor", max_length=14, unique=True)
    giver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    day = models.DateField("hari")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField("dibuat pada")
    revoked_at = models.DateTimeField("dicabut pada", null=True)

    class Meta:
        verbose_name = "tautan kurir"
        indexes = [models.Index(fields=["giver", "day"], name="courier_link_by_giver")]

    def __str__(self) -> str:
        return self.reference


class CourierStop(models.Model):
    """One delivery on a courier's link, in the order of driving."""

    link = models.ForeignKey(CourierLink, models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "perhentian kurir"
        constraints = [UniqueConstraint(fields=["link", "delivery"], name="courier_stop_once")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.position}"


class Receipt(models.Model):
    """The receiver's act that confirms a delivery: own account, the code that only the receiver holds, signed paper,
    or an officer's reasoned decision. With a code nobody need be signed in; `link` says which courier typed it.
    """

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+")
    method = models.CharField("cara", max_length=8, choices=Method)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    link = models.ForeignKey(CourierLink, models.PROTECT, related_name="+", null=True)
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
            CheckConstraint(
                name="receipt_without_person_has_code", condition=Q(recorded_by__isnull=False) | Q(method=Method.CODE)
            ),
            CheckConstraint(name="receipt_by_courier_has_code", condition=Q(link__isnull=True) | Q(method=Method.CODE)),
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
    """Two words about what arrived; the lower one is public until an officer settles it.

    `shortfall`: less than was sent; the officer leaves it owed, returns it to the need, or finds it met after all.
    `excess`: what one word of the receiver, on the receipt or on the telephone, says beyond the other and beyond that.
    One at a time for each line; a later call to the receiver may open another.
    """

    delivery_line = models.ForeignKey(DeliveryLine, models.PROTECT, related_name="+")
    shortfall = models.PositiveIntegerField("kurang", default=0)
    excess = models.PositiveIntegerField("lebih menurut satu pihak", default=0)
    state = models.CharField("keadaan", max_length=14, choices=DisputeState, default=DisputeState.OPEN)
    opened_at = models.DateTimeField("dibuka pada")
    settled_at = models.DateTimeField("diputus pada", null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    reason = models.CharField("alasan", max_length=400, blank=True)

    class Meta:
        verbose_name = "selisih"
        constraints = [
            CheckConstraint(name="dispute_differs", condition=Q(shortfall__gt=0) | Q(excess__gt=0)),
            UniqueConstraint(fields=["delivery_line"], condition=Q(state=DisputeState.OPEN), name="dispute_open_once"),
            CheckConstraint(
                name="dispute_settled_has_judge",
                condition=Q(state=DisputeState.OPEN, settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state=DisputeState.OPEN) & Q(settled_at__isnull=False, settled_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"selisih {self.delivery_line_id}"
