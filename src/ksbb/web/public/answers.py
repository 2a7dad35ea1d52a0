"""What all public pages share: how they are answered, and the words in which places are named."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.urls import reverse

from ksbb.core.references import row_number

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.places.models import Place

P = ParamSpec("P")
Crumbs = list[tuple[str, str]]

KEPT_SECONDS = 60
"""How long counted figures are kept; every page that shows them prints the moment they were counted."""


def public(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page that is the same for everybody: only looked at, kept by no one without asking (ETag), never personal."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return response

    return answer


def above(place: Place) -> list[Place]:
    """The loaded ancestors below the province, widest first, then the place itself. No query."""
    names = ("city", "district", "village")
    return [*(getattr(place, name) for name in names if getattr(place, f"{name}_id") is not None), place]


@lru_cache(2048)
def path(name: str, *args: str) -> str:
    """The path of a page. Kept: a page leads to dozens of others, mostly the same, and reversing is slow."""
    return reverse(name, args=args)


def place_crumbs(place: Place, *, last: str = "") -> Crumbs:
    """Beranda › Peta › kota › … › the place; with `last` the place is a link and `last` the present page."""
    crumbs = [("Beranda", path("public:home")), ("Peta", path("public:map"))]
    chain = above(place) if place.level != "provinsi" else []
    crumbs += [(step.name, path("public:place", step.code)) for step in chain]
    if last:
        return [*crumbs, (last, "")]
    return [*crumbs[:-1], (crumbs[-1][0], "")]


def whereabouts(place: Place) -> str:
    """Where an RW, a kelurahan or an institution's kelurahan lies: "Kelurahan Cideng, Kecamatan Gambir, …"."""
    chain = above(place)[:-1] if place.level == "rw" else above(place)
    return ", ".join(step.title for step in reversed(chain))


def lies_in(place: Place) -> str:
    """What lies around a place: for a kelurahan its kecamatan and kota."""
    return ", ".join(step.title for step in reversed(above(place)[:-1])) or "DKI Jakarta"


def absolute(path: str) -> str:
    """The full public address of a path."""
    return f"{settings.KSBB_ORIGIN}{path}"


def whatsapp(text: str) -> str:
    """A plain link that opens WhatsApp with the text (UX-24)."""
    return f"https://wa.me/?text={quote(text)}"


def page_number(value: Any) -> int:
    """A page number from an address; nonsense is the first page."""
    return min(row_number(str(value or ""), longest=6) or 1, 100_000)
