from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ksbb.places import actions, queries
from ksbb.places.models import Place

AT = datetime(2026, 5, 2, 4, 0, tzinfo=UTC)
REAL = Path(__file__).resolve().parents[3] / "shared" / "data"


def _seed() -> None:
    actions.seed(at=AT)


@pytest.fixture(scope="module")
def _seeded(world_once: Any) -> Iterator[None]:
    with world_once("places", _seed):
        yield


@pytest.fixture
def jakarta(_seeded: None, db: None) -> Place:
    """The seeded province."""
    return queries.province()


@pytest.fixture
def place(jakarta: Place) -> Callable[[str], Place]:
    return queries.place_by_code


@pytest.fixture
def real() -> Path:
    """The folder of real test data beside the project; skipped where it is not there."""
    if not REAL.exists():
        pytest.skip("no ../shared/data here")
    return REAL


def square(lon: float, lat: float, side: float = 0.01) -> dict[str, Any]:
    """A GeoJSON square whose south-west corner is given."""
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}
