"""5 % of receipts by a lot that anybody can repeat and nobody can foresee; what the calls show, with its margin."""

from __future__ import annotations

from typing import Any

import pytest

from ksbb.commitments.models import Line
from ksbb.core.references import new_reference
from ksbb.deliveries import actions, queries, rules
from ksbb.deliveries.actions import Count
from ksbb.deliveries.enums import CallState, DisputeState, Finding
from ksbb.deliveries.models import CallBack, Delivery, Dispute, Draw
from ksbb.parties.queries import reach_of
from tests.situations import AT, REASON, TODAY, World, day, differences, fresh, hours, impossible, refused

OVER = hours(13)
"""The moment at which TODAY ends in Jakarta."""


def references(number: int) -> list[str]:
    return [new_reference() for _ in range(number)]


def drawn(seed: str, all_of: list[str]) -> set[str]:
    return {one for one in all_of if rules.is_drawn(seed=seed, reference=one)}


def test_the_lot_can_be_repeated_and_takes_five_in_a_hundred() -> None:
    known = [f"KS-{number:04d}-AAAA-A" for number in range(10_000)]
    seed = rules.seed_of("Angka Jakarta per 2 Mei 2026")

    assert drawn(seed, known) == drawn(seed, known)
    assert 430 <= len(drawn(seed, known)) <= 570  # more than three standard deviations of 21.8 on either side
    fresh_ones = references(10_000)
    assert 430 <= len(drawn(rules.seed_of("lain"), fresh_ones)) <= 570


def test_nobody_foresees_it_without_the_seed() -> None:
    """What one seed draws says nothing about what another does: they share 5 % of 5 %."""
    known = references(10_000)
    first, second = (drawn(rules.seed_of(text), known) for text in ("satu", "dua"))

    assert len(first & second) <= 55


def sample(world: World, *, number: int = 40, quantity: int = 10) -> list[Delivery]:
    line = world.promise(world.need(5_000), number * quantity)
    made = []
    for _ in range(number):
        delivery = world.planned(line, quantity)
        world.received(delivery, line, quantity)
        made.append(delivery)
    return made


def seed_that_draws(wanted: list[Delivery]) -> str:
    """A text whose lot falls on the first of them: tests need one that is drawn."""
    for number in range(10_000):
        text = f"benih {number}"
        if rules.is_drawn(seed=rules.seed_of(text), reference=wanted[0].reference):
            return text
    raise AssertionError


def draw(text: str, **more: Any) -> Draw:
    told = {"day": TODAY, "seed_text": text, "seed_known_at": OVER, "at": hours(14), **more}
    return actions.draw_receipts(**told)


def test_a_day_is_drawn_once_by_a_seed_that_came_after_it(world: World) -> None:
    sent = sample(world, number=3)
    text = seed_that_draws(sent)

    with refused("day_not_over"):
        draw(text, at=AT)
    with refused("seed_too_early"):
        draw(text, seed_known_at=hours(12))
    made = draw(text)

    expected = {one.reference for one in sent if rules.is_drawn(seed=rules.seed_of(text), reference=one.reference)}
    rows = CallBack.objects.filter(draw=made).values_list("receipt__delivery__reference", flat=True)
    assert set(rows) == expected
    assert (made.receipts, made.drawn, made.seed) == (3, len(expected), rules.seed_of(text))
    assert queries.undrawn_days(before=day(1), limit=5) == []
    with impossible():
        draw(text)


def test_receipts_of_the_next_morning_belong_to_the_next_day(world: World) -> None:
    line = world.promise(world.need(100), 20)
    world.received(world.planned(line, 10), line, 10, at=hours(12.9))
    world.received(world.planned(line, 10), line, 10, at=hours(13.1))

    assert queries.undrawn_days(before=day(5), limit=5) == [day(0), day(1)]
    assert draw("apa saja").receipts == 1


@pytest.fixture
def call(world: World) -> CallBack:
    sent = sample(world, number=1)
    draw(seed_that_draws(sent))
    return CallBack.objects.get()


def record(world: World, call: CallBack, outcome: CallState, told: int | None = None, **more: Any) -> CallBack:
    line_id = queries.lines_of(call.receipt.delivery)[0].line_id
    counts = [] if told is None else [Count(line=line_id, received=told)]
    return actions.record_call(
        **{"by": world.lurah, "call": fresh(call), "outcome": outcome, "counts": counts, "at": hours(20), **more}
    )


def test_it_was_right(world: World, call: CallBack) -> None:
    done = record(world, call, CallState.RIGHT)

    assert (done.state, done.attempts, done.decided_by) == (CallState.RIGHT, 1, world.lurah)
    with refused("wrong_state"):
        record(world, call, CallState.RIGHT)
    assert list(queries.waiting_calls(reach_of(world.lurah, at=AT))) == []


