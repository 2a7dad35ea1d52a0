"""Every route as every role: the answers stand in one table, and a route that is missing there fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.doors import matrix
from tests.doors.matrix import COLUMNS, METHODS, Row
from tests.world import World

OTHERS = [COLUMNS.index(name) for name in ("anonymous", "kolaborator_lain", "ketua_rw_lain", "lurah_lain")]
TABLE = matrix.read_table()


def test_every_route_stands_in_the_table():
    missing = [(method, name) for name, _ in matrix.routes() for method in METHODS if (method, name) not in TABLE]

    assert missing == []


def test_the_table_names_no_route_that_is_gone():
    known = {name for name, _ in matrix.routes()}

    assert sorted({route for _, route in TABLE} - known) == []


@pytest.fixture
def known(world: World) -> dict[str, dict[str, Any]]:
    return matrix.objects(world)


@pytest.mark.parametrize("role", COLUMNS)
def test_every_route_answers_as_the_table_says(world: World, known: dict[str, dict[str, Any]], role: str):
    column = COLUMNS.index(role)

    wrong = [
        f"{row.method} {row.route}: {said} instead of {row.answers[column]}"
        for row in _rows()
        if _worth_asking(row, role) and (said := _ask(world, row, role, known)) != row.answers[column]
    ]

    assert wrong == []


def _worth_asking(row: Row, role: str) -> bool:
    """A method that nobody may use, and the verbs (their rules are asked elsewhere), are tried by two roles only."""
    alike = set(row.answers) == {"405"} or row.route.startswith("api:deed_")
    return not alike or role in {"anonymous", "pokja"}


def _rows() -> Iterator[Row]:
    yield from (TABLE[method, name] for name, _ in matrix.routes() for method in METHODS if (method, name) in TABLE)


def _ask(world: World, row: Row, role: str, known: dict[str, dict[str, Any]]) -> str:
    where = matrix.address(row.route, dict(matrix.routes())[row.route], known)
    return matrix.ask(world, row.method, where, role, api=row.route.startswith("api:"))


OF_A = ("desks:", "giving:tracked", "papers:ask", "papers:p", "papers:withdraw", "api:show_commitment")


def test_others_never_see_an_object_of_a():
    """The table itself: where the address names an object of A, no role of B and no visitor gets a page or a form."""
    arguments = dict(matrix.routes())
    rows = [row for row in TABLE.values() if row.route.startswith(OF_A) and arguments.get(row.route)]

    opened = [
        (row.method, row.route, COLUMNS[one])
        for row in rows
        for one in OTHERS
        if row.answers[one] in {"200", "201", "422"}
    ]

    assert len(rows) > 50
    assert opened == []


def test_a_foreign_object_is_not_told_from_a_missing_one(world: World, known: dict[str, dict[str, Any]]):
    path = reverse("api:show_commitment", kwargs=known["api:show_commitment"])
    missing = reverse("api:show_commitment", kwargs={"reference": "KS-0000-0000-0"})
    headers = {"Authorization": f"Bearer {world.token('kolaborator_lain')}"}

    assert Client().get(path, headers=headers).content == Client().get(missing, headers=headers).content
