"""Spreadsheets as they go wrong: on their way, in other programs, or on purpose. Always the same ones."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

Row = list[Any]
SHEET = "xl/worksheets/sheet1.xml"


def as_csv(rows: list[Row], *, mark: str = ",", end: str = "\n") -> str:
    return end.join(mark.join(str(cell) for cell in row) for row in rows) + end


def as_xlsx(rows: list[Row], mend: Callable[[Any], None] | None = None) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    if mend:
        mend(book.active)
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """The workbook with its parts changed, as nobody's program would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def _sheet(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, part: change(part) if name == SHEET else part


def kinds(rows: list[Row], number: int, day: int | None) -> dict[str, Callable[[], tuple[str, bytes]]]:
    """One of each kind by name; `number` and `day` are the columns that hold a count and a date."""
    head, body = rows[0], rows[1:]
    text, book = as_csv(rows), as_xlsx(rows)

    def changed(column: int, value: Any) -> list[Row]:
        return [head, [*body[0][:column], value, *body[0][column + 1 :]], *body[1:]]

    def csv(content: str | bytes) -> Callable[[], tuple[str, bytes]]:
        return lambda: (
            "daftar.csv",
            content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"),
        )

    def xlsx(content: Callable[[], bytes]) -> Callable[[], tuple[str, bytes]]:
        return lambda: ("daftar.xlsx", content())

    found = {
        "sound": csv(text),
        "sound workbook": xlsx(lambda: book),
        "bom": csv("\ufeff" + text),
        "two boms": csv("\ufeff\ufeff" + text),
        "utf-16": csv(text.encode("utf-16")),
        "utf-16 without its mark": csv(text.encode("utf-16-le")),
        "utf-32": csv(text.encode("utf-32")),
        "latin-1": csv((text + "é\n").encode("latin-1")),
        "nul": csv(text.replace("\n", "\x00\n", 1)),
        "semicolons": csv(as_csv(rows, mark=";")),
        "tabs": csv(as_csv(rows, mark="\t")),
        "old mac lines": csv(as_csv(rows, end="\r")),
        "windows lines": csv(as_csv(rows, end="\r\n")),
        "a quote left open": csv(text.replace(",", ',"', 1)),
        "a quote in a cell": csv(text + '"a"b,c\n'),
        "a line within a cell": csv(text.replace(str(body[0][0]), f'"{body[0][0]}\n"', 1)),
        "only the heading": csv(as_csv([head])),
        "no heading": csv(as_csv(body)),
        "empty": csv(""),
        "blank lines": csv("\n\n" + text + "\n\n,,,\n"),
        "a column twice": csv(as_csv([[*head, head[0]], *([*row, row[0]] for row in body)])),
        "a column missing": csv(as_csv([row[1:] for row in rows])),
        "a column unknown": csv(as_csv([[*head, "lain"], *([*row, "x"] for row in body)])),
        "cells beyond the heading": csv(as_csv([head, [*body[0], "lebih"], *body[1:]])),
        "cells missing": csv(as_csv([head, body[0][:1], *body[1:]])),
        "a row twice": csv(as_csv([head, body[0], *body])),
        "many columns": csv(as_csv([[f"k{n}" for n in range(70)]])),
        "many rows": csv(as_csv([head, *([body[0]] * 25_000)])),
        "a long cell": csv(as_csv(changed(0, "x" * 200_000))),
        "a json": lambda: ("daftar.csv", b'{"type":"FeatureCollection","features":[]}'),
        "a deep json": lambda: ("daftar.json", b"[" * 100_000),
        "a number of a thousand digits": lambda: (
            "daftar.json",
            b'{"type":"FeatureCollection","features":[{"properties":{"rw":' + b"9" * 5000 + b"}}]}",
        ),
        "a picture": lambda: ("daftar.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 90),
        "an old workbook": lambda: ("daftar.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "a workbook by a csv's name": lambda: ("daftar.csv", book),
        "a csv by a workbook's name": lambda: ("daftar.xlsx", text.encode()),
        "half a workbook": xlsx(lambda: book[: len(book) // 2]),
        "a merged cell": xlsx(lambda: as_xlsx(rows, lambda sheet: sheet.merge_cells("A2:B2"))),
        "a merged heading": xlsx(lambda: as_xlsx(rows, lambda sheet: sheet.merge_cells("A1:B1"))),
        "a formula": xlsx(lambda: as_xlsx(changed(number, "=1+1"))),
        "a formula over the sheet": xlsx(lambda: as_xlsx(changed(number, "=SUM(A1:A9)"))),
        "a link": xlsx(lambda: as_xlsx(changed(0, '=HYPERLINK("//evil.example")'))),
        "an error": xlsx(lambda: repacked(book, _sheet(lambda part: part.replace(b"<v>", b"<v>#REF!", 1)))),
        "a half number": xlsx(lambda: as_xlsx(changed(number, 1.5))),
        "a number that looks like thousands": xlsx(lambda: as_xlsx(changed(number, 1.234))),
        "a number with a comma": csv(as_csv(changed(number, '"1,5"'))),
        "a number with a dot": csv(as_csv(changed(number, "1.5"))),
        "no number": xlsx(lambda: as_xlsx(changed(number, float("1e300")))),
        "true": xlsx(lambda: as_xlsx(changed(number, True))),
        "a date for a number": xlsx(lambda: as_xlsx(changed(number, date(2026, 5, 5)))),
        "entities": xlsx(lambda: repacked(book, _sheet(lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part))),
        "a far cell": xlsx(lambda: as_xlsx(rows, lambda sheet: sheet.cell(1_048_576, 16_384, "x"))),
        "a far dimension": xlsx(
            lambda: repacked(book, _sheet(lambda part: part.replace(b'ref="A1', b'ref="ZZZ999999')))
        ),
        "a zip bomb": xlsx(lambda: repacked(book, lambda _name, part: part, {"xl/x.xml": b"0" * 60_000_000})),
        "a sheet of nothing": xlsx(lambda: repacked(book, _sheet(lambda part: part[:200] + b" " * 40_000_000))),
        "a thousand parts": xlsx(lambda: repacked(book, lambda _n, part: part, {f"{n}.xml": b"" for n in range(1100)})),
        "no sheet": xlsx(lambda: repacked(book, _sheet(lambda _part: b""))),
        "a path that climbs": xlsx(lambda: repacked(book, lambda _n, part: part, {"../../../x": b"x"})),
    }
    for name, cell in {
        "a script": "<script>alert('ksbbuji')</script>",
        "an identity number": "3174051006990002",
        "a control": "a\x07b",
        "a right-to-left": "\u202e001",
        "wide digits": "１２３",
        "minus": "-5",
        "nothing": "",
        "zero": "0",
        "huge": "9" * 30,
    }.items():
        found[f"{name} as a number"] = csv(as_csv(changed(number, cell)))
        found[f"{name} as a name"] = csv(as_csv(changed(0, cell)))
    if day is not None:
        for value in (
            45_778,
            45_778.5,
            datetime(2026, 5, 5, 23, 59),  # noqa: DTZ001 - a cell knows no zone
            "05/05/26",
            "5 Mei 2026",
            "2026-02-30",
            "9999-12-31",
        ):
            found[f"{value!r} as a date"] = xlsx(lambda value=value: as_xlsx(changed(day, value)))  # type: ignore[misc]
    return found


def broken(rows: list[Row], seed: int) -> tuple[str, bytes]:
    """A sound file with bytes changed, cut out, doubled, or its end torn off."""
    chance = random.Random(seed)
    name, content = (("daftar.csv", as_csv(rows).encode()), ("daftar.xlsx", as_xlsx(rows)))[seed % 2]
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at, long = chance.randrange(len(data)), chance.randint(1, 40)
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + min(long, len(data) - 1)]
            case 2:
                data[at:at] = data[at : at + long]
            case 3:
                data = data[: max(at, 1)]
            case 4:
                data[at:at] = chance.choice([b"\x00", b'"', b"\r\n", b",", b";", "１".encode(), b"=1+1", b"\xff\xfe"])
    return name, bytes(data)


def corpus(
    rows: list[Row], number: int, day: int | None, count: int
) -> list[tuple[str, Callable[[], tuple[str, bytes]]]]:
    """So many files by name: one of each kind first, then broken ones."""
    found = list(kinds(rows, number, day).items())
    found += [(f"broken {seed}", lambda seed=seed: broken(rows, seed)) for seed in range(count - len(found))]  # type: ignore[misc]
    return found[:count]
