"""A spreadsheet of promises, read without trusting it: every bad row and column is named; all rows or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ksbb.commitments.rules import MOST_LINES, why_not_promise
from ksbb.core.formats import read_count
from ksbb.core.references import read_reference
from ksbb.needs import queries as needs
from ksbb.places.rules import RowProblem, TableRow, read_table
from ksbb.web.giving.fields import read_day

if TYPE_CHECKING:
    from ksbb.needs.models import Need

COLUMNS = ("kebutuhan", "jumlah", "tanggal")
MOST_BYTES = 1024 * 1024

Raw = tuple[int, str, str, str]
"""Row number as the sender counts it, then the three cells as text."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sound row."""

    number: int
    need: Need
    quantity: int
    day: date


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: rows as they were written, those that are sound, and what is wrong."""

    raw: tuple[Raw, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read_file(*, name: str, content: bytes, on: date) -> Reading:
    """Read a CSV or XLSX file. Formulas are never worked out; archives that swell are refused unread."""
    if len(content) > MOST_BYTES:
        return Reading((), (), (RowProblem(0, "", "Berkas terlalu besar; paling besar 1 MB."),))
    table = read_table(name=name, content=content)
    if table.problems:
        return Reading(tuple(_raw(row) for row in table.rows), (), table.problems)
    lacking = [column for column in COLUMNS if column not in table.rows[0].cells]
    if lacking:
        return Reading((), (), tuple(RowProblem(1, column, "Kolom ini tidak ada.") for column in lacking))
    return check([_raw(row) for row in table.rows], on=on)


def _raw(row: TableRow) -> Raw:
    return (row.number, *(row.cells.get(column, "")[:80] for column in COLUMNS))  # type: ignore[return-value]


def check(raw: list[Raw], *, on: date) -> Reading:
    """Check rows against the needs as they stand now."""
    if len(raw) > MOST_LINES:
        problem = RowProblem(0, "", f"Terlalu banyak baris; paling banyak {MOST_LINES} dalam satu komitmen.")
        return Reading(tuple(raw[:MOST_LINES]), (), (problem,))
    found = needs.by_references(row[1] for row in raw)
    problems: list[RowProblem] = []
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, reference, quantity, day in raw:
        faults, row = _read(number, found.get(read_reference(reference) or ""), quantity, day, on=on)
        if row is not None and (first := seen.setdefault(row.need.reference, number)) != number:
            faults.append(RowProblem(number, "kebutuhan", f"Kebutuhan ini sudah ada di baris {first}."))
        problems += faults
        if row is not None and not faults:
            rows.append(row)
    return Reading(tuple(raw), tuple(rows), tuple(problems))


def _read(number: int, need: Need | None, quantity: str, day: str, *, on: date) -> tuple[list[RowProblem], Row | None]:
    faults = []
    if need is None:
        faults.append(RowProblem(number, "kebutuhan", "Nomor kebutuhan tidak dikenal. Salin dari halaman kebutuhan."))
    amount = read_count(quantity) or 0
    if amount < 1:
        faults.append(RowProblem(number, "jumlah", "Tulis jumlah dengan angka, paling sedikit 1."))
    when = read_day(day.split("T", maxsplit=1)[0])
    if when is None:
        faults.append(RowProblem(number, "tanggal", "Tanggal belum dapat dibaca. Tulis seperti 2026-05-02."))
    if need is None or amount < 1 or when is None:
        return faults, None
    refusal = why_not_promise(need=need, quantity=amount, deliver_on=when, deliver_through=when, equivalent="", on=on)
    if refusal is not None:
        column = "tanggal" if refusal.code.startswith("date_") else "jumlah"
        column = "kebutuhan" if refusal.code.startswith("need_") else column
        faults.append(RowProblem(number, column, refusal.message))
    return faults, Row(number, need, amount, when)
