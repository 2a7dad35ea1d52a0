"""Rows of the ledger as the public reads them: the day as exactly as it is known, and never a giver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ksbb.core.formats import angka, bulan, rupiah, tanggal_pendek
from ksbb.core.units import Unit
from ksbb.funds.enums import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from ksbb.funds.models import Book, Transfer


def day_said(day: date, precision: str) -> str:
    """A day, "pekan mulai …" where only the week is known, or the month."""
    if precision == Precision.MONTH:
        return f"{bulan(day)} (tanggalnya tidak diketahui)"
    if precision == Precision.WEEK:
        return f"pekan mulai {tanggal_pendek(day)} (tanggalnya tidak diketahui)"
    return tanggal_pendek(day)


def amount_said(number: int, unit: str) -> str:
    """Rupiah, or goods in their unit; less than nothing with its sign."""
    told = rupiah(abs(number)) if unit == Unit.RUPIAH else f"{angka(abs(number))} {Unit(unit).label}"
    return f"−{told}" if number < 0 else told


def row_told(book: Book, row: Transfer) -> dict[str, Any]:
    """One row as plain data; a reversal carries a minus."""
    return {
        "agregator": book.organisation.reference,
        "fund": book.fund,
        "row": row.pk,
        "occurred_on": row.occurred_on,
        "precision": row.precision,
        "kind": row.kind,
        "about": row.about,
        "debit": row.debit.code,
        "credit": row.credit.code,
        "amount": -row.amount if row.reverses_id else row.amount,
        "unit": row.debit.unit,
        "reverses": row.reverses_id,
        "example": book.organisation.example,
    }


def seen(row: Transfer, number: int, balance: int | None = None) -> dict[str, Any]:
    """One row for a template: its words."""
    unit = row.debit.unit
    return {
        "transfer": row,
        "day": day_said(row.occurred_on, row.precision),
        "amount": amount_said(number, unit),
        "balance": "" if balance is None else amount_said(balance, unit),
    }


def running(rows: Iterable[Any], opening: int) -> Iterator[tuple[Any, int]]:
    """Each row of a month with the balance after it."""
    balance = opening
    for row in rows:
        balance += row.change
        yield row, balance
