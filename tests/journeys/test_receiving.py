"""J3: the head of an RW signs in by a username, answers a promise, confirms with two taps, asks, and sees where the
asking stands; then prints a sheet for the noticeboard.
"""

from __future__ import annotations

import pytest

from ksbb.deliveries.models import Dispute
from ksbb.deliveries.queries import lines_of
from ksbb.needs.models import Need
from tests import world as small
from tests.journeys.conftest import Open, Town, press
from tests.journeys.hands import Hand, Mode, in_every_mode

pytestmark = pytest.mark.browser


@in_every_mode
def test_answer_confirm_propose_and_follow(town: Town, browse: Open, mode: Mode):
    w = town.world
    delivery = small.handed_over(w)
    coming = small.line_of(small.promise(w, small.open_need(w, package="siap_saji", quantity=200), 50))
    hand = mode.hand(browse)
    town.enter(hand, "ketua_rw")
    hand.open(f"{town.site}/meja/penerima/")
    assert hand.page.inner_text("h1") == "2 hal menunggu Anda"

    _taps(hand, "Jawab", "Ya, hari itu bisa")
    coming.refresh_from_db()
    assert coming.scheduled_at is not None

    hand.open(f"{town.site}/meja/penerima/")
    _confirm_a_difference(hand)
    delivery.refresh_from_db()
    assert (delivery.state, Dispute.objects.get().delivery_line.delivery_id) == ("diterima", delivery.pk)
    assert lines_of(delivery)[0].line.confirmed == 94

    asked = _propose(hand)
    hand.open(f"{town.site}/meja/penerima/kebutuhan/{asked.reference}/")
    assert hand.says("Menunggu verifikasi")
    assert hand.page.request.get(f"{town.site}/kebutuhan/{asked.reference}/").status == 404  # not public yet

    hand.open(f"{town.site}/meja/penerima/")
    hand.press("Cetak untuk papan pengumuman")
    assert hand.says(w.rw.name)


def _taps(hand: Hand, *words: str) -> None:
    """Each task takes four taps at most once its page is open."""
    before = hand.steps
    for word in words:
        hand.press(word)
    assert hand.steps - before <= 4


def _confirm_a_difference(hand: Hand) -> None:
    """Counted 94 of 100: the wrong button asks, the right one keeps both numbers."""
    hand.press("Konfirmasi")
    hand.fill("[name^=received_]", "94")
    hand.press("Jumlahnya cocok")
    assert hand.page.locator(".error-summary").count() == 1
    assert hand.page.input_value("[name^=received_]") == "94"
    hand.press("Ada selisih")
    assert hand.says("94 tercatat diterima. Kurang 6")


def _propose(hand: Hand) -> Need:
    hand.press("Ajukan kebutuhan")
    hand.follow(hand.page.locator("button[name=package][value=lebaran]"))
    hand.fill("[name=quantity]", "50")
    hand.press("Lanjut")
    hand.choose("[name=urgency][value='1']")
    hand.fill("[name=source]", "Rapat RW")
    hand.press("Lanjut")
    assert hand.says("Petugas kelurahan memeriksa paling lambat")
    hand.press("Kirim pengajuan")
    asked = Need.objects.get(package__code="lebaran")
    assert (asked.quantity, asked.state) == (50, "diajukan")
    return asked


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
