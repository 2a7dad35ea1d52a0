"""The ground of all layouts: A4, the font, texts that the font can set, the QR as squares, and equal bytes."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import ttf_opensans
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from ksbb.core.text import clean
from ksbb.documents import seals

if TYPE_CHECKING:
    from ksbb.documents.models import Paper
    from ksbb.documents.sheets import Sheet

MARGIN, WIDTH, HEIGHT = 17, 210, 297
"""Millimetres."""
FONT = "OpenSans"
UNKNOWN = "?"
EXAMPLE = "CONTOH – bukan dokumen sungguhan"


@cache
def _known() -> frozenset[int]:
    """The code points that the font can set."""
    reader = FPDF()
    reader.add_font(FONT, "", ttf_opensans.OPENSANS_REGULAR.path)
    font = reader.fonts[FONT.lower()]
    assert isinstance(font, TTFFont)  # noqa: S101 - what was just added
    known = frozenset(font.cmap)
    font.close()
    return known


def settable(text: str) -> str:
    """The text as the font can set it: marks it does not know are dropped, other letters become "?".

    A name in Arabic, Han or with a picture is whole on the page (the accessible twin); a printer must never fail.
    """
    flat = " ".join(clean(text).split())
    if all(ord(symbol) in _known() for symbol in flat):
        return flat
    shown = (symbol if ord(symbol) in _known() else _instead(symbol) for symbol in flat)
    return "".join(shown)


def _instead(symbol: str) -> str:
    return "" if unicodedata.category(symbol)[0] in "CM" else UNKNOWN


class Drawing(FPDF):
    """A4 sheets with the number at the foot of each page."""

    def __init__(self, paper: Paper, sheet: Sheet) -> None:
        super().__init__(format="A4")
        self.marked = f"{paper.reference} · versi {paper.version}"
        self.numbered = True
        self.set_creation_date(paper.issued_at)
        self.set_lang("id-ID")
        self.set_title(f"{settable(sheet.title)} – {paper.reference}")
        self.set_author("KSBB")
        self.set_producer("KSBB")
        self.add_font(FONT, "", ttf_opensans.OPENSANS_REGULAR.path)
        self.add_font(FONT, "B", ttf_opensans.OPENSANS_BOLD.path)
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN)
        self.write_as(9.5)
        self.example = sheet.example

    def finished(self) -> bytes:
        """The file. fpdf2 leaves the font's file open, so it is closed here."""
        data = bytes(self.output())
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()
        return data

    def footer(self) -> None:
        """Called by fpdf2 at the end of each page."""
        if self.numbered:
            self.set_y(-12)
            self.write_as(7.5)
            self.cell(0, 4, f"{self.marked} · halaman {self.page_no()}", align="C")

    def write_as(self, size: float, *, bold: bool = False) -> None:
        """Set the size in points and the weight."""
        self.set_font(FONT, "B" if bold else "", size)

    def say(self, text: str, *, height: float = 4.6, align: str = "L", width: float = 0) -> None:
        """A paragraph at the left margin, as wide as the page or `width`."""
        self.set_x(self.l_margin)
        self.multi_cell(width, height, settable(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def mark_example(self) -> None:
        """What the demo prints must not pass for the real thing."""
        if self.example:
            self.write_as(9, bold=True)
            self.say(EXAMPLE, align="C")

    def room_for(self, height: float) -> None:
        """Begin a new page unless so many millimetres are left."""
        if self.will_page_break(height):
            self.add_page()

    def qr(self, paper: Paper, *, x: float, y: float, size: float) -> None:
        """The QR as black runs, quiet zone of four modules included."""
        rows = [bytes(row) for row in seals.qr(paper).matrix]
        module = size / (len(rows) + 8)
        self.set_fill_color(0)
        for down, row in enumerate(rows, start=4):
            start = None
            for across, dark in enumerate([*row, 0], start=4):
                if dark and start is None:
                    start = across
                elif not dark and start is not None:
                    self.rect(x + start * module, y + down * module, (across - start) * module, module, style="F")
                    start = None
