"""The ledger under a long history: ten years of one agregator's book, measured as the years are added.

Filled in bulk, as `filling` says of itself; afterwards `recompute --compare` has to find no difference.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from ksbb.core.units import Unit
from ksbb.funds import actions as funds
from ksbb.funds import queries
from ksbb.funds.enums import AccountType, FundKind, TransferKind
from ksbb.funds.models import Account, AccountMonth, Book, Transfer
from ksbb.funds.rules import Leg
from ksbb.parties.enums import Standing
from ksbb.parties.models import Organisation

FIRST_YEAR = 2016
GIFTS_A_MONTH = 2_778
"""Each is received, spent and released: three transfers, so that 120 months hold 1,000,080."""
AMOUNT = 250_000
READS = 100
"""How often each thing is asked; the table shows the middle and the 95th of a hundred."""
Tell = Callable[[str], None]


def measure_ledger(months: int, tell: Tell) -> list[dict[str, Any]]:
    """Fill month by month; after a tenth, a half and the whole of the history, measure. One row for each."""
    at = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    owner = Organisation.objects.create(
        reference="KS-BENCH", name="Agregator uji", is_agregator=True, standing=Standing.ACTIVE, standing_since=at
    )
    book = funds.book_for(owner, FundKind.DONATION, at=at)
    bank, purchases, released = (
        funds.open_account(book, holds, code=holds.value, title=holds.value)
        for holds in (AccountType.BANK, AccountType.PURCHASES, AccountType.RELEASED)
    )
    rows = []
    for number in range(months):
        _fill_month(book, bank, purchases, released, _month(number))
        if number + 1 in {months // 10, months // 2, months}:
            rows.append(_measured(book, _month(number)))
            tell(f"{rows[-1]}")
    return rows


def _month(number: int) -> date:
    return date(FIRST_YEAR + number // 12, number % 12 + 1, 1)


def _fill_month(book: Book, bank: Account, purchases: Account, released: Account, month: date) -> None:
    """What a month of gifts leaves behind when each is spent to the last rupiah in the same month."""
    at = datetime(month.year, month.month, 28, 12, tzinfo=UTC)
    shared = {"book": book, "recorded_at": at, "amount": AMOUNT}
    told = [f"titipan:{month:%Y-%m}:{number}" for number in range(GIFTS_A_MONTH)]
    kept = {"book": book, "type": AccountType.GIFT, "unit": Unit.RUPIAH, "debits": AMOUNT, "credits": AMOUNT}
    with transaction.atomic():
        gifts = Account.objects.bulk_create([Account(code=code, title=code, **kept) for code in told], batch_size=400)
        rows = []
        for number, gift in enumerate(gifts):
            day = month + timedelta(days=number % 28)
            about = {"occurred_on": day, "about": f"KS-{number:04d}"}
            came, left = {"deed": f"terima:{gift.code}"}, {"deed": f"belanja:{gift.code}"}
            legs = [
                Transfer(number=0, kind=TransferKind.RECEIVE, debit=bank, credit=gift, **came, **about, **shared),
                Transfer(number=0, kind=TransferKind.PURCHASE, debit=purchases, credit=bank, **left, **about, **shared),
                Transfer(number=1, kind=TransferKind.RELEASE, debit=gift, credit=released, **left, **about, **shared),
            ]
            rows += legs
        Transfer.objects.bulk_create(rows, batch_size=60)
        total = AMOUNT * len(gifts)
        sums = [(bank, total, total), (purchases, total, 0), (released, 0, total)]
        for account, debited, credited in sums:
            Account.objects.filter(pk=account.pk).update(debits=F("debits") + debited, credits=F("credits") + credited)
        sums += [(gift, AMOUNT, AMOUNT) for gift in gifts]
        AccountMonth.objects.bulk_create(
            [AccountMonth(account=one, month=month, debits=debited, credits=came) for one, debited, came in sums],
            batch_size=150,
        )


def _measured(book: Book, newest: date) -> dict[str, Any]:
    """Milliseconds of what people and pages ask, at this length of history."""
    bank = queries.account_by_code(book, AccountType.BANK.value)
    gift = queries.account_by_code(book, f"titipan:{newest:%Y-%m}:0")
    at = datetime(newest.year, newest.month, 28, 13, tzinfo=UTC)
    posted = iter(range(10 * READS))

    def post() -> None:
        legs = [Leg(TransferKind.RECEIVE, bank, gift, 1)]
        deed = f"ukur:{newest:%Y-%m}:{next(posted)}"
        funds.post(book, legs, deed=deed, about="KS-UKUR", occurred_on=newest, at=at)

    asked: dict[str, tuple[Callable[[], Any], int]] = {
        "balance": (lambda: queries.account_by_code(book, AccountType.BANK.value).balance, READS),
        "statement": (lambda: queries.statement(bank, newest), READS // 10),
        "statement_gift": (lambda: queries.statement(gift, newest), READS),
        "trial_balance": (lambda: queries.trial_balance(book), READS // 10),
        "post": (post, READS),
    }
    times = {name: _times(ask, often) for name, (ask, often) in asked.items()}
    held = {"transfers": Transfer.objects.count(), "statement_rows": len(queries.statement(bank, newest).rows)}
    return held | {name: (statistics.median(found), found[len(found) * 95 // 100]) for name, found in times.items()}


def _times(ask: Callable[[], Any], often: int) -> list[float]:
    found = []
    for _ in range(often):
        begun = time.perf_counter()
        ask()
        found.append(round((time.perf_counter() - begun) * 1000, 2))
    return sorted(found)


ASKED = {
    "balance": "balance of the bank account",
    "statement": "statement of a month, bank account",
    "statement_gift": "statement of a month, one gift",
    "trial_balance": "trial balance of the book",
    "post": "one deed posted by the action",
}


def table(rows: list[dict[str, Any]]) -> str:
    """Middle / 95th of each in milliseconds by length of history, and how the middle grew from first to last."""
    head = " | ".join(f"{row['transfers']:,} transfers" for row in rows)
    lines = [f"| Asked | {head} | last / first |", "|---|" + "--:|" * (len(rows) + 1)]
    for name, title in ASKED.items():
        cells = " | ".join(f"{row[name][0]:g} / {row[name][1]:g}" for row in rows)
        lines.append(f"| {title} | {cells} | {rows[-1][name][0] / rows[0][name][0]:.2f} |")
    sizes = ", ".join(f"{row['statement_rows']:,}" for row in rows)
    return "\n".join([*lines, "", f"Rows in the statement of the bank account: {sizes}."])
