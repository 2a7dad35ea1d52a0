"""Koreksi: every published figure that was put right, as page, CSV and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render

from ksbb.core.references import row_number
from ksbb.opendata import datasets
from ksbb.opendata.corrections import correction, published
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

PAGE = 25


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All corrections, newest first."""
    rows = published()
    form = form_of(request)
    if form == "csv":
        return as_csv(request, datasets.CORRECTIONS, rows)
    if form == "json":
        return as_json({"items": [_plain(row) for row in rows]})
    page = Paginator(rows, PAGE).get_page(row_number(request.GET.get("hal", ""), longest=6) or 1)
    context = {
        "items": page.object_list,
        "total": len(rows),
        "previous_url": f"?hal={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?hal={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "audit/corrections.html", context)


@public
def one(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One correction: before and after, why, by which offices."""
    found = correction(reference)
    if form_of(request) == "json":
        return as_json(_plain(found))
    return render(request, "audit/correction.html", {"row": found})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The declared columns alone."""
    return {column.name: row[column.name] for column in datasets.CORRECTIONS.columns}
