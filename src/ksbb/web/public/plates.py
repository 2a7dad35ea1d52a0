"""Line drawings of what a package holds: one small symbol for each kind of thing, drawn by us in a 64 × 64 field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BOX = "M10 24 32 14l22 10v24L32 58 10 48zM10 24l22 10 22-10M32 34v24"


@cache
def symbols() -> tuple[tuple[str, str], ...]:
    """The drawings of `plates.txt`: the beginning of a word, and the path."""
    lines = Path(__file__).with_name("plates.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return tuple((word, path) for word, path in pairs)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing on the plate: its words and the path that draws it."""

    name: str
    quantity: str
    path: str


def symbol(name: str) -> str:
    """The path for a thing by its name; a plain box for what has no drawing of its own."""
    words = name.lower().split()
    for key, path in symbols():
        if any(word.startswith(key) for word in words):
            return path
    return BOX


def plate(items: Iterable[tuple[str, str]]) -> list[Drawn]:
    """The drawings of all things in a package, in their order."""
    return [Drawn(name, quantity, symbol(name)) for name, quantity in items]
