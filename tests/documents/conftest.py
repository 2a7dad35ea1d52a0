from tests.situations import _built, world

__all__ = ["_built", "world"]
