"""Hostile strings in every address: in its path and in every parameter that somebody reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.doors import matrix
from tests.doors.matrix import COLUMNS
from tests.hostile.conftest import complaint
from tests.hostile.corpus import SHORT, many
from tests.hostile.reaching import browsers, undone
from tests.hostile.walking import Asked, Forms, Route, routes
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

PARTS = 12
"""The long form goes through the places in so many parts, each a test of its own."""
STRIDE = 16
"""In the long form a place meets every sixteenth string, the next place the ones beside them."""
OF_ALLAUTH = {"uidb36": "1", "key": "x-y", "pk": "1"}
"""Holes in the addresses of the sign-in pages."""


@dataclass(frozen=True)
class Place:
    """Where a string can stand: a hole in the address of a route, or (with a `?`) a parameter."""

    route: Route
    name: str
    sound: dict[str, str]
    role: str

    def with_text(self, text: str) -> str:
        if self.name.startswith("?"):
            query = urlencode({self.name[1:]: text.encode("utf-8", "surrogatepass")})
            return f"{self.route.filled(self.sound)}?{query}"
        return self.route.filled({**self.sound, self.name: text})


@pytest.fixture
def cast(world: World) -> dict[str, Client]:
    return browsers(world)


@pytest.fixture
def places(world: World, cast: dict[str, Client]) -> list[Place]:
    """Every place of every address."""
    known, rows, found = matrix.objects(world), matrix.read_table(), []
    for route in routes():
        row = rows.get(("GET", route.name))
        role = _reader(row.answers) if row else "anonymous"
        given = known.get(route.name) or known.get(route.name.split(":")[0] + ":", {})
        sound = {hole: str({**OF_ALLAUTH, **given}[hole]) for hole in route.holes}
        names = [*route.holes, *(f"?{key}" for key in sorted(_parameters(cast[role], route.filled(sound))))]
        found += [Place(route, name, sound, role) for name in names]
    return found


def _reader(answers: tuple[str, ...]) -> str:
    """Who gets to see a route: the first whom the table shows a page."""
    return next((COLUMNS[answers.index(told)] for told in ("200", "302", "pastikan") if told in answers), "anonymous")


def _parameters(client: Client, address: str) -> set[str]:
    """What the page reads from its address, and what its own search forms send."""
    with Asked() as keys:
        answer: Any = undone(client, partial(client.get, address))
    html = answer.text_seen if "html" in answer.get("Content-Type", "") else ""
    for form in Forms(address, html).found:
        keys |= set(form.fields) if form.method == "get" else set()
    return keys - {"csrfmiddlewaretoken"}


def walk(places: list[Place], cast: dict[str, Client], texts: list[str], stride: int) -> list[str]:
    """Complaints of all places. Each request differs from a sound one in one place."""
    found: list[str] = []
    for turn, place in enumerate(places):
        client = cast[place.role]
        for text in texts[turn % stride :: stride]:
            answer = undone(client, partial(client.get, place.with_text(text)))
            if wrong := complaint(answer, text):
                found.append(f"{place.route.name} {place.name} {text[:60]!r} as {place.role}: {wrong}")
    return found


def test_no_address_breaks(places: list[Place], cast: dict[str, Client]):
    assert len({place.route.name for place in places}) > 100
    assert walk(places, cast, SHORT, 180) == []


def flood(places: list[Place], cast: dict[str, Client], texts: list[str], part: int) -> list[str]:
    """Complaints of a part of the pages: every parameter carries a string, each time other ones; holes stay sound."""
    asked: dict[tuple[Route, str], list[Place]] = {}
    for place in places:
        if place.name.startswith("?"):
            asked.setdefault((place.route, place.role), []).append(place)
    found: list[str] = []
    for number, ((route, role), own) in enumerate(list(asked.items())[part::PARTS]):
        for turn in range(number % STRIDE, len(texts), STRIDE):
            said = {one.name[1:]: texts[(turn + 37 * at) % len(texts)] for at, one in enumerate(own)}
            query = urlencode({name: text.encode("utf-8", "surrogatepass") for name, text in said.items()})
            answer = undone(cast[role], partial(cast[role].get, f"{route.filled(own[0].sound)}?{query}"))
            for text in said.values():
                if wrong := complaint(answer, text):
                    found.append(f"{route.name} {said} as {role}: {wrong}")
                    break
    return found


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_no_hole_breaks_under_two_thousand_strings(places: list[Place], cast: dict[str, Client], part: int):
    holes = [place for place in places if not place.name.startswith("?")]
    assert walk(holes[part::PARTS], cast, many(2_000), STRIDE) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_no_parameter_breaks_under_two_thousand_strings(places: list[Place], cast: dict[str, Client], part: int):
    assert flood(places, cast, many(2_000), part) == []
