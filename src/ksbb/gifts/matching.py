"""Reads a statement by its layout (data/layouts.yaml) and says what a row of it is. Pure; nothing is ever guessed."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound, Refusal
from ksbb.funds.enums import Precision
from ksbb.gifts.enums import GiftState, Match
from ksbb.gifts.rules import LARGEST
from ksbb.places.rules import RowProblem, TableRow, read_table

if TYPE_CHECKING:
    from ksbb.gifts.models import Gift

FILE = Path(__file__).parent / "data" / "layouts.yaml"
MOST_LINES = 2_000
LONGEST_TEXT, LONGEST_ID = 300, 80
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", re.ASCII)
_DMY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?", re.ASCII)
_NUMBERS = {
    "id": re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,15})(?:,(\d{1,2}))?", re.ASCII),
    "en": re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,2}))?", re.ASCII),
}
_REFERENCE = re.compile(r"(?=(KS[\s\-]?(?:[0-9A-Z][\s\-]?){8}[0-9A-Z]))")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a statement say what."""

    code: str
    name: str
    help: str
    date: Sequence[str]
    amount: Sequence[str]
    text: Sequence[str]
    id: Sequence[str]
    dates: str
    numbers: str
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)


@cache
def layouts() -> Mapping[str, Layout]:
    """All of them by code, in the order of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["layouts"]
    return {row["code"]: Layout(**row) for row in rows}


def layout_by_code(code: str) -> Layout:
    """One of them. Raises NotFound."""
    found = layouts().get(code)
    if found is None:
        raise NotFound(code)
    return found


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came, as a statement tells it. `number` is the row as the sender counts it, `id` the bank's own."""

    number: int
    booked_on: date
    amount_rp: int
    text: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: money that came, rows passed over, and what is wrong. With problems nothing is imported."""

    lines: tuple[StatementLine, ...] = ()
    passed_over: int = 0
    problems: tuple[RowProblem, ...] = ()


def read_statement(*, name: str, content: bytes, layout: Layout, on: date) -> Reading:
    """Read a CSV or XLSX file. Never raises for bad content."""
    table = read_table(name=name, content=content)
    if table.problems:
        return Reading(problems=table.problems)
    heads = set(table.rows[0].cells)
    lacking = [" atau ".join(some) for some in (layout.date, layout.amount, layout.text) if not heads & set(some)]
    lacking += [column for column in layout.only if column not in heads]
    if lacking:
        return Reading(
            problems=tuple(RowProblem(1, one, "Kolom ini tidak ada. Periksa susunannya.") for one in lacking)
        )
    lines: list[StatementLine] = []
    problems: list[RowProblem] = []
    for row in table.rows:
        found = _line(row, layout, on=on)
        if isinstance(found, StatementLine):
            lines.append(found)
        else:
            problems += found
    if not problems and len(lines) > MOST_LINES:
        problems.append(RowProblem(0, "", f"Terlalu banyak baris; paling banyak {MOST_LINES} uang masuk sekali impor."))
    if not problems and not lines:
        problems.append(RowProblem(0, "", "Tidak ada uang masuk dalam berkas ini."))
    return Reading(tuple(lines), len(table.rows) - len(lines) - len({one.row for one in problems}), tuple(problems))


def _cell(row: TableRow, columns: Sequence[str]) -> tuple[str, str]:
    """The first of these columns that the file has, and what stands in it."""
    column = next((one for one in columns if one in row.cells), columns[0])
    return column, row.cells.get(column, "").strip()


def _line(row: TableRow, layout: Layout, *, on: date) -> StatementLine | list[RowProblem]:
    """One row as money that came; problems where it cannot be read; an empty list where it is passed over."""
    if any(row.cells.get(column, "").casefold() not in accepted for column, accepted in layout.only.items()):
        return []
    column, told = _cell(row, layout.amount)
    amount = read_amount(told, layout.numbers)
    if amount is not None and amount <= 0:
        return []
    problems = []
    if amount is None:
        problems.append(
            RowProblem(row.number, column, "Jumlah tidak terbaca sebagai rupiah bulat. Periksa susunannya.")
        )
    elif amount > LARGEST:
        problems.append(RowProblem(row.number, column, "Jumlah ini di luar batas wajar."))
    column, told = _cell(row, layout.date)
    day = read_date(told)
    if day is None:
        problems.append(RowProblem(row.number, column, "Tanggal tidak terbaca. Tulis seperti 02/05/2026."))
    elif day > on:
        problems.append(RowProblem(row.number, column, "Tanggal ini di masa depan."))
    if problems or day is None or amount is None:
        return problems
    text = " ".join(filter(None, (row.cells.get(column, "").strip() for column in layout.text)))
    _, bank_id = _cell(row, layout.id) if layout.id else ("", "")
    return StatementLine(row.number, day, amount, text[:LONGEST_TEXT], bank_id[:LONGEST_ID])


def read_amount(text: str, numbers: str) -> int | None:
    """Whole rupiah; 0 for an empty cell, below 0 for money that leaves, None for what is no whole amount."""
    plain = re.sub(r"^(-?)\s*(?:rp\.?|idr)\s*", r"\1", text.strip(), flags=re.IGNORECASE)
    if plain in {"", "-"}:
        return 0
    leaves = plain.startswith("-") or (plain.startswith("(") and plain.endswith(")"))
    found = _NUMBERS[numbers].fullmatch(plain.strip("-() "))
    if found is None or (found[2] or "").strip("0"):
        return None
    amount = int(re.sub(r"[.,]", "", found[1]))
    return -amount if leaves else amount


def read_date(text: str) -> date | None:
    """A day as banks write it: 02/05/2026 (day first) or 2026-05-02; None for anything else."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DMY.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return read if 2000 <= read.year <= 2199 else None


