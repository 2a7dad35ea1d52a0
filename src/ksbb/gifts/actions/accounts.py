"""The accounts that the deeds of this room post to. Each is opened at the first asking."""

from __future__ import annotations

from datetime import datetime

from ksbb.catalogue.models import Package
from ksbb.core.units import Unit
from ksbb.funds import actions as funds
from ksbb.funds.enums import AccountType, FundKind
from ksbb.funds.models import Account, Book
from ksbb.funds.queries import locked_book
from ksbb.gifts.models import Channel, Gift, Spending
from ksbb.parties.models import Organisation


def held_book(organisation: Organisation, fund: FundKind, *, at: datetime) -> Book:
    """The book under lock: what is spent of one kind of money is spent one after the other."""
    return locked_book(funds.book_for(organisation, fund, at=at))


def held_book_of(spending: Spending) -> Book:
    """The book that some spending belongs to, under lock."""
    return locked_book(spending.book)


def of_channel(book: Book, channel: Channel) -> Account:
    """Where the money of a channel lies."""
    title = f"{channel.bank or 'QRIS'} {channel.number or channel.nmid}"
    return funds.open_account(book, AccountType.BANK, code=f"rekening:{channel.pk}", title=title)


def of_gift(book: Book, gift: Gift) -> Account:
    """What of a gift is unspent."""
    return funds.open_account(
        book, AccountType.GIFT, code=f"titipan:{gift.reference}", title=f"Titipan {gift.reference}"
    )


def purchases(book: Book) -> Account:
    """Everything ever bought."""
    return funds.open_account(book, AccountType.PURCHASES, code="belanja", title="Belanja barang")


def costs(book: Book) -> Account:
    """Everything that collecting ever cost."""
    return funds.open_account(book, AccountType.COSTS, code="biaya", title="Biaya penyelenggaraan")


def released(book: Book) -> Account:
    """What of all gifts was put to use."""
    return funds.open_account(book, AccountType.RELEASED, code="terpakai", title="Dana terpakai")


def of_goods(book: Book, holds: AccountType, package: Package, unit: Unit, *, lot: str = "") -> Account:
    """Goods of one package: acquired, delivered or lost in all, or the stock of one lot."""
    title = f"{AccountType(holds).label}: {package.name}"
    code = f"{holds}:{package.code}{lot and f':{lot}'}"
    return funds.open_account(book, holds, code=code, title=title, unit=unit, item=package.code)
