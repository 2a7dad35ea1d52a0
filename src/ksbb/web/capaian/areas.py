"""The same figures down the places: kota, kecamatan, kelurahan, RW."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse

from ksbb.catalogue import queries as catalogue
from ksbb.core.formats import angka
from ksbb.opendata import datasets
from ksbb.opendata.enums import Measure
from ksbb.opendata.figures import Areas, areas
from ksbb.opendata.snapshots import remembered, snapshot
from ksbb.places.enums import Level
from ksbb.places.queries import children_of, place_by_code
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public
from ksbb.web.capaian.asking import Asked, asked
from ksbb.web.capaian.showing import SHOWN, Cell, Numbers, heading, quantities
from ksbb.web.capaian.views import area_numbers, as_json_refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ksbb.catalogue.models import Package
    from ksbb.places.models import Place

BELOW = {Level.CITY: Level.DISTRICT, Level.DISTRICT: Level.VILLAGE, Level.VILLAGE: Level.RW, Level.RW: Level.RW}
Sums = dict[str, dict[str, int]]


@public
def area(request: HttpRequest, code: str) -> HttpResponseBase:
    """The four numbers of one place and of the places in it."""
    place = place_by_code(code)
    wanted = asked(request)
    if place.level == Level.PROVINCE:
        return redirect(wanted.url(paket=wanted.package))
    if place.code != code:
        return redirect(wanted.url("capaian:area", place.code, paket=wanted.package), permanent=True)
    form = form_of(request)
    if wanted.refusal is not None and form != "html":
        return as_json_refusal(wanted)
    packages = catalogue.packages()
    inside = [place] if place.level == Level.RW else list(children_of(place))
    found = _areas(wanted.at(place), BELOW[Level(place.level)])
    if form == "csv":
        return as_csv(request, datasets.AREAS, _rows(wanted, inside, found, packages))
    if form == "json":
        return as_json({"as_of": wanted.span.as_of, "items": list(_rows(wanted, inside, found, packages))})
    context = _page(wanted, place, inside, found, packages)
    return render(request, "capaian/area.html", context, status=422 if wanted.refusal else 200)


def _areas(wanted: Asked, level: Level) -> Areas:
    def read() -> Areas:
        with snapshot():
            return areas(wanted.span, level=level)

    return remembered(f"areas:{wanted.span.key}:{level}", read)


def _rows(wanted: Asked, inside: list[Place], found: Areas, packages: list[Package]) -> Iterator[dict[str, Any]]:
    for place in inside:
        for package in packages:
            numbers = found.get(place.pk, {}).get(package.code)
            if numbers:
                yield {
                    "as_of": wanted.span.as_of,
                    "place": place.code,
                    "name": place.name,
                    "level": place.level,
                    "package": package.code,
                    "unit": package.unit,
                    **area_numbers(numbers),
                    "example": place.example,
                }


def _page(wanted: Asked, place: Place, inside: list[Place], found: Areas, packages: list[Package]) -> dict[str, Any]:
    sums = _sums(found)
    moved = [package for package in packages if any(sums.get(package.code, {}).values())]
    chosen = next((p for p in packages if p.code == wanted.package), None) or next(iter(moved), None)
    totals = [
        _numbers(
            wanted,
            package,
            sums[package.code],
            name=package.name,
            place=place.code,
            unit=package.get_unit_display(),
        )
        for package in moved
    ]
    return {
        "asked": wanted,
        "place": place,
        "heading": heading(wanted),
        "totals": totals,
        "package": chosen,
        "packages": [(p, wanted.url("capaian:area", place.code, paket=p.code)) for p in moved],
        "rows": _inside(wanted, place, inside, found, chosen) if chosen else [],
        "level_word": BELOW[Level(place.level)].label,
        "finding": _finding(place, sums, chosen),
        "crumbs": _crumbs(place, wanted),
        "back": _back(place, wanted),
        "csv_url": wanted.url("capaian:area", place.code, bentuk="csv"),
        "json_url": wanted.url("capaian:area", place.code, bentuk="json"),
        "place_url": reverse("public:place", args=[place.code]),
    }


def _sums(found: Areas) -> Sums:
    sums: Sums = {}
    for by_package in found.values():
        for package, numbers in by_package.items():
            here = sums.setdefault(package, {})
            for measure, quantity in numbers.items():
                here[measure] = here.get(measure, 0) + quantity
    return sums


def _numbers(
    wanted: Asked, package: Package, numbers: dict[str, int], *, name: str, place: str, unit: str = "", url: str = ""
) -> Numbers:
    cells = [
        Cell(numbers.get(measure, 0), wanted.rows_url(measure, paket=package.code, wilayah=place))
        for measure, _ in SHOWN
    ]
    return Numbers(name, unit or package.counted_as, url, cells, quantities(numbers, unit=package.counted_as))


def _inside(wanted: Asked, place: Place, inside: list[Place], found: Areas, package: Package) -> list[Numbers]:
    """A row for each place below, in the order of its code."""
    if place.level == Level.RW:
        return []
    rows = []
    for below in inside:
        numbers = found.get(below.pk, {}).get(package.code, {})
        url = wanted.url("capaian:area", below.code, paket=package.code)
        row = _numbers(wanted, package, numbers, name=below.name, place=below.code, url=url)
        rows.append(replace(row, example=below.example))
    return rows


def _finding(place: Place, sums: Sums, package: Package | None) -> str:
    if package is None:
        return ""
    numbers = sums.get(package.code, {})
    needed, promised = numbers.get(Measure.NEEDED, 0), numbers.get(Measure.COMMITTED, 0)
    return f"{angka(promised)} dari {angka(needed)} {package.spoken} di {place.title} sudah berkomitmen."


def _chain(place: Place) -> list[Place]:
    above = [getattr(place, name) for name in ("city", "district", "village") if getattr(place, f"{name}_id")]
    return [*above, place]


def _crumbs(place: Place, wanted: Asked) -> list[tuple[str, str]]:
    crumbs = [("Beranda", reverse("public:home")), ("Capaian", wanted.url())]
    chain = _chain(place)
    crumbs += [(step.name, wanted.url("capaian:area", step.code, paket=wanted.package)) for step in chain[:-1]]
    return [*crumbs, (place.name, "")]


def _back(place: Place, wanted: Asked) -> tuple[str, str]:
    above = _chain(place)[:-1]
    if not above:
        return ("Seluruh Jakarta", wanted.url(paket=wanted.package))
    return (above[-1].title, wanted.url("capaian:area", above[-1].code, paket=wanted.package))
