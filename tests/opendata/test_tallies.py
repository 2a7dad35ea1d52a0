"""The tallies answer what a recount answers, however history came about."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ksbb.catalogue import queries as catalogue
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line, Movement
from ksbb.needs import actions as needs
from ksbb.opendata.actions import fold_figures, repair_tallies
from ksbb.opendata.counting import areas_of, recount, recount_fulfilments, recount_quantities
from ksbb.opendata.figures import COLUMN, Areas, Span, end_of, sheet
from ksbb.opendata.folding import flips
from ksbb.opendata.recomputing import differences
from ksbb.opendata.tallies import open_ledger, tallied_areas, tallied_fulfilments, tally
from ksbb.places.enums import Level
from tests.opendata.world import NOW, World, on

FIRST = dt.datetime(2019, 12, 28, tzinfo=NOW.tzinfo)
STEP = st.tuples(
    st.integers(0, 5),  # line
    st.sampled_from(list(Stage)),
    st.integers(-40, 60).filter(bool),
    st.integers(0, 24 * 90),  # hours after the first moment: over the turn of months and of a year
    st.booleans(),  # fold afterwards?
)


def plain(areas: Areas) -> Areas:
    """Without noughts, which a tally may keep and a recount need not."""
    rows = {
        place: {code: {m: n for m, n in numbers.items() if n} for code, numbers in row.items()}
        for place, row in areas.items()
    }
    return {place: {c: n for c, n in row.items() if n} for place, row in rows.items() if any(row.values())}


def assert_same(span: Span) -> None:
    packages = catalogue.packages()
    ledger = open_ledger(span)
    assert ledger is not None
    found, homes = tally(ledger, packages)
    wanted = recount_quantities(span.for_institutions(), packages)
    assert found == recount(span, packages)
    assert homes == replace(wanted, example=homes.example)
    assert tallied_fulfilments(ledger) == recount_fulfilments(span)
    for level in (Level.CITY, Level.DISTRICT):
        assert plain(tallied_areas(ledger, level=level)) == plain(areas_of(span, column=COLUMN[level]))


@pytest.fixture
def lines(world: World) -> list[Line]:
    """Six promised lines, folded: where every history begins."""
    chosen = [(world.needs[0], 0), (world.needs[1], 1), (world.needs[2], 1), (world.needs[3], 2), (world.home, 0)]
    made = [world.promise(need, giver, 1, on(1)) for need, giver in [*chosen, (world.needs[0], 2)]]
    fold_figures(at=NOW)
    return made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(STEP, max_size=14),
    ends=st.lists(st.integers(0, 24 * 95), min_size=1, max_size=3),
)
def test_tallies_equal_a_recount(lines: list[Line], steps, ends):
    with transaction.atomic():
        for which, stage, delta, hours, fold in steps:
            _move(lines[which], stage, delta, FIRST + dt.timedelta(hours=hours))
            if fold:
                fold_figures(at=NOW)
        for hours in ends:
            until = FIRST + dt.timedelta(hours=hours)
            assert_same(Span(until=until))
            assert_same(Span(until=end_of(until.date())))
        assert [d for d in differences(at=NOW) if not d.what.startswith(("baris", "kebutuhan"))] == []
        transaction.set_rollback(True)


def _move(line: Line, stage: Stage, delta: int, when: dt.datetime) -> None:
    """A movement by itself: histories stranger than any deed could make."""
    Movement.objects.create(
        line=line, need=line.need, stage=stage, delta=delta, cause="reduce", effective_at=when, recorded_at=NOW
    )


def test_needs_verified_and_aid_recorded_after_the_fold_count_at_once(world: World):
    world.promise(world.needs[0], 0, 40, on(2))
    fold_figures(at=NOW)
    needs.record_outside_aid(by=world.pokja, need=world.needs[0], quantity=60, source="Bansos kota", at=NOW)

    assert_same(Span(until=end_of(NOW.date())))
    fold_figures(at=NOW)
    assert_same(Span(until=end_of(NOW.date())))


def test_folding_twice_adds_nothing_and_repair_changes_nothing(world: World):
    world.promise(world.needs[0], 0, 40, on(2))
    before = sheet(Span(until=end_of(NOW.date())))

    assert fold_figures(at=NOW) > 0
    assert fold_figures(at=NOW) == 0
    assert sheet(Span(until=end_of(NOW.date()))) == before
    repair_tallies(at=NOW)
    assert sheet(Span(until=end_of(NOW.date()))) == before


def test_recompute_finds_nothing_and_then_a_planted_fault(world: World):
    line = world.promise(world.needs[0], 0, 40, on(2))
    assert list(differences(at=NOW)) == []

    Line.objects.filter(pk=line.pk).update(quantity=39)

    assert [str(d) for d in differences(at=NOW)] == [f"baris {line.pk} quantity: tersimpan 39, menurut baris 40"]


def test_a_sheet_costs_few_queries_however_many_rows(world: World):
    counts = []
    for need in (world.needs[0], world.needs[1]):
        world.promise(need, 0, 10, on(2))
        fold_figures(at=NOW)
        with CaptureQueriesContext(connection) as queries:
            sheet(Span(until=end_of(NOW.date())))
        counts.append(len(queries))

    assert counts == [6, 6]


@given(st.dictionaries(st.dates(), st.integers(-3, 3), max_size=12))
def test_flips_say_when_a_sum_is_positive(days):
    ordered = sorted(days.items())
    found = flips(ordered)

    for day in days:
        total = sum(delta for other, delta in ordered if other <= day)
        assert sum(delta for other, delta in found if other <= day) == (total > 0)
