"""How many rows wait in several queues, asked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet


def counts(queues: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """The number of rows of each of these queries, by name. One query, whatever their number."""
    parts = [
        rows.order_by().values(queue=Value(name, CharField())).annotate(number=Count("pk"))
        for name, rows in queues.items()
    ]
    found = dict(parts[0].union(*parts[1:], all=True).values_list("queue", "number")) if parts else {}
    return {name: found.get(name, 0) for name in queues}
