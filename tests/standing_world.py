"""Fixtures: the small world stands in a database of its own, each test gets its own copy and is rolled back.

Used by a conftest: `from tests.standing_world import *`. The clock stands still at AT, so that every door says the
same moment.
"""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from ksbb.places import actions as places
from tests.world import World, make_world

__all__ = ["AT", "_standing", "clock", "world"]

AT = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)  # a Monday, 10.00 in Jakarta


def _build() -> World:
    places.seed(at=AT)
    return make_world(at=AT)


@pytest.fixture(scope="module")
def _standing(world_once: Any) -> Iterator[World]:
    with world_once("small", _build) as world:
        yield world


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(_standing: World, db: None, clock: None) -> World:
    return copy.deepcopy(_standing)
