"""The rows behind any number, the history of one row, and the sentences that were published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from ksbb.catalogue import queries as catalogue
from ksbb.core.formats import angka
from ksbb.core.references import row_number
from ksbb.opendata import datasets
from ksbb.opendata import rows as behind
from ksbb.opendata.corrections import since_published
from ksbb.opendata.datasets import Dataset
from ksbb.opendata.enums import Measure, Unmet
from ksbb.opendata.publishing import published_sentence
from ksbb.opendata.spans import Span
from ksbb.places.enums import Level
from ksbb.places.queries import place_by_code
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public
from ksbb.web.capaian.asking import Asked, asked
from ksbb.web.capaian.showing import heading

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ksbb.catalogue.models import Package

PAGE = 50
LEVELS = {"rw": Level.RW, "kelurahan": Level.VILLAGE, "kecamatan": Level.DISTRICT, "kota": Level.CITY}
WORDS = {
    Measure.NEEDED: "kebutuhan",
    Measure.COMMITTED: "komitmen",
    Measure.DELIVERED: "penyaluran",
    Measure.CONFIRMED: "penerimaan",
    Measure.SURPLUS: "kelebihan yang diterima",
    Measure.UNTRACKED: "komitmen yang kelanjutannya tidak tercatat",
}
OF_NEEDS: dict[str, str] = {
    Measure.NEEDED: "yang sudah diperiksa",
    Unmet.OPEN: Unmet.OPEN.label,
    Unmet.PASSED: Unmet.PASSED.label,
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of one kind: how many, their sums, a page of them, and all of them for an export."""

    dataset: Dataset
    total: behind.Total
    part: Callable[[int], list[dict[str, Any]]]
    every: Callable[[], Iterator[dict[str, Any]]]
    template: str
    counted: str


@public
def rows(request: HttpRequest) -> HttpResponseBase:
    """The rows of one number, as the address says it; or with `baris` the history of one of them."""
    if line_number := request.GET.get("baris", ""):
        line, moves = behind.line_history(line_number)
        return render(request, "capaian/line.html", {"line": line, "moves": history(moves)})
    wanted = asked(request)
    place = place_by_code(wanted.place_code) if wanted.place_code else None
    wanted = wanted.at(place) if place else wanted
    found = listing(wanted)
    form = form_of(request)
    if form == "csv":
        return as_csv(request, found.dataset, found.every())
    number = page_of(request, found.total.rows)
    if form == "json":
        return as_json(_body(found, wanted, number))
    return render(request, "capaian/rows.html", _page(found, wanted, number, place))


def listing(wanted: Asked) -> Listing:
    """What the address lists: needs, promised lines, places or givers."""
    narrowed = behind.RowFilter(wanted.span, wanted.measure, wanted.package, wanted.period)
    if wanted.per in LEVELS:
        return _held(behind.place_rows(narrowed, level=LEVELS[wanted.per]), datasets.PLACES, wanted.per)
    if wanted.per == "pemberi":
        return _held(behind.giver_rows(narrowed), datasets.GIVERS, "pemberi")
    if narrowed.of_needs:
        needs = behind.need_rows(narrowed)
        return _read(needs, behind.need_total(narrowed), "kebutuhan", wanted)
    return _read(behind.line_rows(narrowed), behind.line_total(narrowed), "baris", wanted)


def _read(chosen: Any, total: behind.Total, counted: str, wanted: Asked) -> Listing:
    def dressed(source: Any) -> Iterator[dict[str, Any]]:
        for row in source:
            numbered = {"line": row["line_id"]} if "line_id" in row else {}
            yield {**row, **numbered, "measure": wanted.measure, "example": bool(row["example"])}

    return Listing(
        dataset=datasets.LINES,
        total=total,
        part=lambda number: list(dressed(map(behind.tidy, chosen[(number - 1) * PAGE : number * PAGE]))),
        every=lambda: dressed(behind.streamed(chosen)),
        template="capaian/lines.html",
        counted=counted,
    )


def _held(found: list[dict[str, Any]], dataset: Dataset, counted: str) -> Listing:
    """Places and givers, of which there are only so many: all read at once."""
    sums: dict[str, int] = {}
    for row in found:
        for code, total in row["sums"].items():
            sums[code] = sums.get(code, 0) + total

    def flat() -> Iterator[dict[str, Any]]:
        for row in found:
            for code, total in sorted(row["sums"].items()):
                if total:
                    yield {**row, "package": code, "quantity": total}

    return Listing(
        dataset=dataset,
        total=behind.Total(len(found), sums),
        part=lambda number: found[(number - 1) * PAGE : number * PAGE],
        every=flat,
        template="capaian/givers.html" if counted == "pemberi" else "capaian/places.html",
        counted="RW" if counted == "rw" else counted,
    )