def test_less_arrived_than_was_confirmed(world: World, call: CallBack) -> None:
    line = queries.lines_of(call.receipt.delivery)[0].line

    record(world, call, CallState.WRONG, told=7)

    assert fresh(line).confirmed == 7
    dispute = Dispute.objects.get()
    assert (dispute.shortfall, dispute.state) == (3, DisputeState.OPEN)
    assert queries.told_in(call) == {dispute.delivery_line_id: 7}
    assert differences() == []
    actions.settle_dispute(by=world.lurah, dispute=dispute, outcome=DisputeState.MET, reason=REASON, at=hours(21))
    assert fresh(line).confirmed == 10
    assert differences() == []


@pytest.mark.parametrize("outcome", [DisputeState.OWED, DisputeState.RETURNED])
def test_a_call_after_a_settled_difference_opens_another(world: World, outcome: DisputeState) -> None:
    line = world.promise(world.need(100), 10)
    delivery = world.planned(line, 10)
    world.received(delivery, line, 8)
    first = Dispute.objects.get()
    actions.settle_dispute(by=world.lurah, dispute=first, outcome=outcome, reason=REASON, at=AT)
    draw(seed_that_draws([delivery]))

    record(world, CallBack.objects.get(), CallState.WRONG, told=5)

    assert fresh(line).confirmed == 5
    assert [one.shortfall for one in Dispute.objects.order_by("pk")] == [2, 3]
    assert differences() == []


def test_a_call_widens_a_difference_that_is_open(world: World) -> None:
    line = world.promise(world.need(100), 10)
    delivery = world.planned(line, 10)
    world.received(delivery, line, 8)
    draw(seed_that_draws([delivery]))

    record(world, CallBack.objects.get(), CallState.WRONG, told=5)

    assert (Dispute.objects.get().shortfall, fresh(line).confirmed) == (5, 5)
    assert differences() == []


@pytest.mark.parametrize(
    ("choice", "surplus"), [(DisputeState.LOWER, 0), (DisputeState.HIGHER, 4)], ids=["lower", "higher"]
)
def test_more_arrived_than_was_confirmed(world: World, call: CallBack, choice: DisputeState, surplus: int) -> None:
    """10 sent, 10 on the receipt, 14 on the telephone: the lower counts until an officer chooses."""
    line = queries.lines_of(call.receipt.delivery)[0].line

    record(world, call, CallState.WRONG, told=14)

    assert (fresh(line).confirmed, fresh(line).surplus) == (10, 0)
    dispute = Dispute.objects.get()
    assert (dispute.shortfall, dispute.excess, dispute.state) == (0, 4, DisputeState.OPEN)
    for wrong in (DisputeState.OWED, DisputeState.RETURNED, DisputeState.MET):
        with refused("wrong_outcome"):
            settle(world, wrong)
    settle(world, choice)
    assert (fresh(line).confirmed, fresh(line).surplus) == (10, surplus)
    assert differences() == []


def settle(world: World, outcome: DisputeState) -> Dispute:
    """The newest difference, by the officer of the place."""
    dispute = Dispute.objects.latest("pk")
    return actions.settle_dispute(by=world.lurah, dispute=dispute, outcome=outcome, reason=REASON, at=hours(21))


@pytest.mark.parametrize(
    ("choice", "surplus"), [(DisputeState.LOWER, 2), (DisputeState.HIGHER, 5)], ids=["lower", "higher"]
)
def test_less_surplus_than_was_recorded(world: World, choice: DisputeState, surplus: int) -> None:
    """10 sent, 15 on the receipt, 12 on the telephone: three leave the figures until an officer chooses."""
    line, delivery = brought(world, 15)
    draw(seed_that_draws([delivery]))

    record(world, CallBack.objects.get(), CallState.WRONG, told=12)

    assert (fresh(line).confirmed, fresh(line).surplus) == (10, 2)
    settle(world, choice)
    assert (fresh(line).confirmed, fresh(line).surplus) == (10, surplus)
    assert differences() == []


def brought(world: World, received: int) -> tuple[Line, Delivery]:
    """10 sent, so many on the receipt."""
    line = world.promise(world.need(100), 10)
    delivery = world.planned(line, 10)
    world.received(delivery, line, received)
    return line, delivery


@pytest.mark.parametrize(
    ("first", "told", "confirmed", "owed", "surplus"),
    [
        (DisputeState.OWED, 9, 9, 1, 0),
        (DisputeState.OWED, 10, 10, 0, 0),
        (DisputeState.OWED, 13, 10, 0, 3),
        (DisputeState.RETURNED, 9, 8, 0, 1),
        (DisputeState.RETURNED, 13, 8, 0, 5),
    ],
)
def test_what_was_found_missing_had_come_after_all(
    world: World, first: DisputeState, told: int, confirmed: int, owed: int, surplus: int
) -> None:
    """8 of 10, settled; then the telephone says more: owed goods are confirmed, returned ones are surplus."""
    line, delivery = brought(world, 8)
    settle(world, first)
    draw(seed_that_draws([delivery]))
    record(world, CallBack.objects.get(), CallState.WRONG, told=told)
    assert (fresh(line).confirmed, fresh(line).surplus) == (8, 0)

    settle(world, DisputeState.HIGHER)

    assert (fresh(line).confirmed, fresh(line).owed, fresh(line).surplus) == (confirmed, owed, surplus)
    assert differences() == []


