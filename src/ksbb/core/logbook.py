"""The history as a file: one line a row, as a stranger reads and checks it (scripts/verify_log.py)."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from typing import Any

from ksbb.core import chain, journal
from ksbb.core.models import Checkpoint, JournalEntry, Seal
from ksbb.core.refusals import NotFound

CHUNK = 1_000


def lines(*, first: int, after: int, opened: Container[str]) -> Iterator[str]:
    """The rows at these positions, oldest first, in bounded parts. `opened`: verbs whose inside is shown too.

    A seal whose row is gone gives no line: the reader finds the gap by the chain.
    """
    for start in range(first, after, CHUNK):
        seals = list(Seal.objects.filter(position__gte=start, position__lt=min(start + CHUNK, after)))
        rows = _rows(seals)
        for one in sorted(seals, key=lambda seal: seal.position):
            if (row := rows.get(one.sequence)) is not None:
                yield line(one, row, opened=opened)


def _rows(seals: list[Seal]) -> dict[int, chain.Row]:
    if not seals:
        return {}
    numbers = [one.sequence for one in seals]
    found = JournalEntry.objects.filter(sequence__gte=min(numbers), sequence__lte=max(numbers))
    return {row[0]: chain.Row(*row) for row in found.values_list(*chain.COLUMNS)}


def line(one: Seal, row: chain.Row, *, opened: Container[str]) -> str:
    """One row as it is published, with its end of line."""
    salt = bytes(one.salt)
    inside = f',"inside":{{"columns":{chain.columns(row)},"salt":"{salt.hex()}"}}' if row.verb in opened else ""
    text = chain.entry(row, salt)
    return f'{{"entry":{text},"hash":"{one.hash}","prev_hash":"{one.prev_hash}"{inside}}}\n'


def sealed_row(sequence: int) -> tuple[Seal, chain.Row]:
    """A row and its seal. Raises NotFound for a number that no sealed row bears."""
    one = Seal.objects.filter(sequence=sequence).first()
    row = _rows([one]).get(sequence) if one else None
    if one is None or row is None:
        raise NotFound(str(sequence))
    return one, row


def proof_of(one: Seal, row: chain.Row, *, checkpoint: Checkpoint, path: list[str], opened: Container[str]) -> str:
    """The proof of one row as JSON: its line, its place, and the way to the root of a checkpoint."""
    body: dict[str, Any] = {"checkpoint": checkpoint.note, "path": path, "position": one.position}
    return journal.canonical({"line": line(one, row, opened=opened), **body}) + "\n"


def growth_of(old: Checkpoint, new: Checkpoint, *, path: list[str]) -> str:
    """The proof that one checkpoint continues another, as JSON."""
    return json.dumps({"new": new.note, "old": old.note, "path": path}, ensure_ascii=False, indent=1) + "\n"
