"""J6: Pokja verifies, rejects, opens in bulk with a second officer, settles a difference, suspends an organisation and
sends its promises back, puts a figure right with a second person, and reads the summary.
"""

from __future__ import annotations

import time

import pytest

from ksbb.catalogue.queries import package_by_code
from ksbb.commitments.models import Line
from ksbb.deliveries.models import Dispute
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.recipients.actions import register_recipient
from ksbb.recipients.queries import kind_by_code
from tests import world as small
from tests.journeys.conftest import Open, Town
from tests.journeys.hands import Hand, Mode, in_every_mode

pytestmark = pytest.mark.browser
WHY = "Data kelurahan belum lengkap, mohon diperbaiki"
FALLEN = "Izinnya dicabut penerbit pada 5 Mei"
WRONG = "Salah tulis pada surat komitmen"


@in_every_mode
def test_a_day_of_pokja(town: Town, browse: Open, mode: Mode):
    w = town.world
    first = small.proposed_need(w)
    second = small.proposed_need(w, recipient=w.rw_lain, package="siap_saji")
    hand = mode.hand(browse, 1280)
    town.enter(hand, "pokja_dua")

    hand.open(f"{town.site}/meja/pokja/verifikasi/")
    assert hand.page.locator("main table a[href*='/kebutuhan/']").count() == 2
    hand.follow(hand.page.locator(f"main a[href*='{first.reference}']"))
    hand.press("Verifikasi", form=True)
    hand.open(f"{town.site}/meja/wilayah/kebutuhan/{second.reference}/")
    hand.press("Tolak pengajuan")
    hand.fill("main textarea", WHY)
    hand.follow(hand.page.locator("main form button[type=submit]"))
    assert [need.state for need in Need.objects.order_by("pk")] == ["terverifikasi", "ditolak"]

    _open_in_bulk(town, hand)
    hand.leave()
    town.enter(hand, "pokja")
    hand.open(f"{town.site}/meja/pokja/verifikasi/")
    hand.follow(hand.page.locator("main a[href*='/kumpulan/']"))
    hand.press("Verifikasi seluruh kumpulan")
    assert Need.objects.filter(package__code="lebaran", state="terverifikasi").count() == 2


def _open_in_bulk(town: Town, hand: Hand) -> None:
    hand.open(f"{town.site}/meja/pokja/buka/")
    hand.pick("[name=package]", "lebaran")
    hand.pick("[name=period]", town.world.period.code)
    hand.choose("[name=kinds][value=rw]")
    hand.fill("[name=source]", "Keputusan rapat Pokja")
    hand.press("Lihat pratinjau")
    hand.press("Buka 2 kebutuhan")


@in_every_mode
def test_the_queue_hints_at_a_home_registered_twice(town: Town, browse: Open, mode: Mode):
    w = town.world
    twin = register_recipient(
        by=w.lurah,
        kind=kind_by_code("panti_lansia"),
        place=w.village,
        name="Panti Uji Sejahtera Dua",
        source="Data",
        at=w.at,
    )
    need = needs.propose(
        by=w.lurah,
        recipient=twin,
        package=package_by_code("beras"),
        period=w.period,
        quantity=40,
        source="Surat panti",
        at=w.at,
    )
    hand = mode.hand(browse, 1280)
    town.enter(hand, "lurah_dua")
    hand.open(f"{town.site}/meja/wilayah/verifikasi/")
    assert hand.says("mirip: Panti Uji Sejahtera")

    hand.follow(hand.page.locator(f"main a[href*='{need.reference}']"))
    assert hand.says("Mungkin terdaftar dua kali")
    hand.press("Verifikasi", form=True)

    need.refresh_from_db()
    assert (need.state, need.verified_by) == ("terverifikasi", w.lurah_dua)


@in_every_mode
def test_a_suspended_organisations_promises_go_back(town: Town, browse: Open, mode: Mode):
    """From the list of organisations to the last promise, well within two minutes and in few presses (J6.4)."""
    w = town.world
    given = small.promised_line(w)
    moving = small.line_of(small.promise(w, small.open_need(w, package="siap_saji", quantity=200), 30))
    hand = mode.hand(browse, 1280)
    town.enter(hand, "pokja")
    hand.open(f"{town.site}/meja/pokja/organisasi/")
    begun, before = time.monotonic(), hand.steps

    hand.press(w.organisation.name)
    hand.press("Tangguhkan atau cabut")
    hand.choose("[name=standing][value=ditangguhkan]")
    hand.fill("[name=reason]", FALLEN)
    hand.press("Simpan")
    own = hand.page.locator("main li", has_text="100 paket sembako")
    hand.follow(own.get_by_role("button", name="Kembalikan ke kebutuhan"))
    hand.press("Kembalikan ke kebutuhan")

    assert hand.steps - before == 5
    assert time.monotonic() - begun < 120
    assert hand.says("Semua sudah selesai atau sudah dikembalikan")
    for line in (given, moving):
        line.refresh_from_db()
        assert (line.state, line.quantity, Need.objects.get(pk=line.need_id).promised) == ("dibatalkan", 0, 0)
    hand.open(f"{town.site}/organisasi/{w.organisation.reference}/")
    assert hand.says("Ditangguhkan")
    assert hand.says(FALLEN)


@in_every_mode
def test_a_figure_is_put_right_by_two_people(town: Town, browse: Open, mode: Mode):
    w = town.world
    line = small.promised_line(w)
    hand = mode.hand(browse, 1280)
    town.enter(hand, "lurah")
    hand.open(f"{town.site}/meja/koreksi/baris/{line.pk}/")
    hand.choose("[name=stage][value=komitmen]")
    hand.fill("[name=after]", "90")
    hand.fill("[name=reason]", WRONG)
    hand.fill("[name=note]", WRONG)
    hand.press("Ajukan koreksi")
    assert Line.objects.get(pk=line.pk).quantity == 100  # nothing moves on one person's word
    hand.leave()

    town.enter(hand, "pokja")
    hand.open(f"{town.site}/meja/koreksi/")
    hand.press("Putuskan")
    hand.press("Setujui koreksi")

    assert Line.objects.get(pk=line.pk).quantity == 90
    hand.leave()
    hand.open(f"{town.site}/koreksi/")
    hand.follow(hand.page.locator("main a[href^='/koreksi/KS-']"))
    assert hand.says("100 menjadi 90")
    assert hand.says(WRONG)
    assert small.CANARY not in hand.page.content()


@in_every_mode
def test_a_difference_is_settled_and_the_day_summed_up(town: Town, browse: Open, mode: Mode):
    dispute = small.disputed(town.world)
    hand = mode.hand(browse, 1280)
    town.enter(hand, "pokja")

    hand.open(f"{town.site}/meja/wilayah/selisih/")
    hand.press("Putuskan")
    hand.choose("[name=outcome][value=terutang]")
    hand.fill("main textarea", "Kekurangan akan diantar menyusul besok")
    hand.press("Putuskan", form=True)
    assert Dispute.objects.get(pk=dispute.pk).state == "terutang"

    hand.open(f"{town.site}/meja/pokja/")
    assert hand.says("Berubah sejak kemarin")
    hand.press("Kalimat hari ini")
    assert "komitmen" in hand.page.inner_text(".sentence")
    hand.press("Terbitkan kalimat ini")
    hand.follow(hand.page.locator("main a[href*='/capaian/kalimat/']"))
    assert "komitmen" in hand.page.inner_text("main")
