"""The history as the public sees it: which deeds show their inside, the log in parts, the proof of one row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ksbb.core import chain, checkpoints, logbook
from ksbb.core.models import Checkpoint
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound

PART = 50_000
"""Rows in one file of the log, about 20 MB; a full part never changes again."""
SHOWN = 25

OPENED = frozenset(
    {
        "add_period",
        "add_rw",
        "approve_correction",
        "close",
        "enter_rw",
        "expire_stale",
        "import_boundaries",
        "import_rw",
        "load_programme",
        "open_needs",
        "publish_sentence",
        "recode_place",
        "record_figure",
        "record_outside_aid",
        "register_organisation",
        "register_recipient",
        "retire_recipient",
        "seed_places",
        "set_standing",
        "verify",
        "verify_batch",
    }
)
"""Deeds about what is public anyway, done in an office. All others are published as entries only: the subject of a
promise is half of what opens it to its giver (T17), and the number of a giver would join what was given anonymously."""


def parts(size: int) -> int:
    """How many files a log of so many rows has."""
    return -(-size // PART)


def part(number: int) -> Iterator[str]:
    """One file of the log, as far as the newest checkpoint reaches. Raises NotFound beyond it."""
    signed = checkpoints.latest()
    first = number * PART
    if signed is None or not 0 <= first < signed.size:
        raise NotFound(str(number))
    return logbook.lines(first=first, after=min(first + PART, signed.size), opened=OPENED)


@dataclass(frozen=True, slots=True)
class RowProof:
    """One row of the history and how it is proven. `proof` is empty while no checkpoint covers the row yet."""

    sequence: int
    position: int
    verb: str
    recorded_at: datetime
    effective_at: datetime
    line: str
    inside: dict[str, Any] | None
    checkpoint: Checkpoint | None
    proof: str


def row_proof(sequence: str, *, size: str = "") -> RowProof:
    """The row that bears this number, proven against the checkpoint of `size` rows or the newest. Raises NotFound."""
    seal, row = logbook.sealed_row(row_number(sequence))
    signed = checkpoint(size) if size else checkpoints.latest()
    if signed is not None and seal.position >= signed.size:
        signed = None
    proof = ""
    if signed is not None:
        path = checkpoints.inclusion_path(seal.position, signed.size)
        proof = logbook.proof_of(seal, row, checkpoint=signed, path=path, opened=OPENED)
    return RowProof(
        sequence=row.sequence,
        position=seal.position,
        verb=row.verb,
        recorded_at=row.recorded_at,
        effective_at=row.effective_at,
        line=logbook.line(seal, row, opened=OPENED),
        inside=json.loads(chain.columns(row)) if row.verb in OPENED else None,
        checkpoint=signed,
        proof=proof,
    )


def checkpoint(size: str) -> Checkpoint:
    """A checkpoint by its number of rows. Raises NotFound."""
    return checkpoints.checkpoint_of(row_number(size))


def growth(old: str, new: str) -> str:
    """The proof that one checkpoint continues another, as JSON. Raises NotFound."""
    first, second = checkpoint(old), checkpoint(new)
    if first.size > second.size:
        raise NotFound(old)
    path = checkpoints.consistency_path(first.size, second.size)
    return logbook.growth_of(first, second, path=path)


def checkpoints_before(size: int | None = None) -> list[tuple[Checkpoint, int]]:
    """The newest checkpoints (below `size` rows), newest first, each with the size of the one before it (0: none)."""
    chosen = Checkpoint.objects.order_by("-size")
    if size is not None:
        chosen = chosen.filter(size__lt=size)
    found = list(chosen[: SHOWN + 1])
    before = [one.size for one in found[1:]] + [0]
    return list(zip(found, before, strict=False))[:SHOWN]
