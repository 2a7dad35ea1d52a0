"""The public figures as of any moment: one sheet for the page, the CSV and the API."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ksbb.catalogue import queries as catalogue
from ksbb.opendata.counting import (
    Figures,
    Fulfilment,
    areas_of,
    fulfilment,
    recount,
    recount_fulfilments,
    recount_quantities,
)
from ksbb.opendata.enums import Measure
from ksbb.opendata.sentences import beside, press_sentence
from ksbb.opendata.snapshots import remembered, snapshot
from ksbb.opendata.spans import WIB, Span, end_of, span_from, start_of
from ksbb.opendata.tallies import open_ledger, tallied_areas, tallied_fulfilments, tally
from ksbb.places.enums import Level

if TYPE_CHECKING:
    from ksbb.catalogue.models import Package
    from ksbb.opendata.tallies import Ledger

Areas = dict[int, dict[str, dict[str, int]]]
"""Place, package code, measure -> quantity."""

COLUMN = {Level.CITY: "city", Level.DISTRICT: "district", Level.VILLAGE: "village", Level.RW: ""}
"""Under which ancestor the places of a level are found."""

__all__ = [
    "COLUMN",
    "WIB",
    "Areas",
    "Counted",
    "Figures",
    "Fulfilment",
    "Span",
    "areas",
    "by_area",
    "count",
    "end_of",
    "figures",
    "fulfilment",
    "fulfilments",
    "sheet",
    "span_from",
    "start_of",
    "written",
]


def figures(span: Span) -> Figures:
    """All figures of a span: from the tallies where they can answer, else recounted."""
    packages = catalogue.packages()
    with snapshot():
        ledger = open_ledger(span) if span.place is None and not span.institutions else None
        return tally(ledger, packages)[0] if ledger else recount(span, packages)


def fulfilments(span: Span) -> list[Fulfilment]:
    """Keterpenuhan of every period that has counted promises in the span, oldest first."""
    with snapshot():
        ledger = open_ledger(span) if span.place is None and not span.institutions else None
        return tallied_fulfilments(ledger) if ledger else recount_fulfilments(span)


def areas(span: Span, *, level: Level, package: str = "", period: str = "", ledger: Ledger | None = None) -> Areas:
    """The four numbers for each place of a level: `{place_id: {package code: {stage or "dibutuhkan": total}}}`.

    With `period` only the needs of that period count. `ledger` is one that is open already.
    """
    kept = level in {Level.CITY, Level.DISTRICT} and not span.institutions and not period
    kept &= span.place is None or span.place.level in {Level.PROVINCE, Level.CITY, Level.DISTRICT}
    ledger = ledger or (open_ledger(span) if kept else None)
    if kept and ledger is not None:
        found = tallied_areas(ledger, level=level, under=span.place, package=package)
    else:
        found = areas_of(span, column=COLUMN[level], package=package, period=period)
    return {place: {code: dict(numbers) for code, numbers in row.items()} for place, row in found.items()}


def by_area(span: Span, *, column: str, package: str) -> dict[int, dict[str, int]]:
    """The four numbers of one package for each area: `{place_id: {stage or "needed": total}}`.

    `column` is the ancestor to group by: "city", "district", "village", or "" for the RW itself.
    """
    level = next(level for level, name in COLUMN.items() if name == column)
    with snapshot():
        found = areas(span, level=level, package=package)
    rows = {place: row.get(package, {}) for place, row in found.items()}
    return {place: {**row, "needed": row.get(Measure.NEEDED, 0)} for place, row in rows.items()}


def sheet(span: Span) -> dict[str, Any]:
    """The figures of a span in the fixed form of the API; page and CSV show the same sheet.

    Quantities are by package code, each in the package's own unit; `institutions` stand beside the sums, not inside.
    """
    return remembered(f"sheet:{span.key}", lambda: _sheet(span))


def _sheet(span: Span) -> dict[str, Any]:
    with snapshot():
        packages = catalogue.packages()
        return written(count(span, packages, open_ledger(span)), span, packages)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted in a span: RW, institutions beside them, keterpenuhan."""

    found: Figures
    homes: Figures
    periods: list[Fulfilment]


def count(span: Span, packages: list[Package], ledger: Ledger | None) -> Counted:
    """Count a span: from its ledger where there is one and the span is the whole city, else from the rows."""
    if ledger is not None and span.place is None and not span.institutions:
        return Counted(*tally(ledger, packages), tallied_fulfilments(ledger))
    homes = recount_quantities(span.for_institutions(), packages)
    return Counted(recount(span, packages), homes, recount_fulfilments(span))


def written(counted: Counted, span: Span, packages: list[Package]) -> dict[str, Any]:
    """The sheet of what was counted."""
    found = counted.found
    return {
        "as_of": span.as_of,
        "since": span.since_text or None,
        "known_at": span.known_at.astimezone(WIB).isoformat() if span.known_at else None,
        **_quantities(found),
        "surplus": dict(found.surplus),
        "untracked": dict(found.untracked),
        "reach": dict(found.reach),
        "givers": found.givers,
        "givers_by_kind": dict(found.givers_by_kind),
        "fulfilment": [asdict(one) for one in counted.periods],
        "institutions": _quantities(counted.homes),
        "sentence": press_sentence(found, span, packages),
        "beside": beside(example=found.example, span=span),
        "example": found.example,
    }


def _quantities(found: Figures) -> dict[str, dict[str, int]]:
    return {
        "needed": dict(found.needed),
        "committed": dict(found.committed),
        "delivered": dict(found.delivered),
        "confirmed": dict(found.confirmed),
    }
