"""Following a promise: who may, what is shown, what can be done, and that journeys and receipts stand side by side."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ksbb.catalogue.models import Programme
from ksbb.commitments import actions, queries
from ksbb.commitments.models import Commitment, Line
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.models import Delivery
from tests.web.giving.conftest import CANARY, CANARY_NAME, World

pytestmark = pytest.mark.django_db


def _line(reference: str) -> Line:
    return queries.lines_of(queries.by_reference(reference))[0]


@pytest.mark.parametrize("proof", ["budi@contoh.example", "BUDI@contoh.example ", "7890", "0812 3456 7890"])
def test_reference_and_proof_open_a_promise(world: World, promised: str, proof: str):
    stranger = Client()

    answer = stranger.post("/lacak/", {"nomor": promised.lower().replace("-", " "), "bukti": proof})

    assert answer["location"] == f"/lacak/{promised}/"
    page = stranger.get(answer["location"])
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Hubungi penerima paling lambat" in page.content.decode()


def test_wrong_proof_and_unknown_reference_answer_alike(world: World, promised: str):
    stranger = Client()
    wrong = stranger.post("/lacak/", {"nomor": promised, "bukti": "0000"}).content.decode()
    unknown = stranger.post("/lacak/", {"nomor": "KS-0000-0000-0", "bukti": "0000"}).content.decode()

    def bare(text: str) -> str:
        return "".join(part for part in text.splitlines() if "csrf" not in part and 'name="nomor"' not in part)

    assert bare(wrong) == bare(unknown)
    assert "tidak cocok" in wrong


def test_strangers_get_one_answer_whatever_exists(world: World, promised: str):
    stranger = Client()
    stranger.force_login(world.rw)
    line = _line(promised)
    for reference in (promised, "KS-0000-0000-0"):
        for tail in ("", f"baris/{line.pk}/batal/", f"baris/{line.pk}/jadwal/"):
            assert stranger.get(f"/lacak/{reference}/{tail}")["location"] == f"/lacak/?nomor={reference}"
        for tail in (f"baris/{line.pk}/kontak/", f"baris/{line.pk}/dihubungi/"):
            assert stranger.post(f"/lacak/{reference}/{tail}")["location"] == f"/lacak/?nomor={reference}"


def test_a_line_of_another_promise_is_not_found(client: Client, world: World, promised: str, day: date):
    draft = actions.LineDraft(need=world.second, quantity=3, deliver_on=day)
    other = actions.promise(by=world.staff, lines=[draft], statement_accepted=True, at=timezone.now())

    answer = client.post(f"/lacak/{promised}/baris/{queries.lines_of(other)[0].pk}/kontak/")

    assert answer.status_code == 404


def test_the_contact_opens_after_acceptance_by_post_only(client: Client, world: World, promised: str):
    line = _line(promised)
    assert CANARY not in client.get(f"/lacak/{promised}/").content.decode()
    assert client.get(f"/lacak/{promised}/baris/{line.pk}/kontak/").status_code == 405

    text = client.post(f"/lacak/{promised}/baris/{line.pk}/kontak/").content.decode()

    assert f'href="tel:{CANARY}"' in text
    assert CANARY_NAME in text
    link = text.split('class="button" href="')[1].split('"')[0]
    assert client.get(link)["Location"].startswith("https://wa.me/6281200009999?text=")
    assert "Kontak penerima dibuka" in client.get(f"/lacak/{promised}/").content.decode()


def test_contacted_scheduled_reduced_cancelled(client: Client, world: World, promised: str, day: date):
    line = _line(promised)
    place = f"/lacak/{promised}/baris/{line.pk}"

    client.post(f"{place}/dihubungi/", {"kunci": "a" * 32})
    assert client.get(f"{place}/jadwal/").status_code == 200
    client.post(f"{place}/jadwal/", {"hari": day + timedelta(days=1), "jam": "pukul 9"})
    client.post(f"{place}/kurangi/", {"jumlah": 12, "alasan": "Beras di pasar kurang"})
    now = _line(promised)
    assert (now.state, now.deliver_on, now.quantity) == ("dijadwalkan", day + timedelta(days=1), 12)
    assert now.contacted_at
    client.post(f"{place}/batal/", {"alasan": "Mobil pengangkut rusak"})

    assert _line(promised).state == "dibatalkan"
    shown = client.get(f"/lacak/{promised}/").content.decode()
    assert "Dibatalkan pemberi" in shown
    assert "Jumlah dikurangi menjadi 12" in shown


@pytest.mark.parametrize(
    ("deed", "answers", "said"),
    [
        ("jadwal", {"hari": "", "jam": ""}, "pilih tanggalnya"),
        ("jadwal", {"hari": "2199-01-01", "jam": ""}, "melewati batas"),
        ("kurangi", {"jumlah": "x", "alasan": "pendek"}, "dengan angka"),
        ("kurangi", {"jumlah": "20", "alasan": "Tidak jadi lebih sedikit"}, "di bawah 20"),
        ("batal", {"alasan": ""}, "Tuliskan alasannya"),
        ("antar", {"hari": "2020-01-01"}, "Isi jumlah"),
    ],
)
def test_a_refused_deed_says_why(
    client: Client, world: World, promised: str, deed: str, answers: dict[str, str], said: str
):
    answer = client.post(f"/lacak/{promised}/baris/{_line(promised).pk}/{deed}/", answers)

    assert answer.status_code in (409, 422)
    assert said in answer.content.decode()
    assert 'id="kesalahan"' in answer.content.decode()


def test_the_receivers_day_is_taken(client: Client, world: World, promised: str, day: date):
    line = _line(promised)
    other = day + timedelta(days=2)
    actions.propose_time(by=world.rw, line=line, day=other, note="Sabtu ramai", at=timezone.now())
    assert "Penerima mengusulkan" in client.get(f"/lacak/{promised}/").content.decode()

    client.post(f"/lacak/{promised}/baris/{line.pk}/terima-hari/", {"kunci": "b" * 32})

    assert _line(promised).deliver_on == other


def test_a_journey_in_parts_until_the_receipt(client: Client, world: World, promised: str, day: date):
    line = _line(promised)
    answers = {f"jumlah_{line.pk}": 15, "hari": timezone.localdate().isoformat()}
    assert client.get(f"/lacak/{promised}/baris/{line.pk}/antar/").status_code == 200
    client.post(f"/lacak/{promised}/baris/{line.pk}/antar/", answers | {"kunci": "c" * 32})
    client.post(f"/lacak/{promised}/baris/{line.pk}/antar/", answers | {"kunci": "c" * 32})
    [delivery] = Delivery.objects.all()
    place = f"/lacak/{promised}/penyaluran/{delivery.reference}"

    client.post(f"{place}/berangkat/", {"kunci": "d" * 32})
    assert "15" in client.get(f"{place}/diserahkan/").content.decode()
    client.post(f"{place}/diserahkan/", {"kunci": "e" * 32})
    assert _line(promised).delivered == 15
    delivery.refresh_from_db()
    counts = [deliveries.Count(line=line.pk, received=13)]
    deliveries.confirm(by=world.rw, delivery=delivery, counts=counts, note="Dua karung basah", at=timezone.now())

    text = client.get(f"/lacak/{promised}/").content.decode()
    assert "kurang 2" in text
    assert "Dua karung basah" in text
    assert "13 diterima: dikonfirmasi penerima" in text


def test_a_journey_is_called_off(client: Client, world: World, promised: str):
    line = _line(promised)
    client.post(f"/lacak/{promised}/baris/{line.pk}/antar/", {f"jumlah_{line.pk}": 5, "hari": timezone.localdate()})
    delivery = Delivery.objects.get()
    place = f"/lacak/{promised}/penyaluran/{delivery.reference}/batal/"

    assert client.post(place, {"alasan": "x"}).status_code == 422
    client.post(place, {"alasan": "Hujan deras, jalan banjir"})

    delivery.refresh_from_db()
    assert delivery.state == "dibatalkan"


def test_a_foreign_journey_is_not_found(client: Client, world: World, promised: str, day: date):
    draft = actions.LineDraft(need=world.second, quantity=3, deliver_on=day)
    other = actions.promise(by=world.staff, lines=[draft], statement_accepted=True, at=timezone.now())
    load = deliveries.Load(line=queries.lines_of(other)[0], quantity=3)
    journey = deliveries.plan_delivery(by=world.staff, loads=[load], planned_on=day, at=timezone.now())

    assert client.post(f"/lacak/{promised}/penyaluran/{journey.reference}/berangkat/").status_code == 404


def test_a_signed_in_giver_needs_no_proof(client: Client, world: World, day: date):
    drafts = [actions.LineDraft(need=need, quantity=3, deliver_on=day) for need in (world.need, world.second)]
    made = actions.promise(by=world.donor, lines=drafts, statement_accepted=True, at=timezone.now())
    client.force_login(world.donor)

    text = client.get(f"/lacak/{made.reference}/").content.decode()

    assert world.second.recipient.name in text
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_queries_stay_the_same_at_more_lines(
    client: Client, world: World, day: date, lines: int, django_assert_num_queries: Any
):
    needs = [world.need, world.second, world.meals][:lines]
    drafts = [actions.LineDraft(need=need, quantity=3, deliver_on=day) for need in needs]
    made = actions.promise(by=world.donor, lines=drafts, statement_accepted=True, at=timezone.now())
    for line in queries.lines_of(made):
        load = deliveries.Load(line=line, quantity=1)
        deliveries.plan_delivery(by=world.donor, loads=[load], planned_on=day, at=timezone.now())
    client.force_login(world.donor)

    with django_assert_num_queries(12):
        client.get(f"/lacak/{made.reference}/")


def test_a_cancelled_promise_offers_no_letter_and_tells_what_went_back(client: Client, world: World, promised: str):
    line = _line(promised)
    asked = line.quantity
    assert "Surat komitmen (PDF)" in client.get(f"/lacak/{promised}/").content.decode()

    actions.cancel(by=None, line=line, reason="Rencana kami berubah total", at=timezone.now())

    page = client.get(f"/lacak/{promised}/").content.decode()
    assert "Surat komitmen (PDF)" not in page
    assert f"{asked} paket kembali ke kebutuhan" in page


def test_what_is_planned_asks_for_no_call_and_the_own_number_is_no_need(client: Client, world: World, promised: str):
    line = _line(promised)
    load = deliveries.Load(line=line, quantity=line.quantity)
    deliveries.plan_delivery(by=None, loads=[load], planned_on=line.deliver_on, at=timezone.now())

    page = client.get(f"/lacak/{promised}/").content.decode()

    assert "Hubungi penerima paling lambat" not in page
    assert "<dt>dibutuhkan</dt>" not in page
    assert "<dt>komitmen</dt>" in page


def test_a_newcomer_reads_beforehand_how_much_counts_at_once(client: Client, world: World):
    Programme.objects.update(newcomer_percent=30)

    page = client.get(f"/bantu/{world.need.reference}/").content.decode()

    assert f"Paling banyak <strong>{world.need.quantity * 30 // 100}</strong> langsung tercatat" in page
