"""Legal bases and channels: proposed at one desk, decided at the other, and what a QRIS says before it is sent."""

from typing import Any

import pytest
from django.urls import reverse

from ksbb.gifts.enums import Decision
from ksbb.gifts.models import Channel, Mandate
from tests import money
from tests.gifts.test_qris import payload
from tests.web.fund_desk.conftest import Visitor, hidden
from tests.world import World

POKJA = reverse("fund_desk:pokja")
BASIS = {
    "number": "PUB-18",
    "issuer": "Gubernur DKI Jakarta",
    "area": "",
    "valid_from": "2026-01-01",
    "valid_until": "2027-01-01",
    "pks_number": "",
    "pks_on": "",
}
STATIC = payload()
BANK = {"fund": "donasi", "bank": "Bank Uji", "number": "12-34", "holder": "Agregator Uji"}


def _text(response: Any) -> str:
    return str(response.content.decode())


def test_a_legal_basis_goes_from_one_desk_to_the_other(seated: Visitor) -> None:
    there = reverse("fund_desk:propose_mandate", args=["izin_pub"])
    assert seated("bendahara").post(there, BASIS).status_code == 302
    found = Mandate.objects.get()
    officer, page = seated("pokja_lama"), reverse("fund_desk:mandate", args=[found.pk])
    assert "PUB-18" in _text(officer.get(POKJA))

    assert officer.post(page, {"agreed": "tolak", "reason": ""}).status_code == 422
    assert officer.post(page, {"agreed": "setuju", "reason": ""}).status_code == 302
    assert Mandate.objects.get().state == Decision.AGREED
    assert "sudah" in _text(officer.get(page)).lower()


def test_a_permit_without_its_end_is_not_taken(seated: Visitor) -> None:
    told = {**BASIS, "valid_until": ""}
    answer = seated("bendahara").post(reverse("fund_desk:propose_mandate", args=["izin_pub"]), told)

    assert answer.status_code == 422
    assert not Mandate.objects.exists()
    assert seated("bendahara").post(reverse("fund_desk:propose_mandate", args=["pmi"]), told).status_code == 302


def test_a_channel_waits_a_day_and_is_ended_at_once(seated: Visitor) -> None:
    assert seated("bendahara").post(reverse("fund_desk:propose_bank"), BANK).status_code == 302
    found = Channel.objects.get()
    officer, page = seated("pokja_lama"), reverse("fund_desk:channel", args=[found.pk])
    assert "24 jam" in _text(officer.get(page))
    assert officer.post(page, {"agreed": "setuju", "reason": ""}).status_code == 302
    assert "Mulai " in _text(officer.get(POKJA))

    ended = seated("bendahara").post(reverse("fund_desk:end_own", args=[found.pk]), {"reason": money.WHY})
    assert ended.status_code == 302
    assert Channel.objects.get().ended_at is not None
    assert "Akhiri saluran" not in _text(officer.get(page))


def test_a_qris_is_read_before_it_is_sent(seated: Visitor) -> None:
    desk, page = seated("bendahara"), reverse("fund_desk:propose_qris")
    shown = desk.post(page, {"fund": "infak", "payload": STATIC})
    assert shown.status_code == 200
    assert "NMID" in _text(shown)
    assert not Channel.objects.exists()

    assert desk.post(page, {"fund": "infak", "payload": STATIC, "seen": hidden(shown, "seen")}).status_code == 302
    assert Channel.objects.get().payload == STATIC


def test_a_changed_qris_is_shown_again_and_a_broken_one_refused(seated: Visitor) -> None:
    desk, page = seated("bendahara"), reverse("fund_desk:propose_qris")

    assert desk.post(page, {"fund": "infak", "payload": STATIC, "seen": "000201"}).status_code == 200
    broken = desk.post(page, {"fund": "infak", "payload": STATIC.replace("AGREGATOR", "AGREGATOX"), "seen": ""})
    assert broken.status_code == 422
    assert "angka pemeriksa" in _text(broken)
    assert not Channel.objects.exists()


@pytest.mark.parametrize("role", ["kolaborator", "ketua_rw", "lurah", "pokja_lama"])
def test_nobody_else_sits_at_the_agregators_desk(seated: Visitor, role: str) -> None:
    assert seated(role).get(reverse("fund_desk:standing")).status_code == 403
    assert seated(role).post(reverse("fund_desk:propose_bank"), BANK).status_code == 403
    assert not Channel.objects.exists()


def test_empty_desks_say_so(seated: Visitor) -> None:
    assert "Tidak ada usulan yang menunggu" in _text(seated("pokja_lama").get(POKJA))
    assert "Belum ada dasar hukum" in _text(seated("bendahara").get(reverse("fund_desk:standing")))


def test_the_desk_costs_the_same_for_one_row_and_three(
    world: World, seated: Visitor, django_assert_max_num_queries: Any
) -> None:
    money.waiting_channel(world)
    officer = seated("pokja_lama")
    officer.get(POKJA)
    for name in ("one", "three"):
        if name == "three":
            for number in ("77-1", "77-2"):
                Channel.objects.create(
                    **money.account(world, number), proposed_by=world.people["bendahara"], proposed_at=world.at
                )
        with django_assert_max_num_queries(16):
            officer.get(POKJA)
