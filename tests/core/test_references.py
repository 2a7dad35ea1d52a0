"""A reference survives being spoken and typed, and a wrong letter is found."""

import pytest

from ksbb.core.references import SYMBOLS, check_symbol, new_reference, read_reference, row_number


def test_new_references_read_back() -> None:
    made = {new_reference() for _ in range(200)}

    assert len(made) == 200
    assert {read_reference(one) for one in made} == made
    assert all(one[-1].isalnum() for one in made)


@pytest.mark.parametrize("spoken", ["ks 0123 4567 {c}", "KS-0123-4567-{c}", "ksO1234567{c}", "ks-oI23-4567-{c}"])
def test_what_people_type(spoken: str) -> None:
    check = check_symbol("01234567")

    assert read_reference(spoken.format(c=check)) == f"KS-0123-4567-{check}"


@pytest.mark.parametrize(
    "wrong", ["", "KS", "KS-0123-4567-A", "0123-4567", "KS-0123-456-A", "KS-ÉÉÉÉ-4567-A", "x" * 500]
)
def test_what_is_no_reference(wrong: str) -> None:
    assert read_reference(wrong) is None


def test_every_single_slip_is_found() -> None:
    whole = new_reference()
    for place in (3, 4, 5, 6, 8, 9, 10, 11):
        for symbol in SYMBOLS:
            if symbol != whole[place]:
                assert read_reference(whole[:place] + symbol + whole[place + 1 :]) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("", 0),
        ("-1", 0),
        ("1.5", 0),
        ("٣", 0),
        ("9" * 17, int("9" * 17)),
        ("9" * 18, 0),
        (" 1", 0),
    ],
)
def test_a_row_number_is_plain_digits_that_fit(text: str, number: int):
    assert row_number(text) == number
