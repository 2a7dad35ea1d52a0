"""Who may take money: legal bases, channels, programmes of an agregator, the files and reports behind them."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.catalogue.models import Package
from ksbb.funds.enums import FundKind
from ksbb.funds.models import Account
from ksbb.gifts.enums import ChannelKind, Decision
from ksbb.parties.models import Organisation, User
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


class Filing(models.Model):
    """The report that a mandate's period calls for, once handed in. `figures` are its totals, as JSON, for good."""

    reference = models.CharField("nomor", max_length=14, unique=True)
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
        return self.reference
