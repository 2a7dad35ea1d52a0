"""Uji petik: what calling receivers back has shown, with its margin of error and what it takes to repeat the lot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone

from ksbb.core.formats import angka
from ksbb.deliveries import queries
from ksbb.deliveries.rules import ENOUGH, SHARE
from ksbb.opendata import datasets
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ksbb.deliveries.queries import Share

LENGTH = timedelta(days=89)
"""The last ninety days that were drawn, both ends included."""


@public
def sampling(request: HttpRequest) -> HttpResponseBase:
    """The share found wrong, as page, CSV or JSON."""
    until = queries.last_drawn_day() or timezone.localdate() - timedelta(days=1)
    since = until - LENGTH
    share, draws = queries.share_between(since, until), queries.draws_between(since, until)
    references = queries.drawn_references(draws)
    rows = [
        {
            "day": draw.day,
            "seed": draw.seed,
            "seed_text": draw.seed_text,
            "receipts": draw.receipts,
            "drawn": draw.drawn,
            "references": " ".join(references.get(draw.pk, [])),
        }
        for draw in draws
    ]
    form = form_of(request)
    if form == "csv":
        return as_csv(request, datasets.SAMPLING, [{**_blank(), **_total(share, since, until)}, *_days(rows)])
    if form == "json":
        return as_json({**_total(share, since, until), "draws": rows})
    context = {"share": share, "since": since, "until": until, "rows": rows, "words": _words(share)}
    more = {"enough": ENOUGH, "one_in": SHARE, "percent": 100 // SHARE}
    return render(request, "capaian/sampling.html", {**context, **more})


def per_hundred(fraction: float) -> float:
    """A fraction as per hundred with one decimal, as it is published."""
    return round(fraction * 100, 1)


def _blank() -> dict[str, Any]:
    return {column.name: "" for column in datasets.SAMPLING.columns}


def _days(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**_blank(), **row} for row in rows]


def _total(share: Share, since: date, until: date) -> dict[str, Any]:
    """The published figures; without enough answers no share is named."""
    low, high = share.interval
    told = share.enough
    return {
        "since": since,
        "until": until,
        "drawn": share.drawn,
        "right": share.right,
        "wrong": share.wrong,
        "unreached": share.unreached,
        "waiting": share.waiting,
        "share": str(per_hundred(share.share)) if told else None,
        "low": str(per_hundred(low)) if told else None,
        "high": str(per_hundred(high)) if told else None,
        "enough": told,
        "example": share.example,
    }


def _words(share: Share) -> dict[str, str]:
    """The share and its interval as people read them: "4,0 %", "antara 1,6 % dan 9,8 %"."""
    low, high = (f"{per_hundred(one):.1f}".replace(".", ",") for one in share.interval)
    found = f"{per_hundred(share.share):.1f}".replace(".", ",")
    return {"share": f"{found} %", "between": f"antara {low} % dan {high} %", "asked": angka(share.asked)}
