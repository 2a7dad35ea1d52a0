"""What a need cannot take waits for its turn, and moves up by itself when something becomes free."""

import pytest
from django.db.models import Sum

from ksbb.commitments import queries
from ksbb.commitments.actions import cancel, decline, prove, release_expired, schedule
from ksbb.commitments.enums import LineState
from ksbb.commitments.models import Line, Movement
from ksbb.deliveries.actions import reduce
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.notices.models import Message
from tests import world as small
from tests.situations import AT, REASON, World, day, days, differences, fresh, hours, person, refused


def standing(need: Need) -> list[tuple[int, int, str]]:
    """Pledged, counted and state of every line of a need, oldest first."""
    return list(Line.objects.filter(need=need).order_by("pk").values_list("pledged", "quantity", "state"))


def test_without_a_wish_to_wait_a_full_need_refuses(world: World) -> None:
    need = world.need(10)
    world.promise(need, 10)

    with refused("need_full"):
        world.promise(need, 5, by=world.donor_dua)


def test_what_does_not_fit_waits_and_holds_nothing(world: World) -> None:
    need = world.need(10)
    world.promise(need, 8)

    world.promise(need, 5, by=world.donor_dua, may_wait=True)

    assert standing(need) == [(8, 8, "komitmen"), (2, 2, "komitmen"), (3, 0, "antre")]
    assert fresh(need).promised == 10
    assert queries.waiting_on(need) == (1, 3)
    assert differences() == []


@pytest.mark.parametrize("way", ["cancel", "decline", "reduce", "lapse"])
def test_the_first_in_line_moves_up_when_something_is_free(world: World, way: str) -> None:
    need = world.need(10)
    line = world.promise(need, 10)
    first = world.promise(need, 4, by=world.donor_dua, may_wait=True)
    second = world.promise(need, 9, by=person("ketiga"), may_wait=True)
    if way == "cancel":
        cancel(by=world.donor, line=line, reason=REASON, at=hours(1))
    elif way == "decline":
        decline(by=world.rw, line=line, reason=REASON, at=hours(1))
    elif way == "reduce":
        reduce(by=world.donor, line=line, quantity=3, reason=REASON, at=hours(1))
    else:
        release_expired(at=hours(49))

    free = 7 if way == "reduce" else 10
    assert (fresh(first).quantity, fresh(first).state) == (4, "komitmen")
    assert (fresh(second).quantity, fresh(second).pledged) == (free - 4, free - 4)
    rest = Line.objects.get(need=need, state=LineState.QUEUED)
    assert rest.pledged == 9 - (free - 4)
    assert rest.state_since == second.state_since  # it keeps its place
    assert fresh(need).promised == 10
    assert differences() == []
    assert Movement.objects.filter(need=need, cause="move_up").aggregate(s=Sum("delta"))["s"] == free


def test_who_moves_up_is_told_and_has_two_days_for_contact(world: World) -> None:
    need = world.need(10)
    line = world.promise(need, 10)
    waiting = world.promise(need, 4, by=world.donor_dua, may_wait=True)
    assert not Message.objects.filter(dedupe__startswith=f"promise:{waiting.pk}:receiver").exists()
    later = days(3)

    cancel(by=world.donor, line=line, reason=REASON, at=later)

    moved = fresh(waiting)
    assert moved.deliver_on == day(3)  # the day it was meant for has passed: today is the earliest
    assert (moved.contact_by - later).total_seconds() == 48 * 3600
    told = Message.objects.filter(dedupe__startswith=f"turn:{waiting.pk}:")
    assert told.count() == 2  # the giver, and the head of the RW
    assert all(small.CANARY not in message.body for message in told)


def test_a_waiting_line_can_be_cut_or_taken_back_but_not_scheduled(world: World) -> None:
    need = world.need(10)
    world.promise(need, 10)
    waiting = world.promise(need, 6, by=world.donor_dua, may_wait=True)

    with refused("still_waiting"):
        schedule(by=world.donor_dua, line=waiting, deliver_on=day(2), at=hours(1))
    reduce(by=world.donor_dua, line=waiting, quantity=2, reason=REASON, at=hours(1))
    assert fresh(waiting).pledged == 2
    cancel(by=world.donor_dua, line=waiting, reason=REASON, at=hours(2))
    assert fresh(waiting).state == "dibatalkan"
    assert queries.waiting_on(need) == (0, 0)


def test_nobody_moves_up_on_a_closed_need_and_the_wait_ends_with_it(world: World) -> None:
    need = world.need(10)
    line = world.promise(need, 10)
    waiting = world.promise(need, 6, by=world.donor_dua, may_wait=True)
    needs.close(by=world.lurah, need=need, reason=REASON, at=hours(1))

    cancel(by=world.donor, line=line, reason=REASON, at=hours(2))
    assert fresh(waiting).state == "antre"

    release_expired(at=days(40))
    assert fresh(waiting).state == "gugur"
    assert "giliran" in fresh(waiting).state_reason


def test_a_guest_waits_too_once_the_address_is_proven(world: World) -> None:
    need = world.need(10)
    world.promise(need, 8)
    made = world.guest(need, 5, may_wait=True)
    assert queries.waiting_on(need) == (0, 0)

    prove(commitment=made, digits=small.sent_code(), at=hours(0.1))

    assert standing(need) == [(8, 8, "komitmen"), (2, 2, "komitmen"), (3, 0, "antre")]


def test_the_place_in_line_is_told(world: World) -> None:
    need = world.need(10)
    world.promise(need, 10)
    lines = [world.promise(need, 1, by=person(f"giver{n}"), may_wait=True) for n in range(3)]
    world.promise(need, 4, by=world.donor, may_wait=True)
    world.promise(need, 5, by=world.donor, may_wait=True)
    assert queries.waiting_on(need) == (4, 12)  # one giver twice is one giver

    assert [queries.turns(lines)[line.pk] for line in lines] == [1, 2, 3]
    cancel(by=None, line=lines[0], reason=REASON, at=AT)
    assert queries.turns([fresh(line) for line in lines]) == {lines[1].pk: 1, lines[2].pk: 2}


def test_an_equivalent_does_not_wait(world: World) -> None:
    need = world.need(10)

    with refused("wait_for_published"):
        world.promise(need, 12, may_wait=True, equivalent="Beras 10 kg")
