"""What two people decide takes two: no second account, no freshly made colleague (2.3.5, T05, T08)."""

import pytest

from ksbb.access.telling import tell_of_offices
from ksbb.commitments import actions as commitments
from ksbb.commitments.queries import lines_of
from ksbb.deliveries import actions as deliveries
from ksbb.needs import actions as needs
from ksbb.needs.enums import NeedState
from ksbb.needs.queries import overseen_need
from ksbb.notices.models import Message
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


def test_what_the_root_gave_is_an_own_gift_of_whoever_was_merged_into_it(world: World) -> None:
    """The head's own party is the duplicate: the account it was merged into cannot give past the head's own eyes."""
    rice, own = world.need(100), world.need(100, package="lebaran")
    line = world.promise(rice, 10)
    world.promise(own, 1, by=world.rw)
    mine, root = (party_of(user, at=AT) for user in (world.rw, world.donor))
    assert mine is not None
    assert root is not None
    delivery = world.sent(line, 10)
    merge = propose_merge(by=world.pokja, duplicate=mine, into=root, reason=REASON, note=REASON, at=AT)
    merge_parties(by=world.pokja_dua, merge=merge, at=AT)

    with refused("own_delivery"):
        deliveries.confirm(by=world.rw, delivery=delivery, counts=[deliveries.Count(line=line.pk, received=10)], at=AT)


def test_two_accounts_merged_into_a_third_are_one(world: World) -> None:
    rice, own, third = (world.need(100, package=code) for code in ("sembako", "lebaran", "siap_saji"))
    line = world.promise(rice, 10)
    world.promise(own, 1, by=world.rw)
    world.promise(third, 1, by=world.donor_dua)
    root = party_of(world.donor_dua, at=AT)
    assert root is not None
    delivery = world.sent(line, 10)
    for user in (world.rw, world.donor):
        party = party_of(user, at=AT)
        assert party is not None
        merge = propose_merge(by=world.pokja, duplicate=party, into=root, reason=REASON, note=REASON, at=AT)
        merge_parties(by=world.pokja_dua, merge=merge, at=AT)

    with refused("own_delivery"):
        deliveries.confirm(by=world.rw, delivery=delivery, counts=[deliveries.Count(line=line.pk, received=10)], at=AT)


def test_what_somebody_appointed_today_asks_for_is_not_verified_by_who_appointed(world: World) -> None:
    """An officer with a second account: head of an RW at once, who proposes what the officer finds true (3.3)."""
    home = world.neighbour(902)
    puppet = person("boneka")
    grant_role(by=world.lurah, user=puppet, name=RoleName.RW_HEAD, place=home.place, at=AT)
    need = world.proposal(10, to=home, by=puppet)

    with refused("fresh_appointee"):
        needs.verify(by=world.lurah, need=need, at=hours(23))

    assert needs.verify(by=world.lurah_dua, need=need, at=hours(23)).state == NeedState.VERIFIED


def test_a_day_later_the_appointing_officer_may(world: World) -> None:
    home, head = world.neighbour(902), person("ketua")
    grant_role(by=world.lurah, user=head, name=RoleName.RW_HEAD, place=home.place, at=AT)

    need = needs.verify(by=world.lurah, need=world.proposal(10, to=home, by=head), at=hours(24))

    assert need.state == NeedState.VERIFIED


def test_the_page_says_so_before_the_button(world: World) -> None:
    home, head = world.neighbour(902), person("ketua")
    grant_role(by=world.lurah, user=head, name=RoleName.RW_HEAD, place=home.place, at=AT)
    need = world.proposal(10, to=home, by=head)

    seen = overseen_need(reach_of(world.lurah, at=AT), need.reference)
    of_another = overseen_need(reach_of(world.lurah_dua, at=AT), need.reference)

    assert (seen.appointed, of_another.appointed) == (AT, None)


def test_colleagues_are_told_of_an_office_once_and_while_it_can_be_ended(world: World) -> None:
    puppet = person("boneka")
    grant_role(by=world.pokja, user=puppet, name=RoleName.OFFICER, place=world.village, at=AT)
    assert tell_of_offices(at=hours(0.1)) == 1
    tell_of_offices(at=hours(0.2))

    letters = Message.objects.filter(title="Peran baru: Petugas wilayah")

    assert [letter.user for letter in letters] == [world.pokja_dua]
    assert "/meja/pokja/peran/" in letters[0].body
    assert puppet.name not in letters[0].body
    assert tell_of_offices(at=hours(25)) == 0
