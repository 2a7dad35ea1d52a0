"""What two people decide takes two: no second account, no freshly made colleague (2.3.5, T05, T08)."""

import pytest

from ksbb.commitments import actions as commitments
from ksbb.commitments.queries import lines_of
from ksbb.deliveries import actions as deliveries
from ksbb.parties import actions as parties
from ksbb.parties.actions import grant_role, merge_parties, propose_merge
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Party
from ksbb.parties.queries import party_of, reach_of
from ksbb.places.queries import province
from tests.situations import AT, REASON, World, day, hours, person, refused
from tests.world import sent_code


@pytest.mark.parametrize("office", [RoleName.POKJA, RoleName.OFFICER])
def test_who_was_made_an_officer_just_now_is_nobodys_second_person(world: World, office: RoleName) -> None:
    world.promise(world.need(100), 10)
    world.promise(world.need(100, package="lebaran"), 10, by=world.donor_dua)
    first, second = (party_of(user, at=AT) for user in (world.donor, world.donor_dua))
    assert first is not None
    assert second is not None
    merge = propose_merge(by=world.pokja, duplicate=first, into=second, reason=REASON, note=REASON, at=AT)
    puppet = person("boneka")

    role = grant_role(by=world.pokja, user=puppet, name=office, place=province(), at=AT)

    assert not reach_of(puppet, at=hours(23)).is_staff
    with refused("not_allowed"):
        merge_parties(by=puppet, merge=merge, at=hours(23))
    assert reach_of(puppet, at=hours(24)).is_staff  # a day in which a colleague could have ended it
    assert role.since == hours(24)


def test_an_office_ended_before_it_began_never_was(world: World) -> None:
    puppet = person("boneka")
    role = grant_role(by=world.pokja, user=puppet, name=RoleName.POKJA, place=province(), at=AT)

    parties.end_role(by=world.pokja_dua, role=role, at=hours(1))

    assert not reach_of(puppet, at=hours(30)).is_pokja


def test_who_only_begins_tomorrow_does_not_replace_the_last_of_pokja(world: World) -> None:
    grant_role(by=world.pokja, user=person("boneka"), name=RoleName.POKJA, place=province(), at=AT)
    own, other = (
        parties.grant_role(by=world.pokja, user=user, name=RoleName.POKJA, place=province(), at=AT)
        for user in (world.pokja_dua, person("ketiga"))
    )
    parties.end_role(by=world.pokja, role=own, at=AT)
    parties.end_role(by=world.pokja, role=other, at=AT)

    mine = parties.hold(user=world.pokja, name=RoleName.POKJA, place=province(), organisation=None, by=None, at=AT)
    with refused("last_pokja"):
        parties.end_role(by=world.pokja, role=mine, at=hours(1))


def test_a_gift_of_the_own_second_account_is_an_own_gift(world: World) -> None:
    """A guest was found to be the head of the RW and merged: the head still cannot receive that gift."""
    rice, own = world.need(100), world.need(100, package="lebaran")
    guest = world.guest(rice, 10)
    commitments.prove(commitment=guest, digits=sent_code(), at=AT)
    world.promise(own, 1, by=world.rw)
    mine = party_of(world.rw, at=AT)
    assert mine is not None
    merge = propose_merge(
        by=world.pokja, duplicate=Party.objects.get(pk=guest.giver_id), into=mine, reason=REASON, note=REASON, at=AT
    )
    merge_parties(by=world.pokja_dua, merge=merge, at=AT)
    line = lines_of(guest)[0]
    load = deliveries.Load(line=line, quantity=10)
    delivery = deliveries.plan_delivery(by=None, loads=[load], planned_on=day(1), at=AT)
    deliveries.hand_over(by=None, delivery=delivery, at=AT)

    with refused("own_delivery"):
        deliveries.confirm(by=world.rw, delivery=delivery, counts=[deliveries.Count(line=line.pk, received=10)], at=AT)
