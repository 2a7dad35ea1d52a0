"""What proves or disproves a receipt: the receiver's code, the courier's own count, calls to receivers drawn by lot."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q

from ksbb.deliveries.enums import CallState, Condition, Finding
from ksbb.deliveries.models.journeys import CourierLink, Delivery, DeliveryLine, Receipt
from ksbb.parties.models import User

CODE_TRIES = 5
"""As in bars.md 5.2: five wrong tries lock the code of a delivery for good."""


class ReceiptCode(models.Model):
    """The code that the receiver of a delivery holds. Only digests are kept; the code itself is shown once.

    `tries` counts over all codes of the delivery, so that asking for a new one gives no new tries.
    """

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    token_digest = models.CharField(max_length=64, unique=True)
    tries = models.PositiveSmallIntegerField("percobaan", default=0)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("dibuat pada")
    used_at = models.DateTimeField("dipakai pada", null=True)

    digits = token = ""
    """Known only to the deed that made the code, for showing it this once."""

    class Meta:
        verbose_name = "kode terima"
        constraints = [CheckConstraint(name="receipt_code_tries", condition=Q(tries__lte=CODE_TRIES))]

    def __str__(self) -> str:
        return f"kode {self.delivery_id}"


class CourierReport(models.Model):
    """What a courier found at a stop. Append-only; the last count of a line is the courier's word."""

    link = models.ForeignKey(CourierLink, models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    finding = models.CharField("temuan", max_length=16, choices=Finding)
    note = models.CharField("catatan", max_length=400, blank=True)
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "laporan kurir"
        indexes = [models.Index(fields=["delivery"], name="courier_report_by_delivery")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.finding}"


class CourierCount(models.Model):
    """How many of one line the courier counted when handing over, and in which condition."""

    report = models.ForeignKey(CourierReport, models.PROTECT, related_name="+")
    delivery_line = models.ForeignKey(DeliveryLine, models.PROTECT, related_name="+")
    counted = models.PositiveIntegerField("dihitung")
    condition = models.CharField("keadaan barang", max_length=14, choices=Condition, default=Condition.GOOD)

    class Meta:
        verbose_name = "hitungan kurir"

    def __str__(self) -> str:
        return f"{self.delivery_line_id} {self.counted}"


class Draw(models.Model):
    """The lot of one day: of the receipts recorded on it, those to call back. Append-only.

    `seed_text` was public before the draw and after the day; with it anybody can repeat the draw.
    """

    day = models.DateField("hari", unique=True)
    seed_text = models.TextField("teks benih")
    seed = models.CharField("benih", max_length=64)
    seed_known_at = models.DateTimeField("benih diketahui pada")
    receipts = models.PositiveIntegerField("bukti terima hari itu")
    drawn = models.PositiveIntegerField("terundi")
    made_at = models.DateTimeField("diundi pada")

    class Meta:
        verbose_name = "undian"
        constraints = [CheckConstraint(name="draw_within_receipts", condition=Q(drawn__lte=F("receipts")))]

    def __str__(self) -> str:
        return str(self.day)


class CallBack(models.Model):
    """One receipt drawn by lot: its receiver is called and asked what arrived."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="+")
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="+")
    state = models.CharField("hasil", max_length=16, choices=CallState, default=CallState.WAITING)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    last_tried_at = models.DateTimeField("terakhir dicoba pada", null=True)
    due_at = models.DateTimeField("paling lambat")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField("diputus pada", null=True)
    note = models.CharField("catatan", max_length=400, blank=True)

    class Meta:
        verbose_name = "telepon ulang"
        constraints = [
            CheckConstraint(
                name="call_decided_has_judge",
                condition=Q(state=CallState.WAITING, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=CallState.WAITING) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="call_back_by_clock")]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.state}"


class CallCount(models.Model):
    """How many of one line the receiver told on the telephone. Append-only."""

    call = models.ForeignKey(CallBack, models.PROTECT, related_name="+")
    delivery_line = models.OneToOneField(DeliveryLine, models.PROTECT, related_name="+")
    told = models.PositiveIntegerField("kata penerima")

    class Meta:
        verbose_name = "hitungan telepon ulang"

    def __str__(self) -> str:
        return f"{self.delivery_line_id} {self.told}"
