"""What the attacks start from: the situations of the rooms."""

from tests.situations import _built, world

__all__ = ["_built", "world"]
