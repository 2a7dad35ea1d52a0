"""The officer's desk: verifying by another, registering, paper, decisions, differences, inviting."""

import re

from django.test import Client
from django.urls import reverse

from ksbb.access.models import Invitation
from ksbb.commitments import actions as commitments
from ksbb.commitments.models import Line
from ksbb.deliveries.models import Dispute, Receipt
from ksbb.needs.models import Need, OutsideAid
from ksbb.places.models import Place
from ksbb.recipients.models import Contact, Fact, Recipient, Report
from tests import world as situations
from tests.web.desks.conftest import Visitor
from tests.world import World


def test_nobody_is_asked_to_verify_the_own_proposal(world: World, sit: Visitor):
    need = situations.proposed_need(world)
    words = f"Periksa {need.quantity} paket"
    assert words in sit("lurah").get(reverse("desks:area")).content.decode()

    Need.objects.update(proposed_by=world.lurah)

    page = sit("lurah").get(reverse("desks:area")).content.decode()
    assert "Anda yang mengajukan: menunggu petugas lain" in page
    assert words not in page


def test_today_lists_every_queue_with_its_number(world: World, sit: Visitor):
    situations.problem(world)
    line = situations.line_of(situations.promise(world, Need.objects.get()))
    situations.waiting_correction(world, line=line)
    Line.objects.update(delivered=50, confirmed=50)
    commitments.thank(by=world.ketua_rw, line=line, text="Terima kasih dari warga kami", at=world.at)

    rows = sit("lurah").get(reverse("desks:area")).context["queues"]

    found = {row["queue"].page: row["number"] for row in rows}
    assert found == {"voices:reports": 1, "voices:words": 1, "desks:corrections": 1}


def test_a_proposal_is_verified_by_one_press_with_the_evidence_beside(world: World, sit: Visitor):
    need = situations.proposed_need(world)
    client = sit("lurah")
    assert need.recipient.name in client.get(reverse("desks:area_queue")).content.decode()
    page = client.get(reverse("desks:examine", args=[need.reference])).content.decode()
    assert "Menurut data" in page
    assert "305" in page  # 303 families, rounded as needs opened from facts are

    client.post(reverse("desks:examine", args=[need.reference]))

    assert Need.objects.get().state == "terverifikasi"


def test_who_proposed_may_not_verify(world: World, sit: Visitor):
    need = situations.proposed_need(world)
    Need.objects.update(proposed_by=world.lurah)
    client = sit("lurah")

    page = client.get(reverse("desks:examine", args=[need.reference])).content.decode()
    client.post(reverse("desks:examine", args=[need.reference]))

    assert "Minta petugas lain" in page
    assert ">Verifikasi</button>" not in page
    assert Need.objects.get().state == "diajukan"


def test_rejecting_closing_and_outside_aid(world: World, sit: Visitor):
    client = sit("lurah")
    need = situations.proposed_need(world)
    client.post(reverse("desks:reject", args=[need.reference]), {"reason": "Jumlahnya belum dirapatkan."})
    assert Need.objects.get().state == "ditolak"

    need = situations.open_need(world)
    too_many = client.post(reverse("desks:outside_aid", args=[need.reference]), {"quantity": 999, "source": "Bansos"})
    assert too_many.status_code == 422
    client.post(reverse("desks:outside_aid", args=[need.reference]), {"quantity": 50, "source": "Bansos tahap 2"})
    assert OutsideAid.objects.get().quantity == 50
    client.post(reverse("desks:close", args=[need.reference]), {"reason": "Sudah cukup dari bansos."})
    assert Need.objects.get(pk=need.pk).state == "ditutup"


def test_registering_an_rw_and_its_numbers(world: World, sit: Visitor):
    client, code = sit("lurah"), world.village.code
    assert client.get(reverse("desks:choose_village")).status_code == 200
    assert "RW 901" in client.get(reverse("desks:choose_kind", args=[code])).content.decode()
    entered = client.post(reverse("desks:enter_rw", args=[code]), {"rw_number": "903"})
    assert Place.objects.filter(code=f"{code}-RW903").exists()
    made = client.post(entered["location"], {"source": "Data kelurahan"})
    recipient = Recipient.objects.get(place__code=f"{code}-RW903")
    assert recipient.reference in made["location"]

    fact = {"kind": "kk_rentan", "value": "120", "as_of": "2026-05-01", "source": "Pendataan"}
    wild = client.post(reverse("desks:record_fact", args=[recipient.reference]), {**fact, "value": "6076"})
    assert wild.status_code == 422
    client.post(reverse("desks:record_fact", args=[recipient.reference]), fact)
    assert Fact.objects.get(recipient=recipient).value == 120
    client.post(reverse("desks:area_contact", args=[recipient.reference]), {"name": "Bu Ani", "phone": "081234567890"})
    assert Contact.objects.filter(recipient=recipient).exists()
    client.post(reverse("desks:retire", args=[recipient.reference]), {"reason": "RW digabung dengan RW lain."})
    assert Recipient.objects.get(pk=recipient.pk).retired_at is not None


