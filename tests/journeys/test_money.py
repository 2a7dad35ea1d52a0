"""J2: a citizen gives money through an agregator, and everybody can follow it to the RW that received."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from ksbb.deliveries import actions as deliveries
from ksbb.gifts import actions as gifts
from ksbb.gifts.models import Gift, Lot
from ksbb.gifts.queries import gift_by_reference
from tests import money
from tests import world as small
from tests.journeys.conftest import Open, Town, press

pytestmark = pytest.mark.browser
EMAIL = "budi@uji.example"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_money_from_intent_to_the_rw(town: Town, browse: Open, script: bool):
    money.channel(town.world)
    page = browse(script=script)
    page.set_viewport_size({"width": 320, "height": 640})
    asked: list[str] = []
    page.on("framenavigated", lambda frame: asked.append(frame.url))

    reference = _mean(town, page)
    steps = {re.sub(r"[?#].*", "", url) for url in asked if "/titip/" in url}
    assert len(steps) == 4, steps
    gift = gift_by_reference(reference)
    assert (gift.intended_rp, gift.received_rp) == (1_000_000, 0)

    _spend(town, gift)
    page.context.clear_cookies()
    page.goto(f"{town.site}/titipan/{reference}/")
    chain = page.inner_text("main")
    for words in (
        "Rp750.000 dari titipan ini",
        "Toko Uji",
        "2 dijanjikan",
        "2 disalurkan",
        "2 diterima",
        "Hamba Allah",
    ):
        assert words in chain
    _narrow(page)
    press(page, "RW 901")
    assert "/kebutuhan/" in page.url
    assert small.CANARY not in page.content()

    _kuitansi(town, page, reference)


def _mean(town: Town, page: Page) -> str:
    page.goto(f"{town.site}/agregator/")
    _narrow(page)
    press(page, "Titip lewat")
    page.check("[name=tujuan][value=perlu]")
    page.check("[name=jumlah][value='1000000']")
    _narrow(page)
    press(page, "Lanjut")
    assert page.locator("[name=saluran]").first.is_checked()
    _narrow(page)
    press(page, "Lanjut")
    page.fill("[name=nama]", "Budi Uji")
    page.fill("[name=email]", EMAIL)
    _narrow(page)
    press(page, "Lanjut")
    _narrow(page)
    press(page, "Catat niat")
    page.wait_for_url("**/saya/")
    shown = page.inner_text("main")
    assert page.inner_text("h1") == "Niat tercatat"
    for words in ("123-456", "Batalkan bila nama berbeda", "Ini niat, bukan uang yang diterima"):
        assert words in shown
    _narrow(page)
    page.go_back()
    press(page, "Catat niat", form=True) if page.get_by_role("button", name="Catat niat").count() else page.go_forward()
    assert Gift.objects.count() == 1
    return page.inner_text(".receipt code")


def _narrow(page: Page) -> None:
    """Nothing sticks out at 320 pixels."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def _spend(town: Town, gift: Gift) -> None:
    """The agregator's part: the money came, five packages were bought, two of them brought and counted."""
    world, at = town.world, timezone.now()
    buyer, checker = world.people["bendahara"], world.people["pemeriksa"]
    came = gifts.receive_gift(by=buyer, gift=gift, amount_rp=1_000_000, received_on=world.today, at=at)
    bill = money.bill(gift_by_reference(came.reference), world, 5 * money.PRICE)
    bought = gifts.draft_purchase(by=buyer, draft=bill, items=money.items(world, 5), at=at)
    gifts.decide_spending(by=checker, spending=bought, agreed=True, at=at)
    packing = gifts.commit_lot(
        by=buyer,
        lot=Lot.objects.select_related("book", "package").get(),
        need=small.open_need(world),
        quantity=2,
        deliver_on=world.soon,
        statement_accepted=True,
        at=at,
    )
    load = deliveries.Load(line=packing.line, quantity=2)
    sent = deliveries.plan_delivery(by=buyer, loads=[load], planned_on=world.today, at=at)
    deliveries.hand_over(by=buyer, delivery=sent, at=at)
    deliveries.confirm(by=world.ketua_rw, delivery=sent, counts=small.counts_of(sent), at=at)


def _kuitansi(town: Town, page: Page, reference: str) -> None:
    """Without an account: by the number and the e-mail address."""
    page.goto(f"{town.site}/titipan/{reference}/")
    press(page, "Ini titipan saya")
    assert page.input_value("[name=nomor]") == reference
    page.fill("[name=bukti]", EMAIL)
    press(page, "Buka komitmen")
    press(page, "Kuitansi titipan ini")
    press(page, "Terbitkan")
    paper = page.inner_text("main")
    assert "satu juta rupiah" in paper
    assert "Budi Uji" in paper
