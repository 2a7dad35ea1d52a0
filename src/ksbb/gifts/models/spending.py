"""Spending with the gifts that bore it, lots of goods, and where they went."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.catalogue.models import Package
from ksbb.commitments.models import Line
from ksbb.core.units import Unit
from ksbb.funds.models import Account, Book
from ksbb.gifts.enums import Decision, SpendingKind
from ksbb.gifts.models.giving import Gift
from ksbb.gifts.models.standing import TWO_PEOPLE, Campaign, Channel, Mandate, SecondPerson, Voucher
from ksbb.places.models import Place


class Spending(SecondPerson):
    """Money that leaves the agregator's account: drafted by one of its people, agreed to by another.

    Whoever drafted it may withdraw it while it waits (`withdrawn_at`); the row stays and is decided by nobody.
    `override_reason` is public: why a cost above the cap was agreed to all the same. Undone by reversal only.
    """

    reference = models.CharField("nomor", max_length=14, unique=True)
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=14, choices=SpendingKind)
    supplier = models.CharField("penjual atau penerima bayaran", max_length=160, blank=True)
    amount_rp = models.PositiveBigIntegerField("jumlah, rupiah")
    occurred_on = models.DateField("tanggal")
    note = models.CharField("keterangan", max_length=400, blank=True)
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="+", null=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", null=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    gift = models.ForeignKey(Gift, models.PROTECT, related_name="+", null=True)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+", null=True)
    override_reason = models.CharField("alasan melebihi batas biaya", max_length=400, blank=True)
    withdrawn_at = models.DateTimeField("ditarik pada", null=True)
    reversed_at = models.DateTimeField("dibatalkan pada", null=True)
    reversed_reason = models.CharField("alasan dibatalkan", max_length=400, blank=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "pembelanjaan"
        constraints = [
            CheckConstraint(name="spending_two_people", condition=TWO_PEOPLE),
            CheckConstraint(name="spending_amount_positive", condition=Q(amount_rp__gt=0)),
            CheckConstraint(
                name="spending_withdrawn_undecided",
                condition=Q(withdrawn_at__isnull=True) | Q(state=Decision.WAITING),
            ),
            CheckConstraint(
                name="spending_cost_names_mandate", condition=~Q(kind=SpendingKind.COST) | Q(mandate__isnull=False)
            ),
            CheckConstraint(
                name="spending_refund_names_gift",
                condition=Q(kind=SpendingKind.REFUND, gift__isnull=False)
                | (~Q(kind=SpendingKind.REFUND) & Q(gift__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["book", "state"], name="spending_by_book")]

    def __str__(self) -> str:
        return self.reference


class SpendingItem(models.Model):
    """One line of a purchase. With a package it becomes a lot of ready packages; without, it is something beside them.

    `reference_rp` is the published price of the package on the day; `missing` names what of its contents is not in it.
    """

    spending = models.ForeignKey(Spending, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("urutan")
    name = models.CharField("barang", max_length=160)
    package = models.ForeignKey(Package, models.PROTECT, related_name="+", null=True)
    quantity = models.PositiveIntegerField("jumlah")
    unit = models.CharField("satuan", max_length=12, choices=Unit)
    unit_price_rp = models.PositiveBigIntegerField("harga satuan, rupiah")
    reference_rp = models.PositiveBigIntegerField("harga acuan, rupiah", null=True)
    missing = models.CharField("isi yang tidak ada", max_length=300, blank=True)

    class Meta:
        verbose_name = "baris pembelanjaan"
        constraints = [
            UniqueConstraint(fields=["spending", "number"], name="spending_item_once"),
            CheckConstraint(name="spending_item_counts", condition=Q(quantity__gt=0, unit_price_rp__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def amount_rp(self) -> int:
        """What the line costs."""
        return self.quantity * self.unit_price_rp


class Share(models.Model):
    """What of one spending one gift bore. In the order of `position`: first in, first out. Append-only."""

    spending = models.ForeignKey(Spending, models.PROTECT, related_name="+")
    gift = models.ForeignKey(Gift, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("urutan")
    amount_rp = models.PositiveBigIntegerField("bagian, rupiah")

    class Meta:
        verbose_name = "bagian pemberian"
        constraints = [
            UniqueConstraint(fields=["spending", "gift"], name="share_once"),
            CheckConstraint(name="share_positive", condition=Q(amount_rp__gt=0)),
        ]
        indexes = [models.Index(fields=["gift"], name="share_by_gift")]

    def __str__(self) -> str:
        return f"{self.gift_id} {self.amount_rp}"


class Lot(models.Model):
    """Ready packages of one kind that came together: bought (`item`), or the agregator's own (`origin` says whence).

    `packed` is assigned to promised lines, `lost` written off; both together never above what there was.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    item = models.OneToOneField(SpendingItem, models.PROTECT, related_name="+", null=True)
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("jumlah")
    packed = models.PositiveIntegerField("sudah dibagi", default=0)
    lost = models.PositiveIntegerField("rusak atau hilang", default=0)
    withdrawn = models.BooleanField("pembelanjaannya dibatalkan", default=False)
    origin = models.CharField("asal", max_length=300, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    acquired_on = models.DateField("diperoleh tanggal")
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "kelompok barang"
        constraints = [
            CheckConstraint(name="lot_positive", condition=Q(quantity__gt=0)),
            CheckConstraint(name="lot_never_over", condition=Q(quantity__gte=F("packed") + F("lost"))),
            CheckConstraint(name="lot_has_origin", condition=Q(item__isnull=False) | ~Q(origin="")),
        ]

    def __str__(self) -> str:
        return f"kelompok {self.pk}"

    @property
    def free(self) -> int:
        """What is neither assigned nor written off; nothing once its purchase was undone."""
        return 0 if self.withdrawn else self.quantity - self.packed - self.lost


class Packing(models.Model):
    """So many packages of a lot for one promised line. `posted` of them the ledger holds as delivered."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("jumlah")
    posted = models.PositiveIntegerField("disalurkan", default=0)
    turn = models.PositiveIntegerField("kali ke", default=0)

    class Meta:
        verbose_name = "pembagian barang"
        constraints = [
            UniqueConstraint(fields=["lot", "line"], name="packing_once"),
            CheckConstraint(name="packing_posted_within", condition=Q(posted__lte=F("quantity"))),
        ]
        indexes = [models.Index(fields=["line"], name="packing_by_line")]

    def __str__(self) -> str:
        return f"{self.quantity} dari {self.lot_id}"
