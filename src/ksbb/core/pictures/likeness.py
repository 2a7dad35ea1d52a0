"""How alike two pictures are: 64-bit marks, and a way to find near ones through an index.

Two marks that differ in at most ten bits differ, in one of four bands of sixteen bits, in at most two (10 // 4). So
whoever looks for near marks asks the index for every value of a band within two bits: 137 of 65,536 values, four
times.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

NEAR = 10
"""At most so many differing bits: a person must look (T04)."""
BANDS, WIDTH = 4, 16


def distance(one: int, other: int) -> int:
    """How many of 64 bits differ."""
    return (one ^ other).bit_count()


def bands(bits: int) -> tuple[int, int, int, int]:
    """The four indexed parts of a mark, each 0 to 65,535."""
    mask = (1 << WIDTH) - 1
    return (bits >> 48 & mask, bits >> 32 & mask, bits >> 16 & mask, bits & mask)


_FLIPS = {
    reach: [sum(1 << bit for bit in chosen) for n in range(reach + 1) for chosen in combinations(range(WIDTH), n)]
    for reach in (0, 1, 2)
}


def spread(band: int, most: int = NEAR) -> list[int]:
    """Every value that a band can have in a mark at most so many bits away: 137 for ten bits, 17 for four to seven."""
    return [band ^ flip for flip in _FLIPS[min(most // BANDS, 2)]]


def signed(bits: int) -> int:
    """As a 64-bit column holds it."""
    return bits - (1 << 64) if bits >> 63 else bits


def unsigned(kept: int) -> int:
    """As it was before the column."""
    return kept + (1 << 64) if kept < 0 else kept


def nearest(asked: Iterable[int], kept: int) -> int:
    """The least distance between a kept mark and any of those asked for."""
    return min(distance(one, kept) for one in asked)
