"""Lists as bounded pages: an opaque cursor that any value of its shape is good for, and quick JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from ninja import Field, Schema

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

MOST = 200
CURSOR = r"^([0-7][0-9a-f]{15})?$"
"""A row number in 16 hexadecimal digits, within 63 bits; the empty one is the beginning."""
CODE = r"^[0-9A-Za-z.-]{0,24}$"
SLUG = r"^[0-9A-Za-z_-]{0,40}$"


class Window(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(100, ge=1, le=MOST, description="Baris tiap halaman, paling banyak 200.")
    cursor: str = Field("", pattern=CURSOR, description="Dari `next` halaman sebelumnya.")

    @property
    def after(self) -> int:
        """The row number after which the page begins."""
        return int(self.cursor or "0", 16)


def answer(body: Any, *, status: int = 200, public: bool = True) -> HttpResponse:
    """JSON. Public answers may be kept if they are asked about again (ETag by middleware); others are never kept."""
    response = HttpResponse(orjson.dumps(body), status=status, content_type="application/json")
    response["Cache-Control"] = "public, max-age=0, must-revalidate" if public else "no-store"
    return response


def page(
    request: HttpRequest,
    window: Window,
    rows: QuerySet[Any, Any],
    shown: Callable[[list[dict[str, Any]]], Iterable[dict[str, Any]]],
) -> HttpResponse:
    """One page of dictionary rows (`.values()` with `pk`) in the order of their numbers.

    `shown` turns the rows of the page into what is published, with as many queries of its own as it needs.
    """
    found = list(rows.filter(pk__gt=window.after).order_by("pk")[: window.limit + 1])
    more = len(found) > window.limit
    found = found[: window.limit]
    return answer({"items": list(shown(found)), "next": _next(request, found[-1]["pk"]) if more else None})


def _next(request: HttpRequest, last: int) -> str:
    query = {name: values[-1] for name, values in request.GET.lists()} | {"cursor": f"{last:016x}"}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query, errors='ignore')}")
