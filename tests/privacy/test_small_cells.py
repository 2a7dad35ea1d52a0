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


def told(row: list[int], *, strict: bool) -> tuple[list[int | None], int | None]:
    """A published row with its total, each rounded by itself."""
    return [shown(value, strict=strict) for value in row], shown(sum(row), strict=strict)


def possible(row: list[int | None], total: int | None, at: int, *, strict: bool) -> set[int]:
    """What an attacker can still think of one hidden cell: bounds of the total less bounds of the others."""
    known = BEHIND[strict]
    others = [known[seen] for place, seen in enumerate(row) if place != at]
    least = min(known[total]) - sum(max(one) for one in others)
    most = max(known[total]) - sum(min(one) for one in others)
    return {value for value in known[row[at]] if least <= value <= most}


def test_no_hidden_count_can_be_derived_from_two_thousand_tables() -> None:
    chance = random.Random(20200522)
    hidden = 0
    for number in range(2_000):
        strict = number % 2 == 1
        row = [chance.choice([0, chance.randint(1, 9), chance.randint(1, MOST)]) for _ in range(chance.randint(2, 8))]
        later = [value if chance.random() < 0.7 else chance.randint(0, MOST) for value in row]
        first, second = told(row, strict=strict), told(later, strict=strict)
        for place, value in enumerate(row):
            if first[0][place] is not None:
                continue
            hidden += 1
            thought = possible(*first, place, strict=strict)
            if later[place] == value:  # the attacker knows that this one did not change
                thought &= possible(*second, place, strict=strict)
            assert value in thought
            assert len(thought) > 1, (row, later, place, strict)
    assert hidden > 1_000


def test_the_stricter_rule_hides_below_ten() -> None:
    assert [shown(value, strict=True) for value in (0, 1, 9, 10, 19, 25)] == [0, None, None, STRICT_STEP, 10, 20]
    assert [shown(value) for value in (0, 1, 7, 8, 12, 13)] == [0, None, None, 10, 10, 15]
