"""A promise that was written down after its time is told apart from one that nobody has received yet."""

import datetime as dt

import pytest

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line
from ksbb.opendata.actions import fold_figures
from ksbb.opendata.figures import end_of, sheet
from ksbb.opendata.rows import RowFilter, line_total
from ksbb.opendata.spans import Span
from tests.opendata.world import NOW, World, on

UNTIL = end_of(dt.date(2020, 6, 1))


@pytest.mark.parametrize("folded", [True, False])
def test_what_nobody_followed_is_counted_apart(world: World, folded: bool):
    late = world.promise(world.needs[0], 0, 60, on(2), heard=on(1, month=6))
    followed = world.promise(world.needs[1], 1, 30, on(3))
    Line.objects.filter(pk=followed.pk).update(clockless=False)
    Line.objects.filter(pk=late.pk).update(clockless=True)
    world.move(followed, {Stage.DELIVERED: 30}, on(5), cause="hand_over")
    world.move(late, {Stage.DELIVERED: 20}, on(5), cause="correction")
    world.move(late, {Stage.CONFIRMED: 20}, on(6), cause="correction")
    if folded:
        fold_figures(at=NOW)

    found = sheet(Span(until=UNTIL))

    assert (found["committed"]["sembako"], found["untracked"]["sembako"]) == (90, 40)
    assert [one["tracked"] for one in found["fulfilment"]] == [True]
    behind = line_total(RowFilter(Span(until=UNTIL), "tidak_tercatat", "sembako"))
    assert (behind.rows, behind.sums) == (1, {"sembako": 40})


def test_a_period_that_nobody_followed_says_so(world: World):
    late = world.promise(world.needs[0], 0, 60, on(2))
    Line.objects.filter(pk=late.pk).update(clockless=True)
    fold_figures(at=NOW)

    assert [one["tracked"] for one in sheet(Span(until=UNTIL))["fulfilment"]] == [False]
