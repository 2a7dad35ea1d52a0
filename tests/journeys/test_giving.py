"""J1: a citizen gives goods, from the need's page to the receipt that everybody can see."""

from __future__ import annotations

import re

import pytest

from ksbb.needs.queries import by_reference
from tests import world as small
from tests.journeys.conftest import Open, Town, press
from tests.journeys.hands import Hand, Mode, in_every_mode

pytestmark = pytest.mark.browser
EMAIL = "budi@uji.example"


@in_every_mode
def test_goods_from_promise_to_receipt(town: Town, browse: Open, mode: Mode):
    need = small.open_need(town.world)
    hand = mode.hand(browse)
    pages: list[str] = []
    hand.page.on("framenavigated", lambda frame: pages.append(frame.url))

    reference = _promise(town, hand, need.reference)

    steps = {re.sub(r"[?#].*", "", url) for url in pages if "/bantu/" in url or "/komitmen/" in url}
    assert len(steps - {hand.page.url}) <= 5, steps  # how much, when, who, check; and the code
    assert by_reference(need.reference).promised == 20
    hand.page.context.clear_cookies()
    _hand_over(town, hand, reference)
    _confirm(town, mode.hand(browse))
    assert by_reference(need.reference).confirmed == 20
    hand.open(f"{town.site}/kebutuhan/{need.reference}/")
    assert hand.says("Diterima")
    assert small.CANARY not in hand.page.content()


def _promise(town: Town, hand: Hand, need: str) -> str:
    hand.open(f"{town.site}/kebutuhan/{need}/")
    hand.press("Saya mau bantu")
    hand.fill("[name=jumlah]", "20")
    hand.press("Lanjut")
    hand.choose("[name=cara][value=antar_sendiri]")
    hand.day("[name=hari_0]", town.world.today)
    hand.press("Lanjut")
    hand.fill("[name=nama]", "Budi Uji")
    hand.fill("[name=email]", EMAIL)
    hand.press("Lanjut")
    hand.choose("[name=setuju]")
    hand.press("Kirim komitmen")
    hand.page.wait_for_url("**/kode/")
    hand.fill("[name=kode]", small.sent_code())
    hand.press("Catat komitmen")
    hand.page.wait_for_url("**/tercatat/")
    assert hand.page.inner_text("h1") == "Komitmen tercatat"
    return hand.page.inner_text(".receipt code")


def _hand_over(town: Town, hand: Hand, reference: str) -> None:
    """Without an account: by the number and the e-mail address."""
    hand.open(f"{town.site}/lacak/")
    hand.fill("[name=nomor]", reference)
    hand.fill("[name=bukti]", EMAIL)
    hand.press("Buka komitmen")
    hand.press("Siapkan penyaluran")
    hand.press("Simpan penyaluran")
    hand.press("Sudah diserahkan")
    hand.press("Ya, sudah diserahkan")
    assert hand.says("Menunggu konfirmasi penerima")


def _confirm(town: Town, hand: Hand) -> None:
    """Two taps after opening the desk."""
    town.enter(hand, "ketua_rw")
    hand.open(f"{town.site}/meja/penerima/")
    before = hand.steps
    hand.press("Konfirmasi")
    hand.press("Jumlahnya cocok")
    assert hand.steps - before == 2
    assert hand.page.url.endswith("/meja/penerima/")


def test_a_wrong_answer_is_named_and_kept(town: Town, browse: Open):
    need = small.open_need(town.world)
    page = browse(script=False)
    page.goto(f"{town.site}/bantu/{need.reference}/")

    page.fill("[name=jumlah]", "99999")
    press(page, "Lanjut")

    assert page.locator(".error-summary").count() == 1
    assert page.title().startswith("Kesalahan:")
    assert page.input_value("[name=jumlah]") == "99999"
