"""Money in parallel: no account falls below nothing, one deed posts once, and a month closes before or after."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ksbb.core.refusals import Refused
from ksbb.funds import actions as funds
from ksbb.funds import queries
from ksbb.funds.enums import TransferKind
from ksbb.funds.models import Account, Transfer
from ksbb.funds.rules import Leg
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import User
from tests import databases
from tests.funds.conftest import AT, TODAY, Ledger, fresh, organisation
from tests.races.conftest import at_once, codes, done


@pytest.fixture
def books(fresh_db: databases.Database) -> Ledger:
    return Ledger(organisation())


def test_two_hundred_payouts_of_what_thirty_seven_can_bear(books: Ledger) -> None:
    books.receive(37)

    def pay(number: int) -> Any:
        return books.post(*books.spending(1), deed=f"beli-{number}")

    answers = at_once([partial(pay, number) for number in range(200)])

    assert len(done(answers)) == 37
    assert codes(answers) == ["too_little"] * 163
    assert fresh(books.bank).balance == fresh(books.gift).balance == 0
    assert list(queries.drift()) == []


def test_without_the_lock_the_constraint_still_holds(books: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the rule and the lock taken away, payouts collide, and only the database says no."""
    books.receive(37)
    monkeypatch.setattr(queries, "locked_accounts", lambda pks: Account.objects.in_bulk(list(pks)))
    monkeypatch.setattr("ksbb.funds.rules.why_not_afford", lambda *_args, **_kwargs: None)

    def pay(number: int) -> Any:
        try:
            return books.post(*books.spending(1), deed=f"beli-{number}")
        except IntegrityError as broken:
            return "constraint" if "account_never_below_nothing" in str(broken) else broken

    answers = at_once([partial(pay, number) for number in range(100)])

    assert answers.count("constraint") == 63
    assert len([answer for answer in answers if isinstance(answer, list)]) == 37
    assert fresh(books.bank).balance == 0


def test_one_deed_thirty_times(books: Ledger) -> None:
    answers = at_once([lambda: [row.pk for row in books.receive(500)]] * 30)

    assert len({tuple(answer) for answer in answers}) == 1
    assert Transfer.objects.count() == 1
    assert fresh(books.bank).balance == 500


def test_one_reversal(books: Ledger) -> None:
    books.receive(500)

    def back(number: int) -> Any:
        return funds.reverse(books.book, deed="terima", as_deed=f"batal-{number}", occurred_on=TODAY, at=AT)

    answers = at_once([partial(back, number) for number in range(12)])

    assert len(done(answers)) == 1
    assert codes(answers) == ["reversed_already"] * 11
    assert fresh(books.bank).balance == 0


def test_transfers_in_opposite_directions_do_not_wait_in_a_circle(books: Ledger) -> None:
    books.receive(10_000)

    def there(number: int) -> Any:
        return books.post(Leg(TransferKind.RECEIVE, books.bank, books.other_gift, 1), deed=f"terima-{number}")

    def back(number: int) -> Any:
        return books.post(*books.spending(1)[::-1], deed=f"beli-{number}")

    answers = at_once([partial(act, number) for number in range(40) for act in (there, back)])

    assert codes(answers) == []
    assert fresh(books.bank).balance == 10_000
    assert list(queries.drift()) == []


def test_a_month_closes_before_a_transfer_or_after_it(books: Ledger) -> None:
    """Never between: what was posted into April was posted before it closed."""
    user = User.objects.create(username="bendahara", name="Bendahara Uji")
    parties.appoint(user=user, name=RoleName.COLLABORATOR, organisation=books.owner, at=AT)
    april = date(2026, 4, 10)

    def close() -> Any:
        return funds.close_month(by=user, book=books.book, month=april, at=AT)

    deeds: list[Any] = [partial(books.receive, 1, deed=f"terima-{number}", on=april) for number in range(40)]
    answers = at_once([*deeds[:20], close, *deeds[20:]])

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert {answer.refusal.code for answer in refused} <= {"month_closed"}
    assert fresh(books.bank).balance == Transfer.objects.count() == 40 - len(refused)
    with pytest.raises(IntegrityError, match="bulan yang terbuka"), transaction.atomic():
        Transfer.objects.create(
            book=books.book,
            deed="sesudah",
            number=1,
            kind=TransferKind.RECEIVE,
            debit=books.bank,
            credit=books.gift,
            amount=1,
            about="",
            occurred_on=april,
            recorded_at=AT,
        )
    assert list(queries.drift()) == []