# --- What a row is ----------------------------------------------------------------------------------------------------


def reference_in(text: str) -> str:
    """The one reference that a bank's text holds, however it was spaced; empty where it holds none or several."""
    read = {reference for found in _REFERENCE.finditer(text.upper()) if (reference := read_reference(found[1]))}
    return read.pop() if len(read) == 1 else ""


def marks(lines: Sequence[StatementLine]) -> Iterator[str]:
    """For each row what makes it known again. Rows alike in everything are told apart by how many came before."""
    seen: Counter[str] = Counter()
    for line in lines:
        same = _hash([line.booked_on.isoformat(), line.amount_rp, line.text, line.id])
        seen[same] += 1
        yield _hash([same, seen[same]])


def digest(lines: Sequence[StatementLine]) -> str:
    """What makes a whole statement known again."""
    return _hash(list(marks(lines)))


def _hash(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def verdict(line: StatementLine, gift: Gift | None, *, proven: bool) -> Match:
    """What a row is, beside the gift that its text names. `proven`: another row stands for that gift already."""
    if gift is None:
        return Match.UNMATCHED
    if gift.state in {GiftState.RECEIVED, GiftState.REFUNDED}:
        told = (gift.received_rp, gift.received_on, gift.precision)
        same = not proven and told == (line.amount_rp, line.booked_on, Precision.DAY)
        return Match.MATCHED if same else Match.DOUBLE
    if proven:
        return Match.DOUBLE
    if gift.state != GiftState.INTENT or line.booked_on > gift.expires_on:
        return Match.LATE
    if line.amount_rp == gift.intended_rp:
        return Match.MATCHED
    return Match.OVER if line.amount_rp > gift.intended_rp else Match.UNDER


def why_not_lines(lines: Sequence[StatementLine], *, on: date) -> Refusal | None:
    """Why a statement cannot be imported: empty, too long, or a row that no bank would send."""
    if not lines:
        return Refusal("statement_empty", "Tidak ada uang masuk dalam mutasi ini.")
    if len(lines) > MOST_LINES:
        return Refusal("statement_too_long", f"Paling banyak {MOST_LINES} baris sekali impor.")
    for line in lines:
        if not 0 < line.amount_rp <= LARGEST or not 0 <= line.number < 2**31:
            return Refusal("amount_range", f"Baris {line.number}: jumlah ini tidak wajar.")
        if line.booked_on > on:
            return Refusal("date_ahead", f"Baris {line.number}: tanggal ini di masa depan.")
        if len(line.text) > LONGEST_TEXT or len(line.id) > LONGEST_ID:
            return Refusal("text_too_long", f"Baris {line.number}: berita paling banyak {LONGEST_TEXT} huruf.")
    return None
