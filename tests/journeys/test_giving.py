"""J1: a citizen gives goods, from the need's page to the receipt that everybody can see."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from ksbb.needs.queries import by_reference
from tests import world as small
from tests.journeys.conftest import Keys, Open, Town, press

pytestmark = pytest.mark.browser
EMAIL = "budi@uji.example"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_goods_from_promise_to_receipt(town: Town, browse: Open, script: bool):
    need = small.open_need(town.world)
    page = browse(script=script)
    pages: list[str] = []
    page.on("framenavigated", lambda frame: pages.append(frame.url))

    reference = _promise(town, page, need.reference)

    steps = {re.sub(r"[?#].*", "", url) for url in pages if "/bantu/" in url or "/komitmen/" in url}
    assert len(steps - {page.url}) <= 5, steps  # how much, when, who, check; and the code
    assert by_reference(need.reference).promised == 20
    page.context.clear_cookies()
    _hand_over(town, page, reference)
    _confirm(town, browse(script=script))
    assert by_reference(need.reference).confirmed == 20
    page.goto(f"{town.site}/kebutuhan/{need.reference}/")
    assert "Diterima" in page.inner_text("main")
    assert small.CANARY not in page.content()


def _promise(town: Town, page: Page, need: str) -> str:
    page.goto(f"{town.site}/kebutuhan/{need}/")
    press(page, "Saya mau bantu")
    page.fill("[name=jumlah]", "20")
    press(page, "Lanjut")
    page.check("[name=cara][value=antar_sendiri]")
    page.fill("[name=hari_0]", town.world.today.isoformat())
    press(page, "Lanjut")
    page.fill("[name=nama]", "Budi Uji")
    page.fill("[name=email]", EMAIL)
    press(page, "Lanjut")
    page.check("[name=setuju]")
    press(page, "Kirim komitmen")
    page.wait_for_url("**/kode/")
    page.fill("[name=kode]", small.sent_code())
    press(page, "Catat komitmen")
    page.wait_for_url("**/tercatat/")
    assert page.inner_text("h1") == "Komitmen tercatat"
    return page.inner_text(".receipt code")


def _hand_over(town: Town, page: Page, reference: str) -> None:
    """Without an account: by the number and the e-mail address."""
    page.goto(f"{town.site}/lacak/")
    page.fill("[name=nomor]", reference)
    page.fill("[name=bukti]", EMAIL)
    press(page, "Buka komitmen")
    press(page, "Siapkan penyaluran")
    press(page, "Simpan penyaluran")
    press(page, "Sudah diserahkan")
    press(page, "Ya, sudah diserahkan")
    page.get_by_text("Menunggu konfirmasi penerima").first.wait_for()


def _confirm(town: Town, page: Page) -> None:
    """Two taps after opening the desk."""
    town.sign_in(page, "ketua_rw")
    page.goto(f"{town.site}/meja/penerima/")
    press(page, "Konfirmasi")
    press(page, "Jumlahnya cocok")
    page.wait_for_url("**/meja/penerima/")


def test_giving_by_keyboard_alone(town: Town, browse: Open):
    need = small.open_need(town.world)
    page = browse()
    keys = Keys(page)
    page.goto(f"{town.site}/kebutuhan/{need.reference}/")

    keys.enter(page.get_by_role("link", name="Saya mau bantu"))
    keys.type("[name=jumlah]", "7")
    keys.enter(page.get_by_role("button", name="Lanjut"))
    keys.tick(page.locator("[name=cara][value=antar_sendiri]"))
    day = town.world.today
    page.locator("[name=hari_0]").evaluate("e => e.type = 'text'")  # the browser's own calendar speaks its own language
    keys.type("[name=hari_0]", day.isoformat())
    keys.enter(page.get_by_role("button", name="Lanjut"))
    keys.type("[name=nama]", "Budi Uji")
    keys.type("[name=email]", EMAIL)
    keys.enter(page.get_by_role("button", name="Lanjut"))
    keys.tick(page.locator("[name=setuju]"))
    keys.enter(page.get_by_role("button", name="Kirim komitmen"))
    keys.type("[name=kode]", small.sent_code())
    keys.enter(page.get_by_role("button", name="Catat komitmen"))

    assert page.inner_text("h1") == "Komitmen tercatat"
    assert by_reference(need.reference).promised == 7


def test_a_wrong_answer_is_named_and_kept(town: Town, browse: Open):
    need = small.open_need(town.world)
    page = browse(script=False)
    page.goto(f"{town.site}/bantu/{need.reference}/")

    page.fill("[name=jumlah]", "99999")
    press(page, "Lanjut")

    assert page.locator(".error-summary").count() == 1
    assert page.title().startswith("Kesalahan:")
    assert page.input_value("[name=jumlah]") == "99999"
