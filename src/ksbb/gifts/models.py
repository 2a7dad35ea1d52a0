"""Legal bases, channels, gifts, statements, spending with its shares, lots of goods and where they went."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.catalogue.models import Package
from ksbb.commitments.models import Line
from ksbb.core.units import Unit
from ksbb.funds.enums import FundKind, Precision
from ksbb.funds.models import Account, Book
from ksbb.gifts.enums import ChannelKind, Decision, GiftState, Match, SpendingKind
from ksbb.parties.models import Organisation, Party, User
from ksbb.places.models import Place


class SecondPerson(models.Model):
    """What one person proposes and another decides. `TWO_PEOPLE` is its constraint."""

    state = models.CharField("keadaan", max_length=10, choices=Decision, default=Decision.WAITING)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("diajukan pada")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField("diputus pada", null=True)
    decided_reason = models.CharField("alasan putusan", max_length=400, blank=True)

    class Meta:
        abstract = True


TWO_PEOPLE = Q(state=Decision.WAITING, decided_by__isnull=True, decided_at__isnull=True) | (
    ~Q(state=Decision.WAITING) & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("proposed_by"))
)
"""It waits, or somebody else decided it."""


class Mandate(SecondPerson):
    """On which ground an organisation may take money: the basis (data/bases.yaml), its number, area and days; the PKS.

    Public once agreed. Rows stay; a new basis is a new row.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    basis = models.CharField("dasar hukum", max_length=30)
    number = models.CharField("nomor", max_length=80)
    issuer = models.CharField("penerbit", max_length=160)
    area = models.ForeignKey(Place, models.PROTECT, related_name="+")
    valid_from = models.DateField("berlaku sejak")
    valid_until = models.DateField("berlaku sampai", null=True)
    pks_number = models.CharField("nomor PKS", max_length=80, blank=True)
    pks_on = models.DateField("tanggal PKS", null=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "dasar hukum"
        constraints = [
            CheckConstraint(name="mandate_two_people", condition=TWO_PEOPLE),
            CheckConstraint(
                name="mandate_days_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="mandate_by_organisation")]

    def __str__(self) -> str:
        return f"{self.basis} {self.number}"


class Channel(SecondPerson):
    """A bank account or QRIS of an agregator, proposed by its people, agreed to by Pokja, usable a day later (T03).

    `holder` is the name that must appear in the giver's banking app. A QRIS payload is kept as it was given.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fund = models.CharField("jenis dana", max_length=10, choices=FundKind)
    kind = models.CharField("jenis", max_length=6, choices=ChannelKind)
    bank = models.CharField("bank", max_length=60, blank=True)
    number = models.CharField("nomor rekening", max_length=40, blank=True)
    holder = models.CharField("nama pemilik", max_length=80)
    payload = models.TextField("isi QRIS", blank=True)
    nmid = models.CharField("NMID", max_length=20, blank=True)
    usable_from = models.DateTimeField("dapat dipakai sejak", null=True)
    ended_at = models.DateTimeField("berakhir pada", null=True)
    ended_reason = models.CharField("alasan berakhir", max_length=300, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "saluran dana"
        constraints = [
            CheckConstraint(name="channel_two_people", condition=TWO_PEOPLE),
            CheckConstraint(
                name="channel_complete",
                condition=(Q(kind=ChannelKind.BANK) & ~Q(bank="") & ~Q(number="") & Q(payload=""))
                | (Q(kind=ChannelKind.QRIS) & ~Q(payload="") & ~Q(nmid="")),
            ),
            CheckConstraint(
                name="channel_agreed_waits", condition=~Q(state=Decision.AGREED) | Q(usable_from__gt=F("decided_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.holder}"


class Campaign(models.Model):
    """A programme of an agregator: what money is asked for, for which places and packages, and how much."""

    reference = models.CharField("nomor", max_length=14, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fund = models.CharField("jenis dana", max_length=10, choices=FundKind)
    title = models.CharField("judul", max_length=120)
    story = models.CharField("uraian", max_length=1000, blank=True)
    package = models.ForeignKey(Package, models.PROTECT, related_name="+", null=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    budget_rp = models.PositiveBigIntegerField("anggaran, rupiah")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("dibuka pada")
    closes_on = models.DateField("sampai tanggal", null=True)
    closed_at = models.DateTimeField("ditutup pada", null=True)
    closed_reason = models.CharField("alasan ditutup", max_length=300, blank=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "program agregator"
        constraints = [CheckConstraint(name="campaign_budget_positive", condition=Q(budget_rp__gt=0))]
        indexes = [models.Index(fields=["organisation", "closed_at"], name="campaign_by_organisation")]

    def __str__(self) -> str:
        return self.reference


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


class Voucher(models.Model):
    """A file behind spending or a report: a supplier's receipt, an accountant's opinion. `path` is random.

    Shown in public only after the agregator has said that it names no private person (`public`).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    path = models.CharField("letak", max_length=80, unique=True)
    media_type = models.CharField("jenis berkas", max_length=20)
    size = models.PositiveIntegerField("ukuran")
    sha256 = models.CharField("sidik", max_length=64)
    public = models.BooleanField("boleh dilihat umum", default=False)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField("disimpan pada")

    class Meta:
        verbose_name = "bukti pembelanjaan"

    def __str__(self) -> str:
        return f"bukti {self.pk}"


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


class Spending(SecondPerson):
    """Money that leaves the agregator's account: drafted by one of its people, agreed to by another.

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
    reversed_at = models.DateTimeField("dibatalkan pada", null=True)
    reversed_reason = models.CharField("alasan dibatalkan", max_length=400, blank=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "pembelanjaan"
        constraints = [
            CheckConstraint(name="spending_two_people", condition=TWO_PEOPLE),
            CheckConstraint(name="spending_amount_positive", condition=Q(amount_rp__gt=0)),
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


class Filing(models.Model):
    """The report that a mandate's period calls for, once handed in. `figures` are its totals, as JSON, for good."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    since = models.DateField("sejak")
    until = models.DateField("sampai")
    figures = models.TextField("angka")
    accountant = models.ForeignKey(Voucher, models.PROTECT, related_name="+", null=True)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField("dilaporkan pada")

    class Meta:
        verbose_name = "laporan pengumpulan"
        constraints = [
            UniqueConstraint(fields=["mandate", "since", "until"], name="filing_once"),
            CheckConstraint(name="filing_days_in_order", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"laporan {self.pk}"
