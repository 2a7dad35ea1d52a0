from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from ksbb.console.world import load
from ksbb.opendata.actions import fold_figures
from ksbb.places.actions import seed
from tests import databases

NOW = datetime(2026, 2, 28, 17, 5, tzinfo=UTC)
"""Five past midnight in Jakarta, on the first day of a month."""


@pytest.fixture(scope="module")
def demo(django_test_environment: None, django_db_blocker: Any, process_name: str) -> Iterator[list[str]]:
    """The whole demo world, loaded once for the file. Tests only look, or undo what they do."""
    told: list[str] = []
    with django_db_blocker.unblock(), databases.use(f"{process_name}_demo"):
        seed(at=NOW)
        load(at=NOW, tell=told.append)
        fold_figures(at=NOW)
        yield told


@pytest.fixture
def undone(demo: list[str]) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
