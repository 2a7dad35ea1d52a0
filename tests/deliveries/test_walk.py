"""However deeds follow one another, every counter stays the sum of its rows; no state skips its table (REL-12)."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import localdate

from ksbb.commitments import actions as commitments
from ksbb.commitments.enums import NEXT_STATES, RUNNING, LineState
from ksbb.commitments.models import Line
from ksbb.core.refusals import Refused
from ksbb.deliveries import actions
from ksbb.deliveries.actions import Count, Load
from ksbb.deliveries.enums import NEXT_STATES as DELIVERY_NEXT
from ksbb.deliveries.enums import DeliveryState, DisputeState
from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from tests.conftest import LONG
from tests.situations import REASON, World, differences, hours

STEPS, SEEDS = (400, range(40)) if LONG else (45, range(4))


class Walk:
    """One random life of a few needs; what happened is kept, so that a failure can be read."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.needs = [world.need(300), world.need(200, package="lebaran")]
        self.clock = 0.0
        self.told: list[str] = []
        self.seen: dict[int, str] = {}
        self.journeys: dict[int, str] = {}

    @property
    def at(self) -> Any:
        return hours(self.clock)

    def a_line(self) -> Line:
        """Mostly one that runs, sometimes one that ended."""
        lines = list(Line.objects.select_related("need", "commitment__giver").order_by("pk"))
        running = [line for line in lines if line.state in RUNNING]
        return self.chance.choice(running if running and self.chance.random() < 0.9 else lines)

    def a_journey(self) -> Delivery:
        """Mostly one that is not over, sometimes one that is."""
        journeys = list(Delivery.objects.order_by("pk"))
        under_way = [one for one in journeys if DELIVERY_NEXT[DeliveryState(one.state)]]
        return self.chance.choice(under_way if under_way and self.chance.random() < 0.9 else journeys)

    def deeds(self) -> dict[str, Callable[[], Any]]:
        world, chance, at = self.world, self.chance, self.at
        giver = [world.donor, world.donor_dua]
        today = localdate(at)

        def promise() -> None:
            equivalent = chance.choice(["", "", "Beras 5 kg"])
            need = Need.objects.select_related("package").get(pk=chance.choice(self.needs).pk)
            world.promise(
                need, chance.randint(1, 30), by=chance.choice(giver), at=at, deliver_on=today, equivalent=equivalent
            )

        def plan() -> None:
            line = self.a_line()
            loads = [Load(line=line, quantity=chance.randint(1, 30))]
            actions.plan_delivery(by=None, loads=loads, planned_on=today, at=at)

        def confirm() -> None:
            journey = self.a_journey()
            carried = DeliveryLine.objects.filter(delivery=journey)
            counts = [Count(line=one.line_id, received=max(0, one.quantity + chance.randint(-4, 3))) for one in carried]
            actions.confirm(by=world.rw, delivery=journey, counts=counts, at=at)

        def settle() -> None:
            disputes = list(Dispute.objects.select_related("delivery_line__delivery").order_by("pk"))
            outcome = chance.choice([DisputeState.OWED, DisputeState.RETURNED])
            actions.settle_dispute(
                by=world.lurah, dispute=chance.choice(disputes), outcome=outcome, reason=REASON, at=at
            )

        def wait() -> None:
            self.clock += chance.choice([1, 6, 30, 60])
            commitments.release_expired(at=self.at)

        return {
            "promise": promise,
            "plan": plan,
            "confirm": confirm,
            "settle": settle,
            "wait": wait,
            "accept": lambda: commitments.accept_equivalent(by=world.rw, line=self.a_line(), at=at),
            "note": lambda: commitments.note_contact(by=world.rw, line=self.a_line(), at=at),
            "schedule": lambda: commitments.schedule(by=None, line=self.a_line(), deliver_on=today, at=at),
            "reduce": lambda: actions.reduce(
                by=None, line=self.a_line(), quantity=chance.randint(0, 25), reason=REASON, at=at
            ),
            "cancel": lambda: commitments.cancel(by=None, line=self.a_line(), reason=REASON, at=at),
            "decline": lambda: commitments.decline(by=world.rw, line=self.a_line(), reason=REASON, at=at),
            "depart": lambda: actions.depart(by=None, delivery=self.a_journey(), at=at),
            "hand over": lambda: actions.hand_over(by=None, delivery=self.a_journey(), at=at),
            "call off": lambda: actions.call_off(by=None, delivery=self.a_journey(), reason=REASON, at=at),
            "receive": lambda: actions.receive(
                by=world.rw, loads=[Load(line=self.a_line(), quantity=chance.randint(1, 20))], at=at
            ),
            "aid": lambda: needs.record_outside_aid(
                by=world.lurah, need=chance.choice(self.needs), quantity=chance.randint(1, 5), source=REASON, at=at
            ),
        }

    def step(self) -> None:
        deeds = self.deeds()
        weights = [4 if name in {"promise", "plan", "hand over", "confirm", "settle"} else 1 for name in deeds]
        name = self.chance.choices(list(deeds), weights)[0]
        try:
            deeds[name]()
            self.told.append(name)
        except Refused as refused:
            self.told.append(f"{name}: {refused.refusal.code}")
        except IndexError:
            self.told.append(f"{name}: nothing there")
        self.look()

    def look(self) -> None:
        assert differences() == [], self.told
        for line in Line.objects.all():
            before = self.seen.get(line.pk)
            if before is not None and before != line.state:
                assert line.state in NEXT_STATES[LineState(before)], (before, line.state, self.told)
            self.seen[line.pk] = line.state
            if line.state == LineState.DONE:
                assert line.quantity == line.delivered == line.confirmed > 0, self.told
        for journey in Delivery.objects.all():
            before = self.journeys.get(journey.pk)
            if before is not None and before != journey.state:
                assert journey.state in DELIVERY_NEXT[DeliveryState(before)], (before, journey.state, self.told)
            self.journeys[journey.pk] = journey.state


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_life(world: World, seed: int) -> None:
    walk = Walk(world, seed)
    for need in walk.needs:
        world.promise(need, 20)

    for _ in range(STEPS):
        walk.step()

    done = {told for told in walk.told if ":" not in told}
    assert len(done) >= 8, walk.told  # most deeds did happen, so the invariants were not kept by idleness
