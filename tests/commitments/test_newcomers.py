"""T07: givers whom nobody knows yet never lock a need; one word of the receiver, or one gift that arrived, opens it."""

from typing import Any

import pytest

from ksbb.catalogue.models import Programme
from ksbb.commitments.actions import Guest, LineDraft, admit, cancel, note_contact, promise, promise_as_guest, prove
from ksbb.commitments.models import Line
from ksbb.commitments.queries import held_by_newcomers, lines_of
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import User
from tests import world as small
from tests.situations import AT, REASON, World, day, differences, fresh, hours, person, refused
from tests.world import sent_code


@pytest.fixture
def strict(world: World) -> World:
    """The programme as it is published: newcomers hold 30 % of a need, and have five promises open."""
    Programme.objects.update(newcomer_percent=30, newcomer_open=5)
    return world


def newcomers(number: int) -> list[User]:
    return [person(f"baru{n}") for n in range(number)]


@pytest.mark.parametrize("accounts", [20, pytest.param(100, marks=pytest.mark.long)])
def test_scripted_fakes_never_take_more_than_thirty_percent(strict: World, accounts: int) -> None:
    """Five promises each, every one proven, every one greedy; the long form is the five hundred of T07."""
    needs = [strict.need(200, to=strict.neighbour(910 + n)) for n in range(5)]
    for fake in newcomers(accounts):
        for need in needs:
            strict.promise(need, 50, by=fake)

    assert [fresh(need).promised for need in needs] == [60] * 5
    assert Line.objects.count() > 5 * accounts
    assert differences() == []


def test_guests_count_among_the_newcomers(strict: World) -> None:
    need = strict.need(100)
    strict.promise(need, 20)
    made = strict.guest(need, 40)

    prove(commitment=made, digits=small.sent_code(), at=hours(0.1))

    assert [(line.quantity, line.state) for line in lines_of(made)] == [(10, "komitmen"), (0, "antre")]
    assert fresh(need).promised == 30


def test_a_need_of_one_can_still_be_promised(strict: World) -> None:
    assert strict.promise(strict.need(1), 1).quantity == 1


def test_the_receiver_says_yes_and_it_counts(strict: World) -> None:
    need = strict.need(100)
    strict.promise(need, 90)
    waiting = Line.objects.get(need=need, state="antre")

    admit(by=strict.rw, line=waiting, at=hours(1))

    assert fresh(need).promised == 90
    assert held_by_newcomers(need) == 0
    with refused("nothing_to_accept"):
        admit(by=strict.rw, line=waiting, at=hours(2))


@pytest.mark.parametrize(("side", "promised"), [("rw", 90), ("lurah", 90), ("donor", 30)])
def test_only_a_word_of_the_receivers_side_opens_the_rest(strict: World, side: str, promised: int) -> None:
    """Who fakes a promise can fake a "sudah dihubungi" as well."""
    need = strict.need(100)
    line = strict.promise(need, 90)

    note_contact(by=getattr(strict, side), line=line, at=hours(1))

    assert fresh(need).promised == promised


def test_nobody_admits_an_own_promise(strict: World) -> None:
    need = strict.need(100)
    strict.promise(need, 90, by=strict.rw)

    with refused("own_promise"):
        admit(by=strict.rw, line=Line.objects.get(need=need, state="antre"), at=hours(1))


def test_a_gift_that_arrived_makes_a_giver_known(strict: World) -> None:
    first = strict.promise(strict.need(100), 10)
    strict.received(strict.sent(first, 10), first, 10)

    assert strict.promise(strict.need(100, package="lebaran"), 100).quantity == 100


def test_organisations_are_not_newcomers(strict: World) -> None:
    made = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    parties.appoint(user=strict.donor, name=RoleName.COLLABORATOR, organisation=made, at=AT)
    parties.set_standing(by=strict.pokja, organisation=made, standing=Standing.ACTIVE, at=AT)

    assert strict.promise(strict.need(100), 100).quantity == 100


def test_a_newcomer_has_five_promises_open(strict: World) -> None:
    needs: list[Any] = [strict.need(100, to=strict.neighbour(920 + n)) for n in range(6)]
    made = [strict.promise(need, 1) for need in needs[:5]]

    with refused("too_many_open"):
        strict.promise(needs[5], 1)
    cancel(by=strict.donor, line=made[0], reason=REASON, at=AT)
    assert strict.promise(needs[5], 1, at=AT).quantity == 1


def test_a_list_of_needs_is_no_way_round(strict: World) -> None:
    """One promise for two hundred needs would hold a share of each."""
    drafts = [
        LineDraft(need=strict.need(100, to=strict.neighbour(920 + n)), quantity=1, deliver_on=day(1)) for n in range(6)
    ]
    guest = Guest(name="Tamu", email="tamu@contoh.example")

    with refused("too_many_open"):
        promise(by=strict.donor, lines=drafts, statement_accepted=True, at=AT)
    listed = promise_as_guest(guest=guest, lines=drafts, statement_accepted=True, at=AT)
    with refused("too_many_open"):
        prove(commitment=listed, digits=sent_code(), at=AT)

    assert not Line.objects.filter(quantity__gt=0).exists()
    fewer = promise_as_guest(guest=guest, lines=drafts[:5], statement_accepted=True, at=AT)
    prove(commitment=fewer, digits=sent_code(), at=AT)
    assert Line.objects.filter(quantity__gt=0).count() == 5
