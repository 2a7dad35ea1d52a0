import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from ksbb.core.refusals import Refused
from tests import databases
from tests.situations import World, build

WORKERS = 20
"""Connections at once: PostgreSQL's default of 100 is shared with the other test processes."""


_numbers = itertools.count(1)


@pytest.fixture
def racing(django_test_environment: None, django_db_blocker: Any, process_name: str) -> Iterator[World]:
    """The world in a database of its own, in which deeds commit."""
    with django_db_blocker.unblock():
        template, world = databases.furnished("situations", build)
        with databases.use(f"{process_name}_race_{next(_numbers)}", template):
            yield world


def at_once(deeds: Sequence[Callable[[], Any]], *, workers: int = WORKERS) -> list[Any]:
    """Do all deeds in parallel, each on its own connection. A refusal is an answer; anything else raises."""

    def one(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return [future.result() for future in [pool.submit(one, deed) for deed in deeds]]


def codes(answers: Sequence[Any]) -> list[str]:
    """The codes of the refused ones, sorted."""
    return sorted(answer.refusal.code for answer in answers if isinstance(answer, Refused))


def done(answers: Sequence[Any]) -> list[Any]:
    """The answers that were not refused."""
    return [answer for answer in answers if not isinstance(answer, Refused)]
