"""Two imports at once, over real connections: each RW and each outline stands once, and nobody fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from django.db import connections

from ksbb.places import actions, queries
from ksbb.places.enums import Level
from ksbb.places.models import Boundary, BoundarySet, Place
from tests.places.conftest import AT
from tests.places.test_boundaries import RW


def at_once(*deeds: Any) -> list[Any]:
    def one(deed: Any) -> Any:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(one, deed) for deed in deeds]]


def test_parallel_imports_do_not_multiply(fresh_db: Any) -> None:
    actions.seed(at=AT)
    codes = [f"31.74.05.1001-RW{number:03d}" for number in range(1, 21)]
    layer = queries.read_boundaries(content=RW)

    def rw() -> int:
        return actions.import_rw(codes=codes, source="uji", at=AT).added

    def outlines() -> int:
        made = actions.import_boundaries(layer=layer, source="uji", licence="MIT", as_of=date(2026, 1, 1), at=AT)
        return Boundary.objects.filter(boundary_set=made).count()

    results = at_once(rw, outlines, rw, outlines)
    assert results[1] == results[3] == 3
    assert results[0] + results[2] in {17, 20}  # three of the twenty may have come with the outlines
    assert Place.objects.filter(level=Level.RW).count() == 20
    assert BoundarySet.objects.filter(level=Level.RW).count() == 1
