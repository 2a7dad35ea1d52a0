"""As of a day D: what counts, and when (design, section 3)."""

import datetime as dt

import pytest

from ksbb.commitments.enums import Stage
from ksbb.core.refusals import Refused
from ksbb.opendata.figures import Span, end_of, figures, fulfilments, sheet, span_from
from ksbb.opendata.folding import fold
from tests.opendata.world import NOW, World, on

TODAY = dt.date(2020, 6, 1)


def committed(as_of: str, since: str = "", known_at: str = "") -> int:
    return figures(span_from(as_of, since=since, known_at=known_at, today=TODAY)).committed["sembako"]


@pytest.fixture(params=["counted", "folded"])
def way(request: pytest.FixtureRequest):
    """Every rule holds for a recount and for the tallies."""
    return (lambda: fold(at=NOW)) if request.param == "folded" else (lambda: 0)


def test_a_reduction_counts_from_its_own_day(world: World, way):
    line = world.promise(world.needs[0], 0, 60, on(2))
    world.move(line, {Stage.COMMITTED: -20}, on(5))
    way()

    assert [committed(f"2020-05-0{day}") for day in (1, 2, 4, 5)] == [0, 60, 60, 40]


def test_a_late_recording_counts_on_the_day_it_happened_and_at_once(world: World, way):
    way()
    world.promise(world.needs[0], 0, 60, on(2))

    assert committed("2020-05-02") == 60
    assert sheet(span_from("2020-05-02", today=TODAY))["committed"]["sembako"] == 60


def test_a_release_is_never_back_dated(world: World, way):
    line = world.promise(world.needs[0], 0, 60, on(2))
    world.move(line, {Stage.COMMITTED: -60}, on(20), cause="release")
    way()

    assert [committed(day) for day in ("2020-05-19", "2020-05-20")] == [60, 0]


def test_a_shortfall_returned_lowers_delivered_too(world: World, way):
    line = world.promise(world.needs[0], 0, 60, on(2))
    world.move(line, {Stage.DELIVERED: 60}, on(3), cause="hand_over")
    world.move(line, {Stage.CONFIRMED: 50}, on(4), cause="confirm")
    world.move(line, {Stage.COMMITTED: -10, Stage.DELIVERED: -10}, on(6), cause="shortfall")
    way()

    found = figures(Span(until=end_of(dt.date(2020, 5, 6))))
    assert (found.committed["sembako"], found.delivered["sembako"], found.confirmed["sembako"]) == (50, 50, 50)
    assert figures(Span(until=end_of(dt.date(2020, 5, 5)))).delivered["sembako"] == 60


def test_the_end_may_carry_an_hour(world: World, way):
    world.promise(world.needs[0], 0, 60, on(22, 10))
    world.promise(world.needs[1], 1, 30, on(22, 11))
    way()

    assert committed("2020-05-22T11:00") == 60
    assert committed("2020-05-22T11:01") == 90
    assert committed("2020-05-22") == 90


def test_a_range_counts_promises_made_within_it_less_their_reductions(world: World, way):
    early = world.promise(world.needs[0], 0, 60, on(2))
    late = world.promise(world.needs[1], 0, 40, on(10))
    world.move(early, {Stage.COMMITTED: -20}, on(11))
    world.move(late, {Stage.COMMITTED: -5}, on(12))
    way()

    assert committed("2020-05-31", since="2020-05-10") == 35
    assert committed("2020-05-11", since="2020-05-10") == 40


def test_known_at_bounds_the_recording(world: World, way):
    world.promise(world.needs[0], 0, 60, on(2))
    world.promise(world.needs[1], 1, 30, on(2), heard=NOW + dt.timedelta(days=5))
    way()

    assert committed("2020-05-02", known_at="2020-06-03") == 60
    assert committed("2020-05-02") == 90


def test_merged_givers_are_one(world: World, way):
    world.promise(world.needs[0], 0, 60, on(2))
    world.promise(world.needs[1], 1, 30, on(2))
    way()
    assert figures(Span(until=end_of(dt.date(2020, 5, 2)))).givers == 2

    world.givers[1].merged_into = world.givers[0]
    world.givers[1].save()

    assert figures(Span(until=end_of(dt.date(2020, 5, 2)))).givers == 1
    way()
    assert figures(Span(until=end_of(dt.date(2020, 5, 2)))).givers == 1
    world.givers[1].merged_into = None


def test_reach_counts_rw_with_standing_promises_and_not_homes(world: World, way):
    world.promise(world.needs[0], 0, 60, on(2))
    world.promise(world.needs[3], 0, 60, on(2))
    gone = world.promise(world.needs[2], 1, 30, on(3))
    world.promise(world.home, 2, 10, on(3))
    world.move(gone, {Stage.COMMITTED: -30}, on(4), cause="cancel")
    way()

    third, fourth = (figures(Span(until=end_of(dt.date(2020, 5, day)))) for day in (3, 4))
    assert third.reach == {"kota": 2, "kelurahan": 2, "rw": 3}
    assert fourth.reach == {"kota": 1, "kelurahan": 1, "rw": 2}
    assert (third.givers, fourth.givers) == (2, 1)


def test_institutions_stand_beside_the_sums(world: World, way):
    world.promise(world.needs[0], 0, 60, on(2))
    world.promise(world.home, 2, 10, on(3))
    way()

    found = sheet(span_from("2020-05-31", today=TODAY))
    assert found["committed"]["sembako"] == 60
    assert found["institutions"]["committed"]["sembako"] == 10
    assert found["needed"]["sembako"] == 400
    assert found["institutions"]["needed"]["sembako"] == 100


def test_fulfilment_as_the_city_counts_it_and_ours(world: World, way):
    full = world.promise(world.needs[0], 0, 100, on(2))
    world.promise(world.needs[1], 0, 99, on(2))
    world.move(full, {Stage.DELIVERED: 100}, on(4), cause="hand_over")
    world.move(full, {Stage.CONFIRMED: 100}, on(5), cause="confirm")
    way()

    [before] = fulfilments(span_from("2020-05-04", today=TODAY))
    [after] = fulfilments(span_from("2020-05-05", today=TODAY))
    assert (before.met, before.of, before.received, before.in_need) == (1, 2, 0, 4)
    assert (after.met, after.of, after.received, after.in_need) == (1, 2, 1, 4)
    assert fulfilments(span_from("2020-05-01", today=TODAY)) == []


@pytest.mark.parametrize("text", ["kemarin", "2020-13-01", "2020-02-30", "2020-05-02T25:00", "9999-12-31", "1", "0x1"])
def test_a_date_that_cannot_be_read_is_refused_in_words(text: str):
    with pytest.raises(Refused, match="date_invalid"):
        span_from(text, today=TODAY)


def test_a_reversed_range_is_refused():
    with pytest.raises(Refused, match="range_reversed"):
        span_from("2020-05-02", since="2020-05-03", today=TODAY)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2020-05-02", "2020-05-02"),
        ("2020-05-22T11:00", "2020-05-22T11:00"),
        ("2020-05-22T04:00:00Z", "2020-05-22T11:00"),
        ("2020-05-22T11:00+07:00", "2020-05-22T11:00"),
        ("2020-05-22T24:00", None),
        ("", "2020-06-01"),
    ],
)
def test_spans_are_written_as_they_are_read(text: str, written: str | None):
    if written is None:
        with pytest.raises(Refused):
            span_from(text, today=TODAY)
    else:
        assert span_from(text, today=TODAY).as_of == written
