"""Only the receiver's act, signed paper or an officer's reasoned decision makes "diterima"; both numbers are kept."""

from typing import Any

import pytest

from ksbb.commitments import actions as commitments
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line, Movement
from ksbb.deliveries import actions, queries
from ksbb.deliveries.actions import Count, Load
from ksbb.deliveries.enums import Condition, DeliveryState, DisputeState, Method
from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute, Receipt, ReceiptLine
from ksbb.needs.enums import Fill
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.queries import reach_of
from tests.situations import AT, REASON, TODAY, World, day, days, differences, fresh, hours, impossible, person, refused


def numbers(line: Line) -> tuple[int, int, int, int, int, str]:
    now = fresh(line)
    return (now.quantity, now.delivered, now.confirmed, now.surplus, now.owed, now.state)


def counts(line: Line, received: int) -> list[Count]:
    return [Count(line=line.pk, received=received)]


@pytest.fixture
def line(world: World) -> Line:
    return world.promise(world.need(1_000), 600)


# --- Exact, short, over -----------------------------------------------------------------------------------------------


def test_what_was_sent_arrived(world: World, line: Line) -> None:
    sent = world.sent(line, 600)
    assert numbers(line) == (600, 600, 0, 0, 0, LineState.ON_THE_WAY)

    receipt = world.received(sent, line, 600)

    assert numbers(line) == (600, 600, 600, 0, 0, LineState.DONE)
    assert (fresh(sent).state, receipt.method) == (DeliveryState.RECEIVED, Method.ACCOUNT)
    need = fresh(line.need)
    assert (need.promised, need.delivered, need.confirmed, need.surplus) == (600, 600, 600, 0)
    assert Dispute.objects.count() == 0
    assert differences() == []


def test_605_of_600(world: World, line: Line) -> None:
    world.received(world.sent(line, 600), line, 605)

    assert numbers(line) == (600, 600, 600, 5, 0, LineState.DONE)
    assert (fresh(line.need).confirmed, fresh(line.need).surplus) == (600, 5)
    assert ReceiptLine.objects.get().received == 605
    assert differences() == []


def test_parts_on_several_days(world: World, line: Line) -> None:
    for part in (200, 150, 250):
        world.received(world.sent(line, part), line, part)

    assert numbers(line) == (600, 600, 600, 0, 0, LineState.DONE)
    assert Receipt.objects.count() == 3


def test_a_need_is_met_by_receipts(world: World) -> None:
    need = world.need(100)
    assert need.fill == Fill.NONE
    first = world.promise(need, 40)
    assert fresh(need).fill == Fill.PART
    second = world.promise(need, 60, by=world.donor_dua)
    assert fresh(need).fill == Fill.PROMISED
    world.received(world.sent(first, 40), first, 40)
    assert fresh(need).fill == Fill.PROMISED
    world.received(world.sent(second, 60, by=world.donor_dua), second, 60)
    assert fresh(need).fill == Fill.CONFIRMED


def short(world: World, line: Line) -> Dispute:
    world.received(world.sent(line, 600), line, 590)
    return Dispute.objects.get()


def test_less_than_sent_opens_a_dispute(world: World, line: Line) -> None:
    dispute = short(world, line)

    assert (dispute.shortfall, dispute.state) == (10, DisputeState.OPEN)
    assert numbers(line) == (600, 600, 590, 0, 0, LineState.ON_THE_WAY)
    assert list(DeliveryLine.objects.values_list("quantity")) == [(600,)]
    assert list(ReceiptLine.objects.values_list("received")) == [(590,)]
    assert queries.open_disputes(reach_of(world.lurah, at=AT)) == [dispute]
    assert queries.open_disputes(reach_of(world.rw, at=AT)) == []
    assert differences() == []


