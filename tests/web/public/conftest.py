"""The small standing world; what pages keep for a minute is forgotten between tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.standing_world import *  # noqa: F403 - fixtures


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def see(world: Any, client: Client) -> Any:
    """`see("/peta/")`: the text of a page that must answer 200."""

    def look(address: str) -> str:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response.content.decode()

    return look
