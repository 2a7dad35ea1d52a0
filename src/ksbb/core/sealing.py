"""Seals the journal: gives each row its place in the chain and in the tree, in the order of the rows, shortly after.

Deeds do not wait for one another at the end of a chain; the worker adds the links some seconds later. What has a seal
is never joined by an earlier row: `settled` names a number below which no row can still appear.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from ksbb.core import chain
from ksbb.core.models import JournalEntry, Seal

PART = 1_000
"""Rows sealed in one transaction; SQLite keeps writers waiting for so long."""
PATIENCE = 3.0
"""Seconds to wait for deeds that are still being written; after that the next round seals them."""
ONE_SEALER = 6962
"""The advisory lock that sealers take: the program's role may not lock tables that it cannot change."""
_WRITING = """
SELECT DISTINCT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'core_journalentry'::regclass AND mode = 'RowExclusiveLock' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND pid IS DISTINCT FROM pg_backend_pid()
"""


def settled(*, patience: float = PATIENCE) -> int | None:
    """A number up to which all rows that will ever be are visible now; None when deeds took too long to end.

    SQLite writes one transaction at a time, so numbers appear in their order. On PostgreSQL a deed may take a number
    and be seen only after a deed with a later number. But it takes the table's lock before its number and keeps it to
    its end: once those that held the lock after we read the newest number have ended, nothing below it is to come.
    Nobody waits for this look.
    """
    newest: int = JournalEntry.objects.aggregate(n=Max("sequence"))["n"] or 0
    if connection.vendor != "postgresql":
        return newest
    until = time.monotonic() + patience
    writing = _writing()
    while writing:
        if time.monotonic() > until:
            return None
        time.sleep(0.02)
        writing &= _writing()
    return newest


def _writing() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITING)
        return {name for (name,) in cursor.fetchall()}


def seal(*, at: datetime, patience: float = PATIENCE) -> int:
    """Seal every row that is settled. Returns how many; safe to be called by many at once."""
    up_to = settled(patience=patience)
    sealed = 0
    while up_to is not None and (done := _seal_part(up_to, at=at)):
        sealed += done
    return sealed


@transaction.atomic
def _seal_part(up_to: int, *, at: datetime) -> int:
    if connection.vendor == "postgresql":  # one sealer at a time; SQLite has one writer anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_SEALER])
    last = Seal.objects.order_by("-position").first()
    after, before = (last.sequence, last.hash) if last else (0, chain.BEGINNING)
    rows = JournalEntry.objects.filter(sequence__gt=after, sequence__lte=up_to).order_by("sequence")
    found = list(rows.values_list(*chain.COLUMNS)[:PART])
    if found:
        edge = frontier(last.position + 1 if last else 0)
        Seal.objects.bulk_create(links([chain.Row(*row) for row in found], before=before, edge=edge, at=at))
    return len(found)


def links(rows: Sequence[chain.Row], *, before: str, edge: chain.Frontier, at: datetime) -> list[Seal]:
    """The seals of rows that follow the hash `before` and the tree's `edge`."""
    made = []
    for row in rows:
        salt = secrets.token_bytes(chain.SALT_BYTES)
        text = chain.entry(row, salt)
        hashed = chain.link(before, text)
        place = edge.size
        made.append(
            Seal(
                position=place,
                sequence=row.sequence,
                salt=salt,
                prev_hash=before,
                hash=hashed,
                nodes=edge.add(chain.leaf(text)),
                sealed_at=at,
            )
        )
        before = hashed
    return made


def nodes_beside(positions: set[int]) -> dict[int, bytes]:
    """What is kept beside these leaves."""
    found = Seal.objects.filter(position__in=positions).values_list("position", "nodes")
    return {place: bytes(nodes) for place, nodes in found}


def frontier(size: int) -> chain.Frontier:
    """The edge of the tree of the first `size` rows, as it was sealed. 1 query."""
    parts = chain.subtrees((0, size))
    kept = nodes_beside({last for last, _ in parts})
    return chain.Frontier(size, [kept[last][-chain.HASH_BYTES :] for last, _ in parts])
