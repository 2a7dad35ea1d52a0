"""Reads a table that somebody sends (CSV, XLSX, GeoJSON) without trusting it. Nothing is written to disk."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ksbb.core.text import clean, searchable

MOST_BYTES = 8 * 1024 * 1024
MOST_GEOJSON_BYTES = 50 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_MEMBERS = 1_000
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
"""Limits of an XLSX archive and of an import as in SEC-16."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a file. `row` is the line as the sender counts it (1 = heading); 0 means the file as a whole."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"Baris {self.row}" if self.row else "Berkas"
        return f"{where}{f', kolom {self.column}' if self.column else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number and its cells by heading (lower case, underscores), as text."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. With problems, the rows are not to be used."""

    rows: tuple[TableRow, ...] = ()
    problems: tuple[RowProblem, ...] = ()


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says why."""


def heading(text: str) -> str:
    """A heading as a key: "Kode Kelurahan" -> "kode_kelurahan"."""
    return searchable(text.replace("_", " ")).replace(" ", "_")


def read_table(*, name: str, content: bytes) -> Table:
    """Rows of a CSV, XLSX or GeoJSON file, told apart by content first, then by name. Never raises for bad content."""
    if not content.strip():
        return Table(problems=(RowProblem(0, "", "Berkas kosong."),))
    try:
        if content[:2] == b"PK" or name.lower().endswith((".xlsx", ".xlsm")):
            return _from_lines(_xlsx_lines(content))
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" or name.lower().endswith((".geojson", ".json")):
            return _from_features(read_features(content, most=MOST_BYTES))
        return _from_lines(_csv_lines(content))
    except Unreadable as error:
        return Table(problems=(RowProblem(0, "", str(error)),))


def _limit(content: bytes, most: int) -> None:
    if len(content) > most:
        raise Unreadable(f"Berkas terlalu besar; paling besar {most // 1024 // 1024} MB.")


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _limit(content, MOST_BYTES)
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("Berkas CSV harus berkode huruf UTF-8. Simpan ulang sebagai CSV UTF-8.") from None
    if "\x00" in text:
        raise Unreadable("Berkas ini bukan CSV.")
    first_line = text.lstrip().splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise Unreadable(f"CSV rusak di sekitar baris {reader.line_num}: tanda kutip tidak berpasangan.") from None


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _limit(content, MOST_BYTES)
    _inspect_archive(content)
    from openpyxl import load_workbook  # slow to load and seldom needed

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS), 1):
            yield number, [_cell_text(cell) for cell in row]
    except Exception:  # noqa: BLE001 - a broken workbook makes the parser raise nearly anything
        raise Unreadable("Berkas XLSX rusak atau tidak dapat dibaca. Simpan ulang, lalu kirim lagi.") from None


FORMULA = "\x02"
"""Stands in the text of a cell that holds a formula: formulas are never worked out."""


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f" or (isinstance(value, str) and value.startswith("=")):
        return FORMULA
    if isinstance(value, float):  # with a comma: a dot stands between thousands
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _defines(part: bytes) -> bool:
    """Does a part define a document type or entities, or hide its letters from this question (UTF-16)?

    Any part may be read as XML, whatever its name; white space may stand before the definition.
    """
    wide = part[:2] in {b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"}
    return wide or b"<!DOCTYPE" in part or b"<!ENTITY" in part


def _inspect_archive(content: bytes) -> None:
    """Refuse archives that swell, and XML that defines entities, before the workbook reader sees them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members) or 1
            swells = len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO
            defines = not swells and any(_defines(archive.read(member)) for member in members)
    except Exception:  # noqa: BLE001 - a broken archive makes the reader raise nearly anything
        raise Unreadable("Berkas XLSX rusak atau tidak dapat dibaca. Simpan ulang, lalu kirim lagi.") from None
    if swells:
        raise Unreadable("Berkas XLSX terlalu besar setelah dibuka.")
    if defines:
        raise Unreadable("Berkas XLSX memuat definisi XML yang tidak diizinkan.")


def _from_lines(lines: Iterable[tuple[int, list[str]]]) -> Table:
    rows: list[TableRow] = []
    problems: list[RowProblem] = []
    names: list[str] | None = None
    for number, raw in lines:
        cells = [cell if cell == FORMULA else clean(cell) for cell in raw]
        if not any(cells):
            continue
        if names is None:
            names = [heading(cell) for cell in cells]
            problems += _heading_problems(number, names)
            continue
        if len(rows) >= MOST_ROWS:
            raise Unreadable("Terlalu banyak baris; paling banyak 20.000.")
        if any(cells[len(names) :]):
            problems.append(RowProblem(number, "", "Jumlah kolom melebihi judul kolom."))
            continue
        found = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        problems += [
            RowProblem(number, key, "Berisi rumus; isikan nilainya.") for key, c in found.items() if c == FORMULA
        ]
        rows.append(TableRow(number, found))
    if names is None:
        raise Unreadable("Berkas kosong.")
    if not rows and not problems:
        raise Unreadable("Berkas hanya berisi judul kolom, tanpa baris.")
    return Table(tuple(rows), tuple(problems))


def _heading_problems(number: int, names: list[str]) -> list[RowProblem]:
    if len(names) > MOST_COLUMNS:
        raise Unreadable("Terlalu banyak kolom; paling banyak 60.")
    twice = {name for name in names if name and names.count(name) > 1}
    return [RowProblem(number, name, "Judul kolom ini ada dua kali.") for name in sorted(twice)]


def read_features(content: bytes, *, most: int = MOST_GEOJSON_BYTES) -> list[dict[str, Any]]:
    """Features of a GeoJSON FeatureCollection, properties always a dict. Raises `Unreadable`."""
    _limit(content, most)
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unreadable("Berkas GeoJSON rusak atau tidak lengkap.") from None
    features = data.get("features") if isinstance(data, dict) and data.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise Unreadable("GeoJSON harus berupa FeatureCollection yang berisi.")
    if len(features) > MOST_ROWS:
        raise Unreadable("Terlalu banyak baris; paling banyak 20.000.")
    for feature in features:
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            raise Unreadable("GeoJSON memuat bagian yang bukan Feature.")
        feature["properties"] = feature.get("properties") or {}
    return features


def _no_constant(name: str) -> float:
    raise ValueError(name)


def plain(value: object) -> str:
    """A JSON property as text: None is empty, 5.0 is "5", 1.5 is "1,5"; a list or an object reads "?"."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return clean(str(value)) if isinstance(value, (str, int)) else "?"


def _from_features(features: list[dict[str, Any]]) -> Table:
    rows = (
        TableRow(number, {heading(str(key)): plain(value) for key, value in feature["properties"].items()})
        for number, feature in enumerate(features, 1)
    )
    return Table(tuple(rows))
