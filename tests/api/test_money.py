"""What the API tells of money: the same figures as the pages, rows by cursor, no giver."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from ksbb.gifts import actions as gifts
from tests.gifts.conftest import AT, TODAY, Agregator, _built, agregator, world

__all__ = ["_built", "agregator", "world"]


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def get(path: str, status: int = 200) -> Any:
    response = Client().get(path if path.startswith("http") else f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def test_an_agregator_and_its_money(agregator: Agregator) -> None:
    agregator.gift(1_000_000)
    agregator.purchase(4)

    (listed,) = get("agregators")["items"]
    sheet = get(f"agregators/{listed['reference']}")

    assert listed["standing"] == "aktif"
    (fund,) = sheet["funds"]
    assert (fund["received"], fund["bought"], fund["unspent"]) == (1_000_000, 400_000, 600_000)
    assert sum(fund["ages"]) == 600_000
    assert sheet["grounds"][0]["cap"] == 100
    assert get("agregators/KS-0000-0000-0", 404)["code"] == "not_found"


def test_the_ledger_by_cursor_and_month(agregator: Agregator) -> None:
    agregator.gift(1_000_000)
    agregator.purchase(4)
    address: str | None = f"agregators/{agregator.organisation.reference}/ledger?fund=donasi&limit=1"
    rows = []
    while address:
        body = get(address)
        rows += body["items"]
        address = body["next"]

    assert [row["kind"] for row in rows] == ["terima", "beli", "pakai", "masuk"]
    path = f"agregators/{agregator.organisation.reference}/ledger?month="
    assert len(get(f"{path}{TODAY:%Y-%m}")["items"]) == 4
    assert get(f"{path}{TODAY - timedelta(days=400):%Y-%m}")["items"] == []
    get(f"{path}2020-13", 422)
    get(f"agregators/{agregator.organisation.reference}/ledger?fund=zakat", 404)


def test_the_chain_of_a_gift_without_its_giver(agregator: Agregator) -> None:
    gift = agregator.gift(1_000_000)
    lot = agregator.lot(agregator.purchase(4))
    packing = agregator.promise(lot, agregator.world.need(50), 3)
    agregator.world.sent(packing.line, 2, by=agregator.buyer, at=AT)
    gifts.follow_deliveries(at=AT)

    body = get(f"gifts/{gift.reference}")

    assert "Pemberi Uji" not in str(body)
    assert (body["received_rp"], body["spent_rp"]) == (1_000_000, 400_000)
    ((reached,),) = [step["reached"] for step in body["steps"]]
    assert (reached["packages"], reached["delivered"], reached["confirmed"]) == (3, 2, 0)
    get(f"gifts/{agregator.intent().reference}", 404)
