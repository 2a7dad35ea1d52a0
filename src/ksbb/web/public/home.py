"""Beranda and the search for places and recipients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.cache import cache
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.catalogue import queries as catalogue
from ksbb.core.text import searchable
from ksbb.gifts import reporting
from ksbb.needs import queries as needs
from ksbb.opendata.enums import Unmet
from ksbb.opendata.figures import Figures, Span, end_of, figures
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.recipients import queries as recipients
from ksbb.web.public.answers import KEPT_SECONDS, lies_in, public, whereabouts
from ksbb.web.public.maps import Board, board
from ksbb.web.public.sentence import Piece, pieces
from ksbb.web.strokes import Quantities

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ksbb.catalogue.models import Package

URGENT = 6
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Today:
    """What Beranda says about today, counted at most once a minute."""

    at: datetime
    sentence: list[Piece]
    example: bool
    counted: list[tuple[str, str, Quantities, int, str]]
    """Code, name and the four numbers of each package that was asked for; what is still needed, where its rows are."""
    package: str
    board: Board | None
    money: list[reporting.Collected]
    """Collected and spent by each agregator and kind of money: beside the goods, never added."""


@public
def home(request: HttpRequest) -> HttpResponse:
    """Beranda: the true sentence, the search, what is urgent, the map, three doors."""
    now = timezone.now()
    today = cache.get("public:today")
    if today is None:
        today = _count(now)
        cache.set("public:today", today, KEPT_SECONDS)
    urgent = list(needs.rows(needs.NeedFilter(), on=timezone.localdate(now))[:URGENT])
    return render(request, "public/home.html", {"today": today, "urgent": urgent, "day": timezone.localdate(now)})


def _count(now: datetime) -> Today:
    packages = catalogue.packages()
    span = Span(until=end_of(timezone.localdate(now)))
    found = figures(span)
    wanted = needs.still_needed(on=timezone.localdate(now))
    now_first = next((package for package in packages if package.code in wanted), None)
    first = now_first or next((package for package in packages if found.needed.get(package.code)), None)
    return Today(
        at=now,
        sentence=pieces(found, span, packages),
        example=found.example,
        counted=_counted(found, packages, wanted),
        package=first.name if first else "",
        board=_board(first, now, running=first is now_first) if first else None,
        money=reporting.collected(),
    )


def _board(package: Package, at: datetime, *, running: bool) -> Board:
    """The kecamatan: of what is needed now, and only where nothing runs of all that ever was."""
    return board(places.province(), package=package, level=Level.DISTRICT, at=at, now=running)


def _counted(
    found: Figures, packages: list[Package], left: dict[str, int]
) -> list[tuple[str, str, Quantities, int, str]]:
    """Each package with its four numbers since the beginning, and what is still needed of it now with its rows."""
    return [
        (
            package.code,
            package.name,
            Quantities(
                needed=found.needed[package.code],
                promised=max(found.committed[package.code], 0),
                delivered=max(found.delivered[package.code], 0),
                confirmed=max(found.confirmed[package.code], 0),
                unit=package.counted_as,
            ),
            left.get(package.code, 0),
            f"{reverse('capaian:rows')}?{urlencode({'tahap': Unmet.OPEN, 'paket': package.code})}",
        )
        for package in packages
        if found.needed[package.code] or found.committed[package.code] > 0
    ]


@public
def search(request: HttpRequest) -> HttpResponse:
    """Places and institutions by what people type ("kebay lama", "rw 5 ragunan", "jompo")."""
    text = request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip()
    found = places.search_places(text) if text else []
    known = recipients.recipients(text=text).filter(kind__institution=True)[:20] if searchable(text) else []
    rows = [(place, lies_in(place)) for place in found]
    context = {"text": text, "places": rows, "recipients": [(one, whereabouts(one.place)) for one in known]}
    return render(request, "public/search.html", context)
