"""Books, accounts, transfers and closed months. Every balance is two counters that rows add up to."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.core.units import Unit
from ksbb.funds.enums import DEBIT_NORMAL, AccountType, FundKind, Precision, TransferKind
from ksbb.parties.models import Organisation


class Book(models.Model):
    """The books of one organisation for one kind of money. Transfers never lead from one book into another."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fund = models.CharField("jenis dana", max_length=10, choices=FundKind)
    opened_at = models.DateTimeField("dibuka pada")

    class Meta:
        verbose_name = "pembukuan"
        constraints = [UniqueConstraint(fields=["organisation", "fund"], name="book_once_a_fund")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.fund}"


class Account(models.Model):
    """One account. `debits` and `credits` are all that was ever transferred, in whole rupiah or whole units of goods.

    `item` names the goods (empty for rupiah); two accounts of one transfer share unit and item.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    type = models.CharField("jenis", max_length=10, choices=AccountType)
    code = models.CharField("kode", max_length=60)
    title = models.CharField("nama", max_length=160)
    unit = models.CharField("satuan", max_length=12, choices=Unit)
    item = models.CharField("barang", max_length=60, blank=True)
    debits = models.PositiveBigIntegerField("debet", default=0)
    credits = models.PositiveBigIntegerField("kredit", default=0)

    class Meta:
        verbose_name = "akun pembukuan"
        constraints = [
            UniqueConstraint(fields=["book", "code"], name="account_code_once"),
            CheckConstraint(
                name="account_never_below_nothing",
                condition=Q(type__in=sorted(DEBIT_NORMAL), credits__lte=F("debits"))
                | (~Q(type__in=sorted(DEBIT_NORMAL)) & Q(debits__lte=F("credits"))),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def balance(self) -> int:
        """What the account holds, on the side on which it grows; never below zero."""
        return self.debits - self.credits if self.type in DEBIT_NORMAL else self.credits - self.debits


class Transfer(models.Model):
    """A positive whole amount from one account (credited) to another (debited), so that books balance by construction.

    Append-only. `deed` joins the transfers that were posted together and `number` tells them apart: a deed is posted
    once in a book. `about` is the public reference of what it is for. A mistake is answered by a transfer that
    `reverses` it, once. `occurred_on` is the first day of the week or month where only that is known.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    deed = models.CharField("perbuatan", max_length=80)
    number = models.PositiveSmallIntegerField("urutan")
    kind = models.CharField("jenis", max_length=10, choices=TransferKind)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField("jumlah")
    about = models.CharField("tentang", max_length=40)
    reverses = models.OneToOneField("self", models.PROTECT, related_name="+", null=True)
    occurred_on = models.DateField("terjadi pada")
    precision = models.CharField("ketelitian tanggal", max_length=6, choices=Precision, default=Precision.DAY)
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "pemindahan"
        constraints = [
            UniqueConstraint(fields=["book", "deed", "number"], name="transfer_once"),
            CheckConstraint(name="transfer_amount_positive", condition=Q(amount__gt=0)),
            CheckConstraint(name="transfer_between_two", condition=~Q(debit=F("credit"))),
        ]
        indexes = [
            models.Index(fields=["debit", "occurred_on"], name="transfer_by_debit"),
            models.Index(fields=["credit", "occurred_on"], name="transfer_by_credit"),
            models.Index(fields=["about"], name="transfer_by_subject"),
            models.Index(fields=["book", "occurred_on"], name="transfer_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.deed}/{self.number}"


class AccountMonth(models.Model):
    """What an account was debited and credited in one month, so that a statement need not add up all of history."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    month = models.DateField("bulan, hari pertama")
    debits = models.PositiveBigIntegerField("debet", default=0)
    credits = models.PositiveBigIntegerField("kredit", default=0)

    class Meta:
        verbose_name = "jumlah sebulan"
        constraints = [UniqueConstraint(fields=["account", "month"], name="account_month_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}"


class MonthClosing(models.Model):
    """A month of a book that takes no more transfers, nor do those before it. Append-only: closed stays closed."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    month = models.DateField("bulan, hari pertama")
    closed_at = models.DateTimeField("ditutup pada")

    class Meta:
        verbose_name = "penutupan bulan"
        constraints = [UniqueConstraint(fields=["book", "month"], name="month_closed_once")]

    def __str__(self) -> str:
        return f"{self.book_id} {self.month:%Y-%m}"
