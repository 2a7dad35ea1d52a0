"""The shape of a layer of outlines. Apart from the geometry, so that serving pages never loads the geometry library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ksbb.places.enums import Level
from ksbb.places.rules.drawing import Box
from ksbb.places.rules.tables import RowProblem

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


def silent(step: str, done: int, total: int) -> None:
    """A progress that tells nobody."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one place, ready to store. An RW also carries `village_code` and `rw_number`."""

    code: str
    village_code: str
    rw_number: int | None
    geometry: str
    box: Box
    label: tuple[float, float]
    path: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A checked file. With `problems` nothing of it may be stored.

    `wider`: outlines of kecamatan and kota joined from those of their kelurahan.
    """

    level: Level
    digest: str
    outlines: tuple[Outline, ...] = ()
    wider: tuple[tuple[Level, tuple[Outline, ...]], ...] = ()
    skipped: tuple[RowProblem, ...] = ()
    problems: tuple[RowProblem, ...] = ()