def test_a_shortfall_left_owed_is_made_up_and_not_delivered_twice(world: World, line: Line) -> None:
    dispute = short(world, line)
    actions.settle_dispute(by=world.lurah, dispute=dispute, outcome=DisputeState.OWED, reason=REASON, at=days(1))
    assert numbers(line) == (600, 600, 590, 0, 10, LineState.ON_THE_WAY)
    assert fresh(line).lapses_on == day(7)
    assert fresh(line).to_bring == 10

    again = world.sent(fresh(line), 10, at=days(2))
    assert numbers(line) == (600, 600, 590, 0, 0, LineState.ON_THE_WAY)
    assert DeliveryLine.objects.get(delivery=again).makeup == 10
    world.received(again, line, 10, at=days(2))

    assert numbers(line) == (600, 600, 600, 0, 0, LineState.DONE)
    assert fresh(line.need).delivered == 600
    assert differences() == []


def test_a_shortfall_left_owed_and_never_brought_goes_back(world: World, line: Line) -> None:
    dispute = short(world, line)
    actions.settle_dispute(by=world.lurah, dispute=dispute, outcome=DisputeState.OWED, reason=REASON, at=AT)

    assert commitments.release_expired(at=days(6)) == 0
    assert commitments.release_expired(at=days(7)) == 1

    assert numbers(line) == (590, 590, 590, 0, 0, LineState.DONE)
    assert fresh(line.need).promised == 590
    assert differences() == []


def test_a_shortfall_returned_reopens_the_need(world: World, line: Line) -> None:
    dispute = short(world, line)

    actions.settle_dispute(by=world.lurah, dispute=dispute, outcome=DisputeState.RETURNED, reason=REASON, at=AT)

    assert numbers(line) == (590, 590, 590, 0, 0, LineState.DONE)
    need = fresh(line.need)
    assert (need.promised, need.delivered, need.confirmed, need.remaining) == (590, 590, 590, 410)
    assert (DeliveryLine.objects.get().quantity, ReceiptLine.objects.get().received) == (600, 590)
    assert differences() == []


def test_nothing_arrived_and_all_returned(world: World, line: Line) -> None:
    world.received(world.sent(line, 600), line, 0)

    actions.settle_dispute(
        by=world.lurah, dispute=Dispute.objects.get(), outcome=DisputeState.RETURNED, reason=REASON, at=AT
    )

    assert numbers(line) == (0, 0, 0, 0, 0, LineState.LAPSED)
    assert fresh(line.need).promised == 0
    assert differences() == []


@pytest.mark.parametrize(
    ("who", "outcome", "reason", "expected"),
    [
        ("rw", DisputeState.OWED, REASON, "not_allowed"),
        ("donor", DisputeState.RETURNED, REASON, "not_allowed"),
        ("lurah", DisputeState.OWED, "", "reason_needed"),
        ("lurah", DisputeState.OWED, "a" * 401, "text_too_long"),
        ("lurah", DisputeState.OPEN, REASON, "wrong_state"),
    ],
)
def test_who_settles(world: World, line: Line, who: str, outcome: DisputeState, reason: str, expected: str) -> None:
    dispute = short(world, line)

    with refused(expected):
        actions.settle_dispute(by=getattr(world, who), dispute=dispute, outcome=outcome, reason=reason, at=AT)


@pytest.mark.parametrize("first", [DisputeState.OWED, DisputeState.RETURNED])
@pytest.mark.parametrize("second", list(DisputeState))
def test_a_dispute_is_settled_once(world: World, line: Line, first: DisputeState, second: DisputeState) -> None:
    dispute = short(world, line)
    actions.settle_dispute(by=world.lurah, dispute=dispute, outcome=first, reason=REASON, at=AT)

    with refused("wrong_state"):
        actions.settle_dispute(by=world.lurah, dispute=dispute, outcome=second, reason=REASON, at=AT)


# --- Who confirms, and how --------------------------------------------------------------------------------------------


def confirm(world: World, by: Any, delivery: Delivery, line: Line, how: str, **more: Any) -> Any:
    said = {"by": by, "delivery": delivery, "counts": counts(line, 5), "at": AT, **more}
    match how:
        case "account":
            return actions.confirm(**said)
        case "paper":
            return actions.confirm_on_paper(**{"paper_number": "TT-1", **said})
        case _:
            return actions.override_receipt(**{"reason": REASON, **said})


