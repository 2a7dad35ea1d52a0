"""The receiver's desk: two taps to confirm, answers to promises, asking with answers kept, own numbers."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ksbb.catalogue import actions as catalogue
from ksbb.commitments.models import Line
from ksbb.core.models import JournalEntry
from ksbb.deliveries.models import Delivery, Dispute, Receipt
from ksbb.needs.models import Need
from ksbb.recipients.models import Contact
from tests import world as situations
from tests.web.desks.conftest import Visitor, hidden
from tests.world import CANARY, World


def test_two_taps_confirm_what_was_sent(world: World, sit: Visitor):
    delivery = situations.handed_over(world)
    client = sit("ketua_rw")
    desk = client.get(reverse("desks:recipient"))
    assert "1 hal menunggu Anda" in desk.content.decode()

    page = client.get(reverse("desks:confirm", args=[delivery.reference]))
    line = Line.objects.get()
    said = {"key": hidden(page), f"received_{line.pk}": "100", f"condition_{line.pk}": "baik", "answer": "cocok"}
    answer = client.post(reverse("desks:confirm", args=[delivery.reference]), said)
    again = client.post(reverse("desks:confirm", args=[delivery.reference]), said)

    assert answer.status_code == again.status_code == 302
    assert Delivery.objects.get().state == "diterima"
    assert Receipt.objects.count() == 1
    assert "Tidak ada yang menunggu" in client.get(reverse("desks:recipient")).content.decode()


def test_a_button_that_contradicts_the_numbers_is_asked_about(world: World, sit: Visitor):
    delivery = situations.handed_over(world)
    line = Line.objects.get()
    client, url = sit("ketua_rw"), reverse("desks:confirm", args=[delivery.reference])

    short = client.post(url, {f"received_{line.pk}": "94", f"condition_{line.pk}": "baik", "answer": "cocok"})
    equal = client.post(url, {f"received_{line.pk}": "100", f"condition_{line.pk}": "baik", "answer": "selisih"})

    assert (short.status_code, equal.status_code) == (422, 422)
    assert 'value="94"' in short.content.decode()
    assert not Receipt.objects.exists()

    client.post(url, {f"received_{line.pk}": "94", f"condition_{line.pk}": "baik", "answer": "selisih"})
    assert Dispute.objects.get().shortfall == 6


def test_the_day_of_a_promise_is_agreed_by_one_press(world: World, sit: Visitor):
    line = situations.promised_line(world)
    client = sit("ketua_rw")
    page = client.get(reverse("desks:promise", args=[line.pk])).content.decode()
    assert "Ya, hari itu bisa" in page
    assert world.kolaborator.phone not in page
    assert CANARY not in re.sub(r"<footer.*", "", page, flags=re.DOTALL).replace("Kenari ketua_rw", "")

    client.post(reverse("desks:agree", args=[line.pk]))

    assert Line.objects.get().state == "dijadwalkan"


def test_another_day_and_a_no_with_reason(world: World, sit: Visitor):
    line = situations.promised_line(world)
    client = sit("ketua_rw")

    client.post(reverse("desks:other_day", args=[line.pk]), {"day": world.soon.isoformat(), "note": "Pagi"})
    assert Line.objects.get().other_day == world.soon
    silent = client.post(reverse("desks:decline", args=[line.pk]), {"reason": "tidak"})
    assert silent.status_code == 422
    client.post(reverse("desks:decline", args=[line.pk]), {"reason": "Gudang RW sedang penuh."})

    assert Line.objects.get().state == "ditolak"


def test_equivalent_contact_and_goods_without_journey(world: World, sit: Visitor):
    line = situations.waiting_equivalent(world)
    client = sit("ketua_rw")
    assert client.post(reverse("desks:giver_contact", args=[line.pk])).status_code == 409

    client.post(reverse("desks:accept_equivalent", args=[line.pk]))
    assert Line.objects.get().quantity == 100
    client.post(reverse("desks:contacted", args=[line.pk]))
    assert Line.objects.get().contact_by is None
    shown = client.post(reverse("desks:giver_contact", args=[line.pk]))
    assert "Kontak pemberi" in shown.content.decode()
    assert JournalEntry.objects.filter(verb="reveal_giver").count() == 1
    client.post(reverse("desks:arrived", args=[line.pk]), {"quantity": "60"})

    assert Line.objects.get().confirmed == 60


def test_a_need_is_asked_for_page_by_page_and_kept_in_between(world: World, sit: Visitor):
    client, reference = sit("ketua_rw"), world.rw.reference
    page = client.get(reverse("desks:propose"), follow=True)
    assert "Beras" in page.content.decode()
    client.post(reverse("desks:propose_package", args=[reference]), {"package": "sembako"})
    assert "Pengajuan belum dikirim" in client.get(reverse("desks:recipient")).content.decode()
    page = client.get(reverse("desks:propose_quantity", args=[reference]))
    assert "303" in page.content.decode()

    above = client.post(reverse("desks:propose_quantity", args=[reference]), {"period": "uji", "quantity": "400"})
    assert above.status_code == 422
    client.post(reverse("desks:propose_quantity", args=[reference]), {"period": "uji", "quantity": "1.00"})
    client.post(reverse("desks:propose_quantity", args=[reference]), {"period": "uji", "quantity": "300"})
    client.post(reverse("desks:propose_reason", args=[reference]), {"urgency": "1", "source": "Rapat RW"})
    page = client.get(reverse("desks:propose_check", args=[reference]))
    key = hidden(page)
    done = client.post(reverse("desks:propose_check", args=[reference]), {"key": key})

    need = Need.objects.get()
    assert (need.quantity, need.state, need.urgency) == (300, "diajukan", "1")
    assert "Petugas sedang memeriksa" in client.get(done["location"]).content.decode()
    assert "Pengajuan belum dikirim" not in client.get(reverse("desks:recipient")).content.decode()


def test_the_page_reckons_instead_of_filling_in_and_asks_about_a_number_beyond_belief(world: World, sit: Visitor):
    """A long period that runs beside the usual one is not chosen first, and its days do not make 20.001 believable."""
    today = timezone.localdate(world.at)
    catalogue.add_period(
        by=None,
        programme="pangan",
        code="panjang",
        name="Sepanjang tahun",
        starts_on=today - timedelta(days=9),
        ends_on=today + timedelta(days=200),
        at=world.at,
    )
    client, reference = sit("ketua_rw"), world.rw.reference
    client.post(reverse("desks:propose_package", args=[reference]), {"package": "siap_saji"})
    url = reverse("desks:propose_quantity", args=[reference])

    page = client.get(url)
    form = page.context["form"]
    assert (form["period"].value(), form["quantity"].value()) == ("uji", None)
    assert "305 KK × 4 orang × 210 hari = 256.200 paket" in page.content.decode()

    asked = client.post(url, {"period": "panjang", "quantity": "20001"})
    assert asked.status_code == 422
    assert "Lebih dari 20.000 untuk satu penerima" in asked.content.decode()
    why = {"beyond_fact_reason": "Dapur umum untuk tiga bulan"}
    assert client.post(url, {"period": "panjang", "quantity": "20001", **why}).status_code == 302


def test_withdrawing_and_the_public_one_that_cannot_be(world: World, sit: Visitor):
    need = situations.proposed_need(world)
    client = sit("ketua_rw")
    client.post(reverse("desks:withdraw", args=[need.reference]), {"reason": "Salah memilih paket."})
    assert Need.objects.get().state == "ditarik"

    opened = situations.open_need(world)
    page = client.get(reverse("desks:withdraw", args=[opened.reference])).content.decode()
    assert "why-not" in page
    assert "<button" not in page.split("</h1>")[1].split("</main>")[0]


def test_the_first_task_of_a_new_head_is_a_number_that_givers_can_call(world: World, sit: Visitor):
    Contact.objects.filter(recipient=world.rw).delete()
    client = sit("ketua_rw")
    url = reverse("desks:own_contact", args=[world.rw.reference])

    desk = client.get(reverse("desks:recipient")).content.decode()
    assert "1 hal menunggu Anda" in desk
    assert f'href="{url}"' in desk
    form = client.get(url).context["form"]
    assert (form["name"].value(), form["email"].value()) == (world.ketua_rw.name, world.ketua_rw.email)

    client.post(url, {"name": "Bu Ani", "phone": "0812 3456 7890"})
    assert "Tidak ada yang menunggu" in client.get(reverse("desks:recipient")).content.decode()


def test_an_officer_is_warned_before_verifying_for_somebody_whom_nobody_can_reach(world: World, sit: Visitor):
    need = situations.proposed_need(world)
    url = reverse("desks:examine", args=[need.reference])
    warning = "Belum ada narahubung"
    assert warning not in sit("lurah").get(url).content.decode()

    Contact.objects.filter(recipient=world.rw).delete()

    assert warning in sit("lurah").get(url).content.decode()


def test_own_contact_and_the_sheet_for_the_noticeboard(world: World, sit: Visitor):
    situations.open_need(world)
    client = sit("ketua_rw")
    url = reverse("desks:own_contact", args=[world.rw.reference])
    assert client.post(url, {"name": "Bu Ani"}).status_code == 422
    client.post(url, {"name": "Bu Ani", "phone": "0812 3456 7890"})
    assert Contact.objects.get(recipient=world.rw).phone == "+6281234567890"

    sheet = client.get(reverse("desks:poster", args=[world.rw.reference])).content.decode()
    assert world.rw.place.code in sheet
    assert "+6281234567890" not in sheet


@pytest.mark.parametrize("name", ["recipient", "own_needs", "own_promises"])
def test_pages_cost_the_same_at_one_and_three_rows(
    name: str, world: World, sit: Visitor, django_assert_num_queries: object
):
    # own_promises: the seventh lists promises that lapsed, whose goods may still come
    queries = {"recipient": 10, "own_needs": 6, "own_promises": 7}[name]
    client = sit("ketua_rw")
    situations.handed_over(world)
    need = Need.objects.get()
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client.get(reverse(f"desks:{name}"))
    situations.promise(world, need, 10, by="kolaborator_lain")
    situations.promise(world, need, 10)
    situations.proposed_need(world, quantity=9, package="lebaran")
    situations.proposed_need(world, quantity=9, package="siap_saji")
    with django_assert_num_queries(queries):  # type: ignore[operator]
        client.get(reverse(f"desks:{name}"))


def test_a_newcomer_is_let_in_by_one_press(world: World, sit: Visitor):
    line = situations.newcomers_line(world)
    client = sit("ketua_rw")
    assert "Dari pemberi baru" in client.get(reverse("desks:recipient")).content.decode()
    assert "Ya, terima" in client.get(reverse("desks:promise", args=[line.pk])).content.decode()

    client.post(reverse("desks:admit", args=[line.pk]))

    line.refresh_from_db()
    assert (line.state, line.quantity) == ("komitmen", 10)
