"""Decisions about transfers: what may be posted together, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ksbb.core.formats import angka, bulan, rupiah
from ksbb.core.refusals import Refusal
from ksbb.core.units import Unit
from ksbb.funds.enums import DEBIT_NORMAL, DIRECTIONS, GOODS, AccountType, Precision, TransferKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ksbb.funds.models import Account

LARGEST = 10**15
"""Rupiah in one transfer at most: what can be spelled out on a receipt, far below what a column holds."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One transfer of a deed: `amount` whole rupiah or units to `debit` from `credit`."""

    kind: TransferKind
    debit: Account
    credit: Account
    amount: int


def first_of_month(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def begins(day: date, precision: Precision) -> date:
    """The day that stands for what is known: the Monday of a week, the first of a month."""
    if precision == Precision.WEEK:
        return day - timedelta(days=day.weekday())
    return first_of_month(day) if precision == Precision.MONTH else day


def why_not_date(*, occurred_on: date, today: date, closed_until: date | None) -> Refusal | None:
    """Why nothing can be dated on that day: it lies ahead, or its month is closed."""
    if occurred_on > today:
        return Refusal("date_ahead", "Tanggal kejadian tidak boleh di masa depan.")
    if closed_until is not None and first_of_month(occurred_on) <= closed_until:
        return Refusal("month_closed", f"Pembukuan {bulan(occurred_on)} sudah ditutup. Catat pada bulan yang terbuka.")
    return None


def why_not_post(
    legs: Sequence[Leg], *, book_id: int, occurred_on: date, today: date, closed_until: date | None
) -> Refusal | None:
    """Why these transfers cannot be posted together. `closed_until` is the newest closed month of the book."""
    if not legs:
        return Refusal("nothing_to_post", "Tidak ada yang dicatat.")
    if (refusal := why_not_date(occurred_on=occurred_on, today=today, closed_until=closed_until)) is not None:
        return refusal
    for leg in legs:
        if not 0 < leg.amount <= LARGEST:
            return Refusal("amount_range", "Jumlah harus lebih dari nol dan masuk akal.")
        if leg.debit.book_id != book_id or leg.credit.book_id != book_id:
            return Refusal("other_book", "Kedua akun harus dari pembukuan yang sama; dana yang berbeda tidak dicampur.")
        if (leg.debit.unit, leg.debit.item) != (leg.credit.unit, leg.credit.item):
            return Refusal("other_unit", "Kedua akun harus bersatuan dan berisi barang yang sama.")
        if (leg.debit.type, leg.credit.type) != DIRECTIONS[leg.kind]:
            return Refusal("wrong_direction", f"“{leg.kind.label}” tidak dicatat antara kedua akun ini.")
    return None


def why_not_afford(legs: Sequence[Leg], *, held: Mapping[int, Account]) -> Refusal | None:
    """Why the accounts cannot bear the transfers; `held` are the accounts under lock, by id. A constraint agrees."""
    change: dict[int, int] = dict.fromkeys(held, 0)
    for leg in legs:
        change[leg.debit.pk] += leg.amount if held[leg.debit.pk].type in DEBIT_NORMAL else -leg.amount
        change[leg.credit.pk] += -leg.amount if held[leg.credit.pk].type in DEBIT_NORMAL else leg.amount
    for pk, account in sorted(held.items()):
        if account.balance + change[pk] < 0:
            return Refusal("too_little", f"{account.title} tinggal {amount_of(account)}; jumlah ini melebihinya.")
    return None


def why_not_open(*, holds: AccountType, unit: Unit, item: str) -> Refusal | None:
    """Why an account cannot be: money is counted in rupiah, goods in their own unit and by name."""
    if (holds in GOODS) == (unit == Unit.RUPIAH) or (holds in GOODS) != bool(item):
        return Refusal("unit_of_type", "Uang dicatat dalam rupiah, barang dalam satuannya dan dengan namanya.")
    return None


def why_not_reverse(*, reversed_already: bool, found: bool, is_reversal: bool) -> Refusal | None:
    """Why a deed cannot be reversed: each once, and a reversal never."""
    if not found:
        return Refusal("nothing_to_reverse", "Tidak ada catatan yang dapat dibatalkan.")
    if is_reversal:
        return Refusal("is_reversal", "Pembatalan tidak dapat dibatalkan. Catat kejadiannya lagi.")
    return Refusal("reversed_already", "Catatan ini sudah dibatalkan.") if reversed_already else None


def why_not_close(*, month: date, today: date, closed_until: date | None) -> Refusal | None:
    """Why a month cannot be closed: only one that is over, and only forward."""
    if month >= first_of_month(today):
        return Refusal("month_runs", f"{bulan(month)} belum berakhir, jadi belum dapat ditutup.")
    if closed_until is not None and month <= closed_until:
        return Refusal("month_closed", f"{bulan(month)} sudah ditutup.")
    return None


def amount_of(account: Account) -> str:
    """The balance as people read it."""
    if account.unit == Unit.RUPIAH:
        return rupiah(account.balance)
    return f"{angka(account.balance)} {Unit(account.unit).label}"
