"""Hostile strings in every address: in its path and in every parameter that somebody reads."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import pytest

from tests.hostile.conftest import Targets, complaint, undone
from tests.hostile.corpus import SHORT, many
from tests.hostile.walking import Asked, Route, routes

NOT_ASKED = {"api:api_unknown", "api:openapi-json", "api:openapi-view"}
STRIDE = 24
"""In the short form each string goes to every 24th pair of a route and a parameter; together they meet all."""


def walk(targets: Targets, corpus: list[str], stride: int) -> list[str]:
    """Complaints of the whole walk. Each request differs from a sound one in one place."""
    found: list[str] = []
    turn = tried = 0
    for route in routes():
        if route.name in NOT_ASKED or any(hole not in targets.sound for hole in route.holes):
            continue
        who = _reader(targets, route)
        client = targets.clients[who]
        sound = {hole: targets.sound[hole][0] for hole in route.holes}
        with Asked() as keys:
            for values in _variants(targets, route):
                undone(partial(client.get, route.filled(values)))
        places = [*route.holes, *(f"?{key}" for key in sorted(keys - {"csrfmiddlewaretoken"}))]
        for place in places:
            turn += 1
            for text in corpus[turn % stride :: stride]:
                address = _address(route, sound, place, text)
                answer = undone(partial(client.get, address))
                tried += 1
                if wrong := complaint(answer, text):
                    found.append(f"{route.name} {place} {text[:60]!r} as {who}: {wrong}")
    assert tried > 300
    return found


def _reader(targets: Targets, route: Route) -> str:
    """Who gets to see the route: the desk's own people, otherwise a guest."""
    if "pokja" in route.pattern:
        return "pokja"
    if "meja/wilayah" in route.pattern:
        return "lurah"
    if "meja/kolaborator" in route.pattern or "akun" in route.pattern:
        return "kolaborator"
    return "ketua_rw" if "meja" in route.pattern else "tamu"


def _variants(targets: Targets, route: Route) -> list[dict[str, str]]:
    """Sound addresses of the route: each known value once (one kind of row is not another)."""
    most = max((len(targets.sound[hole]) for hole in route.holes), default=1)
    return [
        {hole: targets.sound[hole][number % len(targets.sound[hole])] for hole in route.holes} for number in range(most)
    ]


def _address(route: Route, sound: dict[str, str], place: str, text: str) -> str:
    if place.startswith("?"):
        return f"{route.filled(sound)}?{urlencode({place[1:]: text.encode('utf-8', 'surrogatepass')})}"
    return route.filled({**sound, place: text})


def test_no_address_breaks(targets: Targets):
    assert walk(targets, SHORT, STRIDE) == []


@pytest.mark.long
def test_no_address_breaks_under_two_thousand_strings(targets: Targets):
    assert walk(targets, many(2_000), 1) == []
