"""Statements, the trial balance and goods: what is read is what the rows add up to."""

from datetime import date

from ksbb.core.units import Unit
from ksbb.funds import actions as funds
from ksbb.funds import queries
from ksbb.funds.enums import AccountType, FundKind, TransferKind
from ksbb.funds.models import Account, AccountMonth, Transfer
from ksbb.funds.rules import Leg
from tests.funds.conftest import AT, TODAY, Ledger, fresh


def test_a_month_of_an_account(ledger: Ledger) -> None:
    ledger.receive(500, deed="a", on=date(2026, 3, 31))
    ledger.receive(300, deed="b", on=date(2026, 4, 1))
    ledger.post(*ledger.spending(200), deed="c", on=date(2026, 4, 30))
    ledger.receive(50, deed="d", on=date(2026, 5, 1))
    ledger.receive(7, deed="terlambat", on=date(2026, 4, 15))

    april = queries.statement(ledger.bank, date(2026, 4, 1))

    assert (april.opening, april.closing) == (500, 607)
    assert [(row.change, row.balance) for row in april.rows] == [(300, 800), (7, 807), (-200, 607)]
    assert queries.statement(ledger.bank, date(2026, 5, 1)).opening == 607
    assert queries.statement(ledger.bank, date(2026, 12, 1)).closing == fresh(ledger.bank).balance == 657


def test_a_gift_is_read_from_its_own_side(ledger: Ledger) -> None:
    ledger.receive(500, deed="a")
    ledger.post(*ledger.spending(200), deed="c")
    assert [row.change for row in queries.statement(ledger.gift, date(2026, 5, 1)).rows] == [500, -200]


def test_the_trial_balance_is_even_in_each_unit(ledger: Ledger) -> None:
    ledger.receive(900)
    ledger.post(*ledger.spending(600), deed="beli")
    ledger.post(Leg(TransferKind.ACQUIRE, ledger.stock, ledger.acquired, 30), deed="masuk")
    rows = queries.trial_balance(ledger.book)

    for item in ("", "sembako"):
        chosen = [row for row in rows if row.item == item]
        assert sum(row.debits for row in chosen) == sum(row.credits for row in chosen) > 0
    assert {row.type: row.balance for row in rows if not row.item} == {
        AccountType.BANK: 300,
        AccountType.GIFT: 300,
        AccountType.PURCHASES: 600,
        AccountType.RELEASED: 600,
    }


def test_goods_bought_are_delivered_in_stock_or_lost(ledger: Ledger) -> None:
    ledger.post(Leg(TransferKind.ACQUIRE, ledger.stock, ledger.acquired, 30), deed="masuk")
    ledger.post(Leg(TransferKind.DELIVER, ledger.delivered, ledger.stock, 20), deed="salur")
    ledger.post(Leg(TransferKind.LOSE, ledger.lost, ledger.stock, 4), deed="rusak")
    funds.reverse(ledger.book, deed="salur", as_deed="kembali", occurred_on=TODAY, at=AT)

    assert queries.goods_balances(ledger.book) == [
        queries.GoodsBalance("sembako", Unit.KK_WEEK, acquired=30, delivered=0, stock=26, lost=4)
    ]


def test_totals_of_a_range_lessened_by_reversals_on_their_day(ledger: Ledger) -> None:
    ledger.receive(500, deed="a", on=date(2026, 4, 10))
    ledger.receive(300, deed="b", on=date(2026, 5, 2))
    funds.reverse(ledger.book, deed="a", as_deed="batal", occurred_on=date(2026, 5, 3), at=AT)
    books = [ledger.book.pk]

    assert queries.totals(books, since=date(2026, 4, 1), until=date(2026, 4, 30)) == {TransferKind.RECEIVE: 500}
    assert queries.totals(books, since=date(2026, 5, 1), until=TODAY) == {TransferKind.RECEIVE: -200}
    assert queries.totals(books, since=date(2026, 6, 1), until=date(2026, 6, 2)) == {}
    assert queries.totals(books, since=TODAY, until=TODAY, kinds=[TransferKind.COST]) == {}


def test_books_of_an_organisation(ledger: Ledger) -> None:
    zakat = funds.book_for(ledger.owner, FundKind.ZAKAT, at=AT)
    assert funds.book_for(ledger.owner, FundKind.ZAKAT, at=AT) == zakat
    assert queries.books_of(ledger.owner) == [ledger.book, zakat]
    assert queries.account_by_code(ledger.book, "bank") == ledger.bank
    assert set(queries.accounts_of(ledger.book, AccountType.GIFT)) == {ledger.gift, ledger.other_gift}


def test_drift_is_noticed(ledger: Ledger) -> None:
    """The comparison itself is tried: a counter and a month made wrong."""
    ledger.receive(500)
    Account.objects.filter(pk=ledger.bank.pk).update(debits=501)
    AccountMonth.objects.filter(account=ledger.gift).update(credits=499)
    month = f"{TODAY:%Y-%m}"

    assert set(queries.drift()) == {
        (f"akun {ledger.bank.pk} debits", 501, 500),
        (f"akun {ledger.gift.pk} {month} credits", 499, 500),
        (f"pembukuan {ledger.book.pk} rupiah, debet dan kredit", 501, 500),
    }


def test_a_missing_month_is_noticed(ledger: Ledger) -> None:
    ledger.receive(500)
    AccountMonth.objects.all().delete()
    assert [(kept, counted) for _what, kept, counted in queries.drift()] == [(0, 500), (0, 500)]


def test_reads_cost_the_same_at_any_length(ledger: Ledger, django_assert_num_queries) -> None:
    for number in range(3):
        ledger.receive(500, deed=f"a{number}")
    with django_assert_num_queries(2):
        queries.statement(ledger.bank, date(2026, 5, 1))
    with django_assert_num_queries(1):
        queries.trial_balance(ledger.book)
    assert Transfer.objects.count() == 3
