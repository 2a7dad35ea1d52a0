"""Turns the board of figures into what the templates print: links, strokes, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ksbb.core.formats import angka, persen, rentang_tanggal
from ksbb.opendata.enums import Measure, Unmet
from ksbb.opendata.sentences import spoken_end
from ksbb.web import charts
from ksbb.web.strokes import Quantities
from ksbb.web.tiles import Tile

if TYPE_CHECKING:
    from datetime import date

    from ksbb.catalogue.models import Package
    from ksbb.opendata.boards import Board
    from ksbb.opendata.series import Series
    from ksbb.web.capaian.asking import Asked

SHOWN: tuple[tuple[Measure, str], ...] = (
    (Measure.NEEDED, "needed"),
    (Measure.COMMITTED, "committed"),
    (Measure.DELIVERED, "delivered"),
    (Measure.CONFIRMED, "confirmed"),
)
"""The four numbers and their names in the sheet."""
SOURCE = "baris komitmen, penyaluran, dan bukti terima KSBB"
RECENT_PERIODS = 8
UNTRACKED = "dicatat setelah masanya lewat, kelanjutannya tidak tercatat"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and where its rows are."""

    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The four numbers of one package or place, each a link to its rows."""

    name: str
    unit: str
    url: str
    cells: list[Cell]
    q: Quantities
    example: bool = False


def quantities(numbers: Mapping[str, int], *, unit: str) -> Quantities:
    """The four numbers for the strokes; what fell below nought in a range is drawn as nought."""
    return Quantities(
        needed=max(numbers.get(Measure.NEEDED, 0), 0),
        promised=max(numbers.get(Measure.COMMITTED, 0), 0),
        delivered=max(numbers.get(Measure.DELIVERED, 0), 0),
        confirmed=max(numbers.get(Measure.CONFIRMED, 0), 0),
        unit=unit,
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence. A link has a number and its first word (`head`, never broken) and the `rest`."""

    rest: str
    head: str = ""
    url: str = ""
    stroke: str = ""


def sentence(board: Board, asked: Asked) -> list[Piece]:
    """The press sentence in pieces; each number leads to its rows and wears the pattern of its stroke."""
    codes = {package.code for package in board.packages}
    pieces: list[Piece] = []
    for part in board.sentence:
        if not part.topic:
            pieces.append(Piece(part.text))
            continue
        number, word, *more = part.text.split(" ")
        rest = "".join(f" {one}" for one in more)
        if part.topic in codes:
            url, stroke = asked.rows_url(Measure.COMMITTED, paket=part.topic), "u-promised"
        else:
            per = "pemberi" if part.topic == "givers" else part.topic
            url, stroke = asked.rows_url(Measure.COMMITTED, per=per), "u-plain"
        pieces.append(Piece(rest, f"{number} {word}", url, stroke))
    return pieces


def second_sentence(board: Board, asked: Asked) -> list[Piece]:
    """Ours, of the chosen package: delivered, confirmed, untracked and, today, still needed; the key to the strokes."""
    package = board.package
    if package is None or not board.sheet["committed"][package.code]:
        return []
    untracked, left = board.sheet["untracked"][package.code], board.left.get(package.code, 0)
    told: list[tuple[int, str, str, str]] = [
        (board.sheet["delivered"][package.code], "tercatat sudah disalurkan", Measure.DELIVERED, "u-delivered"),
        (board.sheet["confirmed"][package.code], "dikonfirmasi penerima", Measure.CONFIRMED, "u-confirmed"),
    ]
    if untracked:
        told.append((untracked, UNTRACKED, Measure.UNTRACKED, "u-plain"))
    if package.code in board.left:
        told.append((left, f"{'lagi ' if left else ''}masih dibutuhkan hari ini", Unmet.OPEN, "u-needed"))
    return [
        Piece(f" {words}{end}", angka(number), asked.rows_url(measure, paket=package.code), stroke)
        for (number, words, measure, stroke), end in zip(told, [*["; "] * (len(told) - 1), "."], strict=True)
    ]


def by_package(sheet: Mapping[str, Any], packages: list[Package], asked: Asked, **more: str) -> list[Numbers]:
    """A row of four numbers for each package that was ever asked for or promised; units stay apart."""
    rows: list[Numbers] = []
    for package in packages:
        numbers = {measure.value: sheet[name][package.code] for measure, name in SHOWN}
        if not any(numbers.values()):
            continue
        cells = [Cell(numbers[measure], asked.rows_url(measure, paket=package.code, **more)) for measure, _ in SHOWN]
        unit = package.get_unit_display()
        chosen = asked.url(paket=package.code) + "#kecamatan"
        rows.append(Numbers(package.name, unit, chosen, cells, quantities(numbers, unit=package.counted_as)))
    return rows


def tiles(board: Board, asked: Asked) -> list[Tile]:
    """A tile for each of the kecamatan, empty ones too."""
    package = board.package
    if package is None:
        return []
    return [
        Tile(
            code=place.code,
            name=place.name,
            url=asked.url("capaian:area", place.code, paket=package.code),
            q=quantities(board.areas.get(place.pk, {}).get(package.code, {}), unit=package.counted_as),
        )
        for place in board.districts
    ]


