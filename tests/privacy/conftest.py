"""What the tests of the room start from."""

from tests.situations import _built, world

__all__ = ["_built", "world"]
