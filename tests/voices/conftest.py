from tests.standing_world import *  # noqa: F403 - fixtures
