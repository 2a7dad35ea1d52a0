"""The page that lets a giver choose: neutral order, what each row says, and who stands apart."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from ksbb.gifts import actions as gifts
from ksbb.gifts.models import Mandate
from ksbb.gifts.queries.giving import choices, takes_money
from ksbb.gifts.rules import in_turn
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.places.queries import place_by_code
from tests import money
from tests import world as the
from tests.world import World

pytestmark = pytest.mark.django_db


def _context(client: Client) -> Any:
    return client.get("/agregator/").context


def test_without_any_the_page_says_so_and_leads_on(client: Client, world: World):
    page = client.get("/agregator/").content.decode()

    assert "belum ada agregator yang menerima titipan" in page
    assert "/kebutuhan/" in page


def test_a_row_says_on_which_ground_and_how_much_goes_into_costs(client: Client, world: World):
    gift = money.gift(world)
    told = money.bill(gift, world, 50_000)
    cost = gifts.draft_cost(by=world.people["bendahara"], draft=told, mandate=gift.mandate, at=world.at)
    gifts.decide_spending(by=world.people["pemeriksa"], spending=cost, agreed=True, at=world.at)

    page = client.get("/agregator/").content.decode()

    for words in ("PUB-17", "Gubernur DKI Jakarta", "5,0% dari dana masuk, batas 10%", "belum tercatat", "belum ada"):
        assert words in page
    assert f"/titip/{gift.organisation.reference}/" in page


def test_a_suspended_one_stands_apart_with_the_reason(client: Client, world: World):
    organisation = money.channel(world).organisation
    parties.stand(
        organisation=organisation, standing=Standing.SUSPENDED, by=None, reason="Izin diperiksa ulang", at=world.at
    )

    answer = client.get("/agregator/")

    assert answer.context["open"] == []
    assert "Izin diperiksa ulang" in answer.content.decode()
    assert f"/titip/{organisation.reference}/" not in answer.content.decode()


def test_the_last_day_of_a_permit_holds_to_its_last_second(client: Client, world: World):
    money.channel(world)
    end = Mandate.objects.get().valid_until
    assert end is not None

    with time_machine.travel(f"{end}T23:59:59+07:00", tick=False):
        assert len(_context(client)["open"]) == 1
    with time_machine.travel(f"{end + timedelta(days=1)}T00:00:00+07:00", tick=False):
        assert _context(client)["open"] == []


def test_one_without_a_usable_channel_takes_nothing(client: Client, world: World):
    money.mandate(world)

    assert _context(client)["open"] == []
    assert len(_context(client)["closed"]) == 1


def test_the_order_begins_one_further_each_day(world: World):
    orders = [in_turn("abc", on=world.today + timedelta(days=number)) for number in range(4)]

    assert orders[0] == orders[3]
    assert sorted(order[0] for order in orders[:3]) == ["a", "b", "c"]
    assert in_turn([], on=world.today) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(world: World, client: Client, rows: int, django_assert_num_queries: Any):
    money.channel(world)
    for number in range(rows - 1):
        one = parties.enter_organisation(
            name=f"Agregator {number}", by=None, member=None, gives=True, is_agregator=True, at=world.at
        )
        parties.stand(organisation=one, standing=Standing.ACTIVE, by=None, at=world.at)
    client.get("/agregator/")

    with django_assert_num_queries(6):
        context = _context(client)

    assert len(context["open"]) + len(context["closed"]) == rows


def test_public_pages_lead_to_giving_money_where_an_agregator_takes_it(client: Client, world: World):
    need = the.open_need(world)
    pages = {
        f"/kebutuhan/{need.reference}/": f"wilayah={need.place.code}",
        f"/wilayah/{need.place.code}/": f"wilayah={need.place.code}",
        f"/wilayah/{the.VILLAGE}/": f"wilayah={the.VILLAGE}",
        f"/penerima/{world.panti.reference}/": f"wilayah={world.panti.place.code}",
        "/paket/sembako/": "paket=sembako",
    }
    assert [page for page in pages if "lewat agregator" in client.get(page).content.decode()] == []
    ref = money.channel(world).organisation.reference

    for page, meant in pages.items():
        assert f"/agregator/?{meant}" in client.get(page).content.decode(), page
        chosen = client.get(f"/agregator/?{meant}").content.decode()
        assert f"/titip/{ref}/?{meant}" in chosen
    form = client.get(f"/titip/{ref}/?wilayah={need.place.code}").context["form"]
    assert (form.initial["tujuan"], form.initial["wilayah"]) == ("wilayah", need.place.code)
    assert client.get("/agregator/?wilayah=x%00&paket=%27").context["meant"] == ""


def test_a_permit_for_elsewhere_offers_nothing_here(client: Client, world: World):
    money.channel(world)
    Mandate.objects.update(area=place_by_code(the.OTHER_VILLAGE))
    need = the.open_need(world)

    assert "lewat agregator" not in client.get(f"/kebutuhan/{need.reference}/").content.decode()
    page = client.get(f"/agregator/?wilayah={need.place.code}")
    assert page.context["open"] == []
    assert "tidak berlaku di" in page.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"state": "menunggu", "decided_by": None, "decided_at": None},
        {"valid_until": date(2026, 5, 3)},
        {"valid_until": date(2026, 5, 4)},
        {"valid_from": date(2026, 5, 5), "valid_until": None},
        {"basis": "baznas"},
        {"valid_from": date(2025, 1, 1), "valid_until": date(2026, 3, 4)},
    ],
)
def test_the_short_question_agrees_with_the_long_one(world: World, change: dict[str, Any]):
    """`takes_money` is one query for what `choices` tells in full."""
    money.gift(world)
    Mandate.objects.update(**change)

    open_ones = [one for one in choices(at=world.at) if one.refusal is None]

    assert takes_money(at=world.at) == bool(open_ones)
    assert takes_money(place=world.village, at=world.at) == bool(open_ones)
