"""CSV that no spreadsheet takes for a formula, and counts of people that nobody can work back."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksbb.opendata import datasets
from ksbb.opendata.datasets import Column, Dataset
from ksbb.opendata.exporters import BOM, DANGEROUS, HIDDEN, csv_parts, published, safe

PLAIN = Dataset("uji", "Uji", (Column("a", "teks", hxl="#a"), Column("n", "angka", hxl="#n")))
PEOPLE = Column("families", "keluarga", "KK", privacy="jumlah orang")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


@given(st.lists(st.sampled_from(DANGEROUS) | st.text(max_size=5), max_size=6).map("".join))
def test_no_text_begins_like_a_formula(text: str):
    [_, [cell, number]] = read("".join(csv_parts(PLAIN, [{"a": text, "n": -5}])))

    assert not cell.startswith(DANGEROUS)
    assert "\0" not in cell
    assert number == "-5"
    assert cell.removeprefix("'") == text.replace("\0", "").removeprefix("'")


@pytest.mark.parametrize("start", DANGEROUS)
def test_each_dangerous_beginning_gets_an_apostrophe(start: str):
    assert safe(f"{start}CMD()").startswith("'")


def test_only_declared_columns_are_written():
    text = "".join(csv_parts(PLAIN, [{"a": "x", "n": 1, "phone": "081234567890"}]))

    assert "0812" not in text
    assert text == "a,n\r\nx,1\r\n"


def test_tags_and_mark_on_request():
    text = "".join(csv_parts(PLAIN, [], hxl=True, bom=True))

    assert text.startswith(BOM)
    assert read(text.removeprefix(BOM)) == [["a", "n"], ["#a", "#n"]]


def test_long_tables_come_in_parts():
    parts = list(csv_parts(PLAIN, ({"a": "x", "n": n} for n in range(1_200))))

    assert len(parts) == 3
    assert len(read("".join(parts))) == 1_201


def test_every_dataset_marks_examples_and_tags_its_columns():
    assert all("example" in {column.name for column in dataset.columns} for dataset in datasets.ALL)
    assert all(column.hxl.startswith("#") for dataset in datasets.ALL for column in dataset.columns)


@given(st.integers(0, 100_000))
def test_counts_of_people_below_city_level_are_hidden_or_rounded(value: int):
    seen = published(PEOPLE, value)

    if 1 <= value <= 7:
        assert seen == HIDDEN
    else:
        assert isinstance(seen, int)
        assert seen % 5 == 0
        assert abs(seen - value) <= 2
    assert published(PEOPLE, value, city_level=True) == value


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_a_hidden_cell_cannot_be_worked_back_from_published_ones(families: list[int]):
    """Every cell is rounded by itself and no exact total stands beside them: each hidden cell stays 1 to 7 for all."""
    seen = [published(PEOPLE, value) for value in families]

    for place in range(len(families)):
        if seen[place] == HIDDEN:
            others = [*families]
            for other in range(1, 8):
                others[place] = other
                assert [published(PEOPLE, one) for one in others] == seen


def test_a_text_in_a_column_of_people_is_a_mistake_of_ours():
    with pytest.raises(TypeError):
        published(PEOPLE, "sekitar 20")
