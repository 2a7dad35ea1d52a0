"""Draws a card: 1200 × 630 in the colours of the site, every letter at least 40 px high, the four strokes."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from ksbb.core.formats import angka
from ksbb.web.cards.faces import Face

WIDTH, HEIGHT = 1200, 630
SCALE = 2
"""Drawn twice as large and shrunk: smooth edges."""
LEFT, RIGHT = 72, 1128
SMALLEST = 40
QUALITY = 88

PAPER, INK, INK_2, LINE, EDGE = "#faf7f0", "#141d2b", "#544e44", "#d9d1c0", "#7d7566"
BLUE, TINT, GREEN, MARIGOLD = "#1b4179", "#dfe7f1", "#12573a", "#f3b63f"
WORDS = ("dibutuhkan", "komitmen", "disalurkan", "diterima")
TITLES = ((62, 1), (50, 2))
BIG_TITLES = ((84, 1), (62, 2))
"""Sizes of the title with the number of lines that each may take."""
FOOT = 546
"""Where the coloured foot begins."""
ROW, BAR, BARS_AT = 52, 36, 484
"""Step from stroke to stroke, height of one, and where they begin; the words stand to the left."""


def draw(face: Face) -> bytes:
    """The card as JPEG."""
    large = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    pen = Pen(large)
    _head(pen, face)
    bottom = _title(pen, face)
    if face.numbers is not None:
        _strokes(pen, face.numbers, top=(bottom + FOOT - 4 * ROW + ROW - BAR) / 2)
    _foot(pen, face)
    made = io.BytesIO()
    large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


class Pen:
    """Draws in the card's own pixels, whatever the scale."""

    def __init__(self, image: Image.Image) -> None:
        self.image, self.ink = image, ImageDraw.Draw(image)

    def text(
        self, x: float, y: float, words: str, *, size: int = SMALLEST, fill: str = INK, **more: str | bool
    ) -> None:
        """Words with their top left (or `anchor`) at a point; `strong` thickens them."""
        strong = SCALE if more.get("strong") else 0
        anchor = str(more.get("anchor", "la"))
        self.ink.text((x * SCALE, y * SCALE), words, fill, _font(size), anchor, stroke_width=strong, stroke_fill=fill)

    def width(self, words: str, size: int) -> float:
        """How wide some words are."""
        return _font(size).getlength(words) / SCALE

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "", edge: str = "", thick: int = 3
    ) -> None:
        """A rectangle, filled or with an edge."""
        at = [x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1]
        self.ink.rectangle(at, fill or None, edge or None, thick * SCALE if edge else 1)

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """Promised: slanting lines on a tint."""
        part = Image.new("RGB", (max(1, int(width * SCALE)), int(height * SCALE)), TINT)
        lines, step = ImageDraw.Draw(part), 12 * SCALE
        for start in range(-part.height, part.width, step):
            lines.line([(start, part.height), (start + part.height, 0)], BLUE, 4 * SCALE)
        self.image.paste(part, (int(x * SCALE), int(y * SCALE)))
        self.box(x, y, width, height, edge=BLUE, thick=2)

    def striped(self, x: float, y: float, width: float, height: float) -> None:
        """Delivered: level lines on a tint."""
        self.box(x, y, width, height, fill=TINT)
        for step in range(3, int(height) - 3, 9):
            self.box(x, y + step, width, 5, fill=BLUE)
        self.box(x, y, width, height, edge=BLUE, thick=2)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """The scalable face that comes with the drawing library: nothing is loaded from elsewhere."""
    found = ImageFont.load_default(size * SCALE)
    assert isinstance(found, ImageFont.FreeTypeFont)  # noqa: S101 - so it is wherever FreeType is built in
    return found


def _head(pen: Pen, face: Face) -> None:
    pen.text(LEFT, 44, "KSBB", strong=True)
    pen.text(LEFT + pen.width("KSBB ", SMALLEST) + 6, 44, _fit(pen, face.kicker, SMALLEST, 640), fill=INK_2)
    if face.example:
        width = pen.width("contoh", SMALLEST) + 32
        pen.box(RIGHT - width, 38, width, 56, edge=EDGE)
        pen.text(RIGHT - width + 16, 44, "contoh", fill=INK_2)
    pen.box(LEFT, 106, RIGHT - LEFT, 2, fill=LINE)


def _title(pen: Pen, face: Face) -> float:
    """The title in at most two lines and the place in one; tells where they end."""
    sizes = TITLES if face.numbers is not None else BIG_TITLES
    for size, most in sizes:
        lines = _wrapped(pen, face.title, size, RIGHT - LEFT)
        if len(lines) <= most:
            break
    else:
        lines = [lines[0], _fit(pen, " ".join(lines[1:]), size, RIGHT - LEFT)]
    y = 124.0 if face.numbers is not None else 190.0
    for line in lines:
        pen.text(LEFT, y, line, size=size, strong=True)
        y += size * 1.16
    pen.text(LEFT, y + 4, _fit(pen, face.place, SMALLEST, RIGHT - LEFT), fill=INK_2)
    return y + 4 + SMALLEST * 1.2


def _strokes(pen: Pen, numbers: tuple[int, int, int, int], *, top: float) -> None:
    """Outline, hatch, stripe, solid: each on its row, its word and number before it."""
    full, whole = max(*numbers, 1), RIGHT - BARS_AT
    for row, (word, number) in enumerate(zip(WORDS, numbers, strict=True)):
        y = top + row * ROW
        fill = GREEN if word == "diterima" else INK
        pen.text(LEFT, y + BAR / 2, word, fill=fill, anchor="lm")
        pen.text(BARS_AT - 28, y + BAR / 2, angka(number), fill=fill, anchor="rm", strong=True)
        width = min(max(whole * number / full, 6), whole)
        if not number:
            pen.box(BARS_AT, y + BAR - 2, whole, 2, fill=LINE)
        elif word == "dibutuhkan":
            pen.box(BARS_AT, y, width, BAR, edge=INK)
        elif word == "komitmen":
            pen.hatched(BARS_AT, y, width, BAR)
        elif word == "disalurkan":
            pen.striped(BARS_AT, y, width, BAR)
        else:
            pen.box(BARS_AT, y, width, BAR, fill=GREEN)


def _foot(pen: Pen, face: Face) -> None:
    pen.box(0, FOOT, WIDTH, HEIGHT - FOOT, fill=MARIGOLD if face.wanted else LINE)
    pen.text(LEFT, 588, _fit(pen, face.note, 44, RIGHT - LEFT), size=44, strong=True, anchor="lm")


def _wrapped(pen: Pen, words: str, size: int, width: float) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.width(longer, size) <= width - 4:
            lines[-1] = longer
        else:
            lines.append(_fit(pen, word, size, width))
    return lines or [""]


def _fit(pen: Pen, words: str, size: int, width: float) -> str:
    """The words, or as many letters as fit and an ellipsis."""
    if pen.width(words, size) <= width:
        return words
    kept = words
    while kept and pen.width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip(' ,.')}…"
