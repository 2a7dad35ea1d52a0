"""Every route as every role: the answers stand in one table, and a route that is missing there fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.commitments import actions as commitments
from ksbb.deliveries.queries import word_of
from tests import world as the
from tests.doors import matrix
from tests.doors.matrix import COLUMNS, METHODS, Row
from tests.world import World

STRANGERS = ("anonymous", "kolaborator_lain", "ketua_rw_lain", "lurah_lain", "orang_lain")
OTHERS = [COLUMNS.index(name) for name in STRANGERS]
SECOND = {"orang_lain", "lurah_dua", "pokja_dua"}
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
    if role in SECOND and len(set(row.answers)) == 1:
        return False  # what everybody is answered is asked by nine already
    return not alike or role in {"anonymous", "pokja"}


def _rows() -> Iterator[Row]:
    yield from (TABLE[method, name] for name, _ in matrix.routes() for method in METHODS if (method, name) in TABLE)


def _ask(world: World, row: Row, role: str, known: dict[str, dict[str, Any]]) -> str:
    where = matrix.address(row.route, dict(matrix.routes())[row.route], known)
    return matrix.ask(world, row.method, where, role, api=row.route.startswith("api:"))


OF_A = (
    "desks:",
    "fund_desk:",
    "giving:tracked",
    "titipan:own",
    "titipan:cancel",
    "papers:ask",
    "papers:p",
    "papers:withdraw",
    "api:show_commitment",
)


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


def test_no_other_method_does_anything(world: World, known: dict[str, dict[str, Any]]):
    """PUT and DELETE are refused everywhere, also to Pokja, before anything else is looked at."""
    opened = []
    for name, arguments in matrix.routes():
        where = matrix.address(name, arguments, known)
        for method in ("PUT", "DELETE"):
            said = matrix.ask(world, method, where, "pokja", api=name.startswith("api:"))
            if said not in {"405", "pastikan"}:
                opened.append(f"{method} {name}: {said}")

    assert opened == []


@pytest.mark.long
def test_head_is_answered_as_get(world: World, known: dict[str, dict[str, Any]]):
    wrong = []
    for row in (row for row in _rows() if row.method == "GET"):
        where = matrix.address(row.route, dict(matrix.routes())[row.route], known)
        for role in ("anonymous", "kolaborator", "pokja"):
            said = matrix.ask(world, "HEAD", where, role, api=row.route.startswith("api:"))
            if said != row.answers[COLUMNS.index(role)]:
                wrong.append(f"HEAD {row.route} as {role}: {said}")

    assert wrong == []


def test_a_link_opens_its_own_stops_only(world: World, known: dict[str, dict[str, Any]]):
    """The word of one courier's link with the journey of another: as if there were none."""
    theirs = the.planned_delivery(the.in_another_period(world))
    other = {**known["courier:"], "word": word_of(the.courier_link(world, theirs))}
    names = [(name, arguments) for name, arguments in matrix.routes() if {"word", "reference"} <= set(arguments)]

    opened = []
    for name, arguments in names:
        where = matrix.address(name, arguments, {**known, "courier:": other, name: other})
        for method in METHODS:
            said = matrix.ask(world, method, where, "anonymous", api=False)
            if said not in {"404", "405"}:
                opened.append(f"{method} {name}: {said}")

    assert len(names) > 5
    assert opened == []


def test_a_proof_of_one_promise_opens_no_other(world: World, known: dict[str, dict[str, Any]]):
    """A guest who tracks the own promise asks for A's: answered like anybody."""
    own = the.guest_commitment(world, the.open_need(the.in_another_period(world)))
    commitments.prove(commitment=own, digits=the.sent_code(), at=world.at)
    client = Client()
    assert client.post("/lacak/", {"nomor": own.reference, "bukti": "kenari.tamu@uji.example"}).status_code == 302
    assert client.get(reverse("giving:tracked", args=[own.reference])).status_code == 200
    rows = [row for row in _rows() if row.answers[0] == "lacak"]

    opened = []
    for row in rows:
        where = matrix.address(row.route, dict(matrix.routes())[row.route], known)
        answer = client.get(where) if row.method == "GET" else client.post(where)
        if matrix.said(answer) not in {"lacak", "404", "405"}:
            opened.append(f"{row.method} {row.route}: {answer.status_code}")

    assert len(rows) >= 40
    assert opened == []
