"""Which permit an activity calls for: rows of data/activities.yaml, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class PermitKind:
    """A kind of permit. `ends`: it is given for a time, so that a last day must be told."""

    code: str
    name: str
    issuer: str
    ends: bool
    source: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Something an organisation does here, and the kinds of permit of which it must hold one."""

    code: str
    name: str
    says: str
    permits: tuple[PermitKind, ...]
    agregator: bool = False
    home: bool = False


@cache
def activities() -> dict[str, Activity]:
    """Every activity by its code, in its written order."""
    content = yaml.safe_load((files("ksbb.permits") / "data/activities.yaml").read_text(encoding="utf-8"))
    kinds = {row["code"]: PermitKind(**row) for row in content["permits"]}
    rows = ({**row, "permits": tuple(kinds[code] for code in row["permits"])} for row in content["activities"])
    return {row["code"]: Activity(**row) for row in rows}


@cache
def permit_kinds() -> dict[str, PermitKind]:
    """Every kind of permit that some activity calls for, by its code."""
    return {kind.code: kind for activity in activities().values() for kind in activity.permits}


def activity_named(code: str) -> Activity | None:
    """The activity of this code, if there is one."""
    return activities().get(code)
