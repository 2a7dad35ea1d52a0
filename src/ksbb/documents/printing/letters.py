"""Surat komitmen, tanda terima, BAST: a letter with head, parts, signatures and seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from ksbb.core.formats import tanggal_pendek, waktu
from ksbb.documents import seals
from ksbb.documents.printing.drawing import MARGIN, WIDTH, settable
from ksbb.documents.sheets import check_code, spoken_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.documents.models import Paper
    from ksbb.documents.printing.drawing import Drawing
    from ksbb.documents.sheets import Pair, Part, Sheet, Signature

TEXT = WIDTH - 2 * MARGIN
TERM = 42
QR = 27
PADDING = 1.1


def letter(drawing: Drawing, paper: Paper, sheet: Sheet) -> None:
    """The whole letter; one page where its parts allow."""
    drawing.add_page()
    _head(drawing, paper, sheet)
    for part in sheet.parts:
        _part(drawing, part)
    if sheet.signatures:
        _signatures(drawing, sheet.signatures)
    seal(drawing, paper)


def _head(drawing: Drawing, paper: Paper, sheet: Sheet) -> None:
    drawing.write_as(12, bold=True)
    drawing.say("KSBB · Kolaborasi Sosial Berskala Besar", align="C", height=5.4)
    drawing.write_as(8)
    drawing.say("Mencocokkan, mencatat, dan membuktikan bantuan warga Jakarta. Tidak menerima uang.", align="C")
    drawing.line(MARGIN, drawing.get_y() + 1, WIDTH - MARGIN, drawing.get_y() + 1)
    drawing.ln(3.5)
    drawing.mark_example()
    drawing.write_as(13, bold=True)
    drawing.say(sheet.title.upper(), align="C", height=6)
    drawing.write_as(9.5)
    drawing.say(f"Nomor: {paper.reference}{version_words(paper)}", align="C")
    drawing.ln(2)
    for text in sheet.lead:
        drawing.say(text)
        drawing.ln(1)


def version_words(paper: Paper) -> str:
    """Which version, said from the second on."""
    return f" (versi {paper.version}, menggantikan versi {paper.version - 1})" if paper.version > 1 else ""


def _part(drawing: Drawing, part: Part) -> None:
    if part.heading:
        drawing.room_for(14)
        drawing.ln(1)
        drawing.write_as(9.5, bold=True)
        drawing.say(part.heading)
    drawing.write_as(9.5)
    for pair in part.pairs:
        _pair(drawing, pair)
    if part.rows:
        _table(drawing, part)
    for text in part.text:
        drawing.say(text)
        drawing.ln(0.8)


def _pair(drawing: Drawing, pair: Pair) -> None:
    drawing.room_for(14)
    top = drawing.get_y()
    drawing.say(pair.term, height=4.5, width=TERM)
    under = drawing.get_y()
    drawing.set_xy(MARGIN + TERM, top)
    value = f": {settable(pair.value)}"
    drawing.multi_cell(TEXT - TERM, 4.5, value, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    drawing.set_y(max(under, drawing.get_y()))


def _table(drawing: Drawing, part: Part) -> None:
    drawing.ln(1)
    drawing.write_as(8.5)
    with drawing.table(
        width=TEXT,
        align="L",
        col_widths=widths(drawing, part, within=TEXT, padding=PADDING),
        text_align=tuple("RIGHT" if name in part.figures else "LEFT" for name in part.columns),
        line_height=4.1,
        padding=(0.7, PADDING),
        headings_style=FontFace(emphasis="BOLD"),
    ) as table:
        for cells in (part.columns, *part.rows):
            row = table.row()
            for cell in cells:
                row.cell(settable(cell))
    drawing.write_as(9.5)
    drawing.ln(1.5)


def widths(drawing: Drawing, part: Part, *, within: float, padding: float) -> tuple[float, ...]:
    """Millimetres for each column: its longest word first, so that no figure is cut; what is left by need."""
    drawing.set_font(style="B")  # as wide as a column can get
    least, wanted = [], []
    for column, name in enumerate(part.columns):
        cells = [settable(name), *(settable(row[column]) for row in part.rows)]
        words = [word for cell in cells for word in cell.split()]
        room = 2 * padding + 1
        least.append(min(max(map(drawing.get_string_width, words), default=4), within / 3) + room)
        wanted.append(max(map(drawing.get_string_width, cells)) + room)
    drawing.set_font(style="")
    left = within - sum(least)
    asked = sum(max(0, want - low) for want, low in zip(wanted, least, strict=True)) or 1
    if left <= 0:
        return tuple(low * within / sum(least) for low in least)
    return tuple(low + left * max(0, want - low) / asked for want, low in zip(wanted, least, strict=True))


def _signatures(drawing: Drawing, signatures: Sequence[Signature]) -> None:
    drawing.room_for(33)
    drawing.ln(2)
    top, across = drawing.get_y(), TEXT / max(len(signatures), 2)
    for place, signature in enumerate(signatures):
        left = MARGIN + place * across
        drawing.set_xy(left, top)
        drawing.multi_cell(across, 4.4, settable(signature.capacity), align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
        drawing.set_xy(left, top + 20)
        name = f"({settable(signature.name)})" if signature.name else "(" + "." * int(across / 1.5) + ")"
        drawing.multi_cell(across, 4.4, name, align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
    drawing.set_xy(MARGIN, max(top + 26, drawing.get_y()))


def seal(drawing: Drawing, paper: Paper) -> None:
    """QR, number, code, seal and the honest word about it, held together on one page."""
    drawing.room_for(QR + 3)
    drawing.ln(1.5)
    top = drawing.get_y()
    drawing.line(MARGIN, top, WIDTH - MARGIN, top)
    drawing.qr(paper, x=MARGIN - 2, y=top + 1, size=QR)
    left = MARGIN + QR
    for size, bold, text in seal_lines(paper):
        drawing.set_xy(left, top + 2.5 if drawing.get_y() <= top else drawing.get_y())
        drawing.write_as(size, bold=bold)
        drawing.multi_cell(WIDTH - MARGIN - left, size * 0.44, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    drawing.set_y(max(top + QR + 1, drawing.get_y()))


def seal_lines(paper: Paper) -> list[tuple[float, bool, str]]:
    """What stands beside the QR: size, weight and text."""
    issued = f"{tanggal_pendek(paper.issued_at)}, {waktu(paper.issued_at)}"
    return [
        (8.5, True, f"Periksa keasliannya: pindai QR ini · kode periksa {spoken_code(check_code(paper.digest))}"),
        (7.5, False, f"{seals.check_address(paper)}"),
        (7.5, False, f"Terbit {issued}, versi {paper.version}. Sidik isi (SHA-256): {paper.digest}"),
        (7.5, False, seals.HONEST),
    ]
