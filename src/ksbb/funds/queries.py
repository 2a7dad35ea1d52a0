"""Every read of the ledger: balances, statements, the trial balance, and what is wrong with the counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Case, F, Max, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from ksbb.core.doors import finder
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound
from ksbb.funds.enums import DEBIT_NORMAL, AccountType, FundKind, TransferKind
from ksbb.funds.models import Account, AccountMonth, Book, MonthClosing, Transfer
from ksbb.parties.queries import reach_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from ksbb.parties.models import Organisation, User


def books_of(organisation: Organisation) -> list[Book]:
    """The books of an organisation, one for each kind of money it takes."""
    return list(Book.objects.filter(organisation=organisation).order_by("fund"))


def book_of(organisation_id: int, fund: FundKind) -> Book:
    """One of its books. Raises NotFound where none was opened."""
    found = Book.objects.filter(organisation=organisation_id, fund=fund).first()
    if found is None:
        raise NotFound(fund)
    return found


def closed_until(book: Book) -> date | None:
    """The newest closed month of a book, as its first day."""
    newest: date | None = MonthClosing.objects.filter(book=book).aggregate(newest=Max("month"))["newest"]
    return newest


def account_by_code(book: Book, code: str) -> Account:
    """One account. Raises NotFound."""
    found = Account.objects.filter(book=book, code=code).first()
    if found is None:
        raise NotFound(code)
    return found


def accounts_of(book: Book, *types: AccountType) -> QuerySet[Account]:
    """The accounts of a book, of these types only where some are named."""
    chosen = Account.objects.filter(book=book)
    return (chosen.filter(type__in=types) if types else chosen).order_by("type", "pk")


def locked_accounts(pks: Iterable[int]) -> dict[int, Account]:
    """Accounts under lock, in id order, so that two deeds never wait for one another in a circle.

    The weaker lock (`no_key`) is enough to change counters, and lets foreign keys to the row be checked meanwhile.
    """
    return {
        row.pk: row for row in Account.objects.select_for_update(no_key=True).filter(pk__in=set(pks)).order_by("pk")
    }


def transfers_of(book: Book, deed: str) -> list[Transfer]:
    """What one deed posted, in its order."""
    chosen = Transfer.objects.filter(book=book, deed=deed).select_related("debit", "credit")
    return list(chosen.order_by("number"))


def transfers_about(about: str) -> QuerySet[Transfer]:
    """Every transfer that a public reference stands on, oldest first."""
    return Transfer.objects.filter(about=about).select_related("debit", "credit").order_by("pk")


def is_reversed(transfers: Iterable[Transfer]) -> bool:
    """Was one of them reversed?"""
    return Transfer.objects.filter(reverses__in=[transfer.pk for transfer in transfers]).exists()


# --- Statements -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One transfer as an account sees it: `change` is positive when the account grows, `balance` what it held then."""

    transfer: Transfer
    change: int
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A month of one account."""

    account: Account
    month: date
    opening: int
    rows: Sequence[StatementRow]
    closing: int


def balance_before(account: Account, month: date) -> int:
    """What the account held when the month began, by the day on which things happened."""
    sums = AccountMonth.objects.filter(account=account, month__lt=month).aggregate(
        debits=Sum("debits", default=0), credits=Sum("credits", default=0)
    )
    return _side(account, sums["debits"], sums["credits"])


def _side(account: Account, debited: int, credited: int) -> int:
    return debited - credited if account.type in DEBIT_NORMAL else credited - debited


def statement(account: Account, month: date) -> Statement:
    """The month's transfers of an account with the balance after each. `month` is its first day."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    chosen = Transfer.objects.filter(Q(debit=account) | Q(credit=account)).filter(
        occurred_on__gte=month, occurred_on__lt=following
    )
    opening = running = balance_before(account, month)
    rows: list[StatementRow] = []
    for transfer in chosen.select_related("debit", "credit").order_by("occurred_on", "pk"):
        grows = (transfer.debit_id == account.pk) == (account.type in DEBIT_NORMAL)
        change = transfer.amount if grows else -transfer.amount
        running += change
        rows.append(StatementRow(transfer, change, running))
    return Statement(account, month, opening, rows, running)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """All accounts of one type and unit in a book, added up."""

    type: AccountType
    unit: str
    item: str
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        """On the side on which the type grows."""
        return self.debits - self.credits if self.type in DEBIT_NORMAL else self.credits - self.debits


