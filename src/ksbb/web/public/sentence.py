"""The press sentence in pieces, so that every number in it is a link to its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from ksbb.opendata.sentences import Part, sentence_parts

if TYPE_CHECKING:
    from ksbb.catalogue.models import Package
    from ksbb.opendata.figures import Figures, Span

GROUPED_BY = {"kota": "kota", "kelurahan": "kelurahan", "rw": "rw", "givers": "pemberi"}
"""Numbers that count places and givers, and how their rows are grouped at /capaian/baris/."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the sentence: plain, or a link that wears the pattern of its stroke."""

    text: str
    url: str = ""
    stroke: str = ""


def pieces(found: Figures, span: Span, packages: Iterable[Package]) -> list[Piece]:
    """The sentence of a span, its numbers linked."""
    return [_piece(part) for part in sentence_parts(found, span, packages)]


def _piece(part: Part) -> Piece:
    if not part.topic:
        return Piece(part.text)
    grouped = GROUPED_BY.get(part.topic)
    query = {"tahap": "komitmen"} | ({"per": grouped} if grouped else {"paket": part.topic})
    return Piece(part.text, f"{reverse('capaian:rows')}?{urlencode(query)}", "" if grouped else "u-promised")
