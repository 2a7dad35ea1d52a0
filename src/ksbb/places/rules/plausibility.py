"""Whether a figure about a place can be true (UX-01): 6,076 RW cannot lie in one kota when all Jakarta has 2,748."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ksbb.core.refusals import Refusal, first
from ksbb.core.text import why_not_publish, why_not_reason
from ksbb.places.enums import FigureKind

HIGHEST = 100_000_000
"""No figure about Jakarta is larger; also keeps the column safe."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A known figure that a new one is held against. `place_name` is the place it was counted for."""

    place_name: str
    kind: FigureKind
    value: int
    source: str


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def why_not_figure(*, kind: FigureKind, value: int, ceilings: Iterable[Ceiling], reason: str) -> Refusal | None:
    """Why a figure is not believed without a written reason: it exceeds a known figure of the place or of one above."""
    if not 0 <= value <= HIGHEST:
        return Refusal("figure_out_of_range", "Angka harus antara 0 dan 100.000.000.")
    above = [ceiling for ceiling in ceilings if value > ceiling.value and _comparable(kind, ceiling.kind)]
    if not above:
        return first(why_not_publish(reason))
    if reason.strip():
        return why_not_reason(reason)
    worst = min(above, key=lambda ceiling: ceiling.value)
    return Refusal(
        "figure_implausible",
        f"Angka {_number(value)} melebihi {worst.kind.label.lower()} {worst.place_name} yang diketahui, yaitu "
        f"{_number(worst.value)} ({worst.source}). Periksa lagi, atau tuliskan alasannya.",
    )


def _comparable(kind: FigureKind, other: FigureKind) -> bool:
    """Families never outnumber people; otherwise only the same kind is compared."""
    return kind == other or (kind == FigureKind.FAMILIES and other == FigureKind.POPULATION)


def why_not_record_figure(
    *, kind: FigureKind, value: int, as_of: date, today: date, source: str, ceilings: Iterable[Ceiling], reason: str
) -> Refusal | None:
    """Why a dated figure about a place may not be recorded."""
    if not source.strip():
        return Refusal("source_needed", "Sebutkan sumber angka ini.")
    if as_of > today:
        return Refusal("date_in_future", "Tanggal data tidak boleh di masa depan.")
    return first(
        why_not_publish(source, longest=200),
        why_not_figure(kind=kind, value=value, ceilings=ceilings, reason=reason),
    )


def why_not_import_rw(*, counts: Mapping[str, int], ceilings: Mapping[str, Ceiling], reason: str) -> Refusal | None:
    """Why a list of RW may not be taken in. `counts`: real RW per code of kota and provinsi as they would be then."""
    return first(
        *(
            why_not_figure(kind=FigureKind.RW_COUNT, value=counts[code], ceilings=(ceiling,), reason=reason)
            for code, ceiling in sorted(ceilings.items())
            if code in counts
        )
    )
