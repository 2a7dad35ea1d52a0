"""No letter tells more than first names and references (UX-32): every verb is done, every letter is read."""

import re
from datetime import timedelta

import pytest

from ksbb.commitments.actions import release_expired, remind
from ksbb.console.management.commands import deed as _  # noqa: F401 - loads the verbs of all rooms
from ksbb.core.deeds import verbs
from ksbb.deliveries.actions import remind_unconfirmed
from ksbb.notices.enums import Kind
from ksbb.notices.models import Message
from tests.doors.cases import CASES, Case
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.standing_world import AT
from tests.world import CANARY, World

PRIVATE = re.compile(rf"{CANARY}|uji\.example|\+?62812\d|0812\d|\d{{16}}", re.IGNORECASE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.verb)
def test_no_letter_of_any_verb_tells_of_a_person(world: World, case: Case) -> None:
    arguments = case.arguments(world)  # first: it may bring the one who acts
    actor = {"by": world.people[case.by]} if case.by else {}
    verbs[case.verb].action(**actor, **arguments, at=world.at)
    for later in (25, 49, 73):
        at = AT + timedelta(hours=later)
        remind(at=at)
        remind_unconfirmed(at=at)
        release_expired(at=at)

    letters = Message.objects.all()
    told = [f"{one.title} {one.body} {one.calendar}" for one in letters]
    assert [text for text in told if PRIVATE.search(text)] == []
    assert [one.title for one in letters if len(one.title) > 120 or "\n" in one.title] == []
    assert not letters.filter(kind=Kind.CODE).exclude(title__startswith="Kode").exists()


def test_the_net_would_catch(world: World) -> None:
    assert PRIVATE.search(f"Halo {world.ketua_rw.name}")
    assert PRIVATE.search(world.ketua_rw.email)
    assert PRIVATE.search(world.ketua_rw.phone)
