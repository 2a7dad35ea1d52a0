"""A courier's link: stops of one day, signed, revocable, over at midnight; the lower of two counts is public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ksbb.commitments.models import Line
from ksbb.core import journal
from ksbb.core.refusals import NotFound
from ksbb.deliveries import actions, queries
from ksbb.deliveries.actions import Count
from ksbb.deliveries.enums import DeliveryState, DisputeState, Finding
from ksbb.deliveries.models import CourierLink, Delivery, Dispute, Receipt
from ksbb.recipients.models import ContactReading
from tests.situations import AT, REASON, TODAY, World, day, differences, fresh, hours, refused


@pytest.fixture
def line(world: World) -> Line:
    return world.promise(world.need(1_000), 100)


@pytest.fixture
def delivery(world: World, line: Line) -> Delivery:
    return world.planned(line, 100)


@pytest.fixture
def link(world: World, delivery: Delivery) -> CourierLink:
    return make(world, delivery)


def make(world: World, *deliveries: Delivery, **more: Any) -> CourierLink:
    return actions.make_courier_link(
        **{"by": world.donor, "deliveries": list(deliveries), "day": TODAY, "at": AT, **more}
    )


def count(line: Line, received: int) -> list[Count]:
    return [Count(line=line.pk, received=received)]


def test_the_word_names_the_link_and_cannot_be_made_up(link: CourierLink) -> None:
    word = queries.word_of(link)

    assert queries.live_link(word, at=AT) == link
    for forged in (
        word[:-1] + ("A" if word[-1] != "A" else "B"),
        word.replace("KS", "KT", 1),
        word.split(".")[0],
        "",
        "ü",
    ):
        with pytest.raises(NotFound):
            queries.live_link(forged, at=AT)


def test_it_ends_with_its_day_in_jakarta(link: CourierLink) -> None:
    """AT is 11.00 WIB: 13 hours later the day is over."""
    word = queries.word_of(link)

    assert queries.live_link(word, at=hours(13) - timedelta(seconds=1)) == link
    for moment in (hours(13), hours(-11) - timedelta(seconds=1)):
        with pytest.raises(NotFound):
            queries.live_link(word, at=moment)


def test_it_can_be_revoked(world: World, link: CourierLink, delivery: Delivery) -> None:
    actions.revoke_courier_link(by=world.donor, link=link, at=AT)

    with pytest.raises(NotFound):
        queries.live_link(queries.word_of(link), at=AT)
    with refused("link_revoked"):
        actions.depart(by=None, delivery=delivery, link=link, at=AT)


def test_a_courier_departs_and_hands_over_in_the_name_of_the_link(link: CourierLink, delivery: Delivery) -> None:
    actions.depart(by=None, delivery=delivery, link=link, at=AT)
    actions.hand_over(by=None, delivery=fresh(delivery), link=link, at=AT)

    assert fresh(delivery).state == DeliveryState.HANDED_OVER
    noted = [(row.verb, row.actor_id, link.reference in row.payload) for row in journal.history(delivery.reference)]
    assert noted[-2:] == [("depart", None, True), ("hand_over", None, True)]


@pytest.mark.parametrize("late", [False, True], ids=["another stop", "another day"])
def test_it_carries_nothing_else(world: World, link: CourierLink, line: Line, delivery: Delivery, late: bool) -> None:
    other = world.planned(world.promise(fresh(line.need), 50), 50)
    moment, wanted = (hours(13), delivery) if late else (AT, other)
    code = "link_expired" if late else "not_allowed"
    told: dict[str, Any] = {"by": None, "link": link, "delivery": wanted, "at": moment}

    with refused(code):
        actions.depart(**told)
    with refused(code):
        actions.hand_over(**told)
    with refused(code):
        actions.reveal_stop(**told)
    with refused(code):
        actions.report_stop(**told, finding=Finding.NOBODY)
    with refused(code):
        actions.confirm_by_code(**told, code="123456", counts=count(line, 50))


def test_only_the_giver_makes_and_revokes_it(world: World, link: CourierLink, delivery: Delivery) -> None:
    with refused("not_allowed"):
        make(world, delivery, by=world.donor_dua)
    with refused("not_allowed"):
        make(world, delivery, by=world.rw)
    with refused("not_allowed"):
        actions.revoke_courier_link(by=world.donor_dua, link=link, at=AT)


def test_which_stops_make_no_link(world: World, line: Line, delivery: Delivery) -> None:
    theirs = world.planned(world.promise(fresh(line.need), 10, by=world.donor_dua), 10, by=world.donor_dua)

    with refused("link_stops"):
        make(world)
    with refused("link_stops"):
        make(world, delivery, delivery)
    with refused("link_mixed"):
        make(world, delivery, theirs)
    for wanted in (day(-1), day(15)):
        with refused("link_day"):
            make(world, delivery, day=wanted)
    actions.call_off(by=world.donor, delivery=delivery, reason=REASON, at=AT)
    with refused("wrong_state"):
        make(world, fresh(delivery))


def test_each_reading_of_a_contact_is_logged_as_the_links(world: World, link: CourierLink, delivery: Delivery) -> None:
    for _ in range(2):
        actions.reveal_stop(by=None, link=link, delivery=delivery, at=AT)

    readings = ContactReading.objects.filter(recipient=world.recipient)
    assert [(one.reader_id, one.subject) for one in readings] == [(delivery.giver_id, link.reference)] * 2


def test_after_receipt_the_contact_is_closed(world: World, link: CourierLink, line: Line, delivery: Delivery) -> None:
    world.received(delivery, line, 100)

    with refused("contact_closed"):
        actions.reveal_stop(by=None, link=link, delivery=fresh(delivery), at=AT)


def report(link: CourierLink, delivery: Delivery, finding: Finding, counts: list[Count]) -> Any:
    return actions.report_stop(by=None, link=link, delivery=fresh(delivery), finding=finding, counts=counts, at=AT)


def test_a_report_moves_no_number(link: CourierLink, line: Line, delivery: Delivery) -> None:
    report(link, delivery, Finding.DAMAGED, count(line, 97))
    report(link, delivery, Finding.NOBODY, [])

    assert fresh(delivery).state == DeliveryState.PLANNED
    assert (fresh(line).delivered, fresh(line).confirmed) == (0, 0)
    assert queries.courier_counts(queries.lines_of(delivery)) == {queries.lines_of(delivery)[0].pk: 97}
    assert Receipt.objects.count() == 0


def test_a_report_needs_its_counts(link: CourierLink, line: Line, delivery: Delivery) -> None:
    with refused("counts_incomplete"):
        report(link, delivery, Finding.DIFFERENT, [])
    with refused("counts_incomplete"):
        report(link, delivery, Finding.DIFFERENT, [Count(line=line.pk + 999, received=1)])
    with refused("counts_unwanted"):
        report(link, delivery, Finding.NOBODY, count(line, 3))
    with refused("quantity_range"):
        report(link, delivery, Finding.COUNTED, count(line, -1))


@pytest.mark.parametrize(
    ("courier", "receiver", "confirmed", "surplus"),
    [(90, 100, 90, 0), (100, 90, 90, 0), (100, 105, 100, 5), (90, 105, 90, 5)],
)
def test_the_lower_word_is_the_public_one(
    world: World, link: CourierLink, line: Line, courier: int, receiver: int, confirmed: int, surplus: int
) -> None:
    delivery = queries.stops_of(link)[0]
    report(link, delivery, Finding.COUNTED, count(line, courier))
    world.received(fresh(delivery), line, receiver)

    assert (fresh(line).confirmed, fresh(line).surplus) == (confirmed, surplus)
    assert [one.shortfall for one in Dispute.objects.all()] == ([100 - confirmed] if confirmed < 100 else [])
    assert differences() == []


def test_an_officer_finds_it_met_only_on_the_receivers_own_count(
    world: World, link: CourierLink, line: Line, delivery: Delivery
) -> None:
    report(link, delivery, Finding.COUNTED, count(line, 90))
    world.received(fresh(delivery), line, 100)

    actions.settle_dispute(
        by=world.lurah, dispute=Dispute.objects.get(), outcome=DisputeState.MET, reason=REASON, at=AT
    )

    assert (fresh(line).confirmed, fresh(line).owed, fresh(line).state) == (100, 0, "selesai")
    assert differences() == []


def test_a_count_below_what_was_sent_is_never_found_met(world: World, line: Line, delivery: Delivery) -> None:
    world.received(delivery, line, 94)

    with refused("not_received"):
        actions.settle_dispute(
            by=world.lurah, dispute=Dispute.objects.get(), outcome=DisputeState.MET, reason=REASON, at=AT
        )


def test_a_courier_with_the_code_makes_the_receipt(
    world: World, link: CourierLink, line: Line, delivery: Delivery
) -> None:
    code = actions.issue_receipt_code(by=world.rw, delivery=delivery, at=AT)

    receipt = actions.confirm_by_code(
        by=None, delivery=fresh(delivery), code=code.digits, counts=count(line, 100), link=link, at=AT
    )

    assert (receipt.link, receipt.recorded_by) == (link, None)
    assert fresh(line).confirmed == 100
