"""The lists and rows that anybody may read."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ksbb.commitments.actions import promise as make_promise
from tests import world as the
from tests.world import CANARY, World

NEED_FIELDS = {"id", "recipient", "package", "unit", "needed", "promised", "delivered", "confirmed", "remaining"}
NEED_FIELDS |= {"deliver_until", "place", "period", "example", "url"}


def get(path: str, status: int = 200, **headers: str) -> Any:
    response = Client().get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def every(path: str) -> list[dict[str, Any]]:
    """All items of a list, by walking its pages."""
    items, address = [], f"/api/v1/{path}"
    while address:
        page = Client().get(address).json()
        items += page["items"]
        address = page["next"]
    return items


def test_all_kelurahan_by_walking(world: World):
    rows = every("places?level=kelurahan&limit=100")

    assert len(rows) == 267
    assert len({row["code"] for row in rows}) == 267
    assert set(rows[0]) == {"code", "name", "level", "parent", "example"}
    assert {row["level"] for row in rows} == {"kelurahan"}


def test_places_below_another(world: World):
    assert {row["code"][:8] for row in every("places?level=kelurahan&parent=31.74.05")} == {"31.74.05"}
    assert [row["code"] for row in get(f"places?level=rw&parent={world.village.code}")["items"]] == [
        world.rw.place.code
    ]
    assert get("places?parent=99", 404)["code"] == "not_found"


def test_one_place(world: World):
    assert get(f"places/{world.village.code}")["parent"] == "31.74.05"
    assert get("places/31")["parent"] is None
    assert get("places/99", 404)["status"] == 404


def test_recipients_hide_people(world: World):
    rows = every("recipients")

    assert {row["reference"] for row in rows} == {world.rw.reference, world.rw_lain.reference, world.panti.reference}
    shown = get(f"recipients/{world.rw.reference}")
    assert [(one["kind"], one["value"]) for one in shown["counts"]] == [("kk_rentan", 305)]
    assert CANARY not in str(rows)


def test_needs_have_exactly_the_fixed_form(world: World):
    need = the.open_need(world)
    the.promise(world, need, 182)
    the.proposed_need(world, recipient=world.rw_lain)

    rows = every("needs?state=open")

    assert len(rows) == 1
    assert set(rows[0]) == NEED_FIELDS
    assert rows[0] == get(f"needs/{need.reference}")
    assert (rows[0]["needed"], rows[0]["promised"], rows[0]["remaining"]) == (300, 182, 118)
    assert rows[0]["unit"] == "kk_minggu"


def test_a_proposal_is_not_public(world: World):
    need = the.proposed_need(world)

    assert every("needs?state=all") == []
    get(f"needs/{need.reference}", 404)
    get(f"needs/{need.reference}/commitments", 404)


def test_filters_of_needs(world: World):
    here = the.open_need(world)
    there = the.open_need(world, recipient=world.rw_lain, package="lebaran")

    def found(query: str) -> set[str]:
        return {row["id"] for row in every(f"needs?{query}")}

    assert found(f"place={world.village.code}") == {here.reference}
    assert found("package=lebaran") == {there.reference}
    assert found("kind=rw") == {here.reference, there.reference}
    assert found("kind=pesantren") == set()
    assert found("period=uji&limit=1") == {here.reference, there.reference}
    assert found("fill=belum") == {here.reference, there.reference}
    assert found("fill=terpenuhi&state=all") == set()


def test_givers_are_named_only_where_they_chose_so(world: World):
    need = the.open_need(world)
    the.promise(world, need, 10)
    make_promise(
        by=world.kolaborator_lain,
        lines=[the.draft(world, need, 5)],
        statement_accepted=True,
        show_name=True,
        at=world.at,
    )

    rows = get(f"needs/{need.reference}/commitments")["items"]

    assert [(row["giver"], row["quantity"]) for row in rows] == [("Hamba Allah", 10), ("Yayasan Uji", 5)]


def test_deliveries_show_sent_and_received(world: World):
    the.received(world, 94)

    rows = every("deliveries")

    assert [(row["quantity"], row["received"], row["method"]) for row in rows] == [(100, 94, "akun")]
    assert every(f"deliveries?place={world.other_village.code}") == []


def test_packages_with_contents(world: World, django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(3):
        rows = get("packages")["items"]

    assert rows[0]["code"] == "sembako"
    assert rows[0]["price_rp"] == 200_000
    assert {"name": "Beras", "quantity": "5 kg"} in rows[0]["items"]


@pytest.mark.parametrize(
    ("path", "queries"), [("needs", 1), ("recipients", 2), ("deliveries", 2), ("places?level=rw", 1)]
)
def test_lists_cost_the_same_at_one_and_three_rows(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int
):
    the.received(world)
    with django_assert_num_queries(queries):
        get(path)
    the.open_need(world, package="lebaran")
    the.open_need(world, recipient=world.rw_lain)
    with django_assert_num_queries(queries):
        get(path)


def test_figures_in_the_fixed_form(world: World):
    need = the.open_need(world)
    the.promise(world, need, 300)

    sheet = get("figures")

    assert sheet["as_of"] == "2026-05-04"
    assert (sheet["committed"]["sembako"], sheet["delivered"]["sembako"], sheet["givers"]) == (300, 0, 1)
    assert sheet["reach"] == {"kota": 1, "kelurahan": 1, "rw": 1}
    assert [(one["period"], one["met"], one["of"]) for one in sheet["fulfilment"]] == [("uji", 1, 1)]
    assert "300 paket sembako" in sheet["sentence"]
    assert get("figures?as_of=2020-05-02")["committed"]["sembako"] == 0
    assert get("figures?as_of=2026-05-04T09:59")["committed"]["sembako"] == 0
    assert get("figures?as_of=kemarin", 422)["code"] == "date_invalid"
    assert get("figures?as_of=2020-05-02&since=2020-06-01", 409)["code"] == "range_reversed"


def test_unchanged_answers_cost_304(world: World):
    first = Client().get("/api/v1/needs")
    again = Client().get("/api/v1/needs", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first.cookies == {}


@pytest.mark.parametrize(
    "path",
    ["needs?cursor=sampah", "needs?cursor=ffffffffffffffff", "needs?limit=0", "needs?limit=201", "needs?limit=x"],
)
def test_a_garbled_page_is_a_problem(world: World, path: str):
    problem = get(path, 422)

    assert problem["code"] == "bad_request"
    assert set(problem) == {"type", "title", "status", "detail", "code", "fields"}
    assert next(iter(problem["fields"])) in {"cursor", "limit"}


def test_unknown_addresses_are_problems(world: World):
    response = Client().get("/api/v1/tidak-ada")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
