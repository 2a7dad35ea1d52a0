"""Photos that were used before are found, changed as people change them; different ones are left in peace (T04)."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ksbb.core.pictures import likeness
from tests import photos

Marks = tuple[list[int], list[int]]
"""Of the picture and of its mirror image."""
MARKING = Path(__file__).with_name("marking.py")


@pytest.fixture
def marks_of(tmp_path: Path) -> Callable[[list[Image.Image]], list[Marks]]:
    """The child's own marks, many pictures in one child: its walls are tested elsewhere."""

    def ask(pictures: list[Image.Image]) -> list[Marks]:
        for number, picture in enumerate(pictures):
            picture.save(tmp_path / f"{number}.png", compress_level=1)
        told = subprocess.run(
            [sys.executable, str(MARKING), str(tmp_path), str(len(pictures))], capture_output=True, check=True
        )
        return [(upright, mirrored) for upright, mirrored in json.loads(told.stdout)]

    return ask


def alike(new: Marks, earlier: Marks) -> bool:
    """As `deliveries.queries.most_alike` decides, without the index."""
    (whole, *parts), (turned, *turned_parts) = new
    return (
        min(likeness.nearest([whole, turned], mark) for mark in earlier[0]) <= likeness.NEAR
        or likeness.nearest([*parts, *turned_parts], earlier[0][0]) <= 7
    )


def figures(count: int, pairs: int, marks_of: Callable[[list[Image.Image]], list[Marks]]) -> dict[str, float]:
    """Recall by change, and the share of false alarms among distinct pairs."""
    chance = random.Random(4)
    originals = [photos.scene(number, (480, 360) if number % 3 else (360, 480)) for number in range(count)]
    kept = marks_of(originals)
    told = {}
    for name, change in photos.CHANGES.items():
        changed = marks_of([change(picture, chance) for picture in originals])
        told[name] = sum(map(alike, changed, kept)) / count
    others = chance.sample([(one, other) for one in range(count) for other in range(one)], pairs)
    told["false"] = sum(alike(kept[one], kept[other]) for one, other in others) / pairs
    return told


def enough(told: dict[str, float]) -> bool:
    recalls = [told[name] >= (0.70 if name == "crop" else 0.95) for name in photos.CHANGES]
    return all(recalls) and told["false"] <= 0.01


def test_reused_photos_are_found(marks_of: Callable[[list[Image.Image]], list[Marks]]) -> None:
    told = figures(20, 190, marks_of)

    assert enough(told), told


@pytest.mark.long
def test_reused_photos_are_found_in_the_whole_corpus(marks_of: Callable[[list[Image.Image]], list[Marks]]) -> None:
    told = figures(200, 5_000, marks_of)

    assert enough(told), told


def test_the_corpus_can_fail(marks_of: Callable[[list[Image.Image]], list[Marks]]) -> None:
    """The negative control: without the marks of parts and of the mirror image, crops and flips are not found."""
    chance = random.Random(4)
    originals = [photos.scene(number, (640, 480)) for number in range(12)]
    kept = marks_of(originals)
    for change in (photos.cropped, photos.flipped):
        changed = marks_of([change(picture, chance) for picture in originals])
        plain = [likeness.distance(one[0][0], other[0][0]) <= 2 for one, other in zip(changed, kept, strict=True)]
        assert sum(plain) < 12


MARK = st.integers(0, 2**64 - 1)


@given(MARK, st.sets(st.integers(0, 63), max_size=10))
def test_the_index_misses_nothing_within_ten_bits(mark: int, flips: set[int]) -> None:
    other = mark
    for bit in flips:
        other ^= 1 << bit

    met = [b in likeness.spread(a, 10) for a, b in zip(likeness.bands(mark), likeness.bands(other), strict=True)]

    assert likeness.distance(mark, other) == len(flips)
    assert any(met)


@given(MARK, st.sets(st.integers(0, 63), max_size=7))
def test_the_narrow_index_misses_nothing_within_seven_bits(mark: int, flips: set[int]) -> None:
    other = mark
    for bit in flips:
        other ^= 1 << bit

    met = [b in likeness.spread(a, 7) for a, b in zip(likeness.bands(mark), likeness.bands(other), strict=True)]

    assert any(met)


@given(MARK)
def test_a_column_keeps_all_sixty_four_bits(mark: int) -> None:
    assert likeness.unsigned(likeness.signed(mark)) == mark
    assert -(2**63) <= likeness.signed(mark) < 2**63
    assert [len(likeness.spread(0, most)) for most in (3, 7, 10)] == [1, 17, 137]
