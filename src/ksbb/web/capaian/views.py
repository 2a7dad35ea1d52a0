"""The page of figures and its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from ksbb.gifts import reporting
from ksbb.opendata import datasets
from ksbb.opendata.boards import Board, board
from ksbb.opendata.enums import Measure
from ksbb.opendata.exporters import sheet_rows
from ksbb.opendata.figures import sheet
from ksbb.opendata.snapshots import remembered
from ksbb.parties.enums import PartyKind
from ksbb.web.capaian import showing
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public
from ksbb.web.capaian.asking import PRESETS, Asked, asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponseBase


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """Capaian: the sentence, the four numbers, the kecamatan, the growth, keterpenuhan; CSV and JSON alike."""
    wanted = asked(request)
    form = form_of(request)
    if wanted.refusal is not None and form != "html":
        return as_json_refusal(wanted)
    if form == "json":
        return as_json(sheet(wanted.span))
    if form == "csv":
        return _table(request, _board(wanted))
    return render(request, "capaian/index.html", shown(wanted), status=422 if wanted.refusal else 200)


def shown(wanted: Asked) -> dict[str, Any]:
    """The page with its body rendered; like the figures in it, kept for as long as nothing was written."""
    if wanted.refusal is not None:
        return _rendered(wanted)  # what was typed stands in it
    narrowed = wanted.url(paket=wanted.package, periode=wanted.period)
    return remembered(f"page:{wanted.span.key}:{narrowed}", lambda: _rendered(wanted))


def _rendered(wanted: Asked) -> dict[str, Any]:
    context = page(_board(wanted), wanted)
    said = context["sheet"]["sentence"]
    head = {name: context[name] for name in ("heading", "csv_url", "json_url")}
    return {**head, "said": said, "figures": render_to_string("capaian/_figures.html", context)}


def _board(wanted: Asked) -> Board:
    return board(wanted.span, package=wanted.package, period=wanted.period, today=timezone.localdate())


def as_json_refusal(wanted: Asked) -> HttpResponseBase:
    """Why the address cannot be read, for machines."""
    refusal = wanted.refusal
    assert refusal is not None  # noqa: S101 - the caller looked
    response = as_json({"code": refusal.code, "detail": refusal.message})
    response.status_code = 422
    return response


def page(found: Board, wanted: Asked) -> dict[str, Any]:
    """What the page of figures prints."""
    homes = showing.by_package(found.sheet["institutions"], found.packages, wanted, lembaga="1")
    package = found.package.code if found.package else ""
    return {
        "board": found,
        "sheet": found.sheet,
        "asked": wanted,
        "heading": showing.heading(wanted),
        "presets": [
            (name, wanted_url(name, text), wanted.as_of == text and not wanted.since) for name, text in PRESETS
        ],
        "sentence": showing.sentence(found, wanted),
        "second": showing.second_sentence(found, wanted),
        "numbers": showing.by_package(found.sheet, found.packages, wanted),
        "steps": showing.period_steps(found, wanted),
        "tiles": showing.tiles(found, wanted),
        "tile_finding": showing.tile_finding(found),
        "kota": showing.kota(found, wanted),
        "chart": showing.growth(found, wanted),
        "periods": showing.periods(found, wanted),
        "homes": homes,
        "money": reporting.collected(),
        "csv_url": wanted.url(bentuk="csv"),
        "json_url": wanted.url(bentuk="json"),
        "areas_csv": wanted.url(paket=package, periode=found.period, tabel="wilayah", bentuk="csv"),
        "givers": _givers(found, wanted),
    }


def wanted_url(name: str, text: str) -> str:
    """The address of a preset."""
    return f"?hingga={text}" if text else "?"


def _givers(found: Board, wanted: Asked) -> list[tuple[str, int, str]]:
    url = wanted.rows_url(Measure.COMMITTED, per="pemberi")
    among = {PartyKind.AGREGATOR: "di antaranya agregator"}
    kinds = found.sheet["givers_by_kind"].items()
    return [(among.get(PartyKind(kind), kind), number, url) for kind, number in kinds if number]


def _table(request: HttpRequest, found: Board) -> HttpResponseBase:
    units = {package.code: package.unit for package in found.packages}
    match request.GET.get("tabel", ""):
        case "wilayah":
            return as_csv(request, datasets.AREAS, _areas(found, units))
        case "waktu":
            return as_csv(request, datasets.SERIES, _days(found, units))
        case _:
            return as_csv(request, datasets.FIGURES, sheet_rows(found.sheet, units))


def _areas(found: Board, units: dict[str, str]) -> Iterator[dict[str, Any]]:
    for place in found.districts:
        for package, numbers in sorted(found.areas.get(place.pk, {}).items()):
            yield {
                "as_of": found.sheet["as_of"],
                "place": place.code,
                "name": place.name,
                "level": place.level,
                "package": package,
                "unit": units[package],
                **area_numbers(numbers),
                "example": found.sheet["example"],
            }


def area_numbers(numbers: dict[str, int]) -> dict[str, int]:
    """The four numbers under their names in the API."""
    return {name: numbers.get(measure, 0) for measure, name in showing.SHOWN}


def _days(found: Board, units: dict[str, str]) -> Iterator[dict[str, Any]]:
    if found.series is None or found.package is None:
        return
    values = found.series.values
    for n, day in enumerate(found.series.days):
        yield {
            "day": day,
            "package": found.package.code,
            "unit": units[found.package.code],
            "committed": values[Measure.COMMITTED][n],
            "delivered": values[Measure.DELIVERED][n],
            "confirmed": values[Measure.CONFIRMED][n],
            "untracked": values[Measure.UNTRACKED][n],
            "example": found.sheet["example"],
        }
