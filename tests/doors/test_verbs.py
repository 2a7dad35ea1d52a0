"""Every verb through every door: the same effects, the same refusals, one journal row, nothing personal in it."""

from typing import Any

import pytest

from ksbb.console.management.commands import deed as _  # noqa: F401 - loads the verbs of all rooms
from ksbb.core.deeds import verbs
from ksbb.core.models import JournalEntry
from tests.doors.cases import CASES, HIDDEN, REFUSALS, Case, No
from tests.doors.knocking import as_json, by_action, by_api, by_console, rolled_back
from tests.world import CANARY, World

CANARIES = (CANARY.lower(), "+6281", "uji.example", "rahasia-sekali")
TOLD_TWICE = {"enter_rw": "add_rw", "commit_lot": "promise", "repeat_needs": "propose"}
"""Deeds made of two, each of which notes itself: the outer one, and the one that it does first."""


def test_every_verb_has_a_case():
    assert sorted(case.verb for case in CASES) == sorted(verbs)


def test_every_open_verb_is_offered_by_the_api(client: Any):
    document = client.get("/api/v1/openapi.json").json()
    offered = {path.rsplit("/", 1)[-1] for path in document["paths"] if "/deeds/" in path}

    assert offered == {verb.name for verb in verbs.values() if verb.open_doors}
    assert {row["verb"] for row in client.get("/api/v1/deeds").json()["items"]} == offered


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.verb)
def test_a_verb_does_the_same_through_every_door(world: World, case: Case):
    arguments = case.arguments(world)

    # the Python objects are for the action alone: it may change them, so it comes last
    outcomes = {"console": rolled_back(lambda: by_console(world, case.verb, case.by, arguments))}
    if verbs[case.verb].open_doors:
        world.token(case.by)
        outcomes["api"] = rolled_back(lambda: by_api(world, case.verb, case.by, arguments))
    outcomes["action"] = by_action(world, case.verb, case.by, arguments)

    expected = outcomes["action"]
    assert expected.code == ""
    assert [door for door, outcome in outcomes.items() if outcome != expected] == [], outcomes
    assert [verb for verb, _actor, _payload in expected.journal] == (
        [TOLD_TWICE[case.verb], case.verb] if case.verb in TOLD_TWICE else [case.verb]
    )
    actor = world.people[case.by].pk if case.by else None
    assert {who for _verb, who, _payload in expected.journal} == {actor}
    assert personal_in_journal() == []


def personal_in_journal() -> list[str]:
    """Journal rows that hold a planted name, address or secret."""
    rows = [f"{one.verb} {one.subject} {one.payload}" for one in JournalEntry.objects.all()]
    return [row for row in rows if any(secret in row.lower() for secret in CANARIES)]


@pytest.mark.parametrize("no", REFUSALS, ids=lambda no: no.id)
def test_a_refusal_reads_alike_at_every_door(world: World, no: No):
    arguments = no.arguments(world)
    world.token(no.by)

    outcomes = [
        rolled_back(lambda: by_console(world, no.verb, no.by, arguments)),
        rolled_back(lambda: by_api(world, no.verb, no.by, arguments)),
        by_action(world, no.verb, no.by, arguments),
    ]

    assert [outcome.code for outcome in outcomes] == [no.code] * 3
    assert [dict(outcome.made) for outcome in outcomes] == [{}] * 3


@pytest.mark.parametrize("no", HIDDEN, ids=lambda no: no.id)
def test_what_is_not_yours_is_not_found(world: World, no: No):
    arguments = no.arguments(world)
    world.token(no.by)

    assert rolled_back(lambda: by_console(world, no.verb, no.by, arguments)).code == no.code
    assert by_api(world, no.verb, no.by, arguments).code == no.code


@pytest.mark.parametrize("case", [case for case in CASES if verbs[case.verb].open_doors], ids=lambda case: case.verb)
def test_an_unknown_argument_writes_nothing(world: World, case: Case):
    arguments = {**as_json(case.arguments(world)), "tambahan": 1}
    world.token(case.by)

    outcomes = [by_console(world, case.verb, case.by, arguments), by_api(world, case.verb, case.by, arguments)]

    assert [outcome.code for outcome in outcomes] == ["bad_request"] * 2
    assert [dict(outcome.made) for outcome in outcomes] == [{}] * 2
