"""The four strokes: one small graphic for every quantity, drawn on the server as SVG.

Outline = needed, hatch = promised, stripe = delivered, solid = confirmed by the receiver. Pattern and lightness carry
the meaning, hue only helps; words and numbers come first. All functions are pure and take whole quantities of one unit.
Patterns are referred to by id, so a page holds `defs()` once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ksbb.core.formats import angka

MINI_WIDTH, MINI_HEIGHT = 64, 12
ROW_HEIGHT = 14
KEPT = 2048
"""Drawings kept in a process: they are pure, and the same needs are drawn on page after page."""
COLUMN_STEP = 18  # px from one upright stroke to the next
_DEFS = (
    '<svg class="defs" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="ks-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="s-tint" width="5" height="5"/><rect class="s-mark" width="1.6" height="5"/></pattern>'
    '<pattern id="ks-stripe" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect class="s-tint" width="4" height="4"/><rect class="s-mark" y="1" width="4" height="2"/></pattern>'
    '<pattern id="ks-dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect class="s-ground" width="4" height="4"/><rect class="s-dot" x="1" y="1" width="1.4" height="1.4"/></pattern>'
    '<pattern id="ks-none" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect class="s-ground" width="7" height="7"/><rect class="s-dot" width="0.8" height="7"/></pattern>'
    "</defs></svg>"
)
_LAYERS = (
    ("promised", 'fill="url(#ks-hatch)"', "s-edge"),
    ("delivered", 'fill="url(#ks-stripe)"', "s-edge"),
    ("confirmed", 'class="s-conf"', "s-edge-conf"),
)


@dataclass(frozen=True, slots=True)
class Quantities:
    """Four numbers of one need or of many, in one unit; `elsewhere` is aid outside KSBB that lowers what is left.

    Raises ValueError for a negative number.
    """

    needed: int
    promised: int
    delivered: int
    confirmed: int
    elsewhere: int = 0
    unit: str = "paket"

    def __post_init__(self) -> None:
        if min(self.needed, self.promised, self.delivered, self.confirmed, self.elsewhere) < 0:
            raise ValueError("jumlah tidak boleh negatif")

    @property
    def left(self) -> int:
        """What nobody has promised yet; never below zero."""
        return max(0, self.needed - self.promised - self.elsewhere)

    @property
    def surplus(self) -> int:
        """What was received beyond the need."""
        return max(0, self.confirmed - self.needed)

    @property
    def full(self) -> int:
        """The scale on which all four fit; at least 1."""
        return max(self.needed, self.promised + self.elsewhere, self.delivered, self.confirmed, 1)


def words(q: Quantities) -> str:
    """The finding in one plain sentence, numbers first: "182 dari 300 paket sudah berkomitmen, 118 lagi"."""
    if not q.needed:
        return (
            f"Belum ada kebutuhan; {angka(q.promised)} {q.unit} sudah berkomitmen"
            if q.promised
            else "Belum ada kebutuhan"
        )
    if q.confirmed >= q.needed:
        more = f", lebih {angka(q.surplus)}" if q.surplus else ""
        return f"Terpenuhi: {angka(q.confirmed)} dari {angka(q.needed)} {q.unit} sudah diterima{more}"
    aside = f", {angka(q.elsewhere)} ditangani di luar KSBB" if q.elsewhere else ""
    if q.left == 0:
        return f"{angka(q.promised)} dari {angka(q.needed)} {q.unit} sudah berkomitmen{aside}, tidak ada yang tersisa"
    if not q.promised:
        return f"{angka(q.needed)} {q.unit} dibutuhkan, belum ada komitmen{aside}" + (
            f", {angka(q.left)} lagi" if q.elsewhere else ""
        )
    return f"{angka(q.promised)} dari {angka(q.needed)} {q.unit} sudah berkomitmen{aside}, {angka(q.left)} lagi"


def label(q: Quantities) -> str:
    """All four numbers for those who hear the graphic instead of seeing it."""
    parts = (
        f"dibutuhkan {angka(q.needed)} {q.unit}, komitmen {angka(q.promised)}, "
        f"disalurkan {angka(q.delivered)}, diterima {angka(q.confirmed)}"
    )
    return f"{parts}, di luar KSBB {angka(q.elsewhere)}" if q.elsewhere else parts


def defs() -> SafeString:
    """The patterns; exactly once per page, before the first graphic."""
    return mark_safe(_DEFS)  # noqa: S308 - a constant


def _length(part: int, full: int, size: float, least: float = 1.5) -> float:
    """Length of a part; something is never drawn as nothing, and not-all never as all."""
    if part <= 0:
        return 0.0
    if part >= full:
        return size
    return round(min(max(size * part / full, least), size - least), 2)


def _layers(q: Quantities, *, full: int, width: float, height: float, suffix: str = "") -> SafeString:
    """Nested layers of one bar, widest first; `suffix` "%" makes the widths relative."""
    least = 0.7 if suffix else 1.5
    need = _length(q.needed, full, width, least)
    drawn = [format_html('<rect class="s-left" width="{}{}" height="{}"/>', need, suffix, height)] if q.left else []
    if q.elsewhere:
        away = _length(q.promised + q.elsewhere, full, width, least)
        drawn.append(format_html('<rect fill="url(#ks-dots)" width="{}{}" height="{}"/>', away, suffix, height))
    for name, fill, edge in _LAYERS:
        size = _length(getattr(q, name), full, width, least)
        if size:
            drawn.append(_bar(fill, edge, size, suffix, height))
    if need:
        drawn.append(
            format_html(
                '<rect class="s-need" x="0.5" y="0.5" width="{}{}" height="{}"/>',
                need if suffix else max(need - 1, 1),
                suffix,
                height - 1,
            )
        )
    return mark_safe("".join(drawn))  # noqa: S308 - joined from format_html


def _bar(fill: str, edge: str, size: float, suffix: str, height: float) -> SafeString:
    return format_html(
        '<rect {} width="{}{}" height="{}"/><line class="{}" x1="{}{}" x2="{}{}" y2="{}"/>',
        mark_safe(fill),  # noqa: S308 - from the constant above
        size,
        suffix,
        height,
        edge,
        size,
        suffix,
        size,
        suffix,
        height,
    )


@lru_cache(KEPT)
def mini(q: Quantities) -> SafeString:
    """64 px bar for tables and rows; its number stands beside it in the cell."""
    return format_html(
        '<svg class="mini" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">{body}</svg>',
        w=MINI_WIDTH,
        h=MINI_HEIGHT,
        label=label(q),
        body=_layers(q, full=q.full, width=MINI_WIDTH, height=MINI_HEIGHT),
    )


@lru_cache(KEPT)
def bar(q: Quantities, *, scale: int | None = None, height: int = 14) -> SafeString:
    """One layered bar of full width; with `scale` several bars share one zero-based axis."""
    return format_html(
        '<svg class="bar" width="100%" height="{h}" role="img" aria-label="{label}">{body}</svg>',
        h=height,
        label=label(q),
        body=_layers(q, full=max(scale or 0, q.full), width=100, height=height, suffix="%"),
    )


_ROWS = (("dibutuhkan", "needed"), ("komitmen", "promised"), ("disalurkan", "delivered"), ("diterima", "confirmed"))


def _stack_rows(q: Quantities) -> Iterable[tuple[str, str, SafeString]]:
    """The four; of one promise only three, for what somebody promised is not what somebody needs."""
    for word, name in _ROWS[0 if q.needed else 1 :]:
        yield word, angka(getattr(q, name)), _one_stroke(q, name)


def _one_stroke(q: Quantities, name: str) -> SafeString:
    """One of the four as a stroke of its own on the common scale; hidden from hearing, since the row says it."""
    size = _length(getattr(q, name), q.full, 100, 0.7)
    h = ROW_HEIGHT
    if name == "needed":
        start = _length(q.promised + q.elsewhere, q.full, 100, 0.7)
        met = _length(q.promised, q.full, 100, 0.7)
        away = format_html(
            '<rect fill="url(#ks-dots)" x="{}%" width="{}%" height="{}"/>', met, round(start - met, 2), h
        )
        rest = format_html('<rect class="s-left" x="{}%" width="{}%" height="{}"/>', start, round(size - start, 2), h)
        frame = format_html('<rect class="s-need" x="0.5" y="0.5" width="{}%" height="{}"/>', size, h - 1)
        body = format_html("{}{}{}", away if q.elsewhere else "", rest if q.left else "", frame if size else "")
    else:
        fill, edge = next((fill, edge) for layer, fill, edge in _LAYERS if layer == name)
        body = _bar(fill, edge, size, "%", h) if size else SafeString("")
        body = format_html('<line class="grid" y1="{y}" x2="100%" y2="{y}"/>{}', body, y=h - 0.5)
    return format_html('<svg class="bar" width="100%" height="{}" aria-hidden="true">{}</svg>', h, body)


@lru_cache(KEPT)
def stack(q: Quantities, *, note: str = "", said: str = "") -> SafeString:
    """Four stacked strokes of full width, the sentence first, each with its word and number.

    `note` adds what only the caller knows ("4 menunggu konfirmasi, 2 kurang"); without it the gap between delivered and
    confirmed is named. `said` takes the place of the sentence.
    """
    waiting = q.delivered - q.confirmed
    note = note or (f"{angka(waiting)} dari yang disalurkan belum tercatat diterima" if waiting > 0 else "")
    rows = format_html_join(
        "",
        '<div><dt>{}</dt><dd>{}</dd><dd class="value">{}</dd></div>',
        ((word, drawing, number) for word, number, drawing in _stack_rows(q)),
    )
    return format_html(
        '<div class="strokes"><p class="strokes-words">{}.</p><dl>{}</dl>{}</div>',
        said or words(q),
        rows,
        format_html('<p class="strokes-note">{}.</p>', note) if note else "",
    )


@lru_cache(KEPT)
def column(q: Quantities, *, scale: int | None = None, height: int = 60) -> SafeString:
    """Four small upright strokes for tile maps and small multiples; `scale` is the largest need among them."""
    full, step, wide = max(scale or 0, q.full), COLUMN_STEP, COLUMN_STEP - 3
    body = [format_html('<line class="axis" y1="{y}" x2="{w}" y2="{y}"/>', w=COLUMN_STEP * 4 - 3, y=height + 0.5)]
    for place, name in enumerate(("needed", "promised", "delivered", "confirmed")):
        tall = _length(getattr(q, name), full, height)
        if not tall:
            continue
        x, y = place * step, round(height - tall, 2)
        if name == "needed":
            start = _length(q.promised + q.elsewhere, full, height)
            rest = round(max(tall - start, 0), 2)
            if q.left:
                body.append(
                    format_html('<rect class="s-left" x="{}" y="{}" width="{}" height="{}"/>', x, y, wide, rest)
                )
            body.append(
                format_html(
                    '<rect class="s-need" x="{}" y="{}" width="{}" height="{}"/>',
                    x + 0.5,
                    y + 0.5,
                    wide - 1,
                    max(tall - 0.5, 1),
                )
            )
        else:
            fill = mark_safe(next(fill for layer, fill, _ in _LAYERS if layer == name))  # noqa: S308 - a constant
            body.append(format_html('<rect {} x="{}" y="{}" width="{}" height="{}"/>', fill, x, y, wide, tall))
    return format_html(
        '<svg class="column" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        "{body}</svg>",
        w=COLUMN_STEP * 4 - 3,
        h=height + 1,
        label=label(q),
        body=mark_safe("".join(body)),  # noqa: S308 - joined from format_html
    )


@lru_cache(KEPT)
def disc(q: Quantities, *, x: float, y: float, full_radius: float, scale: int) -> SafeString:
    """Circle for maps as a `<g>`: its area is the need (`scale` gets `full_radius`), the filled area what is confirmed.

    The caller wraps it in a link whose name carries the words; nothing is drawn for a need of zero.
    """
    if q.needed <= 0:
        return SafeString("")
    radius = max(full_radius * sqrt(q.needed / max(scale, 1)), 1.5)
    rings = [format_html('<circle class="s-ground" cx="{}" cy="{}" r="{}"/>', x, y, round(radius, 2))]
    if q.left:
        rings.append(format_html('<circle class="s-left" cx="{}" cy="{}" r="{}"/>', x, y, round(radius, 2)))
    for name, fill, edge in (_LAYERS[0], _LAYERS[2]):
        part = min(getattr(q, name), q.needed)
        if part:
            r = max(radius * sqrt(part / q.needed), 0.8) if part < q.needed else radius
            rings.append(
                format_html(
                    '<circle {} cx="{}" cy="{}" r="{}"/><circle class="{}" cx="{}" cy="{}" r="{}"/>',
                    mark_safe(fill),  # noqa: S308 - a constant
                    x,
                    y,
                    round(r, 2),
                    edge,
                    x,
                    y,
                    round(r, 2),
                )
            )
    rings.append(format_html('<circle class="s-need" cx="{}" cy="{}" r="{}"/>', x, y, round(radius, 2)))
    return format_html('<g class="disc">{}</g>', mark_safe("".join(rings)))  # noqa: S308 - joined from format_html


def legend(*, elsewhere: bool = False, left: bool = True) -> SafeString:
    """The key: each pattern with its word."""
    items: list[tuple[str, str]] = [("", "dibutuhkan")]
    if left:
        items.append(('class="s-left"', "tanpa komitmen"))
    items += [(_LAYERS[0][1], "komitmen"), (_LAYERS[1][1], "disalurkan"), (_LAYERS[2][1], "diterima")]
    if elsewhere:
        items.append(('fill="url(#ks-dots)"', "di luar KSBB"))
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg class="mini" width="24" height="12" aria-hidden="true">{}'
            '<rect class="s-need" x="0.5" y="0.5" width="23" height="11"/></svg>{}</li>',
            (
                (mark_safe(f'<rect {fill} width="24" height="12"/>') if fill else "", word)  # noqa: S308 - constants
                for fill, word in items
            ),
        ),
    )
