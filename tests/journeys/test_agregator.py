"""J5: the agregator's people at their desk: a statement, a purchase by two people, goods to a need, the manifest."""

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page

from ksbb.gifts import actions as gifts
from ksbb.gifts.models import Campaign, Filing, Gift, Lot, Mandate, Packing, Spending, StatementRow
from tests import money
from tests import world as the
from tests.journeys.conftest import Open, Town, press
from tests.journeys.hands import KEYBOARD, Mode
from tests.world import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def gift(town: Town) -> Gift:
    """An intent, and passwords for the agregator's people."""
    meant = money.intent(town.world, 1_000_000)
    for role in ("bendahara", "pemeriksa"):
        person = town.world.people[role]
        person.set_password(PASSWORD)
        person.save()
    return meant


def _statement(town: Town, *rows: str) -> FilePayload:
    text = "\n".join(["Tanggal,Berita,Masuk", *rows])
    return {"name": "mutasi.csv", "mimeType": "text/csv", "buffer": text.encode()}


def _import(page: Page, town: Town, gift: Gift) -> None:
    day = f"{town.world.today:%d/%m/%Y}"
    page.goto(f"{town.site}/meja/agregator/")
    press(page, "Impor mutasi")
    page.locator("[name=channel]").first.check()
    page.locator("[name=layout][value=umum]").check()
    rows = (f"{day},TRF {gift.reference},1.000.000", f"{day},BUNGA,312", f"{day},lain,")
    page.set_input_files("[name=file]", _statement(town, *rows))
    press(page, "Periksa berkas")
    assert "2 baris baru" in page.inner_text("main")
    press(page, "Simpan 2 baris")
    assert "2 baris baru tersimpan" in page.inner_text("body")


@pytest.mark.parametrize("script", [True, False])
def test_from_a_statement_to_the_manifest(town: Town, gift: Gift, browse: Open, script: bool) -> None:
    need = the.open_need(town.world)
    buyer, checker = browse(script=script, width=1280), browse(script=script, width=1280)
    town.sign_in(buyer, "bendahara")
    town.sign_in(checker, "pemeriksa")
    _import(buyer, town, gift)
    assert Gift.objects.get().received_rp == 1_000_000

    buyer.goto(f"{town.site}/meja/agregator/belanja/baru/sembako/")
    buyer.locator("[name=channel]").first.check()
    for name, value in {
        "supplier": "Toko Uji",
        "quantity": "4",
        "unit_price_rp": "200000",
        "amount_rp": "800000",
    }.items():
        buyer.fill(f"[name={name}]", value)
    press(buyer, "Catat belanja")
    assert "Menunggu orang kedua" in buyer.inner_text("body")
    checker.goto(f"{town.site}/meja/agregator/")
    press(checker, "Periksa")
    checker.locator("[name=agreed][value=setuju]").check()
    press(checker, "Simpan putusan")
    assert Spending.objects.get().state == "disetujui"

    lot = Lot.objects.get()
    buyer.goto(f"{town.site}/meja/agregator/barang/{lot.pk}/bagi/")
    buyer.fill(f"[name=n_{need.pk}]", "3")
    buyer.fill("[name=deliver_on]", town.world.soon.isoformat())
    buyer.check("[name=agree]")
    press(buyer, "Bagi")
    assert Packing.objects.get().quantity == 3
    buyer.goto(f"{town.site}/meja/agregator/barang/manifes/?hari={town.world.soon.isoformat()}")
    assert "1 tujuan, 3 paket" in buyer.inner_text("main")


def test_a_row_is_settled_by_keyboard_alone(town: Town, gift: Gift, browse: Open) -> None:
    hand = KEYBOARD.hand(browse, 1280)
    town.sign_in(hand.page, "bendahara")
    _import(hand.page, town, gift)
    hand.open(f"{town.site}/meja/agregator/")
    hand.press("Selesaikan")
    hand.choose("[name=outcome][value=bukan]")
    hand.fill("[name=reason]", "Bunga tabungan bulan ini")
    hand.press("Simpan", form=True)
    assert StatementRow.objects.get(amount_rp=312).match == "bukan"
    hand.press("Urungkan Baris mutasi Rp312", form=True)
    assert StatementRow.objects.get(amount_rp=312).match == "belum"


def test_a_report_is_handed_in_and_a_programme_opened_by_keyboard(town: Town, gift: Gift, browse: Open) -> None:
    """In the order of reading, without a script."""
    world, last = town.world, town.world.today - timedelta(days=40)
    treasurer = world.people["bendahara"]
    Mandate.objects.filter(pk=gift.mandate_id).update(valid_from=last - timedelta(days=60), valid_until=last)
    gifts.receive_gift(by=treasurer, gift=gift, amount_rp=1_000_000, received_on=last, at=world.at)
    money.mandate(world)
    hand = Mode("keyboard without a script", script=False, keyboard=True).hand(browse, 1280)
    town.sign_in(hand.page, "bendahara")
    hand.open(f"{town.site}/meja/agregator/")
    hand.follow(hand.page.locator(".desk-nav").get_by_role("link", name="Laporan"))
    assert hand.page.inner_text("h1") == "Laporan"
    hand.press("Susun laporan")
    hand.press("Serahkan laporan", form=True)
    assert Filing.objects.get().mandate_id == gift.mandate_id

    hand.open(f"{town.site}/meja/agregator/program/buka/")
    hand.fill("[name=title]", "Sembako Kebayoran")
    hand.choose("[name=fund][value=donasi]")
    hand.fill("[name=budget_rp]", "10000000")
    hand.press("Periksa program", form=True)
    hand.press("Buka program", form=True)
    assert Campaign.objects.get().title == "Sembako Kebayoran"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit(town: Town, gift: Gift, browse: Open, width: int) -> None:
    page = browse(width=width)
    town.sign_in(page, "bendahara")
    for where in (
        "",
        "niat/",
        "mutasi/",
        "mutasi/impor/",
        "belanja/",
        "belanja/biaya/",
        "barang/",
        "laporan/",
        "program/",
        "program/buka/",
        "dasar/",
        "saluran/qris/",
    ):
        page.goto(f"{town.site}/meja/agregator/{where}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where
