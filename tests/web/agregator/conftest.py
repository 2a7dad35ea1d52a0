"""An agregator in the small world; what pages keep for a minute is forgotten between tests."""

from tests.gifts.conftest import _built, agregator, world
from tests.web.public.conftest import _forget

__all__ = ["_built", "_forget", "agregator", "world"]
