"""Charts drawn on the server as SVG; each comes as a Figure with its finding, table, CSV address, date and source.

Widths are in per cent and heights in pixels, so that text keeps its size on a phone and on a wall.
Nothing needs a script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ksbb.core.formats import MONTHS, angka, tanggal_pendek
from ksbb.web import strokes

PLOT_SHARE = 70.0  # per cent of the width; the rest holds the direct labels
PLOT_HEIGHT, TOP, BOTTOM = 300, 24, 30
GAP_WORD, GAP_CLASS = "belum diterima", SafeString(' class="gap-name"')
LABEL_STEP = 36  # px between two direct labels of two lines each
_INNER = 1000  # width of the stretched coordinate system of the lines


@dataclass(frozen=True, slots=True)
class Series:
    """One line: the word on the screen, its stroke (needed, promised, delivered, confirmed), one value per day."""

    word: str
    stroke: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with everything it owes the reader; rendered by components/figure.html."""

    finding: str
    drawing: SafeString
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    csv_url: str
    source: str
    as_of: date | datetime
    explanation: str = ""
    key: SafeString = field(default_factory=lambda: SafeString(""))
    id: str = ""


def line_chart(
    *,
    days: Sequence[date],
    series: Sequence[Series],
    finding: str,
    unit: str,
    csv_url: str,
    source: str,
    as_of: date | datetime,
    explanation: str = "",
    id: str = "",
) -> Figure:
    """Cumulative lines over time, labelled at their ends; the gap between promised and confirmed is filled and named.

    Raises ValueError when a series has not exactly one value per day, or when there is no day.
    """
    if not days or any(len(s.values) != len(days) for s in series):
        raise ValueError("each series needs one value per day")
    ceiling, ticks = _ticks(max((max(s.values) for s in series), default=0))
    parts = [_grid(ticks, ceiling), _days(days), _gap_area(series, ceiling)]
    parts += [_line(s, ceiling) for s in series]
    parts += [_gap_mark(series, ceiling), _labels(series, ceiling)]
    drawing = format_html(
        '<svg class="chart" width="100%" height="{}" role="img" aria-label="{}">{}</svg>',
        TOP + PLOT_HEIGHT + BOTTOM,
        finding,
        mark_safe("".join(parts)),  # noqa: S308 - joined from format_html
    )
    return Figure(
        finding=finding,
        explanation=explanation,
        drawing=drawing,
        heads=["Tanggal", *(f"{s.word.capitalize()} ({unit})" for s in series)],
        rows=[[tanggal_pendek(day), *(angka(s.values[n]) for s in series)] for n, day in enumerate(days)],
        csv_url=csv_url,
        source=source,
        as_of=as_of,
        id=id,
    )


def stacked_bars(
    *,
    rows: Sequence[tuple[str, str, strokes.Quantities]],
    finding: str,
    unit: str,
    place_word: str,
    csv_url: str,
    source: str,
    as_of: date | datetime,
    explanation: str = "",
    id: str = "",
) -> Figure:
    """One layered bar per place (name, address, quantities), largest need first, on one zero-based scale."""
    ordered = sorted(rows, key=lambda row: (-row[2].needed, row[0]))
    scale = max((q.full for _, _, q in ordered), default=1)
    drawing = format_html(
        '<dl class="bars">{}</dl>',
        format_html_join(
            "",
            '<div><dt><a href="{}">{}</a></dt><dd class="plot">{}</dd><dd class="num">{} dari {}</dd></div>',
            ((url, name, strokes.bar(q, scale=scale), angka(q.promised), angka(q.needed)) for name, url, q in ordered),
        ),
    )
    return Figure(
        finding=finding,
        explanation=explanation,
        key=strokes.legend(),
        drawing=drawing,
        heads=[place_word, *(f"{w} ({unit})" for w in ("Dibutuhkan", "Komitmen", "Disalurkan", "Diterima"))],
        rows=[[name, *(angka(n) for n in (q.needed, q.promised, q.delivered, q.confirmed))] for name, _, q in ordered],
        csv_url=csv_url,
        source=source,
        as_of=as_of,
        id=id,
    )


