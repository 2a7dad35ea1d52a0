"""J6: Pokja verifies, rejects, opens in bulk with a second officer, settles a difference and reads the summary."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from ksbb.deliveries.models import Dispute
from ksbb.needs.models import Need
from tests import world as small
from tests.journeys.conftest import Open, Town, follow, press

pytestmark = pytest.mark.browser
WHY = "Data kelurahan belum lengkap, mohon diperbaiki"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_day_of_pokja(town: Town, browse: Open, script: bool):
    first = small.proposed_need(town.world)
    second = small.proposed_need(town.world, recipient=town.world.rw_lain, package="siap_saji")
    page = browse(script=script, width=1280)
    town.sign_in(page, "pokja")

    page.goto(f"{town.site}/meja/pokja/verifikasi/")
    assert page.locator("main table a[href*='/kebutuhan/']").count() == 2
    follow(page, page.locator(f"main a[href*='{first.reference}']"))
    press(page, "Verifikasi", form=True)
    page.goto(f"{town.site}/meja/wilayah/kebutuhan/{second.reference}/")
    press(page, "Tolak pengajuan")
    page.fill("main textarea", WHY)
    follow(page, page.locator("main form button[type=submit]"))
    assert [need.state for need in Need.objects.order_by("pk")] == ["terverifikasi", "ditolak"]

    _open_in_bulk(town, page)
    other = browse(script=script, width=1280)
    _verify_the_batch(town, other)
    assert Need.objects.filter(package__code="lebaran", state="terverifikasi").count() == 2


def _open_in_bulk(town: Town, page: Page) -> None:
    page.goto(f"{town.site}/meja/pokja/buka/")
    page.select_option("[name=package]", "lebaran")
    page.select_option("[name=period]", town.world.period.code)
    page.check("[name=kinds][value=rw]")
    page.fill("[name=source]", "Keputusan rapat Pokja")
    press(page, "Lihat pratinjau")
    press(page, "Buka 2 kebutuhan")


def _verify_the_batch(town: Town, page: Page) -> None:
    town.sign_in(page, "pokja_dua")
    page.goto(f"{town.site}/meja/pokja/verifikasi/")
    follow(page, page.locator("main a[href*='/kumpulan/']"))
    press(page, "Verifikasi seluruh kumpulan")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_difference_is_settled_and_the_day_summed_up(town: Town, browse: Open, script: bool):
    dispute = small.disputed(town.world)
    page = browse(script=script, width=1280)
    town.sign_in(page, "pokja")

    page.goto(f"{town.site}/meja/wilayah/selisih/")
    press(page, "Putuskan")
    page.check("[name=outcome][value=terutang]")
    page.fill("main textarea", "Kekurangan akan diantar menyusul besok")
    press(page, "Putuskan", form=True)
    assert Dispute.objects.get(pk=dispute.pk).state == "terutang"

    page.goto(f"{town.site}/meja/pokja/")
    press(page, "Kalimat hari ini")
    assert "komitmen" in page.inner_text("main")
