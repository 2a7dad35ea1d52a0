"""Whatever is done in whatever order: the books stay even, no account falls below nothing, rows and counters agree.

A plain model beside it tells what each balance must be, and what must be refused.
"""

import random
from datetime import timedelta

import pytest
from django.db import transaction

from ksbb.core.refusals import Refused
from ksbb.funds import actions as funds
from ksbb.funds import queries
from ksbb.funds.enums import DEBIT_NORMAL, AccountType, TransferKind
from ksbb.funds.models import Account, Transfer
from ksbb.funds.rules import Leg
from tests.funds.conftest import AT, TODAY, Ledger

STEPS = 7


class Model:
    """What a careful bookkeeper would expect."""

    def __init__(self, accounts: list[Account]) -> None:
        self.balance = {account.pk: 0 for account in accounts}
        self.deeds: dict[str, list[Leg]] = {}
        self.reversed: set[str] = set()

    def bears(self, legs: list[Leg]) -> bool:
        after = dict(self.balance)
        self._add(after, legs)
        return min(after.values()) >= 0

    def post(self, legs: list[Leg]) -> None:
        self._add(self.balance, legs)

    @staticmethod
    def _add(balance: dict[int, int], legs: list[Leg]) -> None:
        for leg in legs:
            balance[leg.debit.pk] += leg.amount if leg.debit.type in DEBIT_NORMAL else -leg.amount
            balance[leg.credit.pk] += -leg.amount if leg.credit.type in DEBIT_NORMAL else leg.amount


def _legs(ledger: Ledger, chance: random.Random) -> list[Leg]:
    amount = chance.choice([1, 2, 3, 5, 8])
    gift = chance.choice([ledger.gift, ledger.other_gift])
    return chance.choice(
        [
            [Leg(TransferKind.RECEIVE, ledger.bank, gift, amount)],
            [Leg(TransferKind.RECEIVE, ledger.bank, ledger.gift, amount)],
            [Leg(TransferKind.REFUND, gift, ledger.bank, amount)],
            [
                Leg(TransferKind.PURCHASE, ledger.purchases, ledger.bank, amount),
                Leg(TransferKind.RELEASE, gift, ledger.released, amount),
                Leg(TransferKind.ACQUIRE, ledger.stock, ledger.acquired, amount),
            ],
            [Leg(TransferKind.DELIVER, ledger.delivered, ledger.stock, amount)],
            [Leg(TransferKind.RETURN, ledger.stock, ledger.delivered, amount)],
            [Leg(TransferKind.LOSE, ledger.lost, ledger.stock, amount)],
        ]
    )


def _reverse(ledger: Ledger, model: Model, chance: random.Random, name: str) -> None:
    deed = chance.choice([*model.deeds, "tak-ada"])
    legs = [Leg(leg.kind, leg.credit, leg.debit, leg.amount) for leg in model.deeds.get(deed, [])]
    may = bool(legs) and deed not in model.reversed and model.bears(legs)
    if not may:
        with pytest.raises(Refused):
            funds.reverse(ledger.book, deed=deed, as_deed=name, occurred_on=TODAY, at=AT)
        return
    funds.reverse(ledger.book, deed=deed, as_deed=name, occurred_on=TODAY, at=AT)
    model.post(legs)
    model.reversed.add(deed)


def _walk(ledger: Ledger, chance: random.Random) -> None:
    accounts = list(queries.accounts_of(ledger.book))
    model = Model(accounts)
    for step in range(STEPS):
        name = f"langkah-{step}"
        if chance.random() < 0.25:
            _reverse(ledger, model, chance, name)
            continue
        legs = _legs(ledger, chance)
        day = TODAY - timedelta(days=chance.choice([0, 1, 40]))
        if not model.bears(legs):
            with pytest.raises(Refused, match="too_little"):
                ledger.post(*legs, deed=name, on=day)
            continue
        ledger.post(*legs, deed=name, on=day)
        model.post(legs)
        model.deeds[name] = legs
    kept = {account.pk: account.balance for account in queries.accounts_of(ledger.book)}
    assert kept == model.balance
    assert list(queries.drift()) == []
    # what lies at the bank is what of the gifts is unspent, and goods are somewhere
    held = {one: sum(a.balance for a in queries.accounts_of(ledger.book, one)) for one in AccountType}
    assert held[AccountType.BANK] == held[AccountType.GIFT]
    assert held[AccountType.ACQUIRED] == (
        held[AccountType.STOCK] + held[AccountType.DELIVERED] + held[AccountType.LOST]
    )


@pytest.mark.parametrize("sequences", [150, pytest.param(10_000, marks=pytest.mark.long)])
def test_any_sequence(ledger: Ledger, sequences: int) -> None:
    chance = random.Random(20200424)
    posted = 0
    for _ in range(sequences):
        with transaction.atomic():
            _walk(ledger, chance)
            posted += Transfer.objects.count()
            transaction.set_rollback(True)
    assert posted > sequences