@pytest.mark.parametrize(("told", "met"), [(9, False), (10, True), (12, True)])
def test_a_call_may_show_an_open_shortfall_met(world: World, told: int, met: bool) -> None:
    """8 of 10 in dispute; the telephone says more: one dispute, and "lengkap" only where all is told."""
    line, delivery = brought(world, 8)
    draw(seed_that_draws([delivery]))
    record(world, CallBack.objects.get(), CallState.WRONG, told=told)
    assert Dispute.objects.count() == 1

    if not met:
        with refused("not_received"):
            settle(world, DisputeState.MET)
        return
    settle(world, DisputeState.MET)
    assert (fresh(line).confirmed, fresh(line).surplus) == (10, max(0, told - 10))
    assert differences() == []


@pytest.mark.parametrize("courier", [None, 9, 12])
@pytest.mark.parametrize("received", [8, 10, 13])
@pytest.mark.parametrize("told", [7, 9, 10, 12, 14])
def test_the_lower_word_counts_whatever_is_said(world: World, courier: int | None, received: int, told: int) -> None:
    line = world.promise(world.need(100), 10)
    delivery = world.planned(line, 10)
    if courier is not None:
        link = actions.make_courier_link(by=world.donor, deliveries=[delivery], day=TODAY, at=AT)
        counts = [Count(line=line.pk, received=courier)]
        actions.report_stop(by=None, link=link, delivery=delivery, finding=Finding.COUNTED, counts=counts, at=AT)
    world.received(delivery, line, received)
    draw(seed_that_draws([delivery]))
    if told == received:
        return
    record(world, CallBack.objects.get(), CallState.WRONG, told=told)

    lowest = min(10, received, told, courier or 10)
    assert fresh(line).confirmed == lowest
    assert fresh(line).surplus == max(0, min(received, told) - 10)
    assert Dispute.objects.filter(state=DisputeState.OPEN).exists()
    assert differences() == []


def test_three_vain_tries_an_hour_apart_end_it(world: World, call: CallBack) -> None:
    assert record(world, call, CallState.UNREACHED, at=hours(20)).state == CallState.WAITING
    with refused("call_again_later"):
        record(world, call, CallState.UNREACHED, at=hours(20.5))
    assert record(world, call, CallState.UNREACHED, at=hours(21)).state == CallState.WAITING
    assert record(world, call, CallState.UNREACHED, at=hours(22)).state == CallState.UNREACHED


def test_who_may_not_call(world: World, call: CallBack) -> None:
    for role in (world.rw, world.donor_dua):
        with refused("not_allowed"):
            record(world, call, CallState.RIGHT, by=role)
    with refused("own_delivery"):
        from ksbb.parties import actions as parties
        from ksbb.parties.enums import RoleName

        parties.appoint(user=world.donor, name=RoleName.OFFICER, place=world.village, at=AT)
        record(world, call, CallState.RIGHT, by=world.donor)


def test_who_recorded_the_receipt_does_not_call(world: World) -> None:
    line = world.promise(world.need(100), 10)
    delivery = world.sent(line, 10)
    counts = [Count(line=line.pk, received=10)]
    actions.confirm_on_paper(by=world.lurah, delivery=delivery, counts=counts, paper_number="TT-9", at=AT)
    draw(seed_that_draws([delivery]))
    call = CallBack.objects.get()

    with refused("own_record"):
        record(world, call, CallState.RIGHT)
    assert record(world, call, CallState.RIGHT, by=world.lurah_dua).state == CallState.RIGHT


def test_outcomes_that_contradict_themselves(world: World, call: CallBack) -> None:
    with refused("counts_incomplete"):
        record(world, call, CallState.WRONG)
    with refused("counts_same"):
        record(world, call, CallState.WRONG, told=10)
    with refused("counts_unwanted"):
        record(world, call, CallState.RIGHT, told=7)
    with refused("quantity_range"):
        record(world, call, CallState.WRONG, told=-1)


# The published share


@pytest.mark.parametrize(
    ("wrong", "asked", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 100, 0.0215, 0.1118),
        (81, 263, 0.2553, 0.3662),
        (10, 10, 0.7225, 1.0),
    ],
)
def test_wilson_against_figures_from_books(wrong: int, asked: int, low: float, high: float) -> None:
    """81 of 263 and 1 of 29 are the examples of Newcombe (1998), table I."""
    assert rules.wilson(wrong, asked) == pytest.approx((low, high), abs=5e-5)
    assert rules.wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    assert rules.wilson(0, 0) == (0.0, 1.0)


def test_a_small_number_says_nothing_yet(world: World, call: CallBack) -> None:
    record(world, call, CallState.WRONG, told=7)

    share = queries.share_between(TODAY, TODAY)

    assert (share.drawn, share.asked, share.wrong, share.enough) == (1, 1, 1, False)
    assert queries.share_between(day(1), day(9)).drawn == 0
