"""First in, first out: exact to the rupiah and to the package, whatever the amounts."""

from hypothesis import given
from hypothesis import strategies as st

from ksbb.gifts.sharing import first_in_first_out, packages_of, portions

amounts = st.lists(st.integers(1, 10**9), min_size=1, max_size=12)


def test_the_oldest_pays_first() -> None:
    purses = [("a", 250), ("b", 300), ("c", 50)]
    assert first_in_first_out(500, purses) == [("a", 250), ("b", 250)]
    assert first_in_first_out(600, purses) == purses
    assert first_in_first_out(250, purses) == [("a", 250)]


def test_a_package_belongs_to_who_paid_its_last_rupiah() -> None:
    assert packages_of([("a", 250_000), ("b", 250_000)], 5) == [("a", 2), ("b", 3)]
    assert packages_of([("a", 1), ("b", 999_999)], 4) == [("a", 0), ("b", 4)]


@given(amounts, st.integers(0, 10**9))
def test_taken_is_what_was_asked_or_all_there_is(held: list[int], asked: int) -> None:
    taken = first_in_first_out(asked, list(enumerate(held)))
    assert sum(part for _, part in taken) == min(asked, sum(held))
    assert all(0 < part <= held[key] for key, part in taken)
    assert [key for key, _ in taken] == list(range(len(taken)))
    assert all(part == held[key] for key, part in taken[:-1])  # only the last purse is not emptied


@given(amounts, st.integers(0, 10**5))
def test_packages_add_up_and_nobody_is_out_by_one(paid: list[int], packages: int) -> None:
    counted = packages_of(list(enumerate(paid)), packages)
    assert sum(many for _, many in counted) == packages
    total = sum(paid)
    for (_, many), amount in zip(counted, paid, strict=True):
        assert abs(many * total - amount * packages) < total


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_portions_fill_both_sides_in_order(paid: list[int], pieces: list[int]) -> None:
    found = portions(list(enumerate(paid)), list(enumerate(pieces)))
    assert sum(many for *_, many in found) == min(sum(paid), sum(pieces))
    for gift, much in enumerate(paid):
        assert sum(many for who, _, many in found if who == gift) <= much
    for piece, much in enumerate(pieces):
        assert sum(many for _, what, many in found if what == piece) <= much
    assert found == sorted(found, key=lambda row: (row[0], row[1]))
