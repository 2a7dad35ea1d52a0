"""Reading many rows as of one moment, and remembering an answer for as long as nothing was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import Max

from ksbb.commitments.models import Movement
from ksbb.core.models import JournalEntry

Answer = TypeVar("Answer")

KEPT_SECONDS = 10


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see the database as of one moment; nobody is kept waiting. Inside a transaction: as it is.

    Django's own `atomic` takes SQLite's write lock at once (BEGIN IMMEDIATE), which a look must not.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    raw.execute(begin)
    try:
        yield
    finally:
        raw.execute("ROLLBACK")


def remembered(name: str, make: Callable[[], Answer]) -> Answer:
    """What `make` answers, kept a few seconds while nothing new is heard: the key holds the newest rows' numbers.

    Every deed writes a journal row, so a promise recorded late is in the next answer. Not used inside a transaction,
    where numbers can be taken back and given again.
    """
    if connection.in_atomic_block:
        return make()
    key = f"figures:{connection.settings_dict['NAME']}:{_newest()}:{name}"
    kept: Answer | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _newest() -> str:
    movement = Movement.objects.aggregate(n=Max("pk"))["n"] or 0
    deed = JournalEntry.objects.aggregate(n=Max("pk"))["n"] or 0
    return f"{movement}:{deed}"
