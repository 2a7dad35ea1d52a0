"""The PDF of a paper: A4, black and white, the same bytes for the same content. What the page shows, it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksbb.documents.enums import PaperKind

if TYPE_CHECKING:
    from ksbb.documents.models import Paper
    from ksbb.documents.sheets import Sheet


def pdf(paper: Paper, sheet: Sheet) -> bytes:
    """The file. fpdf2 takes most of a second to load, so it is loaded at the first printing."""
    from ksbb.documents.printing import boards, letters
    from ksbb.documents.printing.drawing import Drawing

    drawing = Drawing(paper, sheet)
    layouts = {PaperKind.POSTER: boards.poster, PaperKind.LABEL: boards.labels}
    layouts.get(PaperKind(paper.kind), letters.letter)(drawing, paper, sheet)
    return drawing.finished()
