"""All that the page of figures shows, read as of one moment in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ksbb.catalogue import queries as catalogue
from ksbb.needs import queries as needs
from ksbb.opendata.figures import Areas, areas, count, written
from ksbb.opendata.sentences import Part, sentence_parts
from ksbb.opendata.series import Series, series
from ksbb.opendata.snapshots import remembered, snapshot
from ksbb.opendata.tallies import open_ledger
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.recipients import queries as recipients

if TYPE_CHECKING:
    from ksbb.catalogue.models import Package
    from ksbb.opendata.counting import Figures
    from ksbb.opendata.spans import Span
    from ksbb.opendata.tallies import Ledger
    from ksbb.places.models import Place
    from ksbb.recipients.models import Report


@dataclass(frozen=True, slots=True)
class Board:
    """The page of figures. `areas` are the kecamatan, of one package and perhaps one period.

    `left` is what RW still need today by package code; empty where the span is not of today.
    """

    sheet: dict[str, Any]
    sentence: list[Part]
    first_day: date | None
    packages: list[Package]
    package: Package | None
    period: str
    districts: list[Place]
    areas: Areas
    series: Series | None
    reports: list[Report]
    left: dict[str, int]


def board(span: Span, *, package: str, period: str, today: date) -> Board:
    """The figures of the whole city in a span. `package` "" is the first that is promised or needed in it."""
    name = f"board:{span.key}:{package}:{period}"
    on = today if span.is_of(today) else None
    return remembered(name, lambda: _board(span, package=package, period=period, on=on))


def _packages(on: date | None) -> tuple[list[Package], dict[str, int]]:
    """All packages, and what is left of each on a day. 1 query."""
    if on is None:
        return catalogue.packages(), {}
    found: list[Any] = list(catalogue.in_order().annotate(left=needs.left_of_package(on=on)))
    return found, {package.code: package.left for package in found}


def _growth(span: Span, found: Figures, code: str, ledger: Ledger | None) -> Series:
    followed = found.committed[code] > found.untracked[code]
    return series(span, package=code, first_day=found.first_day, ledger=ledger, followed=followed)


def _board(span: Span, *, package: str, period: str, on: date | None) -> Board:
    with snapshot():
        packages, left = _packages(on)
        ledger = open_ledger(span)
        counted = count(span, packages, ledger)
        found = counted.found
        named = [p for p in packages if p.code == package]
        moved = [p for p in packages if found.committed[p.code] or found.needed[p.code]]
        chosen = next(iter(named or moved or packages), None)
        code = chosen.code if chosen else ""
        known = {one.period for one in counted.periods}
        period = period if period in known else ""
        return Board(
            sheet=written(counted, span, packages),
            sentence=sentence_parts(found, span, packages),
            first_day=found.first_day,
            packages=packages,
            package=chosen,
            period=period,
            districts=list(places.places_at(Level.DISTRICT)),
            areas=areas(span, level=Level.DISTRICT, package=code, period=period, ledger=ledger),
            series=_growth(span, found, code, ledger) if chosen else None,
            reports=recipients.all_reports(),
            left=left,
        )