def kota(board: Board, asked: Asked) -> list[Numbers]:
    """The four numbers of each kota, as sums of its kecamatan, and their total (without address)."""
    package = board.package
    if package is None:
        return []
    cities = {place.city_id: place.city for place in board.districts if place.city is not None}
    sums: dict[int | None, dict[str, int]] = {pk: {} for pk in cities}
    for place in board.districts:
        for measure, quantity in board.areas.get(place.pk, {}).get(package.code, {}).items():
            here = sums.setdefault(place.city_id, {})
            here[measure] = here.get(measure, 0) + quantity
    narrowed = {"paket": package.code, "periode": board.period}
    rows = []
    for pk, city in sorted(cities.items(), key=lambda pair: pair[1].code):
        cells = [
            Cell(sums[pk].get(measure, 0), asked.rows_url(measure, wilayah=city.code, **narrowed))
            for measure, _ in SHOWN
        ]
        url = asked.url("capaian:area", city.code, paket=package.code)
        rows.append(Numbers(city.name, package.counted_as, url, cells, quantities(sums[pk], unit=package.counted_as)))
    return [*rows, _total(rows, package, asked, **narrowed)]


def _total(rows: list[Numbers], package: Package, asked: Asked, **narrowed: str) -> Numbers:
    values = {measure.value: sum(row.cells[n].value for row in rows) for n, (measure, _) in enumerate(SHOWN)}
    cells = [Cell(values[measure], asked.rows_url(measure, **narrowed)) for measure, _ in SHOWN]
    return Numbers("Jakarta", package.counted_as, "", cells, quantities(values, unit=package.counted_as))


def tile_finding(board: Board) -> str:
    """What the tile map shows, in a sentence."""
    package = board.package
    if package is None:
        return ""
    rows = [(place, board.areas.get(place.pk, {}).get(package.code, {})) for place in board.districts]
    promised = [place for place, numbers in rows if numbers.get(Measure.COMMITTED, 0) > 0]
    if not promised:
        return f"Belum ada komitmen {package.spoken} di kecamatan mana pun."
    open_part = [(numbers.get(Measure.NEEDED, 0) - numbers.get(Measure.COMMITTED, 0), place) for place, numbers in rows]
    most, where = max(open_part, key=lambda pair: pair[0])
    head = f"{package.name}: ada komitmen di {len(promised)} dari {len(rows)} kecamatan"
    return f"{head}; paling banyak tanpa komitmen di {where.name}, {angka(most)}." if most > 0 else f"{head}."


def growth(board: Board, asked: Asked) -> charts.Figure | None:
    """The lines over time, with the gap between promised and confirmed named in the title.

    A promise that was written down after its time has no later lines, so it is left out where others are followed;
    where none is, the promises stand alone.
    """
    found, package = board.series, board.package
    if found is None or package is None or found.empty:
        return None
    finding, lines = _lines(found, package.spoken)
    return charts.line_chart(
        days=found.days,
        series=[charts.Series(word, stroke, [max(value, 0) for value in values]) for word, stroke, values in lines],
        finding=finding,
        explanation=f"Kumulatif {span_words(found.days)}, {'per bulan' if found.monthly else 'per hari'}.",
        unit=package.counted_as,
        csv_url=asked.url(paket=package.code, tabel="waktu", bentuk="csv"),
        source=SOURCE,
        as_of=asked.span.whole_day or asked.span.until,
        id="waktu",
    )


def _lines(found: Series, spoken: str) -> tuple[str, list[tuple[str, str, list[int]]]]:
    """What the chart says, and its lines: word, stroke, values."""
    every, untracked = found.values[Measure.COMMITTED], found.values[Measure.UNTRACKED]
    delivered, confirmed = found.values[Measure.DELIVERED], found.values[Measure.CONFIRMED]
    promised = [all_of_them - silent for all_of_them, silent in zip(every, untracked, strict=True)]
    apart = f"; {angka(untracked[-1])} lagi {UNTRACKED}"
    if promised[-1] <= 0:
        finding = f"{angka(every[-1])} {spoken} dijanjikan; {UNTRACKED}"
        return finding, [("komitmen", "promised", every)]
    gap = promised[-1] - confirmed[-1]
    finding = (
        f"{angka(promised[-1])} {spoken} dijanjikan, {angka(delivered[-1])} disalurkan, "
        f"{angka(confirmed[-1])} diterima: " + (f"{angka(gap)} belum diterima" if gap > 0 else "semua sudah diterima")
    )
    return finding + (apart if untracked[-1] else ""), [
        ("komitmen", "promised", promised),
        ("disalurkan", "delivered", delivered),
        ("diterima", "confirmed", confirmed),
    ]


def span_words(days: list[date]) -> str:
    """The days of a chart as one range."""
    return rentang_tanggal(days[0], days[-1])


def periods(board: Board, asked: Asked) -> list[dict[str, Any]]:
    """Keterpenuhan of the newest periods, newest first: the city's measure and, beside it, ours."""
    return [
        {
            **one,
            "share": persen(one["met"], one["of"]),
            "by_receipt": persen(one["received"], one["of"]),
            "silent": not one["tracked"] and not one["received"],
            "of_all": persen(one["met"], one["in_need"]),
            "url": asked.rows_url(Measure.COMMITTED, periode=one["period"], per="rw"),
            "needs_url": asked.rows_url(Measure.NEEDED, periode=one["period"]),
        }
        for one in reversed(board.sheet["fulfilment"][-RECENT_PERIODS:])
    ]


def period_steps(board: Board, asked: Asked) -> list[dict[str, Any]]:
    """Links that step the tile map through the periods; the first is all of them together."""
    package = board.package.code if board.package else ""
    steps = [{"name": "Semua periode", "url": asked.url(paket=package) + "#kecamatan", "here": not board.period}]
    for one in board.sheet["fulfilment"][-RECENT_PERIODS:]:
        url = asked.url(paket=package, periode=one["period"]) + "#kecamatan"
        steps.append({"name": one["name"], "url": url, "here": board.period == one["period"]})
    return steps


def heading(asked: Asked) -> str:
    """The span in a few words, for titles."""
    return f"hingga {spoken_end(asked.span.until)}"
