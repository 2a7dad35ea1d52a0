"""PRIV-08: from all published counts, and two releases of them, nobody can tell a hidden one."""

import random

from ksbb.recipients.queries import STRICT_STEP, shown

MOST = 60


def behind(seen: int | None, *, strict: bool = False) -> set[int]:
    """Every true count that reads like this."""
    return {value for value in range(MOST * 12) if shown(value, strict=strict) == seen}


BEHIND = {
    strict: {seen: behind(seen, strict=strict) for seen in {shown(v, strict=strict) for v in range(MOST * 12)}}
    for strict in (False, True)
}


def told(row: list[int], *, strict: bool, from_parts: bool) -> tuple[list[int | None], set[int]]:
    """A published row, and what its total gives away: the true totals that an attacker must reckon with."""
    seen = [shown(value, strict=strict) for value in row]
    if from_parts:  # a sum of what is shown anyway says nothing new
        return seen, set(range(MOST * 12))
    return seen, BEHIND[strict][shown(sum(row), strict=strict)]


def possible(row: list[int | None], totals: set[int], at: int, *, strict: bool) -> set[int]:
    """What an attacker can still think of one hidden cell: bounds of the total less bounds of the others."""
    known = BEHIND[strict]
    others = [known[seen] for place, seen in enumerate(row) if place != at]
    least = min(totals) - sum(max(one) for one in others)
    most = max(totals) - sum(min(one) for one in others)
    return {value for value in known[row[at]] if least <= value <= most}


def derived(*, from_parts: bool) -> tuple[int, int]:
    """Of 2,000 random tables in two releases each: how many cells were hidden, how many of them can be told."""
    chance = random.Random(20200522)
    hidden = told_anyway = 0
    for number in range(2_000):
        strict = number % 2 == 1
        row = [chance.choice([0, chance.randint(1, 9), chance.randint(1, MOST)]) for _ in range(chance.randint(2, 8))]
        later = [value if chance.random() < 0.7 else chance.randint(0, MOST) for value in row]
        first = told(row, strict=strict, from_parts=from_parts)
        second = told(later, strict=strict, from_parts=from_parts)
        for place, value in enumerate(row):
            if first[0][place] is not None:
                continue
            hidden += 1
            thought = possible(*first, place, strict=strict)
            if later[place] == value:  # the attacker knows that this one did not change
                thought &= possible(*second, place, strict=strict)
            assert value in thought
            told_anyway += len(thought) == 1
    return hidden, told_anyway


def test_no_hidden_count_can_be_derived_from_two_thousand_tables() -> None:
    """No page and no file sums people below city level otherwise than from the parts it shows."""
    hidden, told_anyway = derived(from_parts=True)
    assert hidden > 1_000
    assert told_anyway == 0


def test_totals_rounded_by_themselves_would_give_hidden_counts_away() -> None:
    """The control: the same attack succeeds against totals that are rounded from the true sum."""
    assert derived(from_parts=False)[1] > 0


def test_the_stricter_rule_hides_below_ten() -> None:
    assert [shown(value, strict=True) for value in (0, 1, 9, 10, 19, 25)] == [0, None, None, STRICT_STEP, 10, 20]
    assert [shown(value) for value in (0, 1, 7, 8, 12, 13)] == [0, None, None, 10, 10, 15]
