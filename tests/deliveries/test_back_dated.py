"""Pokja records what a receiver got on an earlier day; both times are kept, and figures count the day it happened."""

from datetime import datetime
from typing import Any

import pytest

from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line, Movement
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions
from ksbb.deliveries.actions import Count, Load
from ksbb.deliveries.enums import DeliveryState
from ksbb.deliveries.models import Delivery, Receipt
from tests.situations import REASON, World, day, days, differences, fresh, refused

NOW, THEN = days(5), days(3)


@pytest.fixture
def line(world: World) -> Line:
    return world.promise(world.need(1_000), 600)


@pytest.fixture
def planned(world: World, line: Line) -> Delivery:
    return actions.plan_delivery(by=world.donor, loads=[Load(line=line, quantity=5)], planned_on=day(3), at=days(1))


def decide(by: Any, delivery: Delivery, line: Line, *, effective_at: datetime, reason: str = REASON) -> Receipt:
    counts = [Count(line=line.pk, received=5)]
    return actions.override_receipt(
        by=by, delivery=delivery, counts=counts, reason=reason, at=NOW, effective_at=effective_at
    )


def test_it_counts_on_the_day_it_happened(world: World, line: Line, planned: Delivery) -> None:
    receipt = decide(world.pokja, planned, line, effective_at=THEN)

    moved = Movement.objects.filter(line=line, stage__in=[Stage.DELIVERED, Stage.CONFIRMED])
    assert set(moved.values_list("stage", "delta", "effective_at", "recorded_at")) == {
        (Stage.DELIVERED, 5, THEN, NOW),
        (Stage.CONFIRMED, 5, THEN, NOW),
    }
    assert (receipt.effective_at, receipt.recorded_at) == (THEN, NOW)
    assert (fresh(planned).state, fresh(planned).handed_at) == (DeliveryState.RECEIVED, THEN)
    assert (fresh(line).state, fresh(line).state_since) == (LineState.ON_THE_WAY, THEN)
    told = JournalEntry.objects.get(verb="override_receipt")
    assert (told.effective_at, told.recorded_at) == (THEN, NOW)
    assert differences() == []


@pytest.mark.parametrize(
    ("who", "effective_at", "reason", "expected"),
    [
        ("lurah", THEN, REASON, "back_dating"),
        ("pokja", days(6), REASON, "date_ahead"),
        ("pokja", THEN, "", "reason_needed"),
        ("pokja", days(-1), REASON, "before_promise"),
    ],
)
def test_why_not(
    world: World, line: Line, planned: Delivery, who: str, effective_at: datetime, reason: str, expected: str
) -> None:
    with refused(expected):
        decide(getattr(world, who), planned, line, effective_at=effective_at, reason=reason)

    assert not Receipt.objects.exists()


def test_nothing_is_received_before_it_was_handed_over(world: World, line: Line) -> None:
    sent = world.sent(line, 5, at=days(4))

    with refused("before_promise"):
        decide(world.pokja, sent, line, effective_at=THEN)