@pytest.mark.parametrize(
    ("who", "how", "expected"),
    [
        ("rw", "account", ""),
        ("lurah", "account", "not_allowed"),
        ("pokja", "account", "not_allowed"),
        ("donor", "account", "own_delivery"),
        ("donor_dua", "account", "not_allowed"),
        ("lurah", "paper", ""),
        ("pokja", "paper", ""),
        ("rw", "paper", "not_allowed"),
        ("donor", "paper", "own_delivery"),
        ("lurah", "officer", ""),
        ("pokja", "officer", ""),
        ("rw", "officer", "not_allowed"),
        ("donor", "officer", "own_delivery"),
    ],
)
def test_who_confirms_how(world: World, line: Line, who: str, how: str, expected: str) -> None:
    sent = world.sent(line, 5)

    if expected:
        with refused(expected):
            confirm(world, getattr(world, who), sent, line, how)
        assert fresh(line).confirmed == 0
    else:
        confirm(world, getattr(world, who), sent, line, how)
        assert fresh(line).confirmed == 5
        assert Receipt.objects.get().recorded_by == getattr(world, who)


@pytest.mark.parametrize("how", ["account", "paper", "officer"])
@pytest.mark.parametrize("as_organisation", [False, True])
def test_the_giver_never_confirms_whatever_else_the_person_is(world: World, how: str, as_organisation: bool) -> None:
    """T05: an RW head or officer who gives needs somebody else to say that it arrived."""
    both = person("keduanya")
    parties.appoint(user=both, name=RoleName.RW_HEAD, place=world.recipient.place, at=AT)
    parties.appoint(user=both, name=RoleName.OFFICER, place=world.village, at=AT)
    if as_organisation:
        made = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
        parties.appoint(user=both, name=RoleName.COLLABORATOR, organisation=made, at=AT)
        parties.set_standing(by=world.pokja, organisation=made, standing=Standing.ACTIVE, at=AT)
    line = world.promise(world.need(100), 5, by=both)
    sent = world.sent(line, 5, by=both)

    with refused("own_delivery"):
        confirm(world, both, sent, line, how)
    more = world.promise(world.need(9, package="lebaran"), 5, by=both)
    with refused("own_delivery"):
        actions.receive(by=both, loads=[Load(line=more, quantity=5)], at=AT)
    world.received(sent, line, 2)
    with refused("own_delivery"):
        actions.settle_dispute(
            by=both, dispute=Dispute.objects.get(), outcome=DisputeState.RETURNED, reason=REASON, at=AT
        )


@pytest.mark.parametrize(
    ("how", "more", "expected"),
    [
        ("paper", {"paper_number": "  "}, "paper_needed"),
        ("paper", {"paper_number": "T" * 61}, "text_too_long"),
        ("officer", {"reason": "begitu"}, "reason_needed"),
        ("officer", {"reason": "a" * 401}, "text_too_long"),
        ("paper", {"note": "KTP 3174051005800001"}, "identity_number"),
        ("paper", {"note": "a" * 401}, "text_too_long"),
        ("paper", {"counts": []}, "counts_incomplete"),
        ("paper", {"counts": [Count(line=0, received=5)]}, "counts_incomplete"),
        ("paper", {"counts": "twice"}, "counts_incomplete"),
        ("paper", {"counts": "foreign"}, "counts_incomplete"),
        ("paper", {"counts": -1}, "quantity_range"),
        ("paper", {"counts": 1_000_001}, "quantity_range"),
    ],
)
def test_receipts_that_are_refused(world: World, line: Line, how: str, more: dict[str, Any], expected: str) -> None:
    sent = world.sent(line, 5)
    if isinstance(more.get("counts"), int):
        more = {"counts": counts(line, more["counts"])}
    if more.get("counts") == "twice":
        more = {"counts": counts(line, 5) * 2}
    if more.get("counts") == "foreign":
        more = {"counts": [*counts(line, 5), Count(line=line.pk + 1, received=5)]}

    with refused(expected):
        confirm(world, world.lurah, sent, line, how, **more)


