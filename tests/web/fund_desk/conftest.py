"""The agregator of tests/money.py in the small world, and a signed-in visitor of any role."""

import pytest

from tests import money
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.web.desks.conftest import Visitor, hidden, sit
from tests.world import World

__all__ = ["Visitor", "hidden", "sit"]


@pytest.fixture
def seated(world: World, sit: Visitor) -> Visitor:
    """`sit`, in a world with an agregator: `bendahara` and `pemeriksa` work there, `pokja_lama` sits in Pokja."""
    money.agregator(world)
    return sit
