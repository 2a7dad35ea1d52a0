"""The list of needs: searched, narrowed and sorted by its address alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.catalogue import queries as catalogue
from ksbb.core.formats import angka
from ksbb.core.refusals import NotFound
from ksbb.needs import queries as needs
from ksbb.needs.enums import Fill
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.recipients import queries as recipients
from ksbb.web.public.answers import above, page_number, public
from ksbb.web.templatetags.rows import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from ksbb.needs.models import Need
    from ksbb.places.models import Place

ROWS = 12
"""A page of the list that a thumb can still cross on a phone."""
PLACE_NAMES = ("kelurahan", "kecamatan", "kota", "wilayah")
SORT_WORDS = (
    ("mendesak", "Paling mendesak"),
    ("sisa", "Sisa terbanyak"),
    ("terbaru", "Terbaru diperiksa"),
    ("wilayah", "Menurut wilayah"),
)
FILL_WORDS = (
    ("", "Masih terbuka"),
    (Fill.NONE.value, "Terbuka, belum ada komitmen"),
    (Fill.PART.value, "Terbuka, sebagian"),
    (Fill.PROMISED.value, "Komitmen penuh"),
    (Fill.CONFIRMED.value, "Terpenuhi"),
    ("semua", "Semua yang pernah diperiksa"),
)


class Chip(NamedTuple):
    """One filter that is on, with the address without it."""

    words: str
    url: str


@public
def need_list(request: HttpRequest) -> HttpResponse:
    """Needs as rows, a dozen a page. A parameter that makes no sense is left out of account."""
    day = timezone.localdate()
    wanted, selects = _wanted(request.GET)
    page = Paginator(needs.rows(wanted, on=day), ROWS).get_page(page_number(request.GET.get("hal")))
    context = {"page": page, "wanted": wanted, "selects": selects, "chips": _chips(wanted, selects), "day": day}
    return render(request, "public/needs.html", context | _paging(page, wanted))


def _wanted(asked: Mapping[str, str]) -> tuple[needs.NeedFilter, list[Choice]]:
    """What the address narrows the list to, and the selects that show it. Five queries at most."""
    kinds, packages, periods = recipients.kind_names(), catalogue.package_names(), catalogue.period_names()
    wanted = needs.NeedFilter(
        place=_place(asked),
        kind=_one_of(asked.get("jenis"), kinds),
        package=_one_of(asked.get("paket"), packages),
        period=_one_of(asked.get("periode"), periods),
        fill=_one_of(asked.get("isi"), FILL_WORDS),
        text=asked.get("q", "")[:100].replace("\0", "").strip(),
        sort=_one_of(asked.get("urut"), SORT_WORDS) or "mendesak",
    )
    return wanted, [
        *_place_selects(wanted.place),
        Choice("paket", "Paket", "Semua paket", tuple(packages), wanted.package),
        Choice("jenis", "Jenis penerima", "Semua jenis", tuple(kinds), wanted.kind),
        Choice("periode", "Periode", "Semua periode", tuple(periods), wanted.period),
        Choice("isi", "Keterisian", "", FILL_WORDS, wanted.fill),
        Choice("urut", "Urutkan", "", SORT_WORDS, wanted.sort),
    ]


def _one_of(value: str | None, options: Iterable[tuple[str, str]]) -> str:
    return value if value and value in {code for code, _ in options} else ""


def _place(asked: Mapping[str, str]) -> Place | None:
    """The narrowest place of the address that lies inside the wider ones named beside it."""
    codes = [code for name in PLACE_NAMES if (code := asked.get(name, "").strip()[:24].replace("\0", ""))]
    for rank, code in enumerate(codes):
        if all(code.startswith(wider) for wider in codes[rank + 1 :]):
            try:
                return places.place_by_code(code)
            except NotFound:
                continue
    return None


def _place_selects(place: Place | None) -> list[Choice]:
    """Kota, then its kecamatan, then its kelurahan: each step appears when the one above is chosen. One query."""
    line: list[Place | None] = [place.city, place.district, place.village] if place else [None, None, None]
    if place and place.level in {"kota", "kecamatan", "kelurahan"}:
        line[("kota", "kecamatan", "kelurahan").index(place.level)] = place
    city, district, village = line
    parents = [found.pk for found in (city, district) if found]
    near = places.current().filter(Q(level=Level.CITY) | Q(parent__in=parents)).order_by("code")
    rows = list(near.values_list("level", "code", "name"))
    chosen = (
        ("kota", "Kota/kabupaten", "Semua kota", None, city),
        ("kecamatan", "Kecamatan", "Semua kecamatan", city, district),
        ("kelurahan", "Kelurahan", "Semua kelurahan", district, village),
    )
    return [
        Choice(
            name,
            label,
            first,
            tuple((code, words) for level, code, words in rows if level == name),
            picked.code if picked else "",
            sends=name != "kelurahan",
        )
        for name, label, first, parent, picked in chosen
        if parent or name == "kota"
    ]


def _address(wanted: needs.NeedFilter, **changes: str) -> str:
    """The address of the list with some filters changed; empty ones are left out."""
    values = {
        "q": wanted.text,
        "wilayah": wanted.place.code if wanted.place else "",
        "paket": wanted.package,
        "jenis": wanted.kind,
        "periode": wanted.period,
        "isi": wanted.fill,
        "urut": "" if wanted.sort == "mendesak" else wanted.sort,
    } | changes
    kept = {name: value for name, value in values.items() if value}
    return f"{reverse('public:needs')}{'?' if kept else ''}{urlencode(kept)}"


def _chips(wanted: needs.NeedFilter, selects: list[Choice]) -> list[Chip]:
    chips = [Chip(f"“{wanted.text}”", _address(wanted, q=""))] if wanted.text else []
    if wanted.place and wanted.place.level != "provinsi":
        wider = above(wanted.place)[:-1]
        chips.append(Chip(wanted.place.title, _address(wanted, wilayah=wider[-1].code if wider else "")))
    for select in selects:
        if select.chosen and select.name in {"paket", "jenis", "periode", "isi"}:
            words = dict(select.options).get(select.chosen, select.chosen)
            chips.append(Chip(words, _address(wanted, **{select.name: ""})))
    return chips


def _paging(page: Page[Need], wanted: needs.NeedFilter) -> dict[str, str]:
    total = page.paginator.count
    last = page.end_index()
    return {
        "shown": f"{angka(page.start_index())}–{angka(last)} dari {angka(total)} kebutuhan" if total else "",
        "previous_url": _address(wanted, hal=str(page.number - 1)) if page.has_previous() else "",
        "next_url": _address(wanted, hal=str(page.number + 1)) if page.has_next() else "",
    }
