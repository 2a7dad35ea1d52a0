import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.opendata.world import World, build


@pytest.fixture(scope="module")
def _built(world_once: Any) -> Iterator[World]:
    with world_once("opendata", build) as world:
        yield world


@pytest.fixture
def world(_built: World, db: None) -> World:
    cache.clear()
    return copy.deepcopy(_built)
