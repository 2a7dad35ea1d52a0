from tests.opendata.conftest import _built, world

__all__ = ["_built", "world"]
