"""However many promise at once, no need is ever promised more than it asks for (REL-02); and the test can fail."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum

from ksbb.catalogue.queries import current_statement
from ksbb.commitments.actions import LineDraft, cancel, move, promise
from ksbb.commitments.enums import LineState, Stage, Via
from ksbb.commitments.models import Commitment, Line, Movement
from ksbb.core.references import new_reference
from ksbb.core.refusals import Refused, insist
from ksbb.needs.models import Need
from ksbb.needs.rules import why_not_take
from ksbb.parties.actions import own_party
from ksbb.parties.models import User
from tests.races.conftest import at_once, codes, done
from tests.situations import AT, REASON, TODAY, World, day, differences, fresh, person

SIZES = {1: 1, 37: 9, 1_000: 90}
"""How much is needed, and the largest promise."""


@dataclass
class History:
    """What was asked and answered, and the largest sum that was ever seen."""

    accepted: dict[tuple[int, str], int] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    cancelled: dict[int, int] = field(default_factory=dict)
    highest: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)


def play(need: Need, givers: list[User], *, most: int, calls: int, chance: random.Random) -> list[Callable[[], Any]]:
    """`calls` promises, a quarter of them with the key of an earlier one, and a tenth as many cancels in between."""
    history = History()
    asked: list[tuple[User, int, str]] = []
    for number in range(calls):
        if asked and number % 4 == 3:
            asked.append(chance.choice(asked))
        else:
            asked.append((chance.choice(givers), chance.randint(1, most), f"kunci-{need.pk}-{number}"))

    def one(giver: User, quantity: int, key: str) -> str:
        draft = LineDraft(need=need, quantity=quantity, deliver_on=day(1))
        made = promise(by=giver, lines=[draft], statement_accepted=True, at=AT, key=key)
        line = Line.objects.get(commitment=made)
        with history.guard:
            assert history.accepted.setdefault((giver.pk, key), made.pk) == made.pk
            history.lines[line.pk] = quantity
        return made.reference

    def take_back() -> str:
        with history.guard:
            standing = [pk for pk in history.lines if pk not in history.cancelled]
            if not standing:
                return "nothing to cancel"
            chosen = chance.choice(standing)
            history.cancelled[chosen] = history.lines[chosen]
        cancel(by=None, line=Line.objects.get(pk=chosen), reason=REASON, at=AT)
        return "cancelled"

    deeds: list[Callable[[], Any]] = [lambda ask=ask: one(*ask) for ask in asked]  # type: ignore[misc]
    for _ in range(calls // 10):
        deeds.insert(chance.randrange(len(deeds) // 3, len(deeds)), take_back)
    deeds.append(lambda: check(need, history))  # always the last one: it looks back
    return deeds


def check(need: Need, history: History) -> History:
    return history


def watch(need: Need, stop: threading.Event, seen: list[int]) -> None:
    """Look at the sum of what counts, all the time."""
    try:
        while not stop.wait(0.01):
            seen.append(Line.objects.filter(need=need).aggregate(s=Sum("quantity"))["s"] or 0)
            seen.append(Need.objects.values_list("promised", flat=True).get(pk=need.pk))
    finally:
        connections.close_all()


def race(world: World, size: int, *, calls: int, seed: int) -> None:
    chance = random.Random(seed)
    need = world.need(size, to=world.neighbour(910 + seed % 80))
    givers = [world.donor, world.donor_dua]
    stop, seen = threading.Event(), [0]
    watcher = threading.Thread(target=watch, args=(need, stop, seen))
    watcher.start()
    try:
        answers = at_once(play(need, givers, most=SIZES[size], calls=calls, chance=chance))
    finally:
        stop.set()
        watcher.join()
    history = next(answer for answer in answers if isinstance(answer, History))

    standing = sum(quantity for pk, quantity in history.lines.items() if pk not in history.cancelled)
    moved = Movement.objects.filter(need=need, stage=Stage.COMMITTED).aggregate(s=Sum("delta"))["s"] or 0
    assert standing == fresh(need).promised == moved
    assert max(seen) <= size
    assert (
        len(history.lines)
        == len(history.accepted)
        == Commitment.objects.filter(pk__in=history.accepted.values()).count()
    )
    assert set(codes(answers)) <= {"more_than_needed", "need_full"}
    if size < calls:
        assert codes(answers), "nobody was refused: this was no race for the last ones"
    assert differences() == []


def test_short_races(racing: World) -> None:
    for seed, size in enumerate([*SIZES, *SIZES]):
        race(racing, size, calls=40, seed=seed)


@pytest.mark.long
def test_twenty_rounds_of_two_hundred(racing: World) -> None:
    for seed in range(20):
        race(racing, list(SIZES)[seed % 3], calls=200, seed=seed)


def test_a_hot_need_is_filled_to_the_last_one(racing: World) -> None:
    need = racing.need(37)

    answers = at_once([lambda n=n: racing.promise(need, 1, key=f"k{n}") for n in range(60)])  # type: ignore[misc]

    assert len(done(answers)) == fresh(need).promised == 37
    assert codes(answers) == ["need_full"] * 23


# --- The negative control: the same deed, without the lock and then without the witness, must go wrong ---------------


def careless(need: Need, giver: User, quantity: int, together: threading.Barrier, *, witness: bool) -> str:
    """`promise` as one would write it who forgot the lock."""
    if not witness and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
    seen = Need.objects.select_related("package").get(pk=need.pk)  # no lock: others look at the same moment
    insist(why_not_take(need=seen, quantity=quantity, on=TODAY))
    together.wait(timeout=20)
    with transaction.atomic():
        made = Commitment.objects.create(
            reference=new_reference(),
            giver=own_party(user=giver, at=AT),
            statement=current_statement(on=TODAY),
            via=Via.WEB,
            effective_at=AT,
            recorded_at=AT,
        )
        line = Line(
            commitment=made,
            need=seen,
            version=seen.version,
            pledged=quantity,
            deliver_on=day(1),
            deliver_through=day(1),
            state=LineState.PROMISED,
            state_since=AT,
            accepted_at=AT,
        )
        line.save()
        move(line=line, changes={Stage.COMMITTED: quantity}, cause="promise", at=AT)
    return made.reference


def test_without_the_lock_the_database_still_refuses(racing: World) -> None:
    need, together = racing.need(37), threading.Barrier(10)
    own_party(user=racing.donor, at=AT)

    def one() -> str:
        try:
            return careless(need, racing.donor, 9, together, witness=True)
        except IntegrityError:
            return "failed"

    answers = at_once([one] * 10, workers=10)

    assert answers.count("failed") == 6  # requests that fail: the lock is what makes them polite refusals
    assert fresh(need).promised == 36


def test_without_lock_and_witness_a_need_is_over_promised(racing: World) -> None:
    need, together = racing.need(37), threading.Barrier(10)
    own_party(user=racing.donor, at=AT)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE needs_need DROP CONSTRAINT need_never_over_promised")

    at_once([lambda: careless(need, racing.donor, 9, together, witness=False)] * 10, workers=10)

    assert fresh(need).promised == 90
    assert differences() == [f"need {need.pk} is over-promised"]


def test_the_checker_sees_a_lost_counter(racing: World) -> None:
    need = racing.need(37)
    racing.promise(need, 5)

    Need.objects.filter(pk=need.pk).update(promised=4)

    assert differences() == [f"need {need.pk} promised: 4, rows 5, lines 5"]
    assert person("lain").pk
    with pytest.raises(Refused):
        racing.promise(need, 34)
