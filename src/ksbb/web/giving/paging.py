"""Addresses of the pages of a long list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ksbb.core.formats import angka

if TYPE_CHECKING:
    from django.core.paginator import Page


def paging(page: Page[Any], word: str, **kept: str) -> dict[str, str]:
    """Addresses of the pages before and after, and what is shown."""

    def address(number: int) -> str:
        return "?" + urlencode({name: value for name, value in kept.items() if value} | {"hal": number})

    whole = page.paginator.count
    return {
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
        "shown": f"{angka(page.start_index())}–{angka(page.end_index())} dari {angka(whole)} {word}" if whole else "",
    }
