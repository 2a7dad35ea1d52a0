"""J8 (goods) and J3 step 7: the giver shares a link, the courier drives with a cheap phone and no account, the receiver
counts and tells the code; and the officer who calls a receiver back. 320 px, with and without JavaScript, axe 0.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from ksbb.deliveries import queries
from ksbb.deliveries.actions import make_courier_link
from ksbb.deliveries.models import CourierReport, Delivery, Evidence, Receipt
from ksbb.recipients.models import ContactReading
from tests import photos as pictures
from tests import world as small
from tests.journeys.conftest import Open, Town, follow, press
from tests.pages.looking import violations

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("KSBB_TEST_SHOTS", "")
PHOTO: Any = {"name": "barang.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg(pictures.scene(1, (800, 600)))}


def sound(page: Page, name: str, *, script: bool = True) -> None:
    """No violation, nothing beyond the edge, every control of the page at least 48 px high.

    Where scripts are off, axe cannot run: the same pages are asked with scripts on.
    """
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    if script:
        assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth"), name
    heights = page.locator("main .actions a.button:visible, main .actions button:visible").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert all(height >= 48 for height in heights), (name, heights)


def link_word(town: Town, delivery: Delivery) -> str:
    return queries.word_of(small.courier_link(town.world, delivery))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_link_to_the_receipt(town: Town, browse: Open, script: bool):
    w = town.world
    delivery = small.planned_delivery(w)

    giver = browse(script=script, width=320)
    town.sign_in(giver, "kolaborator")
    giver.goto(f"{town.site}/meja/kolaborator/kurir/")
    giver.fill("[name=day]", w.today.isoformat())
    press(giver, "Buat tautan")
    sound(giver, "giver-links", script=script)
    shared = giver.get_by_role("link", name="Kirim lewat WhatsApp").get_attribute("href") or ""
    assert shared.startswith("https://wa.me/?text=Antaran%20KSBB")
    address = giver.locator("section.journey a.tap").get_attribute("href") or ""

    receiver = browse(script=script, width=320)
    town.sign_in(receiver, "ketua_rw")
    receiver.goto(f"{town.site}/meja/penerima/kode/")
    press(receiver, "Buat kode")
    press(receiver, "Tampilkan kode")
    sound(receiver, "receiver-code", script=script)
    digits = receiver.inner_text(".big-number")
    assert re.fullmatch(r"\d{3} \d{3}", digits)

    courier = browse(script=script, width=320)
    courier.goto(address)
    sound(courier, "day", script=script)
    press(courier, "Buka")
    assert small.CANARY not in courier.content()  # nobody's name or address before the press
    press(courier, "Buka alamat dan nomor")
    sound(courier, "address", script=script)
    assert f"Gang {small.CANARY} 7" in courier.inner_text("main")
    assert ContactReading.objects.get(recipient=w.rw).subject.startswith("KS-")
    press(courier, "Berangkat")
    sound(courier, "on-the-way", script=script)
    press(courier, "Sudah diserahkan")
    courier.fill("[name^=received_]", "98")
    sound(courier, "handed", script=script)
    press(courier, "Sudah diserahkan", form=True)
    assert CourierReport.objects.get().finding == "jumlah_beda"
    courier.get_by_role("link", name="Kirim foto barang").click()
    sound(courier, "photo", script=script)
    courier.set_input_files("[name=foto]", files=[PHOTO])
    press(courier, "Kirim foto")
    sound(courier, "photo-sent", script=script)
    assert Evidence.objects.get().side == "kurir"
    press(courier, "Masukkan kode penerima")
    courier.fill("[name^=received_]", "99")
    courier.fill("[name=code]", "000000" if digits != "000 000" else "111111")
    press(courier, "Catat penerimaan")
    sound(courier, "wrong-code", script=script)
    assert courier.input_value("[name^=received_]") == "99"
    courier.fill("[name=code]", digits)
    press(courier, "Catat penerimaan")
    sound(courier, "received", script=script)

    receipt = Receipt.objects.get(delivery=delivery)
    assert (receipt.method, receipt.recorded_by) == ("kode", None)
    line = queries.lines_of(delivery)[0].line
    assert line.confirmed == 98  # the courier counted less than the receiver: the lower word
    giver.goto(f"{town.site}/lacak/{line.commitment.reference}/")
    assert "(oleh kurir)" in giver.inner_text("main")


def test_problems_at_the_door(town: Town, browse: Open):
    delivery = small.delivery_on_the_way(town.world)
    page = browse(width=320)
    page.goto(f"{town.site}/kurir/{link_word(town, delivery)}/{delivery.reference}/masalah/")
    sound(page, "problem")

    press(page, "Kirim laporan")
    sound(page, "problem-unanswered")
    page.check("[value=tidak_ada_orang]")
    press(page, "Kirim laporan")
    sound(page, "problem-told")
    assert "Tidak ada orang" in page.inner_text("main")


def test_the_qr_opens_a_form_and_records_nothing_by_itself(town: Town, browse: Open):
    from ksbb.deliveries.actions import issue_receipt_code

    delivery = small.handed_over(town.world)
    code = issue_receipt_code(by=town.world.ketua_rw, delivery=delivery, at=town.world.at)
    page = browse(width=320)

    page.goto(f"{town.site}/terima/{code.token}/")
    sound(page, "scanned")
    assert Receipt.objects.count() == 0
    press(page, "Catat penerimaan")
    sound(page, "scanned-done")

    assert Receipt.objects.get().method == "kode"
    assert "Sudah tercatat" in page.inner_text("main")


def test_a_link_that_leads_nowhere(town: Town, browse: Open):
    w = town.world
    delivery = small.planned_delivery(w)
    word = link_word(town, delivery)
    morrow = make_courier_link(by=w.kolaborator, deliveries=[delivery], day=w.today + timedelta(days=1), at=w.at)
    page = browse(width=320)

    for wrong in (f"{word[:-3]}xyz", "apa-saja", queries.word_of(morrow)):
        answer = page.goto(f"{town.site}/kurir/{wrong}/")
        assert answer is not None
        assert answer.status == 404
        assert delivery.recipient.name not in page.content()
    sound(page, "closed")


def test_an_officer_calls_a_receiver_back(town: Town, browse: Open):
    w = town.world
    call = small.call_back(w)
    page = browse(width=360)
    town.sign_in(page, "lurah")
    page.goto(f"{town.site}/meja/wilayah/telepon/")
    sound(page, "calls")
    press(page, "Telepon")
    assert small.CANARY not in page.inner_text("main")
    press(page, "Buka nomor penerima")
    assert f"{small.CANARY} narahubung" in page.inner_text("main")
    page.check("[value=beda]")
    page.fill("[name^=received_]", "")
    press(page, "Catat hasil")
    sound(page, "call-unfinished")
    page.fill("[name^=received_]", "95")
    press(page, "Catat hasil")

    call.refresh_from_db()
    assert call.state == "beda"
    assert queries.lines_of(call.receipt.delivery)[0].line.confirmed == 95
    page.goto(f"{town.site}/capaian/uji-petik/")
    sound(page, "sampling")
    assert "Belum cukup" in page.inner_text("main")
    follow(page, page.get_by_role("link", name="Capaian"))
