"""Gifts of money, and the statements of banks that tell of them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.catalogue.models import Package
from ksbb.funds.enums import FundKind, Precision
from ksbb.funds.models import Account
from ksbb.gifts.enums import GiftState, Match
from ksbb.gifts.models.standing import Campaign, Channel, Mandate
from ksbb.parties.models import Organisation, Party, User
from ksbb.places.models import Place


class Gift(models.Model):
    """Money of one giver for one agregator. An intent until the agregator says that it came.

    The purpose: `campaign`, `place` and `package`; all empty means "where it is needed most". What came is an account
    of its own in the ledger; the three counters say how much came, was spent and was given back.
    """

    reference = models.CharField("nomor", max_length=14, unique=True)
    giver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    show_name = models.BooleanField("nama ditampilkan", default=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fund = models.CharField("jenis dana", max_length=10, choices=FundKind)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", null=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", null=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    package = models.ForeignKey(Package, models.PROTECT, related_name="+", null=True)
    intended_rp = models.PositiveBigIntegerField("niat, rupiah")
    received_rp = models.PositiveBigIntegerField("diterima, rupiah", default=0)
    spent_rp = models.PositiveBigIntegerField("dibelanjakan, rupiah", default=0)
    refunded_rp = models.PositiveBigIntegerField("dikembalikan, rupiah", default=0)
    received_on = models.DateField("diterima tanggal", null=True)
    precision = models.CharField("ketelitian tanggal", max_length=6, choices=Precision, default=Precision.DAY)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    state = models.CharField("keadaan", max_length=14, choices=GiftState, default=GiftState.INTENT)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=300, blank=True)
    expires_on = models.DateField("niat berlaku sampai")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    source = models.CharField("sumber", max_length=400, blank=True)
    recorded_at = models.DateTimeField("dicatat pada")
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "pemberian uang"
        constraints = [
            CheckConstraint(name="gift_intent_positive", condition=Q(intended_rp__gt=0)),
            CheckConstraint(
                name="gift_spent_within_received", condition=Q(received_rp__gte=F("spent_rp") + F("refunded_rp"))
            ),
            CheckConstraint(
                name="gift_received_has_day_and_account",
                condition=Q(state__in=[GiftState.RECEIVED, GiftState.REFUNDED], received_rp__gt=0)
                & Q(received_on__isnull=False, account__isnull=False)
                | ~Q(state__in=[GiftState.RECEIVED, GiftState.REFUNDED]) & Q(received_rp=0),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="gift_by_organisation"),
            models.Index(fields=["giver"], name="gift_by_giver"),
            models.Index(fields=["state", "expires_on"], name="gift_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def unspent_rp(self) -> int:
        """What of the money is neither spent nor given back."""
        return self.received_rp - self.spent_rp - self.refunded_rp


class StatementFile(models.Model):
    """A bank or QRIS statement as it was imported: once, whole."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    digest = models.CharField("sidik", max_length=64)
    layout = models.CharField("susunan", max_length=30)
    rows = models.PositiveIntegerField("baris")
    fresh = models.PositiveIntegerField("baris baru")
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField("diimpor pada")

    class Meta:
        verbose_name = "mutasi rekening"
        constraints = [UniqueConstraint(fields=["channel", "digest"], name="statement_once")]

    def __str__(self) -> str:
        return f"mutasi {self.pk}"


class StatementRow(models.Model):
    """Money that came, as the bank tells it. `text` is private: banks write names there.

    `mark` makes the row known again when an overlapping statement is imported.
    """

    file = models.ForeignKey(StatementFile, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("baris ke")
    booked_on = models.DateField("tanggal buku")
    amount_rp = models.PositiveBigIntegerField("masuk, rupiah")
    text = models.CharField("berita", max_length=300, blank=True)
    mark = models.CharField("tanda", max_length=64)
    match = models.CharField("hasil", max_length=10, choices=Match)
    gift = models.ForeignKey(Gift, models.PROTECT, related_name="+", null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField("diselesaikan pada", null=True)
    settled_reason = models.CharField("alasan", max_length=300, blank=True)

    class Meta:
        verbose_name = "baris mutasi"
        constraints = [
            UniqueConstraint(fields=["channel", "mark"], name="statement_row_once"),
            CheckConstraint(name="statement_row_amount_positive", condition=Q(amount_rp__gt=0)),
        ]
        indexes = [models.Index(fields=["channel", "match"], name="statement_row_by_match")]

    def __str__(self) -> str:
        return f"baris mutasi {self.pk}"

    @property
    def placed_at(self) -> datetime:
        """Since when it is what it is: since a person said so, or since its statement was imported."""
        return self.settled_at or self.file.imported_at
