"""Reading one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    Row = TypeVar("Row", bound=Model)


def sole(rows: QuerySet[Row]) -> Row | None:
    """The row that a unique column finds, or None.

    `first` would order the rows, and for an order Django looks at every column that it reads once more: on a wide row
    that costs as much as the rest of the query.
    """
    return next(iter(rows[:1]), None)