def test_a_receipt_is_given_once(world: World, line: Line) -> None:
    sent = world.sent(line, 5)
    world.received(sent, line, 5)

    for how, who in (("account", world.rw), ("paper", world.lurah), ("officer", world.lurah)):
        with refused("wrong_state"):
            confirm(world, who, sent, line, how)


@pytest.mark.parametrize("step", ["planned", "departed"])
def test_the_receivers_word_says_that_it_was_handed_over(world: World, line: Line, step: str) -> None:
    journey = world.planned(line, 5)
    if step == "departed":
        actions.depart(by=world.donor, delivery=journey, at=AT)

    world.received(journey, line, 5, at=hours(1))

    assert fresh(journey).handed_at == hours(1)
    assert list(Movement.objects.exclude(stage=Stage.COMMITTED).values_list("stage", "delta")) == [
        (Stage.DELIVERED, 5),
        (Stage.CONFIRMED, 5),
    ]


def test_what_came_without_a_recorded_journey(world: World, line: Line) -> None:
    actions.receive(by=world.rw, loads=[Load(line=line, quantity=5)], note="Datang pagi.", at=AT)

    assert numbers(line)[:3] == (600, 5, 5)
    assert Delivery.objects.get().state == DeliveryState.RECEIVED


@pytest.mark.parametrize("who", ["lurah", "donor", "donor_dua", "pokja"])
def test_nobody_else_receives(world: World, line: Line, who: str) -> None:
    with refused("own_delivery" if who == "donor" else "not_allowed"):
        actions.receive(by=getattr(world, who), loads=[Load(line=line, quantity=5)], at=AT)


def test_damaged_goods_are_told(world: World, line: Line) -> None:
    sent = world.sent(line, 5)
    said = [Count(line=line.pk, received=3, condition=Condition.PART_DAMAGED)]

    actions.confirm(by=world.rw, delivery=sent, counts=said, at=AT)

    assert ReceiptLine.objects.get().condition == Condition.PART_DAMAGED
    assert Dispute.objects.get().shortfall == 2


# --- Journeys ---------------------------------------------------------------------------------------------------------

STEPS: dict[DeliveryState, list[str]] = {
    DeliveryState.PLANNED: [],
    DeliveryState.ON_THE_WAY: ["depart"],
    DeliveryState.HANDED_OVER: ["hand_over"],
    DeliveryState.RECEIVED: ["hand_over", "confirm"],
    DeliveryState.CALLED_OFF: ["call_off"],
}
ALLOWED = {
    "depart": {DeliveryState.PLANNED},
    "hand_over": {DeliveryState.PLANNED, DeliveryState.ON_THE_WAY},
    "call_off": {DeliveryState.PLANNED, DeliveryState.ON_THE_WAY},
    "confirm": {DeliveryState.PLANNED, DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER},
}


def step(world: World, journey: Delivery, line: Line, verb: str) -> None:
    match verb:
        case "depart":
            actions.depart(by=world.donor, delivery=journey, at=AT)
        case "hand_over":
            actions.hand_over(by=world.donor, delivery=journey, at=AT)
        case "call_off":
            actions.call_off(by=world.donor, delivery=journey, reason=REASON, at=AT)
        case _:
            world.received(journey, line, 5)


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", list(DeliveryState))
def test_the_grid_of_journeys(world: World, line: Line, state: DeliveryState, verb: str) -> None:
    journey = world.planned(line, 5)
    for before in STEPS[state]:
        step(world, journey, line, before)
    assert fresh(journey).state == state

    if state in ALLOWED[verb]:
        step(world, journey, line, verb)
    else:
        with refused("wrong_state"):
            step(world, journey, line, verb)


@pytest.mark.parametrize(
    ("quantity", "expected"), [(0, "quantity_positive"), (-1, "quantity_positive"), (601, "more_than_promised")]
)
def test_how_much_may_travel(world: World, line: Line, quantity: int, expected: str) -> None:
    with refused(expected):
        world.planned(line, quantity)


