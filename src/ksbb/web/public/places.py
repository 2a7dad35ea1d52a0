"""Places from the province to the RW: walking down is zooming. An RW's page is also its page as a recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.catalogue import queries as catalogue
from ksbb.needs import queries as needs
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.recipients import queries as recipients
from ksbb.web.public.answers import lies_in, place_crumbs, public
from ksbb.web.public.maps import CLASSES, board
from ksbb.web.public.recipients import recipient_context
from ksbb.web.titipan.choosing import way_to_give

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.catalogue.models import Package
    from ksbb.places.models import Place

OPEN_SHOWN = 5
BELOW = {
    Level.CITY: "kota/kabupaten",
    Level.DISTRICT: "kecamatan",
    Level.VILLAGE: "kelurahan",
    Level.RW: "RW",
}


@public
def province_map(request: HttpRequest) -> HttpResponse:
    """Peta: the province by kecamatan, or by kota."""
    level = Level.CITY if request.GET.get("tingkat") == Level.CITY else Level.DISTRICT
    return _area(request, places.province(), level=level)


@public
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """A place by its code; an old or differently written code leads to the present one."""
    place = places.place_by_code(code)
    if place.code != code:
        return HttpResponsePermanentRedirect(reverse("public:place", args=[place.code]))
    if place.level == Level.RW:
        return _rw(request, place)
    below = Level(place.level).below
    return _area(request, place, level=below or Level.RW)


def _area(request: HttpRequest, place: Place, *, level: Level) -> HttpResponse:
    now = timezone.now()
    packages = [package for package in catalogue.packages() if package.for_rw]
    package = _chosen(packages, request.GET.get("paket", ""))
    every = request.GET.get("periode") == "semua"
    open_here = needs.rows(needs.NeedFilter(place=place), on=timezone.localdate(now))[:OPEN_SHOWN]
    institutions = recipients.recipients(place=place).filter(kind__institution=True)[:20]
    context = {
        "place": place,
        "level": level,
        "below": BELOW[level],
        "crumbs": place_crumbs(place),
        "packages": packages,
        "package": package,
        "board": board(place, package=package, level=level, at=now, now=not every) if package else None,
        "every": every,
        "classes": _class_words(),
        "open": list(open_here),
        "money_url": way_to_give(place=place, at=now),
        "institutions": list(institutions) if place.level in {Level.DISTRICT, Level.VILLAGE} else [],
        "day": timezone.localdate(now),
    }
    return render(request, "public/place.html", context)


def _chosen(packages: list[Package], code: str) -> Package | None:
    found = [package for package in packages if package.code == code]
    return next(iter(found or packages), None)


def _class_words() -> list[tuple[int, str]]:
    """The limits of the map's classes in words: "0–19%", …, "80–100%"."""
    lower = (0, *CLASSES[:-1])
    ranks = range(1, len(CLASSES) + 1)
    words = (f"{low}–{high - 1 if high < 100 else 100}%" for low, high in zip(lower, CLASSES, strict=True))
    return list(zip(ranks, words, strict=True))


def _rw(request: HttpRequest, place: Place) -> HttpResponse:
    recipient = recipients.at_rw(place)
    context = {"place": place, "crumbs": place_crumbs(place), "lies_in": lies_in(place), "title": place.title}
    if recipient is None:
        return render(request, "public/rw_unregistered.html", context)
    return render(request, "public/recipient.html", context | recipient_context(recipient, at=timezone.now()))
