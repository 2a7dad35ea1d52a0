"""Papers that are read from a distance: the poster for the noticeboard and the labels for boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from ksbb.core.formats import tanggal_pendek
from ksbb.documents import seals
from ksbb.documents.printing.drawing import EXAMPLE, HEIGHT, MARGIN, WIDTH, settable
from ksbb.documents.printing.letters import widths
from ksbb.documents.sheets import check_code, spoken_code

if TYPE_CHECKING:
    from ksbb.documents.models import Paper
    from ksbb.documents.printing.drawing import Drawing
    from ksbb.documents.sheets import Part, Sheet

POSTER_QR, LABEL_QR = 82, 40
ACROSS, DOWN = WIDTH / 2, HEIGHT / 2
"""A label is a quarter of the sheet."""
LONGEST_TITLE = 90
LABEL_PAIRS = 6


def poster(drawing: Drawing, paper: Paper, sheet: Sheet) -> None:
    """One A4 sheet: who, what is asked for and where it stands, a large QR, and where to complain."""
    drawing.add_page()
    drawing.mark_example()
    drawing.write_as(11)
    drawing.say("KSBB · Kolaborasi Sosial Berskala Besar")
    drawing.write_as(34 if len(sheet.title) < 24 else 24, bold=True)
    drawing.say(sheet.title[:LONGEST_TITLE], height=13 if len(sheet.title) < 24 else 10)
    drawing.write_as(13)
    for text in sheet.lead:
        drawing.say(text, height=6.2)
    drawing.ln(3)
    for part in sheet.parts:
        _board(drawing, part)
    _scan(drawing, paper)


def _board(drawing: Drawing, part: Part) -> None:
    if part.heading:
        drawing.write_as(14, bold=True)
        drawing.say(part.heading, height=7)
    drawing.write_as(12)
    if part.rows:
        with drawing.table(
            width=WIDTH - 2 * MARGIN,
            col_widths=widths(drawing, part, within=WIDTH - 2 * MARGIN, padding=1.1),
            text_align=tuple("RIGHT" if name in part.figures else "LEFT" for name in part.columns),
            line_height=5.8,
            padding=1.1,
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="BOLD"),
        ) as table:
            for cells in (part.columns, *part.rows):
                row = table.row()
                for cell in cells:
                    row.cell(settable(cell))
        drawing.ln(2)
    for text in part.text:
        drawing.say(text, height=6)
        drawing.ln(0.8)


def _scan(drawing: Drawing, paper: Paper) -> None:
    drawing.room_for(POSTER_QR + 6)
    top = max(drawing.get_y(), HEIGHT - MARGIN - POSTER_QR - 4)
    drawing.qr(paper, x=MARGIN - 6, y=top, size=POSTER_QR)
    left = MARGIN + POSTER_QR
    drawing.set_xy(left, top + 12)
    lines = [
        (17, True, "Pindai: lihat rinciannya dan periksa keaslian poster ini"),
        (9, False, seals.check_address(paper)),
        (11, False, f"Nomor {paper.reference}, terbit {tanggal_pendek(paper.issued_at)}"),
        (11, False, f"Kode periksa {spoken_code(check_code(paper.digest))}"),
        (7.5, False, seals.HONEST),
    ]
    for size, bold, text in lines:
        drawing.write_as(size, bold=bold)
        drawing.set_x(left)
        drawing.multi_cell(WIDTH - MARGIN - left, size * 0.46, text, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        drawing.ln(1.6)


def labels(drawing: Drawing, paper: Paper, sheet: Sheet) -> None:
    """Four labels to a sheet, to be cut along the lines: "Kardus 2 dari 5"."""
    drawing.numbered = False
    drawing.set_auto_page_break(False)
    for number in range(sheet.copies):
        if number % 4 == 0:
            drawing.add_page()
            drawing.set_draw_color(120)
            drawing.set_dash_pattern(dash=1, gap=2)
            drawing.line(ACROSS, 4, ACROSS, HEIGHT - 4)
            drawing.line(4, DOWN, WIDTH - 4, DOWN)
            drawing.set_dash_pattern()
        _label(drawing, paper, sheet, number + 1, x=(number % 2) * ACROSS + 8, y=(number % 4 // 2) * DOWN + 8)


def _label(drawing: Drawing, paper: Paper, sheet: Sheet, number: int, *, x: float, y: float) -> None:
    width = ACROSS - 16

    def say(text: str, size: float, *, bold: bool = False, most: int = 2, inside: float = width) -> None:
        drawing.write_as(size, bold=bold)
        drawing.set_x(x)
        height = size * 0.43
        lines = drawing.multi_cell(inside, height, settable(text), align="L", dry_run=True, output="LINES")
        assert isinstance(lines, list)  # noqa: S101 - what fpdf2 gives when asked for lines
        for line in lines[:most]:
            drawing.set_x(x)
            drawing.cell(inside, height, line, new_x=XPos.LEFT, new_y=YPos.NEXT)

    drawing.set_xy(x, y)
    if sheet.example:
        say(EXAMPLE, 8, bold=True)
    say(sheet.title, 19 if len(sheet.title) < 30 else 14, bold=True, most=3)
    for text in sheet.lead:
        say(text, 10)
    drawing.ln(1.5)
    for part in sheet.parts:
        for pair in part.pairs[:LABEL_PAIRS]:
            say(f"{pair.term}: {pair.value}", 10.5)
        for text in part.text:
            say(text, 10.5)
    foot = y + DOWN - 16 - LABEL_QR
    drawing.qr(paper, x=x + width - LABEL_QR + 3, y=foot, size=LABEL_QR)
    drawing.set_y(foot + 4)
    left = width - LABEL_QR
    say("Kardus", 11, inside=left)
    say(f"{number} dari {sheet.copies}", 22, bold=True, inside=left)
    drawing.ln(2)
    say(paper.reference, 9.5, inside=left)
    say(f"Kode periksa {spoken_code(check_code(paper.digest))}", 8, inside=left, most=3)