def test_what_travels_elsewhere_cannot_travel_twice(world: World, line: Line) -> None:
    first = world.planned(line, 400)
    with refused("more_than_promised"):
        world.planned(line, 201)
    actions.call_off(by=world.donor, delivery=first, reason=REASON, at=AT)

    world.planned(line, 600)


def test_one_journey_is_from_one_giver_to_one_receiver(world: World, line: Line) -> None:
    elsewhere = world.promise(world.need(10, to=world.neighbour(902)), 5)
    other = world.promise(world.need(10, package="lebaran"), 5, by=world.donor_dua)

    def plan(*loads: Load, by: Any = world.pokja) -> None:
        actions.plan_delivery(by=by, loads=list(loads), planned_on=TODAY, at=AT)

    with refused("journey_lines"):
        plan()
    with refused("journey_lines"):
        plan(Load(line=line, quantity=1), Load(line=line, quantity=1))
    with refused("journey_mixed"):
        plan(Load(line=line, quantity=1), Load(line=elsewhere, quantity=1))
    with refused("journey_mixed"):
        plan(Load(line=line, quantity=1), Load(line=other, quantity=1))
    with refused("not_allowed"):
        plan(Load(line=line, quantity=1), by=world.donor_dua)


def test_a_line_that_ended_does_not_depart(world: World, line: Line) -> None:
    """Otherwise a cancelled line would come back to life, holding nothing."""
    journey = world.planned(line, 5)
    commitments.cancel(by=world.donor, line=line, reason=REASON, at=AT)

    with refused("line_not_running"):
        actions.depart(by=world.donor, delivery=journey, at=AT)
    with refused("line_not_running"):
        actions.hand_over(by=world.donor, delivery=journey, at=AT)
    with refused("line_not_running"):
        world.received(journey, line, 5)
    assert fresh(line).state == LineState.CANCELLED
    actions.call_off(by=world.donor, delivery=journey, reason=REASON, at=AT)
    assert fresh(line).state == LineState.CANCELLED


def test_several_lines_on_one_journey(world: World) -> None:
    need = world.need(100)
    lines = [world.promise(need, 10), world.promise(need, 20), world.promise(world.need(50, package="lebaran"), 30)]
    loads = [Load(line=line, quantity=line.pledged) for line in lines]
    sent = actions.plan_delivery(by=world.donor, loads=loads, planned_on=TODAY, at=AT)
    actions.hand_over(by=world.donor, delivery=sent, at=AT)

    said = [Count(line=line.pk, received=line.pledged) for line in lines]
    actions.confirm(by=world.rw, delivery=sent, counts=said[::-1], at=AT)

    assert [numbers(line)[2] for line in lines] == [10, 20, 30]
    assert fresh(need).confirmed == 30
    assert differences() == []


# --- Round the actions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Delivery, {"handed_at": None}),
        (Delivery, {"state": DeliveryState.PLANNED}),
        (DeliveryLine, {"quantity": 0}),
        (DeliveryLine, {"makeup": 6}),
        (Dispute, {"shortfall": 0}),
        (Dispute, {"state": DisputeState.OWED}),
        (Dispute, {"settled_at": AT}),
    ],
)
def test_the_database_refuses(world: World, line: Line, model: Any, changes: dict[str, Any]) -> None:
    world.received(world.sent(line, 5), line, 4)

    with impossible():
        model.objects.update(**changes)


@pytest.mark.parametrize("method", [Method.PAPER, Method.OFFICER])
def test_the_database_wants_paper_and_reasons(world: World, line: Line, method: Method) -> None:
    sent = world.sent(line, 5)

    with impossible():
        Receipt.objects.create(delivery=sent, method=method, recorded_by=world.lurah, effective_at=AT, recorded_at=AT)


def test_the_database_keeps_one_receipt_a_delivery(world: World, line: Line) -> None:
    sent = world.sent(line, 5)
    world.received(sent, line, 5)

    with impossible():
        Receipt.objects.create(
            delivery=sent, method=Method.ACCOUNT, recorded_by=world.rw, effective_at=AT, recorded_at=AT
        )
