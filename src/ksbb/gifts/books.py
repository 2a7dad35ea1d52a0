"""The ledger as everybody reads it: months, rows, what is unspent. No giver is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When

from ksbb.funds import queries as ledger
from ksbb.funds.enums import DEBIT_NORMAL, AccountType
from ksbb.funds.models import Account, AccountMonth, Book, Transfer
from ksbb.gifts.enums import Decision, GiftState
from ksbb.gifts.models import Gift, Spending, SpendingItem
from ksbb.gifts.reporting import AGES, SIGNED

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the money in a book: how it began and ended, and whether it is closed."""

    month: date
    opening: int
    came: int
    went: int
    closing: int
    closed: bool


def months_of(book: Book) -> list[Month]:
    """The months in which money moved, newest first."""
    until = ledger.closed_until(book)
    rows = AccountMonth.objects.filter(account__book=book, account__type=AccountType.BANK).order_by("month")
    held, found = 0, []
    for month, came, went in rows.values_list("month").annotate(came=Sum("debits"), went=Sum("credits")):
        opening, held = held, held + came - went
        found.append(Month(month, opening, came, went, held, until is not None and month <= until))
    return found[::-1]


def transfers(
    book: Book, *, kind: str = "", about: str = "", campaign: str = "", month: date | None = None
) -> QuerySet[Transfer]:
    """The rows of a book, of a kind, about a reference or gifts for a programme or in a month only, newest first."""
    chosen = Transfer.objects.filter(book=book)
    chosen = chosen.filter(kind=kind) if kind else chosen
    chosen = chosen.filter(about=about) if about else chosen
    if campaign:
        chosen = chosen.filter(about__in=Gift.objects.filter(campaign__reference=campaign).values("reference"))
    if month is not None:
        chosen = chosen.filter(occurred_on__gte=month, occurred_on__lt=_following(month))
    return chosen.select_related("debit", "credit").order_by("-occurred_on", "-pk")


def sum_of(rows: QuerySet[Transfer]) -> int:
    """All rows of one unit added up, reversals taken off."""
    total: int = rows.aggregate(total=Sum(SIGNED, default=0))["total"]
    return total


@dataclass(frozen=True, slots=True)
class MonthStatement:
    """A month of some accounts of one type and unit. `rows` carry `change`, seen from these accounts."""

    accounts: Sequence[Account]
    opening: int
    closing: int
    rows: QuerySet[Transfer]

    def balance_before(self, number: int) -> int:
        """What the accounts held before the row of that place (0 is the first)."""
        told: int = self.rows[:number].aggregate(total=Sum("change", default=0))["total"] if number else 0
        return self.opening + told


def _following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def month_statement(accounts: Sequence[Account], month: date) -> MonthStatement:
    """The month's transfers of accounts that grow on the same side; none leads from one to another of them."""
    ids = [account.pk for account in accounts]
    side, other = ("debit", "credit") if accounts[0].type in DEBIT_NORMAL else ("credit", "debit")
    sums = AccountMonth.objects.filter(account__in=ids, month__lte=month).aggregate(
        before=Sum(F(f"{side}s") - F(f"{other}s"), filter=Q(month__lt=month), default=0),
        after=Sum(F(f"{side}s") - F(f"{other}s"), default=0),
    )
    grows = Q(**{f"{side}__in": ids})
    rows = Transfer.objects.filter(
        grows | Q(**{f"{other}__in": ids}), occurred_on__gte=month, occurred_on__lt=_following(month)
    )
    change = Case(When(grows, then=F("amount")), default=-F("amount"), output_field=BigIntegerField())
    seen = rows.annotate(change=change).select_related("debit", "credit").order_by("occurred_on", "pk")
    return MonthStatement(accounts, sums["before"], sums["after"], seen)


def spending_behind(book: Book, about: str) -> tuple[Spending, list[SpendingItem]] | None:
    """The spending of this book that rows are about, with its lines. Nothing where they are about something else."""
    found = Spending.objects.filter(book=book, reference=about, state=Decision.AGREED).select_related("mandate").first()
    if found is None:
        return None
    return found, list(SpendingItem.objects.filter(spending=found).order_by("number"))


def unspent_gifts(book: Book, *, on: date, age: int | None = None) -> QuerySet[Gift]:
    """Gifts of which something is left, oldest first; of one stretch of `AGES` only."""
    left = Gift.objects.filter(organisation=book.organisation_id, fund=book.fund, state=GiftState.RECEIVED)
    chosen = left.filter(account__credits__gt=F("account__debits"))
    if age is not None:
        youngest, oldest = AGES[age]
        chosen = chosen.filter(received_on__lte=on - timedelta(days=youngest)) if youngest else chosen
        chosen = chosen.filter(received_on__gte=on - timedelta(days=oldest)) if oldest else chosen
    return chosen.annotate(left=F("account__credits") - F("account__debits")).order_by("received_on", "pk")


def left_of(gifts: QuerySet[Gift]) -> int:
    """What all of these still hold."""
    total: int = gifts.aggregate(total=Sum("left", default=0))["total"]
    return total
