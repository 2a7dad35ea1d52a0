"""The page of one need: what it says, and what it keeps to itself."""

from typing import Any

from django.test import Client

from ksbb.commitments import actions as commitments
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Movement
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.enums import DisputeState
from ksbb.needs import actions as needs
from ksbb.needs.queries import of_recipient
from tests.world import (
    counts_of,
    disputed,
    draft,
    guest_commitment,
    handed_over,
    open_need,
    planned_delivery,
    promise,
    proposed_need,
)


def _address(need: Any) -> str:
    return f"/kebutuhan/{need.reference}/"


def test_open_need_says_what_where_left_and_offers_one_button(world: Any, see: Any):
    need = open_need(world)
    promise(world, need, 182)

    page = see(_address(need))

    assert '<span class="big-number">118</span> paket sembako lagi dari 300' in page
    assert "182 dari 300 paket sembako sudah berkomitmen, 118 lagi" in page
    assert "Petugas Kelurahan" in page
    assert page.count('class="button"') == 1
    assert f"?tambah={need.reference}" in page


def test_table_and_strokes_agree_after_a_shortfall_went_back(world: Any, see: Any):
    dispute = disputed(world)
    deliveries.settle_dispute(
        by=world.lurah,
        dispute=dispute,
        outcome=DisputeState.RETURNED,
        reason="Pemberi tidak mengirim lagi",
        at=world.at,
    )
    need = dispute.delivery_line.line.need
    need.refresh_from_db()

    page = see(_address(need))

    assert need.delivered == 94
    assert "Kekurangan kembali ke kebutuhan" in page.split("Yang sudah disalurkan")[1].split("</table>")[0]
    assert ">-6<" in page.split("Yang sudah disalurkan")[1].split("</table>")[0]


def test_what_came_unannounced_is_told_as_the_receivers_word(world: Any, see: Any):
    delivery = planned_delivery(world)
    deliveries.confirm(by=world.ketua_rw, delivery=delivery, counts=counts_of(delivery), at=world.at)
    moved = Movement.objects.filter(stage=Stage.DELIVERED).get()

    assert moved.cause == "arrived"
    page = see(_address(moved.need))
    assert "tiba menurut penerima" in page
    assert "disalurkan oleh" not in page


def test_proposals_are_not_public(world: Any, client: Client):
    assert client.get(_address(proposed_need(world))).status_code == 404


def test_reference_as_people_type_it_leads_to_the_page(world: Any, client: Client):
    need = open_need(world)

    response = client.get(f"/kebutuhan/{need.reference.lower()}/")

    assert (response.status_code, response.headers["Location"]) == (301, _address(need))


def test_full_need_gives_the_reason_before_the_button_and_others_like_it(world: Any, see: Any):
    need = open_need(world, quantity=100)
    other = open_need(world, recipient=world.rw_lain)
    promise(world, need, 100)

    page = see(_address(need))

    assert "sudah penuh dengan komitmen" in page
    assert page.index("sudah penuh dengan komitmen") < page.index("Lihat kebutuhan serupa</a>")
    assert "Saya mau bantu" not in page
    assert other.reference in page


def test_full_need_tells_who_waits_and_how_to_join(world: Any, see: Any, client: Client):
    need = open_need(world, quantity=100)
    promise(world, need, 100)
    assert "Belum ada yang menunggu giliran." in see(_address(need))
    for by, quantity in (("kolaborator_lain", 30), ("orang_lain", 12)):
        promise(world, need, quantity, by=by, may_wait=True)

    page = see(_address(need))

    assert "2 pemberi menunggu giliran dengan 42 paket sembako." in page
    way = f"/bantu/{need.reference}/?tunggu"
    assert f'href="{way}">Ikut menunggu giliran</a>' in page
    assert "giliran Anda naik sendiri" in client.get(way).content.decode()


def test_an_open_need_speaks_of_no_queue(world: Any, see: Any):
    need = open_need(world)

    assert "giliran" not in see(_address(need))


def test_closed_need_tells_why(world: Any, see: Any):
    need = open_need(world)
    needs.close(by=world.lurah, need=need, reason="Sudah dipenuhi masjid setempat", at=world.at)

    page = see(_address(need))

    assert "Sudah dipenuhi masjid setempat" in page
    assert "Kebutuhan ditutup" in page


def test_giver_who_did_not_choose_to_be_shown_is_hamba_allah(world: Any, see: Any):
    need = open_need(world)
    promise(world, need, 10)
    shown = commitments.promise(
        by=world.kolaborator_lain, lines=[draft(world, need, 10)], statement_accepted=True, show_name=True, at=world.at
    )

    page = see(_address(need))

    assert "<strong>Hamba Allah</strong>" in page
    assert shown.giver.name in page
    assert "Koperasi Uji" not in page


def test_sent_and_received_stand_side_by_side(world: Any, see: Any):
    dispute = disputed(world)
    row = dispute.delivery_line

    page = see(_address(row.line.need))

    assert f"Kurang {dispute.shortfall}" in page
    assert "menunggu petugas" in page
    assert f'data-head="Dikirim">{row.quantity}</td>' in page
    assert f'data-head="Diterima">{row.quantity - dispute.shortfall}</td>' in page


def test_delivery_without_the_receivers_word_waits(world: Any, see: Any):
    delivery = handed_over(world)
    need = of_recipient(delivery.recipient)[0]

    assert "Menunggu konfirmasi penerima" in see(_address(need))


def test_aid_from_outside_is_named_with_its_source(world: Any, see: Any):
    need = open_need(world)
    needs.record_outside_aid(by=world.lurah, need=need, quantity=120, source="Catatan masjid", at=world.at)

    page = see(_address(need))

    assert "Sumber: Catatan masjid" in page
    assert "120 ditangani di luar KSBB" in page


def test_promise_without_proof_is_not_shown(world: Any, see: Any):
    commitment = guest_commitment(world)

    assert commitment.giver.name not in see("/kebutuhan/")


def test_preview_card_keeps_its_bounds(world: Any, see: Any):
    page = see(_address(open_need(world)))

    title = page.split('property="og:title" content="')[1].split('"')[0]
    words = page.split('property="og:description" content="')[1].split('"')[0]
    assert 0 < len(title) <= 65
    assert 0 < len(words) <= 155
    assert "https://wa.me/?text=" in page