def page_of(request: HttpRequest, total: int) -> int:
    """The number of the page, within what there is."""
    number = row_number(request.GET.get("hal", ""), longest=6) or 1
    return min(number, max(-(-total // PAGE), 1))


def _fields(wanted: Asked) -> dict[str, str]:
    fields = {"paket": wanted.package, "periode": wanted.period, "wilayah": wanted.place_code, "per": wanted.per}
    return {"tahap": wanted.measure, **fields, "lembaga": "1" if wanted.institutions else ""}


def _page(found: Listing, wanted: Asked, number: int, place: Any) -> dict[str, Any]:
    packages = catalogue.packages()
    fields, name = _fields(wanted), "capaian:rows"
    first, last = (number - 1) * PAGE + 1, min(number * PAGE, found.total.rows)
    items = found.part(number)
    spoken = {package.code: package for package in packages}
    for row in items:
        row["amounts"] = _amounts(row, spoken)
    return {
        "asked": wanted,
        "heading": heading(wanted),
        "word": _word(found, wanted),
        "place": place,
        "items": items,
        "item_template": found.template,
        "counted": found.counted,
        "total": found.total.rows,
        "sums": [(spoken[code], total) for code, total in found.total.sums.items() if total],
        "shown": f"{angka(first)}–{angka(last)} dari {angka(found.total.rows)} {found.counted}"
        if found.total.rows
        else "",
        "previous_url": wanted.url(name, **fields, hal=str(number - 1)) if number > 1 else "",
        "next_url": wanted.url(name, **fields, hal=str(number + 1)) if last < found.total.rows else "",
        "csv_url": wanted.url(name, **fields, bentuk="csv"),
        "json_url": wanted.url(name, **fields, bentuk="json"),
        "back_url": wanted.url(),
    }


def _word(found: Listing, wanted: Asked) -> str:
    """What the rows have in common, after "12 kebutuhan" or "12 baris"."""
    if found.counted == "kebutuhan":
        return OF_NEEDS[wanted.measure]
    return f"dengan {WORDS[Measure(wanted.measure)]}"


def _amounts(row: dict[str, Any], spoken: dict[str, Package]) -> list[tuple[int, str]]:
    """Quantities with their words, in the order of the packages."""
    sums = row.get("sums") or {row["package"]: row["quantity"]}
    return [(sums[code], package.spoken) for code, package in spoken.items() if sums.get(code)]


def _body(found: Listing, wanted: Asked, number: int) -> dict[str, Any]:
    names = [column.name for column in found.dataset.columns]
    more = number * PAGE < found.total.rows
    items = found.part(number)
    return {
        "as_of": wanted.span.as_of,
        "rows": found.total.rows,
        "sums": dict(found.total.sums),
        "items": [_declared(row, names) for row in items],
        "next": wanted.url("capaian:rows", **_fields(wanted), hal=str(number + 1), bentuk="json") if more else None,
    }


def _declared(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The declared columns of a row; places and givers keep their sums by package."""
    told = {name: row[name] for name in names if name in row}
    return {**told, "sums": dict(row["sums"])} if "sums" in row else told


CAUSES = {
    "promise": "komitmen dibuat",
    "prove": "kode dikembalikan, komitmen berlaku",
    "accept_equivalent": "isi setara disetujui penerima",
    "reduce": "jumlah dikurangi pemberi",
    "cancel": "dibatalkan pemberi",
    "decline": "penerima tidak dapat menerima",
    "release": "gugur, kembali ke kebutuhan",
    "hand_over": "diserahkan pemberi",
    "arrived": "tiba menurut penerima",
    "confirm": "diterima menurut bukti terima",
    "shortfall": "selisih dikembalikan ke kebutuhan",
    "late_goods": "datang sesudah gugur",
    "call_back": "diragukan menurut telepon ulang",
    "found_met": "ternyata lengkap, diputus petugas",
    "found_more": "angka lebih tinggi dipakai, diputus petugas",
    "correction": "dikoreksi, disetujui dua petugas",
}


def history(moves: list[Any]) -> list[dict[str, Any]]:
    """Movements with their running sums."""
    totals: dict[str, int] = {}
    told = []
    for move in moves:
        totals[move.stage] = totals.get(move.stage, 0) + move.delta
        told.append({"move": move, "cause": CAUSES.get(move.cause, move.cause), "total": totals[move.stage]})
    return told


@public
def sentence(request: HttpRequest, reference: str) -> HttpResponseBase:
    """A sentence as it was published, with its range and the moment it was known."""
    found = published_sentence(reference)
    if form_of(request) == "json":
        return as_json(found.body())
    span = Span(until=found.row.until, since=found.row.since)
    corrected = since_published(span, known_at=found.row.known_at)
    return render(
        request, "capaian/sentence.html", {"published": found.row, "figures": found.figures, "corrected": corrected}
    )
