"""The versions of the safeguarding statement of homes for children: text, not rows; acceptances are rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """One version of the statement, point by point, with what it rests on."""

    version: int
    valid_from: date
    source: str
    points: tuple[str, ...]


@cache
def current() -> Safeguarding:
    """The version in force: the first of the file."""
    row = yaml.safe_load((files("ksbb.recipients") / "data/safeguarding.yaml").read_text(encoding="utf-8"))[0]
    return Safeguarding(**{**row, "points": tuple(row["points"])})
