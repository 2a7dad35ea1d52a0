"""Hostile strings in the bodies of the API. A file of its own: the forms' world stands in a transaction of theirs."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from django.test import Client

from tests import world as the
from tests.hostile.conftest import complaint
from tests.hostile.corpus import SHORT, many
from tests.hostile.reaching import undone
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World


def knock(world: World, corpus: list[str]) -> list[str]:
    """Complaints of the API's writing addresses, for strings as values, as keys and as the whole body."""
    need, client = the.open_need(world).reference, Client(raise_request_exception=False)
    token, day = {"Authorization": f"Bearer {world.token('kolaborator')}"}, world.soon.isoformat()
    found = []
    for number, text in enumerate(corpus):
        bodies: list[Any] = [
            {"quantity": text, "deliver_on": day},
            {"quantity": 1, "deliver_on": text},
            {"quantity": 1, "deliver_on": day, "equivalent": text},
            {"quantity": 1, "deliver_on": day, text: 1},
        ]
        body = json.dumps(bodies[number % len(bodies)])
        key = text if number % 7 == 0 else f"k{number}"
        key = key.encode("ascii", "ignore").decode().replace("\n", "").replace("\r", "")
        verb = ("promise", "propose_need", "grant_role")[number % 3]
        sent = [("needs/" + need + "/commitments", body), (f"deeds/{verb}", body), (f"needs/{need}/commitments", text)]
        for address, raw in sent:
            ask = partial(
                client.post,
                f"/api/v1/{address}",
                raw.encode("utf-8", "surrogatepass"),
                content_type="application/json",
                headers={**token, "Idempotency-Key": key},
            )
            if wrong := complaint(undone(client, ask), text):
                found.append(f"{address} {raw[:80]!r}: {wrong}")
    return found


def test_no_body_breaks(world: World):
    assert knock(world, SHORT) == []


@pytest.mark.long
def test_no_body_breaks_under_two_thousand_strings(world: World):
    assert knock(world, many(2_000)) == []
