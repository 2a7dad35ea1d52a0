"""The demo world, built by actions: 2020 as published, and a present in which every situation is alive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from ksbb.console.world.cast import make_cast
from ksbb.console.world.present import build_present
from ksbb.console.world.year2020 import build_2020

Tell = Callable[[str], None]
SETTLED = timedelta(days=90)
"""The officers of the demo world had their roles before its present began."""


def load(*, at: datetime, tell: Tell) -> None:
    """Build the whole world in one transaction: an interrupted load leaves nothing behind."""
    with transaction.atomic():
        tell("Pemeran dan katalog")
        cast = make_cast(at=at - SETTLED)
        tell("24 April–22 Mei 2020")
        build_2020(cast, at=at, tell=tell)
        tell("Periode berjalan")
        build_present(cast, at=at)
