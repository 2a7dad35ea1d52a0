"""Pokja's desk: bulk opening by one, verifying by another; people, organisations, atas nama, the sentence, imports."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ksbb.catalogue.models import Period
from ksbb.commitments.models import Commitment, Line
from ksbb.needs.models import Need, NeedBatch
from ksbb.opendata.models import PublishedSentence
from ksbb.parties import actions as parties
from ksbb.parties.models import Organisation, Role
from ksbb.places.models import Place
from ksbb.recipients.models import Recipient
from tests import world as situations
from tests.web.desks.conftest import Visitor, hidden
from tests.world import VILLAGE, World


def test_needs_are_opened_by_one_and_verified_by_another(world: World, sit: Visitor):
    asked = {"package": "lebaran", "period": "uji", "kinds": ["rw"], "area": "", "source": "Rapat Pokja 4 Mei"}
    client = sit("pokja")
    page = client.get(reverse("desks:pokja_open"), asked).content.decode()
    assert "610" in page  # two RW of 303 families, each rounded to 305
    assert not Need.objects.exists()

    made = client.post(reverse("desks:pokja_open"), asked)
    batch = NeedBatch.objects.get()
    own = client.get(made["location"]).content.decode()
    assert "Yang membuka tidak boleh memverifikasi" in own
    client.post(made["location"])
    assert not NeedBatch.objects.exclude(verified_at=None).exists()
    sit("pokja_dua").post(reverse("desks:pokja_batch", args=[batch.reference]))

    assert set(Need.objects.values_list("state", "quantity")) == {("terverifikasi", 305)}
    again = client.get(reverse("desks:pokja_open"), asked).content.decode()
    assert "Dilewati: sudah ada" in again


def test_roles_are_given_and_ended(world: World, sit: Visitor):
    client = sit("pokja")
    said = {"role": "petugas", "username": "petugas.baru", "name": "Pak Camat", "area": "kebayoran lama"}
    assert client.post(reverse("desks:grant_role"), {**said, "area": ""}).status_code == 422
    page = client.post(reverse("desks:grant_role"), said).content.decode()
    assert "hanya tampil sekali" in page
    role = Role.objects.get(user__username="petugas.baru")
    assert role.place is not None

    assert "Pak Camat" in client.get(reverse("desks:end_role", args=[role.pk])).content.decode()
    client.post(reverse("desks:end_role", args=[role.pk]))

    assert Role.objects.get(pk=role.pk).until is not None


def test_an_organisation_is_registered_and_told_the_way_on(world: World, sit: Visitor):
    client = sit("pokja")
    page = client.post(reverse("desks:register_organisation"), {"name": "PT Uji Baru"})
    organisation = Organisation.objects.get(name="PT Uji Baru")
    assert not Role.objects.filter(organisation=organisation).exists()
    for officer in (client, sit("pokja_dua")):
        told = officer.get(page["location"]).content.decode()
        assert "disetujui dua orang" in told
        assert reverse("desks:grant_role") in told
        assert "Aktifkan" not in told
        officer.post(page["location"])
        assert Organisation.objects.get(pk=organisation.pk).standing == "diajukan"


def test_an_organisation_is_suspended_in_two_pages(world: World, sit: Visitor):
    client, organisation = sit("pokja"), world.organisation
    suspend = reverse("desks:suspend", args=[organisation.reference])
    assert client.post(suspend, {"standing": "ditangguhkan", "reason": ""}).status_code == 422
    client.post(suspend, {"standing": "ditangguhkan", "reason": "Laporan belum diserahkan."})

    assert Organisation.objects.get(pk=organisation.pk).standing == "ditangguhkan"


def test_a_promise_by_letter_is_recorded_whole_or_not_at_all(world: World, sit: Visitor):
    need = situations.open_need(world)
    giver = situations.party_of(world.organisation)
    said = {"giver": giver.pk, "deliver_on": world.soon.isoformat(), "source": "Surat No. 12, 4 Mei 2026"}
    said["show_name"] = "ya"
    client, url = sit("pokja"), reverse("desks:pokja_behalf")

    for lines in ("", "apa saja", f"{need.reference} 40\nKS-0000-0000-0 3", f"{need.reference} 400"):
        assert client.post(url, {**said, "lines": lines}).status_code == 422
    assert not Commitment.objects.exists()
    key = hidden(client.get(url))
    for _ in range(2):
        client.post(url, {**said, "lines": f"{need.reference} 40", "key": key})

    assert Commitment.objects.get().via == "pokja"
    assert Need.objects.get().promised == 40


def test_a_period_and_the_sentence(world: World, sit: Visitor):
    client = sit("pokja")
    days = {"programme": "pangan", "name": "Fase 9, 1–7 Juni 2026", "starts_on": "2026-06-01", "ends_on": "2026-06-07"}
    assert client.post(reverse("desks:pokja_periods"), {**days, "ends_on": "2026-05-07"}).status_code == 422
    client.post(reverse("desks:pokja_periods"), days)
    assert Period.objects.filter(code="fase-9-1-7-juni-2026").exists()

    situations.promised_line(world)
    page = client.get(reverse("desks:pokja_sentence"), {"until": "2026-05-04", "since": ""})
    assert "100 paket sembako" in page.content.decode()
    with time_machine.travel(world.at + timedelta(minutes=1)):  # a deed of the very moment is not known before it
        shown = client.post(reverse("desks:pokja_sentence"), {"until": "2026-05-04"}).content.decode()
    frozen = PublishedSentence.objects.get()
    assert "100 paket sembako" in frozen.text
    assert frozen.reference in shown


def upload(text: str | bytes, name: str = "daftar.csv") -> dict[str, Any]:
    content = text if isinstance(text, bytes) else text.encode()
    return {"file": SimpleUploadedFile(name, content), "source": "Surat kelurahan"}


def test_a_list_of_rw_is_looked_at_then_taken_in_whole(world: World, sit: Visitor):
    client, before = sit("pokja"), Place.objects.count()
    page = client.post(reverse("desks:import_rw"), upload(f"kode_kelurahan,rw\n{VILLAGE},11\n{VILLAGE},12\n"))
    assert Place.objects.count() == before
    seen = {"seen": hidden(page, "seen"), "key": hidden(page)}

    assert client.post(reverse("desks:import_recipients_now"), seen).status_code == 404
    assert client.post(reverse("desks:import_rw_now"), {"seen": seen["seen"] + "x"}).status_code == 422
    for _ in range(2):
        client.post(reverse("desks:import_rw_now"), seen)

    assert Place.objects.count() == before + 2


def test_recipients_are_imported_whole_or_their_faults_downloaded(world: World, sit: Visitor):
    client, before = sit("pokja"), Recipient.objects.count()
    head = "jenis,kode_wilayah,nama,kk,penghuni,per_tanggal,sumber\n"
    bad = head + f"panti_lansia,{VILLAGE},Panti Baru,,40,2026-05-01,Dinas\n=jahat,31.99,x,banyak,,kemarin,\n"
    page = client.post(reverse("desks:import_recipients"), upload(bad))
    assert page.status_code == 422
    faults = client.post(reverse("desks:import_faults"), {"seen": hidden(page, "seen")})
    assert faults["Content-Type"].startswith("text/csv")
    assert "kemarin" not in faults.content.decode()
    assert "Tulis tanggal" in faults.content.decode()
    assert Recipient.objects.count() == before

    good = head + f"panti_lansia,{VILLAGE},Panti Baru,,40,2026-05-01,Dinas\n"
    page = client.post(reverse("desks:import_recipients"), upload(good))
    client.post(reverse("desks:import_recipients_now"), {"seen": hidden(page, "seen"), "key": hidden(page)})

    assert Recipient.objects.count() == before + 1


def test_the_outbox_and_the_day_are_told(world: World, sit: Visitor):
    situations.disputed(world)
    line = situations.line_of(situations.promise(world, Need.objects.get(), 10))
    Line.objects.filter(pk=line.pk).update(contact_by=world.at - timedelta(hours=1))
    client = sit("pokja")

    day = client.get(reverse("desks:pokja")).content.decode()
    outbox = client.get(reverse("desks:pokja_outbox")).content.decode()

    assert "Belum dihubungi dalam 2×24 jam" in day
    assert "Selisih 6 paket sembako" in day
    assert "Paling sedikit terlayani" in day
    assert "Komitmen yang harus gugur" in outbox


def test_today_lists_what_only_pokja_works_off_too(world: World, sit: Visitor):
    situations.renewal(world)
    situations.open_offer(world)
    situations.waiting_merge(world)
    situations.failed_message(world)
    situations.problem(world)

    page = sit("pokja").get(reverse("desks:pokja"))

    found = {row["queue"].page for row in page.context["queues"]}
    expected = {"pokja_applications", "pokja_offers", "merges", "pokja_outbox"}
    assert found == {f"desks:{name}" for name in expected} | {"voices:reports"}
    for name in ("voices:reports", "photos:queue", "desks:corrections", "desks:area_disputes", "desks:calls"):
        assert f'<li><a href="{reverse(name)}">' in page.content.decode()  # in the menu


def test_organisations_are_found_by_name_and_sorted_as_people_count(world: World, sit: Visitor):
    for number in [*range(1, 28), 100]:
        parties.register_organisation(by=None, name=f"Donatur {number}", at=world.at)
    client, url = sit("pokja"), reverse("desks:pokja_organisations")

    first = client.get(url).context["page"]
    assert [one.name for one in first.rows[:3]] == ["Donatur 1", "Donatur 2", "Donatur 3"]
    assert len(first.rows) == 25
    assert first.next_url
    second = client.get(url + first.next_url).context["page"]
    assert [one.name for one in second.rows[:3]] == ["Donatur 26", "Donatur 27", "Donatur 100"]
    assert [one.name for one in client.get(url, {"q": "27"}).context["page"].rows] == ["Donatur 27"]
    assert "Tidak ada yang cocok" in client.get(url, {"q": "zzz"}).content.decode()


QUERIES = {"pokja": 12, "pokja_queue": 7, "area_queue": 5, "area": 9, "area_needs": 5, "area_recipients": 6}


@pytest.mark.parametrize("name", QUERIES)
def test_pages_cost_the_same_at_one_and_three_rows(
    name: str, world: World, sit: Visitor, django_assert_num_queries: Any
):
    client = sit("pokja")
    situations.waiting_batch(world)
    situations.disputed(world)
    situations.proposed_need(world, package="siap_saji", quantity=9)
    with django_assert_num_queries(QUERIES[name]):
        client.get(reverse(f"desks:{name}"))
    situations.open_need(world, recipient=world.rw_lain, quantity=9, package="siap_saji")
    situations.proposed_need(world, recipient=world.rw_lain, quantity=9)
    with django_assert_num_queries(QUERIES[name]):
        client.get(reverse(f"desks:{name}"))
