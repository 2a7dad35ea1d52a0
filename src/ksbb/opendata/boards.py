"""All that the page of figures shows, read as of one moment in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ksbb.catalogue import queries as catalogue
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
    from ksbb.opendata.spans import Span
    from ksbb.places.models import Place
    from ksbb.recipients.models import Report


@dataclass(frozen=True, slots=True)
class Board:
    """The page of figures. `areas` are the kecamatan, of one package and perhaps one period."""

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


def board(span: Span, *, package: str, period: str) -> Board:
    """The figures of the whole city in a span. `package` "" is the first that is promised or needed in it."""
    return remembered(f"board:{span.key}:{package}:{period}", lambda: _board(span, package=package, period=period))


def _board(span: Span, *, package: str, period: str) -> Board:
    with snapshot():
        packages = catalogue.packages()
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
            series=series(span, package=code, first_day=found.first_day, ledger=ledger) if chosen else None,
            reports=recipients.all_reports(),
        )
