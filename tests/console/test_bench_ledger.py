"""The bench of the ledger fills books that are right: what it measures is what the actions would have written."""

from typing import Any

import pytest

from ksbb.console.bench import ledger
from ksbb.funds import queries
from ksbb.funds.models import Book, Transfer


@pytest.mark.django_db
def test_the_filled_book_is_even_and_each_length_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "GIFTS_A_MONTH", 2)
    monkeypatch.setattr(ledger, "READS", 10)
    told: list[Any] = []

    rows = ledger.measure_ledger(10, told.append)

    assert list(queries.drift()) == []
    assert {row.balance for row in queries.trial_balance(Book.objects.get()) if row.type == "bank"} == {30}
    assert [row["transfers"] for row in rows] == [16, 50, 90]
    assert Transfer.objects.count() == 90
    assert "| balance of the bank account |" in ledger.table(rows)
