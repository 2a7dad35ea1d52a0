"""The slip of the receiver's code: numbered, checked by anybody, and without a trace of the six digits (DOC-05)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.models import Delivery
from ksbb.documents.enums import PaperKind
from ksbb.documents.models import Paper
from ksbb.documents.sheets import check_code, sealed
from ksbb.web.papers.contents import assemble
from tests import world as the
from tests.web.papers.conftest import text_of
from tests.web.papers.test_verifying import address, verdict
from tests.world import World


@pytest.fixture
def delivery(world: World) -> Delivery:
    return the.handed_over(world)


def make_code(sit: Any, delivery: Delivery, *, by: str = "ketua_rw", page: str = "desks:code") -> tuple[str, str]:
    """Press the button. Returns the six digits and the whole page."""
    text = sit(by).post(reverse(page, args=[delivery.reference])).content.decode()
    found = re.search(r"Kode: (\d{3}) (\d{3})", text)
    assert found
    return found[1] + found[2], text


def test_the_code_comes_with_a_numbered_slip(sit: Any, delivery: Delivery) -> None:
    digits, page = make_code(sit, delivery)

    slip = Paper.objects.get()
    assert slip.reference.startswith("SP-")
    assert slip.reference in page
    assert f"/verifikasi/{slip.reference}-{check_code(slip.digest)}/" in page
    answer = Client().get(address(slip))
    assert verdict(answer) == "Cocok"
    told = answer.content.decode()
    assert "100 paket sembako" in told
    assert "belum dipakai" in told
    assert digits not in told


@pytest.mark.parametrize(("by", "page"), [("ketua_rw", "desks:code"), ("lurah", "desks:code_for_receiver")])
def test_nothing_kept_or_printed_holds_the_digits(sit: Any, delivery: Delivery, by: str, page: str) -> None:
    """Whatever the digits are, seal, facts, page and PDF are the same: nobody can search for them."""
    digits, _ = make_code(sit, delivery, by=by, page=page)
    slip = Paper.objects.get()
    sheet = assemble(PaperKind.SLIP, slip.subject).sheet
    assert slip.digest == sealed(sheet, salt=slip.salt)
    client, number = sit(by), [slip.reference]
    shown = client.get(reverse("papers:paper", args=number)).content.decode()
    printed = text_of(client.get(reverse("papers:pdf", args=number)).content)
    spaced = f"{digits[:3]} {digits[3:]}"
    for text in (str(vars(slip)), " ".join(sheet.texts()), printed, shown.replace(slip.digest, "")):
        assert digits not in text
        assert spaced not in text
    assert "Kode 6 angka" in printed


def test_a_new_code_supersedes_the_slip_and_a_used_one_ends_it(world: World, sit: Any, delivery: Delivery) -> None:
    make_code(sit, delivery)
    with time_machine.travel(world.at + timedelta(minutes=5), tick=False):
        digits, page = make_code(sit, delivery)
    first, second = Paper.objects.order_by("pk")

    assert (first.reference, first.version, second.version) == (second.reference, 1, 2)
    assert "versi 2" in page
    assert verdict(Client().get(address(first))) == "Sudah digantikan"
    assert verdict(Client().get(address(second))) == "Cocok"

    counts = the.counts_of(delivery)
    deliveries.confirm_by_code(by=world.kolaborator, delivery=delivery, code=digits, counts=counts, at=world.at)
    assert verdict(Client().get(address(second))) == "Tidak cocok"


def test_who_brings_the_goods_sees_no_slip(sit: Any, delivery: Delivery) -> None:
    make_code(sit, delivery)
    number = [Paper.objects.get().reference]

    for stranger in ("kolaborator", "ketua_rw_lain", "lurah_lain"):
        for page in ("papers:paper", "papers:pdf"):
            assert sit(stranger).get(reverse(page, args=number)).status_code == 404
        asked = reverse("papers:ask", args=["slip-kode", delivery.reference])
        assert sit(stranger).post(asked).status_code == 404


def test_no_slip_without_a_code(sit: Any, delivery: Delivery) -> None:
    answer = sit("ketua_rw").post(reverse("papers:ask", args=["slip-kode", delivery.reference]))

    assert (answer.status_code, Paper.objects.count()) == (409, 0)
    assert "Buat dahulu kodenya" in answer.content.decode()