def test_a_like_name_is_asked_about_before_it_is_registered(world: World, sit: Visitor):
    client = sit("lurah")
    url = reverse("desks:register_institution", args=[world.village.code, "panti_lansia"])
    said = {"name": "Panti Uji Sejahtera Abadi", "source": "Data kelurahan"}

    first = client.post(url, said)
    assert "Nama yang mirip sudah ada" in first.content.decode()
    assert Recipient.objects.filter(name=said["name"]).count() == 0
    client.post(url, {**said, "tetap": "ya"})

    assert Recipient.objects.filter(name=said["name"]).count() == 1


def test_paper_and_decision(world: World, sit: Visitor):
    client = sit("lurah")
    delivery = situations.handed_over(world)
    assert delivery.recipient.name in client.get(reverse("desks:area_receipts")).content.decode()
    count = {f"received_{c.line}": "100" for c in situations.counts_of(delivery)}
    count |= {f"condition_{c.line}": "baik" for c in situations.counts_of(delivery)}
    url = reverse("desks:paper", args=[delivery.reference])

    assert client.post(url, count).status_code == 422
    undecided = client.post(reverse("desks:decide", args=[delivery.reference]), {**count, "reason": "ya"})
    assert undecided.status_code == 422
    client.post(url, {**count, "paper_number": "TT-7"})

    assert Receipt.objects.get().method == "kertas"
    assert "Sudah dikonfirmasi" in client.get(url).content.decode()


def test_what_a_publication_told_is_noted_with_its_source(world: World, sit: Visitor):
    client, home = sit("lurah"), world.panti
    url = reverse("desks:record_report", args=[home.reference])
    assert url in client.get(reverse("desks:area_recipient", args=[home.reference])).content.decode()
    said = {"giver": "Komunitas Uji", "what": "sekitar 600 sembako", "when": "rencana 3 Mei"}
    said |= {"source": "Berita contoh, 2 Mei", "published_on": world.today.isoformat()}

    for wrong, word in (
        ({"source": ""}, "source"),
        ({"giver": ""}, "giver"),
        ({"published_on": world.soon.isoformat()}, "belum tiba"),
        ({"what": "NIK 3171234567890123"}, "NIK"),
    ):
        answer = client.post(url, said | wrong)
        assert (answer.status_code, word in answer.content.decode()) == (422, True)
        assert "rencana 3 Mei" in answer.content.decode()  # what was typed stays
    assert not Report.objects.exists()
    assert client.post(url, said).status_code == 302

    assert "sekitar 600 sembako" in client.get(reverse("desks:area_recipient", args=[home.reference])).content.decode()
    public = Client().get(reverse("public:recipient", args=[home.reference])).content.decode()
    assert "sekitar 600 sembako" in public
    assert "Berita contoh, 2 Mei" in public


def test_a_difference_is_settled(world: World, sit: Visitor):
    dispute = situations.disputed(world)
    client = sit("lurah")
    assert "94" in client.get(reverse("desks:area_disputes")).content.decode()

    client.post(
        reverse("desks:settle", args=[dispute.pk]), {"outcome": "dikembalikan", "reason": "Pemberi tidak bisa lagi."}
    )

    assert Dispute.objects.get().state == "dikembalikan"


def test_inviting_shows_a_link_once_and_keeps_only_its_digest(world: World, sit: Visitor):
    client = sit("lurah")
    url = reverse("desks:invite", args=[world.rw.reference])
    page = client.post(url, {"phone": "0812 3456 7890"})
    text = page.content.decode()

    link = re.search(r"/undangan/([\w.-]+)/", text)
    assert link is not None
    assert page["Cache-Control"].count("no-store")
    assert "https://wa.me/6281234567890?text=" in text
    kept = Invitation.objects.get()
    assert kept.digest not in text
    assert link[1].split(".")[0] not in str(vars(kept))
    assert kept.office == "Petugas Kelurahan Kebayoran Lama Selatan"
    again = client.get(url).content.decode()
    assert link[1] not in again
    assert "belum diterima" in again

    client.post(url, {"phone": ""})
    assert Invitation.objects.filter(revoked_at=None).count() == 1
    assert Client().get(f"/undangan/{link[1]}/").status_code == 410
    client.post(reverse("desks:revoke_invitation", args=[world.rw.reference]))
    assert not Invitation.objects.filter(revoked_at=None).exists()
