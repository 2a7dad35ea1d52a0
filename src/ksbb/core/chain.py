"""The bytes and hashes of the history: pure functions, the same ones that a stranger recomputes.

A row of the journal becomes an *entry*: canonical JSON of its number, its two times, its verb, and `row`, the salted
hash of all other columns (actor, subject, payload). So the chain binds every column and can be published whole, while
each row's inside is shown only where it is public. `hash` chains the entries (SHA-256 over the hash before and the
entry); the entries are also the leaves of a Merkle tree (RFC 6962), which lets one row, or the growth of the whole, be
proven in a few hashes. docs/decisions/0020-history-sealed-by-the-worker.md says why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

SALT_BYTES = 16
HASH_BYTES = 32
BEGINNING = "0" * 64
"""What stands before the first row."""

Range = tuple[int, int]
"""Leaves from the first position up to, not including, the second."""


class Row(NamedTuple):
    """The columns of one row of the journal; `payload` is canonical JSON as it was stored."""

    sequence: int
    recorded_at: datetime
    effective_at: datetime
    actor_id: int | None
    verb: str
    subject: str
    payload: str


COLUMNS = tuple(Row.__annotations__)
"""Their names, to read them by."""


def moment(at: datetime) -> str:
    """A time in UTC, always to the microsecond: 2026-05-02T04:00:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def columns(row: Row) -> str:
    """What is inside a row, as canonical JSON. The payload stands as the very text that was stored."""
    subject = json.dumps(row.subject, ensure_ascii=False)
    actor = "null" if row.actor_id is None else str(row.actor_id)
    return f'{{"actor":{actor},"payload":{row.payload},"subject":{subject}}}'


def salted(salt: bytes, text: str) -> str:
    """A hash that tells nothing about the text without the salt, and binds it with the salt."""
    return sha256(salt + text.encode()).hexdigest()


def entry(row: Row, salt: bytes) -> str:
    """The row as it is published and chained."""
    return (
        f'{{"effective_at":"{moment(row.effective_at)}","recorded_at":"{moment(row.recorded_at)}",'
        f'"row":"{salted(salt, columns(row))}","sequence":{row.sequence},"verb":{json.dumps(row.verb)}}}'
    )


def link(before: str, text: str) -> str:
    """The hash of an entry in the chain: SHA-256 over the 32 bytes of the hash before and the entry."""
    return sha256(bytes.fromhex(before) + text.encode()).hexdigest()


def leaf(text: str) -> bytes:
    """The hash of an entry as a leaf of the tree."""
    return sha256(b"\x00" + text.encode()).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees together."""
    return sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = sha256(b"").digest()


class Frontier:
    """The growing edge of a tree: its complete subtrees from the largest to the smallest."""

    def __init__(self, size: int, hashes: Sequence[bytes]) -> None:
        self.size = size
        self.hashes = list(hashes)

    def add(self, hashed: bytes) -> bytes:
        """Add a leaf. Returns the hashes of all subtrees that it completes, from the leaf upwards, end to end."""
        made = hashed
        done = [made]
        position = self.size
        while position & 1:
            made = node(self.hashes.pop(), made)
            done.append(made)
            position >>= 1
        self.hashes.append(made)
        self.size += 1
        return b"".join(done)

    @property
    def root(self) -> bytes:
        """The hash of the whole tree."""
        return fold(self.hashes)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Complete subtrees, largest first, as one."""
    if not hashes:
        return EMPTY_ROOT
    made = hashes[-1]
    for left in reversed(hashes[:-1]):
        made = node(left, made)
    return made


def subtrees(span: Range) -> list[tuple[int, int]]:
    """The complete subtrees of a range, as (last leaf, height): a subtree is kept beside the leaf that completes it."""
    first, after = span
    found = []
    while first < after:
        height = (after - first).bit_length() - 1
        first += 1 << height
        found.append((first - 1, height))
    return found


def inclusion(position: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that a leaf is in a tree, nearest first (RFC 6962, 2.1.1)."""
    first, after, path = 0, size, []
    while after - first > 1:
        middle = first + _split(after - first)
        if position < middle:
            path.append((middle, after))
            after = middle
        else:
            path.append((first, middle))
            first = middle
    return path[::-1]


def consistency(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that a tree only grew (RFC 6962, 2.1.2); nothing when one is empty or the same."""
    if not 0 < old < new:
        return []
    first, after, path, whole = 0, new, [], True
    while old != after:
        middle = first + _split(after - first)
        if old <= middle:
            path.append((middle, after))
            after = middle
        else:
            path.append((first, middle))
            first, whole = middle, False
    if not whole:
        path.append((first, after))
    return path[::-1]


def _split(width: int) -> int:
    """The largest power of two below the width."""
    return 1 << ((width - 1).bit_length() - 1)


def hashes_of(ranges: Sequence[Range], read: Callable[[set[int]], dict[int, bytes]]) -> list[bytes]:
    """The hash of each range. `read` gives what is kept beside these leaves, as `Frontier.add` returned it."""
    parts = [subtrees(span) for span in ranges]
    kept = read({last for found in parts for last, _ in found})

    def one(last: int, height: int) -> bytes:
        return kept[last][height * HASH_BYTES : (height + 1) * HASH_BYTES]

    return [fold([one(last, height) for last, height in found]) for found in parts]
