"""The small world, and a signed-in visitor of any role."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

Visitor = Callable[[str], Client]


@pytest.fixture
def sit(world: World) -> Visitor:
    """`sit("lurah")` is a client signed in as that person of the world."""

    def enter(role: str) -> Client:
        client = Client()
        client.force_login(world.people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def hidden(response: Any, name: str = "key") -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden field {name}"
    return found[1]
