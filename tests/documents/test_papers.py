"""Seals, numbers, versions; numbers without a gap or a double however many are issued at once."""

import itertools
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ksbb.core.models import JournalEntry
from ksbb.core.refusals import NotFound, Refusal, Refused
from ksbb.documents import queries
from ksbb.documents.actions import issue_paper
from ksbb.documents.enums import PaperKind, PaperState
from ksbb.documents.models import Paper, PaperSequence
from ksbb.documents.sheets import (
    Pair,
    Part,
    Sheet,
    check_code,
    file_seal,
    read_code,
    sealed,
    spoken_code,
)
from tests.races.conftest import at_once, done
from tests.situations import AT

SHEET = Sheet(title="Surat Uji", lead=("Pada hari ini",), parts=(Part(pairs=(Pair("Jumlah", "100"),)),))
_STOP = Refusal("stop", "Berhenti.")


def issue(number: int, *, sheet: Sheet = SHEET, at: datetime = AT, kind: PaperKind = PaperKind.COMMITMENT) -> Paper:
    return issue_paper(by=None, kind=kind, subject=f"KS-{number}", sheet=sheet, at=at)


# --- Seals ------------------------------------------------------------------------------------------------------------


@given(st.text(), st.text())
def test_any_change_of_content_changes_the_seal(before: str, after: str):
    one, other = (replace(SHEET, lead=(text,)) for text in (before, after))

    assert (sealed(one, salt="a") == sealed(other, salt="a")) == (before == after)
    assert sealed(one, salt="a") != sealed(one, salt="b")


def test_content_cannot_be_moved_between_fields():
    one = replace(SHEET, parts=(Part(pairs=(Pair("Jumlah", "1000"),)),))
    other = replace(SHEET, parts=(Part(pairs=(Pair("Jumlah1", "000"),)),))

    assert len({sealed(sheet, salt="a") for sheet in (one, other, SHEET)}) == 3


@given(st.binary(min_size=1))
def test_a_code_reads_back_as_people_write_it(data: bytes):
    code = check_code(file_seal(data))

    assert len(code) == 10
    assert read_code(f" {spoken_code(code).lower().replace('0', 'o').replace('1', 'l')} ") == code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("BAST-2026-000123", ("BAST", 2026, 123)),
        ("sk 2026 7", ("SK", 2026, 7)),
        ("TT–2026–000001", ("TT", 2026, 1)),
        ("XX-2026-1", None),
        ("SK-2026-", None),
        ("SK-²026-1", None),
        ("", None),
        ("SK-2026-" + "9" * 30, None),
    ],
)
def test_numbers_as_people_type_them(typed: str, read: tuple[str, int, int] | None):
    assert queries.read_number(typed) == read


# --- Numbers and versions ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_kind_and_year_counts_from_one():
    newer = datetime(2027, 1, 1, 1, tzinfo=UTC)
    made = [
        issue(1),
        issue(2),
        issue(3, kind=PaperKind.HANDOVER),
        issue(4, at=newer),
        issue(5, at=datetime(2026, 12, 31, 18, tzinfo=UTC)),  # already the new year in Jakarta
    ]

    assert [paper.reference for paper in made] == [
        "SK-2026-000001",
        "SK-2026-000002",
        "BAST-2026-000001",
        "SK-2027-000001",
        "SK-2027-000002",
    ]


@pytest.mark.django_db
def test_same_content_same_paper_other_content_next_version():
    first, again = issue(1), issue(1)
    changed = issue(1, sheet=replace(SHEET, title="Surat Lain"))
    back = issue(1)
    first.refresh_from_db()

    assert again.pk == first.pk
    assert [paper.version for paper in (first, changed, back)] == [1, 2, 3]
    assert {paper.reference for paper in (first, changed, back)} == {"SK-2026-000001"}
    assert first.state == PaperState.SUPERSEDED
    assert queries.by_number("SK-2026-000001").pk == back.pk
    assert queries.checked(first.reference, check_code(first.digest)) == (first, back)
    assert JournalEntry.objects.filter(verb="issue_paper").count() == 4


@pytest.mark.django_db
def test_the_database_keeps_one_valid_paper_and_one_number():
    paper = issue(1)
    twin = Paper.objects.get(pk=paper.pk)
    twin.pk, twin.version = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    twin.state, twin.version = PaperState.SUPERSEDED, 1
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (replace(SHEET, title=" "), "paper_empty"),
        (replace(SHEET, copies=0), "paper_copies"),
        (replace(SHEET, copies=41), "paper_copies"),
        (replace(SHEET, lead=("x" * 70_000,)), "paper_too_long"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_takes_no_number(sheet: Sheet, code: str):
    with pytest.raises(Refused, match=code):
        issue(1, sheet=sheet)

    assert issue(2).serial == 1


@pytest.mark.django_db
def test_a_wrong_code_finds_nothing():
    paper = issue(1)
    for number, code in ((paper.reference, "0" * 10), ("SK-2026-000002", check_code(paper.digest)), ("", "")):
        with pytest.raises(NotFound):
            queries.checked(number, code)


# --- Races ------------------------------------------------------------------------------------------------------------

MANY = 24


def test_numbers_have_no_gap_and_no_double_under_load(fresh_db: object):
    """Twenty-four at once, every third of them refused half-way: its number comes back."""
    counter = itertools.count(1)
    guard = threading.Lock()

    def one() -> Paper:
        with guard:
            number = next(counter)
        if number % 3 == 0:
            with transaction.atomic():
                issue(number)
                raise Refused(_STOP)
        return issue(number)

    papers = done(at_once([one] * MANY, workers=8))

    assert sorted(paper.serial for paper in papers) == list(range(1, MANY * 2 // 3 + 1))
    assert PaperSequence.objects.get().last == len(papers)


def test_one_thing_gets_one_paper_however_often_it_is_asked(fresh_db: object):
    papers = done(at_once([lambda: issue(1)] * 12, workers=8))

    assert len(papers) == 12
    assert {paper.pk for paper in papers} == {Paper.objects.get().pk}


def test_without_the_lock_numbers_collide(fresh_db: object):
    """The negative control: the same race with a counter that is read, not locked."""
    together = threading.Barrier(4, timeout=20)

    def careless() -> int:
        seen = PaperSequence.objects.filter(kind="SK", year=2026).values_list("last", flat=True).first() or 0
        together.wait()
        return seen + 1

    PaperSequence.objects.create(kind="SK", year=2026, last=0)

    assert len(set(at_once([careless] * 4, workers=4))) < 4
