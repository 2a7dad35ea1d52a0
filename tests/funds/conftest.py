from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from ksbb.core.units import Unit
from ksbb.funds import actions as funds
from ksbb.funds.enums import AccountType, FundKind, TransferKind
from ksbb.funds.models import Account, Book, Transfer
from ksbb.funds.rules import Leg
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Organisation, User

AT = datetime(2026, 5, 20, 3, tzinfo=UTC)
TODAY = date(2026, 5, 20)


def organisation(name: str = "Lembaga Uji") -> Organisation:
    return Organisation.objects.create(
        reference=f"KS-{name[:4].upper()}", name=name, is_agregator=True, standing=Standing.ACTIVE, standing_since=AT
    )


@dataclass
class Ledger:
    """A book with a bank account, two gifts, the spending accounts, and one lot of parcels."""

    owner: Organisation
    fund: FundKind = FundKind.DONATION
    book: Book = field(init=False)

    def __post_init__(self) -> None:
        self.book = funds.book_for(self.owner, self.fund, at=AT)
        self.bank = self.account(AccountType.BANK, "bank")
        self.gift = self.account(AccountType.GIFT, "titipan:1")
        self.other_gift = self.account(AccountType.GIFT, "titipan:2")
        self.purchases = self.account(AccountType.PURCHASES, "belanja")
        self.released = self.account(AccountType.RELEASED, "terpakai")
        self.stock = self.account(AccountType.STOCK, "persediaan:1", goods=True)
        self.acquired = self.account(AccountType.ACQUIRED, "diperoleh", goods=True)
        self.delivered = self.account(AccountType.DELIVERED, "disalurkan", goods=True)
        self.lost = self.account(AccountType.LOST, "hilang", goods=True)

    def account(self, holds: AccountType, code: str, *, goods: bool = False) -> Account:
        unit, item = (Unit.KK_WEEK, "sembako") if goods else (Unit.RUPIAH, "")
        return funds.open_account(self.book, holds, code=code, title=code, unit=unit, item=item)

    def post(self, *legs: Leg, deed: str = "catat", on: date = TODAY, at: datetime = AT) -> list[Transfer]:
        return funds.post(self.book, legs, deed=deed, about="KS-UJI", occurred_on=on, at=at)

    def receive(self, amount: int, *, deed: str = "terima", on: date = TODAY) -> list[Transfer]:
        return self.post(Leg(TransferKind.RECEIVE, self.bank, self.gift, amount), deed=deed, on=on)

    def spending(self, amount: int) -> list[Leg]:
        return [
            Leg(TransferKind.PURCHASE, self.purchases, self.bank, amount),
            Leg(TransferKind.RELEASE, self.gift, self.released, amount),
        ]


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def ledger(db: None) -> Ledger:
    return Ledger(organisation())


@pytest.fixture
def treasurer(ledger: Ledger) -> User:
    """Who acts for the organisation of the ledger."""
    user = User.objects.create(username="bendahara", name="Bendahara Uji")
    parties.appoint(user=user, name=RoleName.COLLABORATOR, organisation=ledger.owner, at=AT)
    return user
