"""Numbers rows by hand and writes them many at a time, in the order in which tables point to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, models

from ksbb.core.references import SYMBOLS, check_symbol

Row = dict[str, Any]


def reference(number: int) -> str:
    """The reference of a row by a running number: well formed, never twice (an odd factor modulo 2^40)."""
    mixed = (number * 0x9E3779B97F) % 2**40
    body = "".join(SYMBOLS[mixed >> shift & 31] for shift in range(35, -1, -5))
    return f"KS-{body[:4]}-{body[4:]}-{check_symbol(body)}"


class Pen:
    """Hands out row numbers and keeps rows (dictionaries by column) until they are written."""

    def __init__(self) -> None:
        self.last: dict[type[models.Model], int] = {}
        self.rows: dict[type[models.Model], list[Row]] = {}
        self.references = 0

    def add(self, table: type[models.Model], **values: Any) -> Row:
        """Keep one row for writing; it may still be changed until then."""
        number = self.last.get(table, 0) + 1
        self.last[table] = number
        values[table._meta.pk.attname] = number
        self.rows.setdefault(table, []).append(values)
        return values

    def start_after(self, table: type[models.Model]) -> None:
        """Go on after the rows that are in the table already."""
        self.last[table] = table._base_manager.aggregate(n=models.Max("pk"))["n"] or 0

    def new_reference(self) -> str:
        """The next reference that is spoken with a letter or digit at its end."""
        while True:
            self.references += 1
            found = reference(self.references)
            if found[-1].isalnum():
                return found

    def write(self) -> None:
        """Write what was kept, tables that others point to first (bulk_create takes ten times as long)."""
        with connection.cursor() as cursor:
            for table, rows in self.rows.items():
                columns = _columns(table)
                names = ", ".join(f'"{column}"' for column, *_ in columns)
                marks = ", ".join("%s" for _ in columns)
                cursor.executemany(
                    f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({marks})',  # noqa: S608 - our own names
                    [[ready(row.get(name, default)) for _, name, default, ready in columns] for row in rows],
                )
        self.rows.clear()


def _columns(table: type[models.Model]) -> list[tuple[str, str, Any, Callable[[Any], Any]]]:
    """Of each column: its name, the name in our rows, its default, and what makes a value ready for the database."""
    found = []
    for one in table._meta.concrete_fields:
        default = one.get_default() if one.has_default() or one.empty_strings_allowed else None
        ready: Callable[[Any], Any] = _as_it_is
        if isinstance(one, models.DateTimeField):
            ready = connection.ops.adapt_datetimefield_value
        elif isinstance(one, models.DateField):
            ready = connection.ops.adapt_datefield_value
        elif isinstance(one, models.CharField):
            ready = _plain_text
        found.append((one.column or one.attname, one.attname, None if one.null else default, ready))
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _plain_text(value: Any) -> Any:
    return None if value is None else str(value)
