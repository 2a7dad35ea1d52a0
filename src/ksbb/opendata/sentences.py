"""The sentence that officials need, in their own manner of speaking; the wording is ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ksbb.core.formats import angka, tanggal_pendek, waktu
from ksbb.opendata.spans import WIB, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ksbb.catalogue.models import Package
    from ksbb.opendata.counting import Figures

AS_PUBLISHED = "Jumlah sesuai siaran pers; rincian per RW adalah contoh."
HOLDS_EXAMPLES = "Angka ini memuat baris contoh."


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the sentence. `topic` names the number in it: "sembako", "kota", "givers"; empty for plain words."""

    text: str
    topic: str = ""


def sentence_parts(found: Figures, span: Span, packages: Iterable[Package]) -> list[Part]:
    """One true sentence about the span in pieces, or the plain statement that nothing was promised in it."""
    since = span.since.astimezone(WIB).date() if span.since else found.first_day
    until = spoken_end(span.until)
    if since is None or not any(found.committed.values()):
        return [Part(f"Hingga {until} belum ada komitmen yang tercatat.")]
    reach = found.reach
    kota = "kota administrasi" if reach["kota"] < 6 else "kota dan kabupaten administrasi"
    return [
        Part(f"Terhitung sejak {tanggal_pendek(since)} hingga {until}, komitmen untuk "),
        *_packages(found.committed, packages),
        Part(", ditujukan kepada warga rentan di tingkat RW, tersebar di "),
        Part(f"{angka(reach['kota'])} {kota}", "kota"),
        Part(", "),
        Part(f"{angka(reach['kelurahan'])} kelurahan", "kelurahan"),
        Part(" dan "),
        Part(f"{angka(reach['rw'])} RW", "rw"),
        Part(", berasal dari "),
        Part(f"{angka(found.givers)} donatur dan agregator", "givers"),
        Part("."),
    ]


def press_sentence(found: Figures, span: Span, packages: Iterable[Package] | None = None) -> str:
    """The sentence as one text, without anything that is only for the eye."""
    if packages is None:
        from ksbb.catalogue.queries import packages as all_packages

        packages = all_packages()
    return "".join(part.text for part in sentence_parts(found, span, packages))


def beside(*, example: bool, span: Span) -> str:
    """What stands beside the sentence where examples are inside; empty where all rows are real."""
    if not example:
        return ""
    return AS_PUBLISHED if span.until.astimezone(WIB).year == 2020 else HOLDS_EXAMPLES


def spoken_end(until: datetime) -> str:
    """The end as people say it: a whole day by its date, another moment with its hour."""
    day = Span(until=until).whole_day
    return tanggal_pendek(day) if day else f"{tanggal_pendek(until)} pukul {waktu(until)}"


def _packages(committed: Mapping[str, int], packages: Iterable[Package]) -> list[Part]:
    counted = [Part(f"{angka(committed[p.code])} {p.spoken}", p.code) for p in packages if committed.get(p.code)]
    parts: list[Part] = []
    for place, part in enumerate(counted):
        if place:
            parts.append(Part(" dan " if place == len(counted) - 1 else ", "))
        parts.append(part)
    return parts
