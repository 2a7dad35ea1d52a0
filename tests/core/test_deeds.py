"""The same key gives the same answer and one effect; another body under it is refused; actors do not share keys."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from ksbb.commitments.actions import LineDraft, cancel, promise
from ksbb.commitments.models import Commitment
from ksbb.core import journal
from ksbb.core.deeds import deed, fingerprint, verbs
from ksbb.core.models import IdempotentDeed, JournalEntry
from ksbb.core.refusals import Refused, insist
from ksbb.parties.models import User
from tests.situations import AT, REASON, World, day, differences, fresh, hours, refused


def drafts(world: World, quantity: int, need: Any) -> list[LineDraft]:
    return [LineDraft(need=need, quantity=quantity, deliver_on=day(1))]


def test_the_same_key_gives_the_same_promise(world: World) -> None:
    need = world.need(100)

    first = promise(by=world.donor, lines=drafts(world, 40, need), statement_accepted=True, at=AT, key="k")
    again = promise(by=world.donor, lines=drafts(world, 40, need), statement_accepted=True, at=hours(5), key="k")

    assert again == first
    assert fresh(need).promised == 40
    assert Commitment.objects.count() == 1
    assert differences() == []


def test_another_body_under_a_key_is_refused(world: World) -> None:
    need = world.need(100)
    promise(by=world.donor, lines=drafts(world, 40, need), statement_accepted=True, at=AT, key="k")

    with refused("key_reused"):
        promise(by=world.donor, lines=drafts(world, 41, need), statement_accepted=True, at=AT, key="k")


def test_keys_belong_to_one_actor_and_one_verb(world: World) -> None:
    need = world.need(100)
    mine = world.promise(need, 10, key="k")
    theirs = world.promise(need, 10, by=world.donor_dua, key="k")

    cancel(by=world.donor, line=mine, reason=REASON, at=AT, key="k")

    assert mine.commitment_id != theirs.commitment_id
    assert fresh(need).promised == 10


def test_a_refused_deed_does_not_use_up_its_key(world: World) -> None:
    need = world.need(100)
    with refused("more_than_needed"):
        world.promise(need, 101, key="k")

    world.promise(need, 100, key="k")

    assert fresh(need).promised == 100


def test_a_twin_that_would_now_be_refused_gets_the_first_answer(world: World) -> None:
    need = world.need(100)
    first = world.promise(need, 100, key="k")

    assert world.promise(need, 100, key="k") == first  # nothing is left, yet it is the same promise


def test_a_failed_deed_leaves_nothing(world: World) -> None:
    need = world.need(100)
    journaled = JournalEntry.objects.count()

    with refused("date_past"):
        world.promise(need, 10, deliver_on=day(-1), key="k")

    assert JournalEntry.objects.count() == journaled
    assert IdempotentDeed.objects.filter(key="k").count() == 0


def test_a_deed_that_forgets_its_journal_fails_loudly(world: World) -> None:
    def forgetful(*, by: User, times: int, at: Any) -> User:
        for _ in range(times):
            journal.write(verb="lupa", subject="x", actor_id=None, payload={}, at=at)
        return by

    before = dict(verbs)
    try:
        act = deed("lupa", open_doors=False)(forgetful)
        for times in (0, 2):
            with pytest.raises(RuntimeError, match=f"wrote {times} journal rows"):
                act(by=world.donor, times=times, at=AT)
        assert act(by=world.donor, times=1, at=AT) == world.donor
    finally:
        verbs.clear()
        verbs.update(before)
    assert JournalEntry.objects.filter(verb="lupa").count() == 1


def test_the_fingerprint_knows_bodies_apart_but_not_times() -> None:
    one = {"by": User(pk=1), "lines": [1, 2], "on": day(0), "at": AT, "key": "a"}

    assert fingerprint(one) == fingerprint({**one, "at": hours(3), "key": "b"})
    different = [{**one, "by": User(pk=2)}, {**one, "lines": [2, 1]}, {**one, "on": day(1)}]
    assert len({fingerprint(body) for body in [one, *different]}) == 4


def test_a_key_longer_than_its_column_is_refused(world: World) -> None:
    need = world.need(100)

    with refused("key_invalid"):
        world.promise(need, 10, key="k" * 101)
    with suppress(Refused):
        insist(None)
    assert connection.is_usable()
