from tests.standing_world import *  # noqa: F403 - fixtures
from tests.web.desks.conftest import sit

__all__ = ["sit"]
