"""What may be posted, what is refused, and what only a reversal can undo."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from ksbb.core.models import JournalEntry
from ksbb.core.refusals import Refused
from ksbb.core.units import Unit
from ksbb.funds import actions as funds
from ksbb.funds import queries
from ksbb.funds.enums import DIRECTIONS, AccountType, FundKind, Precision, TransferKind
from ksbb.funds.models import Account, MonthClosing, Transfer
from ksbb.funds.rules import LARGEST, Leg, why_not_post
from ksbb.parties.models import User
from tests.funds.conftest import AT, TODAY, Ledger, fresh, organisation


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda error: error.refusal.code == code)


def test_money_received_and_spent(ledger: Ledger) -> None:
    ledger.receive(1_000_000)
    ledger.post(*ledger.spending(400_000), deed="beli")

    assert fresh(ledger.bank).balance == fresh(ledger.gift).balance == 600_000
    assert fresh(ledger.purchases).balance == fresh(ledger.released).balance == 400_000
    assert list(queries.drift()) == []


def test_nothing_is_spent_that_is_not_there(ledger: Ledger) -> None:
    ledger.receive(100_000)

    with refused("too_little") as caught:
        ledger.post(*ledger.spending(100_001), deed="beli")

    assert caught.value.refusal.message == "bank tinggal Rp100.000; jumlah ini melebihinya."
    assert Transfer.objects.count() == 1
    assert fresh(ledger.bank).balance == 100_000


def test_linked_transfers_fall_together(ledger: Ledger) -> None:
    """The bank could bear the purchase, the gift cannot: neither is posted."""
    ledger.receive(50_000)
    ledger.post(Leg(TransferKind.RECEIVE, ledger.bank, ledger.other_gift, 50_000), deed="terima-lain")

    with refused("too_little"):
        ledger.post(*ledger.spending(60_000), deed="beli")

    assert fresh(ledger.purchases).balance == 0


def test_the_database_refuses_to_fall_below_nothing(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError, match="account_never_below_nothing"), transaction.atomic():
        Account.objects.filter(pk=ledger.bank.pk).update(credits=1)
    with pytest.raises(IntegrityError, match="account_never_below_nothing"), transaction.atomic():
        Account.objects.filter(pk=ledger.gift.pk).update(debits=1)


def test_the_same_deed_posts_once(ledger: Ledger) -> None:
    first = ledger.receive(70_000)
    assert [row.pk for row in ledger.receive(70_000)] == [row.pk for row in first]
    assert fresh(ledger.bank).balance == 70_000

    with refused("key_reused"):
        ledger.receive(70_001)


def test_each_kind_has_one_direction() -> None:
    """Every kind between every two types; the table decides."""

    def account(pk: int, holds: AccountType) -> Account:
        return Account(pk=pk, book_id=1, type=holds, unit=Unit.RUPIAH)

    for kind, debit, credit in itertools.product(TransferKind, AccountType, AccountType):
        leg = Leg(kind, account(1, debit), account(2, credit), 5)
        refusal = why_not_post([leg], book_id=1, occurred_on=TODAY, today=TODAY, closed_until=None)
        assert (refusal is None) == ((debit, credit) == DIRECTIONS[kind]), (kind, debit, credit)


@pytest.mark.parametrize("amount", [0, -1, LARGEST + 1])
def test_amounts_out_of_range(ledger: Ledger, amount: int) -> None:
    with refused("amount_range"):
        ledger.receive(amount)


def test_no_empty_deed_and_no_day_ahead(ledger: Ledger) -> None:
    with refused("nothing_to_post"):
        ledger.post()
    with refused("date_ahead"):
        ledger.receive(5, on=TODAY + timedelta(days=1))


def test_zakat_does_not_mix_with_donations(ledger: Ledger) -> None:
    zakat = Ledger(ledger.owner, FundKind.ZAKAT)

    with refused("other_book"):
        ledger.post(Leg(TransferKind.RECEIVE, ledger.bank, zakat.gift, 5))
    with pytest.raises(IntegrityError, match="satu pembukuan"), transaction.atomic():
        _raw(ledger, debit=ledger.bank, credit=zakat.gift)


def test_goods_of_another_name_do_not_mix(ledger: Ledger) -> None:
    rice = funds.open_account(
        ledger.book, AccountType.ACQUIRED, code="beras", title="Beras", unit=Unit.KK_WEEK, item="beras"
    )
    with refused("other_unit"):
        ledger.post(Leg(TransferKind.ACQUIRE, ledger.stock, rice, 5))
    with pytest.raises(IntegrityError, match="satu satuan"), transaction.atomic():
        _raw(ledger, debit=ledger.stock, credit=rice)


def _raw(ledger: Ledger, *, debit: Account, credit: Account, on: date = TODAY, amount: int = 5) -> None:
    """Past the rules, as a careless script would."""
    Transfer.objects.create(
        book=ledger.book,
        deed="diam-diam",
        number=1,
        kind=TransferKind.RECEIVE,
        debit=debit,
        credit=credit,
        amount=amount,
        about="",
        occurred_on=on,
        recorded_at=AT,
    )


@pytest.mark.parametrize(
    ("holds", "unit", "item"),
    [
        (AccountType.BANK, Unit.PARCEL, "sembako"),
        (AccountType.BANK, Unit.RUPIAH, "sembako"),
        (AccountType.STOCK, Unit.RUPIAH, "sembako"),
        (AccountType.STOCK, Unit.PARCEL, ""),
    ],
)
def test_money_is_in_rupiah_and_goods_by_name(ledger: Ledger, holds: AccountType, unit: Unit, item: str) -> None:
    with refused("unit_of_type"):
        funds.open_account(ledger.book, holds, code="lain", title="Lain", unit=unit, item=item)


def test_an_account_keeps_its_type(ledger: Ledger) -> None:
    assert ledger.account(AccountType.BANK, "bank").pk == ledger.bank.pk
    with refused("key_reused"):
        ledger.account(AccountType.GIFT, "bank")


# --- Reversal ---------------------------------------------------------------------------------------------------------


def test_a_mistake_is_answered_not_edited(ledger: Ledger) -> None:
    ledger.receive(80_000)
    rows = funds.reverse(ledger.book, deed="terima", as_deed="batal", occurred_on=TODAY, at=AT)

    assert [row.reverses_id for row in rows] == [row.pk for row in queries.transfers_of(ledger.book, "terima")]
    assert fresh(ledger.bank).balance == fresh(ledger.gift).balance == 0
    assert list(queries.drift()) == []
    assert queries.totals([ledger.book.pk], since=TODAY, until=TODAY) == {TransferKind.RECEIVE: 0}


def test_reversed_once_and_never_back(ledger: Ledger) -> None:
    ledger.receive(80_000)
    funds.reverse(ledger.book, deed="terima", as_deed="batal", occurred_on=TODAY, at=AT)

    with refused("reversed_already"):
        funds.reverse(ledger.book, deed="terima", as_deed="batal-2", occurred_on=TODAY, at=AT)
    with refused("is_reversal"):
        funds.reverse(ledger.book, deed="batal", as_deed="batal-3", occurred_on=TODAY, at=AT)
    with refused("nothing_to_reverse"):
        funds.reverse(ledger.book, deed="tak-ada", as_deed="batal-4", occurred_on=TODAY, at=AT)


def test_what_is_spent_cannot_be_unreceived(ledger: Ledger) -> None:
    ledger.receive(80_000)
    ledger.post(*ledger.spending(1), deed="beli")

    with refused("too_little"):
        funds.reverse(ledger.book, deed="terima", as_deed="batal", occurred_on=TODAY, at=AT)


# --- Months -----------------------------------------------------------------------------------------------------------


def test_a_closed_month_takes_nothing(ledger: Ledger, treasurer: User) -> None:
    ledger.receive(80_000, on=date(2026, 4, 30))
    closing = funds.close_month(by=treasurer, book=ledger.book, month=date(2026, 4, 15), at=AT)

    assert closing.month == date(2026, 4, 1)
    assert JournalEntry.objects.filter(verb="close_month").count() == 1
    for day in (date(2026, 4, 30), date(2026, 3, 31)):
        with refused("month_closed"):
            ledger.receive(5, deed="susulan", on=day)
        with pytest.raises(IntegrityError, match="bulan yang terbuka"), transaction.atomic():
            _raw(ledger, debit=ledger.bank, credit=ledger.gift, on=day)
    ledger.receive(5, deed="susulan", on=date(2026, 5, 1))
    funds.reverse(ledger.book, deed="terima", as_deed="batal", occurred_on=TODAY, at=AT)
    assert list(queries.drift()) == []


def test_only_a_month_that_is_over_and_only_forward(ledger: Ledger, treasurer: User) -> None:
    with refused("month_runs"):
        funds.close_month(by=treasurer, book=ledger.book, month=TODAY, at=AT)
    funds.close_month(by=treasurer, book=ledger.book, month=date(2026, 4, 1), at=AT)
    for month in (date(2026, 4, 1), date(2026, 3, 1)):
        with refused("month_closed"):
            funds.close_month(by=treasurer, book=ledger.book, month=month, at=AT)


def test_others_close_nothing(ledger: Ledger, treasurer: User) -> None:
    foreign = funds.book_for(organisation("Lain Lembaga"), FundKind.DONATION, at=AT)
    with refused("not_allowed"):
        funds.close_month(by=treasurer, book=foreign, month=date(2026, 4, 1), at=AT)
    assert not MonthClosing.objects.exists()


@pytest.mark.parametrize(
    ("precision", "begins"),
    [
        (Precision.DAY, date(2020, 5, 21)),
        (Precision.WEEK, date(2020, 5, 18)),
        (Precision.MONTH, date(2020, 5, 1)),
    ],
)
def test_a_day_known_roughly_is_kept_so(ledger: Ledger, precision: Precision, begins: date) -> None:
    legs = [Leg(TransferKind.RECEIVE, ledger.bank, ledger.gift, 5)]
    rows = funds.post(ledger.book, legs, deed="d", about="a", occurred_on=date(2020, 5, 21), precision=precision, at=AT)
    assert (rows[0].occurred_on, rows[0].precision) == (begins, precision)


# --- Append-only ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["funds_transfer", "funds_monthclosing"])
def test_rows_of_the_ledger_stay(ledger: Ledger, treasurer: User, table: str) -> None:
    ledger.receive(5)
    funds.close_month(by=treasurer, book=ledger.book, month=date(2026, 4, 1), at=AT)
    for order in (f"UPDATE {table} SET book_id = book_id", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="hanya boleh ditambah"), transaction.atomic():
            connection.cursor().execute(order)
