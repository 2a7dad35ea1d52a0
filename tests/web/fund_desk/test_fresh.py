"""What was just noted is taken back by one press within ten minutes: by reversal, the rows stay."""

from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ksbb.funds.models import Transfer
from ksbb.funds.queries import trial_balance
from ksbb.gifts import actions as gifts
from ksbb.gifts.enums import GiftState, Match
from ksbb.gifts.models import Gift, StatementRow
from ksbb.notices.models import Message
from tests import money
from tests.web.fund_desk.conftest import Visitor
from tests.world import World

WINDOW = timedelta(minutes=10)


def url(name: str, *args: Any) -> str:
    return reverse(f"fund_desk:{name}", args=args)


def receive(desk: Client, gift: Gift, world: World) -> None:
    said = {"amount_rp": "900.000", "received_on": world.today.isoformat()}
    assert desk.post(url("receive", gift.reference), said).status_code == 302


def settle(desk: Client, row: StatementRow, outcome: str, **more: str) -> None:
    assert desk.post(url("row", row.pk), {"outcome": outcome, **more}).status_code == 302


def test_a_confirmation_is_taken_back_by_its_reversal(world: World, seated: Visitor) -> None:
    gift, desk = money.intent(world), seated("bendahara")
    receive(desk, gift, world)
    for page in ("board", "intents", "statements"):
        assert "Rp900.000 dicatat diterima" in desk.get(url(page)).content.decode()

    assert desk.post(url("unreceive", gift.reference)).status_code == 302
    assert Gift.objects.get().state == GiftState.INTENT
    assert Transfer.objects.count() == 2
    assert all(row.balance == 0 for row in trial_balance(Transfer.objects.select_related("book")[0].book))
    assert Message.objects.filter(title__contains="ditarik").exists()
    assert "Baru saja dicatat" not in desk.get(url("board")).content.decode()


def test_after_ten_minutes_a_reason_is_needed(world: World, seated: Visitor) -> None:
    gift, desk = money.intent(world), seated("bendahara")
    receive(desk, gift, world)
    with time_machine.travel(timezone.now() + WINDOW + timedelta(seconds=1), tick=False):
        late = seated("bendahara")
        assert "Baru saja dicatat" not in late.get(url("intents")).content.decode()
        assert "dengan alasan tertulis" in late.post(url("unreceive", gift.reference), follow=True).content.decode()
    assert Gift.objects.get().state == GiftState.RECEIVED


def test_a_settled_row_waits_again_and_its_money_is_reversed(world: World, seated: Visitor) -> None:
    gift, desk = money.intent(world), seated("bendahara")
    row = money.waiting_row(world, gift.channel)
    settle(desk, row, "titipan", gift=gift.reference)
    assert Gift.objects.get().state == GiftState.RECEIVED
    shown = desk.get(url("statements")).content.decode()
    assert f"diselesaikan untuk {gift.reference}" in shown
    assert shown.count("Urungkan<") == 1

    assert desk.post(url("reopen", row.pk)).status_code == 302
    assert StatementRow.objects.get().match == Match.UNMATCHED
    assert Gift.objects.get().state == GiftState.INTENT
    assert Transfer.objects.count() == 2
    settle(desk, row, "bukan", reason="Bunga tabungan bulan ini")
    assert desk.post(url("reopen", row.pk)).status_code == 302
    assert StatementRow.objects.get().match == Match.UNMATCHED


def test_a_gift_that_a_row_made_is_cancelled_with_it(world: World, seated: Visitor) -> None:
    row, desk = money.waiting_row(world), seated("bendahara")
    settle(desk, row, "tanpa_nama")
    assert desk.post(url("reopen", row.pk)).status_code == 302
    assert Gift.objects.get().state == GiftState.CANCELLED


def test_a_row_that_told_known_money_leaves_the_gift_alone(world: World, seated: Visitor) -> None:
    gift, desk = money.gift(world, 75_000), seated("bendahara")
    Gift.objects.update(state_since=world.at - timedelta(days=1))
    row = money.waiting_row(world, gift.channel)
    settle(desk, row, "sama", gift=gift.reference, reason="Sudah dikonfirmasi kemarin")
    assert desk.post(url("reopen", row.pk)).status_code == 302
    assert Gift.objects.get().state == GiftState.RECEIVED
    assert StatementRow.objects.get().gift is None


def test_spent_money_is_not_taken_back(world: World, seated: Visitor) -> None:
    gift, desk = money.intent(world), seated("bendahara")
    receive(desk, gift, world)
    came = Gift.objects.select_related("channel__organisation").get()
    waiting = gifts.draft_purchase(
        by=world.people["bendahara"],
        draft=money.bill(came, world, money.PRICE),
        items=money.items(world, 1),
        at=timezone.now(),
    )
    gifts.decide_spending(by=world.people["pemeriksa"], spending=waiting, agreed=True, at=timezone.now())
    assert "Baru saja dicatat" not in desk.get(url("board")).content.decode()
    assert desk.post(url("unreceive", gift.reference)).status_code == 302
    assert Gift.objects.get().state == GiftState.RECEIVED


def test_nobody_else_takes_anything_back(world: World, seated: Visitor) -> None:
    row = money.waiting_row(world)
    settle(seated("bendahara"), row, "tanpa_nama")
    assert seated("kolaborator").post(url("reopen", row.pk)).status_code == 403
    assert StatementRow.objects.get().match == Match.SETTLED
