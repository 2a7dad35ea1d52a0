"""J3: the head of an RW signs in by a username, confirms with two taps, asks, and sees where the asking stands."""

from __future__ import annotations

import pytest

from ksbb.needs.models import Need
from tests import world as small
from tests.journeys.conftest import Open, Town, follow, press

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_confirm_propose_and_follow(town: Town, browse: Open, script: bool):
    delivery = small.handed_over(town.world)
    page = browse(script=script)
    town.sign_in(page, "ketua_rw")

    page.goto(f"{town.site}/meja/penerima/")
    press(page, "Konfirmasi")
    press(page, "Jumlahnya cocok")
    page.wait_for_url("**/meja/penerima/")
    delivery.refresh_from_db()
    assert delivery.state == "diterima"

    press(page, "Ajukan kebutuhan")
    follow(page, page.locator("button[name=package][value=lebaran]"))
    page.fill("[name=quantity]", "50")
    press(page, "Lanjut")
    page.check("[name=urgency][value='1']")
    page.fill("[name=source]", "Rapat RW")
    press(page, "Lanjut")
    follow(page, page.locator("main form button[type=submit]").last)

    asked = Need.objects.get(package__code="lebaran")
    assert (asked.quantity, asked.state) == (50, "diajukan")
    page.goto(f"{town.site}/meja/penerima/kebutuhan/{asked.reference}/")
    assert "Menunggu verifikasi" in page.inner_text("main")
    assert page.request.get(f"{town.site}/kebutuhan/{asked.reference}/").status == 404  # a proposal is not public


def test_controls_of_the_receiver_are_large(town: Town, browse: Open):
    small.handed_over(town.world)
    page = browse()
    town.sign_in(page, "ketua_rw")
    page.goto(f"{town.site}/meja/penerima/")
    press(page, "Konfirmasi")

    heights = page.locator("main .actions button:visible").evaluate_all("all => all.map(e => e.offsetHeight)")

    assert heights
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
