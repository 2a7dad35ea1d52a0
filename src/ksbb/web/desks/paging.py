"""Pages of long lists: 25 rows, by number in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ksbb.core.formats import angka
from ksbb.core.references import row_number

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

SIZE = 25
LAST = 4000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, with the addresses of its neighbours."""

    rows: Sequence[Any]
    previous_url: str
    next_url: str
    shown: str


def paged(request: HttpRequest, chosen: QuerySet[Any] | Sequence[Any], what: str) -> Page:
    """The page that the address asks for (`hal`). One query: a row more than shown tells whether there is a next."""
    number = min(row_number(request.GET.get("hal", "1"), longest=5) or 1, LAST)
    start = (number - 1) * SIZE
    found = list(chosen[start : start + SIZE + 1])
    rows = found[:SIZE]

    def address(to: int) -> str:
        asked = request.GET.copy()
        asked["hal"] = str(to)
        return f"?{asked.urlencode()}"

    return Page(
        rows=rows,
        previous_url=address(number - 1) if number > 1 else "",
        next_url=address(number + 1) if len(found) > SIZE else "",
        shown=f"{angka(start + 1)}–{angka(start + len(rows))} {what}"
        if rows and (number > 1 or len(found) > SIZE)
        else "",
    )
