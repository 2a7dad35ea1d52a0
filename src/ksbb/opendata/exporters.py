"""Writes datasets as CSV, safely and in bounded parts (SEC-17, RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from ksbb.recipients.queries import shown

if TYPE_CHECKING:
    from ksbb.opendata.datasets import Column, Dataset

DANGEROUS = ("=", "+", "-", "@", "\t", "\0", "\r", "\n")
"""A text that begins like this is read as a formula by spreadsheets, or hides one."""
PART = 500
HIDDEN = "*"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def safe(value: object) -> str:
    """One cell: numbers stay numbers, a text that could be taken for a formula gets an apostrophe in front."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value).replace("\0", "")
    return f"'{text}" if str(value).startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


def published(column: Column, value: object, *, city_level: bool = False) -> object:
    """A value as its column may show it: a count of people below city level is hidden (1 to 7) or rounded to 5."""
    if column.privacy == "terbuka" or value is None or value == "" or city_level:
        return value
    if not isinstance(value, int):
        raise TypeError(f"{column.name} counts people and must be a whole number")
    seen = shown(value)
    return HIDDEN if seen is None else seen


def csv_parts(
    dataset: Dataset, rows: Iterable[Mapping[str, Any]], *, hxl: bool = False, bom: bool = False
) -> Iterator[str]:
    """The table as text, some hundred rows at a time. Only declared columns are read from the rows.

    `hxl` adds the row of HXL tags under the head; `bom` lets old spreadsheets see that it is UTF-8.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if bom:
        out.write(BOM)
    writer.writerow([column.name for column in dataset.columns])
    if hxl:
        writer.writerow([column.hxl for column in dataset.columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([safe(published(column, row.get(column.name))) for column in dataset.columns])
        if number % PART == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def sheet_rows(sheet: Mapping[str, Any], units: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The sheet of figures as rows; every number of it, under the same name as in the API. `units`: by package code."""
    head = {"as_of": sheet["as_of"], "since": sheet["since"], "example": sheet["example"]}
    yield {**head, "key": "sentence", "text": sheet["sentence"]}
    if sheet["beside"]:
        yield {**head, "key": "beside", "text": sheet["beside"]}
    for measure in ("needed", "committed", "delivered", "confirmed", "surplus", "untracked"):
        for package, value in sheet[measure].items():
            yield {**head, "key": measure, "package": package, "value": value, "unit": units.get(package, "")}
    for place, value in sheet["reach"].items():
        yield {**head, "key": f"reach.{place}", "value": value, "unit": place}
    yield {**head, "key": "givers", "value": sheet["givers"], "unit": "pemberi"}
    for kind, value in sheet["givers_by_kind"].items():
        yield {**head, "key": f"givers_by_kind.{kind}", "value": value, "unit": "pemberi"}
    for period in sheet["fulfilment"]:
        for part in ("met", "of", "received", "in_need"):
            row = {"key": f"fulfilment.{part}", "period": period["period"], "value": period[part], "unit": "RW"}
            yield {**head, **row}
    for measure, sums in sheet["institutions"].items():
        for package, value in sums.items():
            row = {"key": f"institutions.{measure}", "package": package, "value": value}
            yield {**head, **row, "unit": units.get(package, "")}