def _ticks(top: int) -> tuple[int, list[int]]:
    """A round ceiling and three to five round steps up to it; the smallest step is one."""
    rough = max(top, 1) / 4
    magnitude = 1
    while magnitude * 10 <= rough:
        magnitude *= 10
    step = next(magnitude * m for m in (1, 2, 5, 10) if magnitude * m >= rough)
    count = -(-max(top, 1) // step)
    return step * count, [step * n for n in range(count + 1)]


def _height(value: int, ceiling: int) -> float:
    return round(TOP + PLOT_HEIGHT * (1 - value / ceiling), 1)


def _grid(ticks: Sequence[int], ceiling: int) -> SafeString:
    return format_html_join(
        "",
        '<line class="{}" x2="{}%" y1="{}" y2="{}"/><text y="{}">{}</text>',
        (
            ("axis" if tick == 0 else "grid", PLOT_SHARE, y, y, round(y - 4, 1), angka(tick) if tick else "")
            for tick in ticks
            for y in (_height(tick, ceiling),)
        ),
    )


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _days(days: Sequence[date]) -> SafeString:
    last = len(days) - 1
    chosen = sorted({round(last * part / 2) for part in range(3)})
    return format_html_join(
        "",
        '<text x="{}%" y="{}" text-anchor="{}">{}</text>',
        (
            (
                round(PLOT_SHARE * n / last, 2) if last else 0,
                TOP + PLOT_HEIGHT + 19,
                "start" if n == 0 else "end" if n == last else "middle",
                f"{_short(days[n])} {days[n].year}",
            )
            for n in chosen
        ),
    )


def _points(values: Sequence[int], ceiling: int) -> list[str]:
    last = max(len(values) - 1, 1)
    return [f"{round(_INNER * n / last, 1)},{_height(value, ceiling)}" for n, value in enumerate(values)]


def _stretched(inside: SafeString) -> SafeString:
    height = TOP + PLOT_HEIGHT + BOTTOM
    return format_html(
        '<svg width="{}%" height="{h}" viewBox="0 0 {} {h}" preserveAspectRatio="none">{}</svg>',
        PLOT_SHARE,
        _INNER,
        inside,
        h=height,
    )


def _line(series: Series, ceiling: int) -> SafeString:
    points = " ".join(_points(series.values, ceiling))
    return _stretched(format_html('<polyline class="line line-{}" points="{}"/>', series.stroke, points))


def _pair(series: Sequence[Series]) -> tuple[Series, Series] | None:
    named = {s.stroke: s for s in series}
    return (named["promised"], named["confirmed"]) if {"promised", "confirmed"} <= named.keys() else None


def _gap_area(series: Sequence[Series], ceiling: int) -> SafeString:
    pair = _pair(series)
    if pair is None:
        return SafeString("")
    there, back = _points(pair[0].values, ceiling), _points(pair[1].values, ceiling)[::-1]
    return _stretched(format_html('<polygon class="gap" points="{}"/>', " ".join(there + back)))


def _gap_mark(series: Sequence[Series], ceiling: int) -> SafeString:
    """A narrow bar that spans the gap at the last day; its name stands among the labels beside it."""
    pair = _pair(series)
    if pair is None:
        return SafeString("")
    top, bottom = _height(pair[0].values[-1], ceiling), _height(pair[1].values[-1], ceiling)
    if bottom - top < 2:
        return SafeString("")
    return format_html(
        '<rect class="gap-mark" x="{}%" y="{}" width="5" height="{}"/>', PLOT_SHARE, top, round(bottom - top, 1)
    )


def _ends(series: Sequence[Series], ceiling: int) -> list[tuple[float, str, int]]:
    """What stands at the right edge, from top to bottom: height, word, value; the gap among them."""
    ends = [(_height(s.values[-1], ceiling), s.word, s.values[-1]) for s in series]
    pair = _pair(series)
    if pair is not None and pair[0].values[-1] > pair[1].values[-1]:
        open_part = pair[0].values[-1] - pair[1].values[-1]
        middle = (_height(pair[0].values[-1], ceiling) + _height(pair[1].values[-1], ceiling)) / 2
        ends.append((middle, GAP_WORD, open_part))
    return sorted(ends)


def _labels(series: Sequence[Series], ceiling: int) -> SafeString:
    """Word and last value at the end of each line, pushed apart where lines end close together."""
    ends = _ends(series, ceiling)
    placed: list[float] = []
    for y, _, _ in ends:
        placed.append(max(y, placed[-1] + LABEL_STEP) if placed else max(y, TOP - 6.0))
    room = float(TOP + PLOT_HEIGHT)
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = min(placed[n], room)
        room = placed[n] - LABEL_STEP
    x = PLOT_SHARE + 3
    return format_html_join(
        "",
        '<text{} x="{}%" y="{}">{}</text><text class="value" x="{}%" y="{}">{}</text>',
        (
            (GAP_CLASS if word == GAP_WORD else "", x, round(y, 1), word, x, round(y + 16, 1), angka(value))
            for y, (_, word, value) in zip(placed, ends, strict=True)
        ),
    )
