"""Promises without a chosen target: in no total until Pokja found one and the giver agreed."""

from typing import Any

import pytest

from ksbb.catalogue.queries import package_by_code
from ksbb.commitments import actions, queries
from ksbb.commitments.actions import OfferDraft
from ksbb.commitments.models import Commitment, Movement, Offer, Proposal
from ksbb.needs.models import Need
from tests import world as small
from tests.situations import AT, REASON, World, day, days, differences, fresh, hours, refused


def left_to_pokja(world: World, quantity: int = 100, **more: Any) -> Offer:
    said: dict[str, Any] = {"quantity": quantity, "deliver_on": day(2), "deliver_through": day(9)}
    draft = OfferDraft(**{"package": package_by_code("sembako"), **said, **more})
    made = actions.offer(by=world.donor, draft=draft, statement_accepted=True, at=AT)
    return queries.open_offer(made.reference)


def proposed(world: World, offer: Offer, need: Need, quantity: int) -> Proposal:
    return actions.propose_target(by=world.pokja, offer=offer, need=need, quantity=quantity, at=AT)


def test_an_offer_stands_in_no_total_until_the_giver_agreed(world: World) -> None:
    need, offer = world.need(300), left_to_pokja(world)
    proposal = proposed(world, offer, need, 60)
    assert fresh(need).promised == 0
    assert not Movement.objects.exists()

    actions.accept_target(by=world.donor, proposal=proposal, at=hours(1))

    assert fresh(need).promised == 60
    assert [(line.quantity, line.state) for line in queries.lines_of(offer.commitment)] == [(60, "komitmen")]
    assert fresh(offer).left == 40
    assert differences() == []


def test_when_all_is_placed_the_offer_is_done(world: World) -> None:
    offer = left_to_pokja(world, 50)
    actions.accept_target(by=world.donor, proposal=proposed(world, offer, world.need(60), 50), at=AT)

    assert fresh(offer).state == "bersasaran"
    other = world.need(60, to=world.neighbour(910))
    with refused("offer_not_open"):
        proposed(world, offer, other, 1)


def test_the_giver_may_rather_not(world: World) -> None:
    need, offer = world.need(300), left_to_pokja(world)
    proposal = proposed(world, offer, need, 60)

    actions.decline_target(by=world.donor, proposal=proposal, reason=REASON, at=AT)

    assert fresh(need).promised == 0
    with refused("already_answered"):
        actions.accept_target(by=world.donor, proposal=proposal, at=AT)
    assert proposed(world, offer, need, 10).state == "diusulkan"


def test_never_more_is_proposed_than_was_offered(world: World) -> None:
    offer = left_to_pokja(world, 100)
    proposed(world, offer, world.need(300), 70)
    other = world.need(300, to=world.neighbour(911))

    with refused("more_than_offered"):
        proposed(world, offer, other, 40)


@pytest.mark.parametrize("who", ["lurah", "rw", "donor"])
def test_only_pokja_proposes(world: World, who: str) -> None:
    need, offer = world.need(300), left_to_pokja(world)

    with refused("not_allowed"):
        actions.propose_target(by=getattr(world, who), offer=offer, need=need, quantity=1, at=AT)


def test_only_the_giver_answers(world: World) -> None:
    proposal = proposed(world, left_to_pokja(world), world.need(300), 10)

    with refused("not_allowed"):
        actions.accept_target(by=world.donor_dua, proposal=proposal, at=AT)


def test_another_package_is_no_target(world: World) -> None:
    need, offer = world.need(50, package="lebaran"), left_to_pokja(world)

    with refused("other_package"):
        proposed(world, offer, need, 10)


def test_what_filled_up_meanwhile_takes_no_more(world: World) -> None:
    need, offer = world.need(10), left_to_pokja(world)
    proposal = proposed(world, offer, need, 10)
    world.promise(need, 8, by=world.donor_dua)

    with refused("more_than_needed"):
        actions.accept_target(by=world.donor, proposal=proposal, at=AT)


def test_withdrawing_drops_what_waits_and_keeps_what_was_accepted(world: World) -> None:
    offer = left_to_pokja(world)
    kept = proposed(world, offer, world.need(300), 30)
    actions.accept_target(by=world.donor, proposal=kept, at=AT)
    waits = proposed(world, offer, world.need(300, to=world.neighbour(912)), 20)

    actions.withdraw_offer(by=world.donor, offer=offer, reason=REASON, at=AT)

    assert (fresh(offer).state, fresh(waits).state) == ("ditarik", "gugur")
    assert len(queries.lines_of(offer.commitment)) == 1


def test_an_offer_lapses_after_its_last_day(world: World) -> None:
    offer = left_to_pokja(world)
    assert actions.lapse_offers(at=days(9)) == 0
    assert actions.lapse_offers(at=days(10)) == 1
    assert actions.lapse_offers(at=days(11)) == 0
    assert fresh(offer).state == "lewat"


def test_pokja_sees_a_guests_offer_once_the_address_is_proven(world: World) -> None:
    draft = OfferDraft(package_by_code("sembako"), 20, day(2), day(9))
    guest = actions.Guest(name="Tamu", email="tamu@contoh.example")
    made: Commitment = actions.offer_as_guest(guest=guest, draft=draft, statement_accepted=True, at=AT)
    assert not queries.open_offers().exists()

    actions.prove(commitment=made, digits=small.sent_code(), at=hours(0.1))

    [offer] = queries.open_offers()
    proposal = proposed(world, offer, world.need(300), 20)
    actions.accept_target(by=None, proposal=proposal, at=hours(1))  # by the tracked page
    assert fresh(offer).state == "bersasaran"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": 0}, "quantity_positive"),
        ({"deliver_on": day(-1)}, "date_past"),
        ({"deliver_through": day(1)}, "date_order"),
        ({"deliver_through": day(70)}, "date_late"),
    ],
)
def test_offers_that_make_no_sense(world: World, change: dict[str, object], code: str) -> None:
    with refused(code):
        left_to_pokja(world, **change)  # type: ignore[arg-type]
