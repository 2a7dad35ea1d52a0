from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from ksbb.places import actions as places
from tests.opendata.world import NOW, World, build


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        places.seed(at=NOW)
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(_built: World, db: None) -> World:
    cache.clear()
    return _built
