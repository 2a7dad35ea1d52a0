"""How gifts share what was bought with them: first in, first out, exact to the rupiah and to the package. Pure.

Money: the oldest gift pays first, until it is used up; then the next. Packages: lay the cost of a purchase out as a
line of rupiah, the gifts in their order above it and the packages in theirs below. A package belongs to the gift in
whose stretch its last rupiah lies; what reached the RW first belongs to the gift that paid first.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

Key = TypeVar("Key", bound="Hashable")
Piece = TypeVar("Piece", bound="Hashable")


def first_in_first_out(amount: int, available: Sequence[tuple[Key, int]]) -> list[tuple[Key, int]]:
    """Take `amount` rupiah from these purses in their order. Less than asked for comes back when they are too small."""
    taken: list[tuple[Key, int]] = []
    for key, holds in available:
        part = min(amount, holds)
        if part > 0:
            taken.append((key, part))
            amount -= part
    return taken


def packages_of(shares: Sequence[tuple[Key, int]], packages: int) -> list[tuple[Key, int]]:
    """So many packages shared out over what each gift paid, in order. They add up to `packages`.

    Nobody's part differs by a whole package from money paid over price.
    """
    total = sum(amount for _, amount in shares)
    ends = [reached * packages // total for reached in accumulate(amount for _, amount in shares)] if total else []
    return [(key, end - begin) for (key, _), begin, end in zip(shares, [0, *ends[:-1]], ends, strict=True)]


def portions(paid: Sequence[tuple[Key, int]], pieces: Sequence[tuple[Piece, int]]) -> list[tuple[Key, Piece, int]]:
    """Which gift paid for how many packages of which piece (a promised line): both in order, as far as both go."""
    found: list[tuple[Key, Piece, int]] = []
    ends = list(accumulate(packages for _, packages in paid))
    reached = list(accumulate(packages for _, packages in pieces))
    for (gift, wide), end in zip(paid, ends, strict=True):
        for (piece, long), until in zip(pieces, reached, strict=True):
            overlap = min(end, until) - max(end - wide, until - long)
            if overlap > 0:
                found.append((gift, piece, overlap))
    return found
