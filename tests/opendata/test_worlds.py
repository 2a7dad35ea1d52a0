"""AUD-06: whatever world a test builds, every counter and tally is what its rows say. The demo: tests/demo."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from ksbb.commitments.models import Line
from ksbb.opendata.recomputing import differences
from ksbb.places import actions as places
from tests import situations
from tests import world as the
from tests.architecture.source import ROOT
from tests.opendata import world as figures

AT = situations.AT


def _chain() -> None:
    """The world of the rooms, with its chain walked to the end."""
    w = situations.build()
    line = w.promise(w.need(100), 60)
    w.received(w.sent(line, 60), line, 55)


def _figures() -> None:
    places.seed(at=figures.NOW)
    w = figures.build()
    w.promise(w.needs[0], 0, 40, figures.on(2))


def _cast() -> None:
    places.seed(at=AT)
    the.received(the.make_world(at=AT))


WORLDS: dict[str, Callable[[], None]] = {
    "tests/situations.py": _chain,
    "tests/world.py": _cast,
    "tests/opendata/world.py": _figures,
}


def compared() -> str:
    """The last line of `recompute --compare`."""
    out = io.StringIO()
    call_command("recompute", "--compare", stdout=out)
    return out.getvalue().splitlines()[-1]


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORLDS)
def test_a_world_of_the_tests(name: str) -> None:
    WORLDS[name]()

    assert Line.objects.exists()
    assert compared() == "0 selisih"
    Line.objects.update(surplus=F("surplus") + 1)  # the negative control: it would be seen
    with pytest.raises(CommandError):
        compared()


def test_no_world_is_left_out() -> None:
    """Files of the tests that build a world, by the names that such functions have here."""
    marks = ("\ndef build(", "\ndef make_world(")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if any(mark in path.read_text() for mark in marks)
    }

    assert found == set(WORLDS)


def _reaching() -> Iterator[Callable[[the.World], Any]]:
    """The functions that bring the cast into some situation, needing nothing but the cast."""
    for name, one in vars(the).items():
        if inspect.isfunction(one) and one.__module__ == the.__name__ and not name.startswith("_"):
            needed = [p.name for p in inspect.signature(one).parameters.values() if p.default is p.empty]
            if needed == ["w"]:
                yield one


@pytest.mark.django_db
def test_every_situation_of_the_cast() -> None:
    places.seed(at=AT)
    w, seen = the.make_world(at=AT), {}
    with time_machine.travel(AT, tick=False):
        for reach in _reaching():
            with transaction.atomic():
                reach(w)
                seen[reach.__name__] = [str(one) for one in differences(at=AT)]
                transaction.set_rollback(True)

    assert {"received", "disputed", "waiting_correction", "thanks_of"} <= set(seen)
    assert {name: found for name, found in seen.items() if found} == {}
