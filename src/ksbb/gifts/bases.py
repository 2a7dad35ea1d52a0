"""The legal bases of data/bases.yaml: which money each covers, and how much of it may go into costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ksbb.core.refusals import NotFound
from ksbb.funds.enums import FundKind

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).parent / "data" / "bases.yaml"


@dataclass(frozen=True, slots=True)
class Basis:
    """One ground in law. `cap` is the ceiling of costs in thousandths of what came in; None: none known to us."""

    code: str
    name: str
    law: str
    funds: frozenset[FundKind]
    cap: int | None
    cap_source: str
    ends: bool


@cache
def bases() -> Mapping[str, Basis]:
    """All of them by code, in the order of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["bases"]
    return {row["code"]: Basis(**{**row, "funds": frozenset(map(FundKind, row["funds"]))}) for row in rows}


def basis_by_code(code: str) -> Basis:
    """One of them. Raises NotFound."""
    found = bases().get(code)
    if found is None:
        raise NotFound(code)
    return found