def trial_balance(book: Book) -> list[TrialRow]:
    """The book added up by type, unit and goods. In each unit the debits equal the credits."""
    rows = (
        Account.objects.filter(book=book)
        .values("type", "unit", "item")
        .annotate(debits_sum=Sum("debits"), credits_sum=Sum("credits"))
        .order_by("unit", "item", "type")
    )
    return [
        TrialRow(AccountType(row["type"]), row["unit"], row["item"], row["debits_sum"], row["credits_sum"])
        for row in rows
    ]


def totals(
    books: Collection[int], *, since: date, until: date, kinds: Collection[TransferKind] = ()
) -> dict[TransferKind, int]:
    """Whole rupiah (or goods, where one names such kinds) by kind of transfer in a range of days, both ends included.

    A reversal lessens the kind that it answers, on its own day.
    """
    chosen = Transfer.objects.filter(book__in=list(books), occurred_on__range=(since, until))
    if kinds:
        chosen = chosen.filter(kind__in=kinds)
    signed = Case(When(reverses__isnull=True, then=F("amount")), default=-F("amount"), output_field=BigIntegerField())
    sums = chosen.order_by().values("kind").annotate(total=Sum(signed)).values_list("kind", "total")
    return {TransferKind(kind): total for kind, total in sums}


@dataclass(frozen=True, slots=True)
class GoodsBalance:
    """Goods of one name in a book: acquired = delivered + in stock + lost, by construction."""

    item: str
    unit: str
    acquired: int
    delivered: int
    stock: int
    lost: int


def goods_balances(book: Book) -> list[GoodsBalance]:
    """The goods of a book, added up by name."""
    return goods_among(trial_balance(book))


def goods_among(rows: Iterable[TrialRow]) -> list[GoodsBalance]:
    """The goods of a trial balance that was read already."""
    sums: dict[tuple[str, str], dict[AccountType, int]] = {}
    for row in rows:
        if row.item:
            sums.setdefault((row.item, row.unit), {})[row.type] = row.balance
    return [
        GoodsBalance(
            item=item,
            unit=unit,
            acquired=by_type.get(AccountType.ACQUIRED, 0),
            delivered=by_type.get(AccountType.DELIVERED, 0),
            stock=by_type.get(AccountType.STOCK, 0),
            lost=by_type.get(AccountType.LOST, 0),
        )
        for (item, unit), by_type in sums.items()
    ]


# --- Counters against rows --------------------------------------------------------------------------------------------


def drift() -> Iterator[tuple[str, int, int]]:
    """Each counter that is not what its transfers add up to: what it is, what is kept, what was counted."""
    for side in ("debit", "credit"):
        counter = f"{side}s"
        rows = dict(Transfer.objects.values_list(side).annotate(Sum("amount")).order_by())
        for pk, kept in Account.objects.values_list("pk", counter).iterator():
            if kept != rows.get(pk, 0):
                yield f"akun {pk} {counter}", kept, rows.get(pk, 0)
        months = Transfer.objects.annotate(month=TruncMonth("occurred_on")).values_list(side, "month")
        counted = {(pk, month): amount for pk, month, amount in months.annotate(Sum("amount")).order_by()}
        for pk, month, kept in AccountMonth.objects.values_list("account", "month", counter).iterator():
            amount = counted.pop((pk, month), 0)
            if kept != amount:
                yield f"akun {pk} {month:%Y-%m} {counter}", kept, amount
        for (pk, month), amount in counted.items():
            yield f"akun {pk} {month:%Y-%m} {counter}", 0, amount
    for row in Account.objects.values("book", "unit", "item").annotate(d=Sum("debits"), c=Sum("credits")).order_by():
        if row["d"] != row["c"]:
            yield f"pembukuan {row['book']} {row['item'] or row['unit']}, debet dan kredit", row["d"], row["c"]


# --- Doors ------------------------------------------------------------------------------------------------------------


def locked_book(book: Book) -> Book:
    """A book under lock with its organisation: months are closed one after the other."""
    return Book.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=book.pk)


@finder(Book)
def _find_book(by: User, reference: str, at: datetime) -> Book:
    """A book of the organisation that the person acts for; another's is not found."""
    found = Book.objects.filter(pk=row_number(reference), organisation__in=reach_of(by, at=at).acts_for).first()
    if found is None:
        raise NotFound(reference)
    return found
