"""Rights over the own data: seen, corrected, withdrawn, restricted, erased; each at once or within 3×24 hours."""

import json
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from ksbb.commitments import actions as commitments
from ksbb.commitments import queries as promises
from ksbb.commitments.models import Commitment, Line
from ksbb.core.models import JournalEntry
from ksbb.core.refusals import NotFound
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.actions import depart, draw_receipts, reveal_called
from ksbb.deliveries.models import CallBack
from ksbb.deliveries.rules import is_drawn, seed_of
from ksbb.notices.actions import enqueue, send_due
from ksbb.notices.enums import MessageState
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.models import Party, User
from ksbb.privacy import actions, queries
from ksbb.privacy.actions.rights import erase_own_data
from ksbb.privacy.enums import RequestState, Right
from ksbb.privacy.models import DataRequest
from ksbb.recipients.actions import set_contact
from ksbb.recipients.models import Contact, ContactReading
from tests.situations import AT, REASON, TODAY, World, day, hours, refused
from tests.world import sent_code

NAME, EMAIL, PHONE = "Kenari Tanaman Sari", "kenari.tanaman@pribadi.example", "+6281255501234"
PLANTED = ("kenari tanaman", "kenari.tanaman", "81255501234", "0812-5550-1234")


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hours(1))


@pytest.fixture
def donor(world: World) -> User:
    """A giver with a name, an address and a number that stand nowhere else."""
    return parties.register_person(username="kenari", name=NAME, email=EMAIL, phone=PHONE, at=AT)


@pytest.fixture
def line(world: World, donor: User) -> Line:
    return world.promise(world.need(100), 10, by=donor, show_name=True)


def dump() -> str:
    """Every value of every table, as text; sessions as what they decode to."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [f"{table}: {row}" for row in cursor.fetchall()]
    told += [f"session: {session.get_decoded()}" for session in Session.objects.all()]
    return "\n".join(told).lower()


def found() -> list[str]:
    return [row for row in dump().splitlines() if any(planted in row for planted in PLANTED)]


# --- Seeing -----------------------------------------------------------------------------------------------------------


def test_a_person_sees_everything_and_who_looked(world: World, line: Line, donor: User, client: Client) -> None:
    commitments.reveal_giver(by=world.rw, line=line, at=AT)
    client.force_login(donor)

    page = client.get("/data-saya/").content.decode()
    told = client.get("/data-saya/salinan.json")
    printed = client.get("/data-saya/salinan/").content.decode()

    sections = {one["code"]: one["rows"] for one in json.loads(told.content)["bagian"]}
    assert told["Content-Disposition"] == 'attachment; filename="data-saya.json"'
    assert sections["akun"][0]["e-mail"] == EMAIL
    assert sections["komitmen"][0]["komitmen"] == line.commitment.reference
    assert sections["persetujuan"][0] == {
        "komitmen": line.commitment.reference,
        "teks pernyataan": f"versi {line.commitment.statement.version}",
        "waktu": "2026-05-02T11:00+07:00",
        "lewat": "situs",
        "nama ditampilkan": "ya",
    }
    assert sections["pembukaan"][0]["oleh"].startswith("Pihak penerima, ")
    assert {"pesan", "pemberi"} <= set(sections)
    for text in (page, printed):
        assert NAME in text
        assert EMAIL in text
        assert world.rw.name not in text


def test_the_printed_copy_says_which_browser_and_the_file_says_all(world: World, donor: User, client: Client) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    client.force_login(donor)
    UserSession.objects.create(user=donor, ip="127.0.0.1", session_key="x" * 32, user_agent=agent)

    printed = client.get("/data-saya/salinan/").content.decode()

    assert "Chrome di HP Android" in printed
    assert agent not in printed
    assert "kunci program" not in printed.lower()
    assert agent in client.get("/data-saya/salinan.json").content.decode()


def test_the_person_in_charge_sees_who_opened_the_contact(world: World, line: Line, client: Client) -> None:
    set_contact(by=world.rw, recipient=world.recipient, name=world.rw.name, phone="+6281300001111", at=AT)
    commitments.reveal_contact(by=User.objects.get(username="kenari"), line=line, at=AT)
    client.force_login(world.rw)

    told = json.loads(client.get("/data-saya/salinan.json").content)

    opened = next(one["rows"] for one in told["bagian"] if one["code"] == "pembukaan")
    assert (opened[0]["oleh"], opened[0]["untuk komitmen"]) == (NAME, "")  # half of what opens the promise (T17)


def test_the_person_in_charge_sees_which_office_called_back(world: World, client: Client) -> None:
    """An officer is no party: the log names the account, its owner reads the office."""
    set_contact(by=world.rw, recipient=world.recipient, name=world.rw.name, phone="+6281300001111", at=AT)
    line = world.promise(world.need(100), 10)
    delivery = world.planned(line, 10)
    world.received(delivery, line, 10)
    texts = (f"benih {number}" for number in range(10_000))
    text = next(one for one in texts if is_drawn(seed=seed_of(one), reference=delivery.reference))
    draw_receipts(day=TODAY, seed_text=text, seed_known_at=hours(13), at=hours(14))
    for officer in (world.lurah, world.pokja):
        reveal_called(by=officer, call=CallBack.objects.get(), at=hours(15))
    assert list(ContactReading.objects.values_list("reader_id", "officer_id").order_by("pk")) == [
        (0, world.lurah.pk),
        (0, world.pokja.pk),
    ]
    client.force_login(world.rw)

    told = json.loads(client.get("/data-saya/salinan.json").content)

    opened = next(one["rows"] for one in told["bagian"] if one["code"] == "pembukaan")
    office = f"Petugas {world.village.title}"
    assert [one["oleh"] for one in opened] == ["Pokja KSBB", office]
    assert world.lurah.name not in json.dumps(opened)


def test_nobody_sees_what_is_not_theirs(world: World, line: Line, client: Client) -> None:
    client.force_login(world.donor_dua)
    assert line.commitment.reference not in client.get("/data-saya/").content.decode()
    assert Client().get("/data-saya/salinan.json")["Location"] == "/data-saya/"
    # a phone that somebody typed beside an own e-mail address proves nothing about its owner
    Party.objects.create(kind="perorangan", name="Penyamar", email="penyamar@contoh.example", phone=PHONE)
    assert not queries.person_behind(PHONE).parties
    with refused("not_allowed"):
        actions.withdraw_consent(by=world.donor_dua, contact=EMAIL, at=AT)


def test_a_guest_proves_the_address_first(world: World, client: Client) -> None:
    made = world.guest(world.need(50), 5, email=EMAIL)
    assert client.get("/data-saya/").status_code == 200

    client.post("/data-saya/bukti/", {"alamat": EMAIL.upper()})
    assert client.get("/data-saya/salinan.json").status_code == 302
    wrong = client.post("/data-saya/kode/", {"kode": "000000" if sent_code() != "000000" else "111111"})
    assert wrong.status_code == 422
    client.post("/data-saya/kode/", {"kode": sent_code()})

    assert made.reference in client.get("/data-saya/").content.decode()
    client.post("/data-saya/tutup/")
    assert made.reference not in client.get("/data-saya/").content.decode()


def test_a_proven_address_opens_the_page_for_half_an_hour(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.guest(world.need(50), 5, email=EMAIL)
    client.post("/data-saya/bukti/", {"alamat": EMAIL})
    client.post("/data-saya/kode/", {"kode": sent_code()})
    assert EMAIL in client.get("/data-saya/").content.decode()

    monkeypatch.setattr(timezone, "now", lambda: hours(1.51))

    assert EMAIL not in client.get("/data-saya/").content.decode()


def test_the_answer_is_the_same_whether_we_hold_anything(world: World, client: Client) -> None:
    answers = [
        client.post("/data-saya/bukti/", {"alamat": one}) for one in ("tamu@contoh.example", "tak.ada@contoh.example")
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/data-saya/kode/")}


# --- Correcting, withdrawing, restricting -----------------------------------------------------------------------------


def test_a_correction_holds_at_once_everywhere(world: World, line: Line, donor: User, client: Client) -> None:
    client.force_login(donor)
    client.post("/data-saya/betulkan/", {"name": "Kenari Benar"})

    line.commitment.refresh_from_db()
    donor.refresh_from_db()
    assert (donor.name, donor.phone) == ("Kenari Benar", PHONE)
    assert line.commitment.giver.name == "Kenari Benar"
    page = client.get(f"/kebutuhan/{line.need.reference}/").content.decode()
    assert "Kenari Benar" in page
    again = client.post("/data-saya/betulkan/", {"name": "3174051006990002"})
    assert (again.status_code, "16 angka" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("deed", [actions.withdraw_consent, actions.restrict_processing])
def test_stopping_hides_closes_and_silences_at_once(world: World, line: Line, donor: User, deed: Any) -> None:
    public = Client()
    where = f"/kebutuhan/{line.need.reference}/"
    assert NAME in public.get(where).content.decode()
    enqueue(address=EMAIL, title="Kabar", body="Kabar lama", dedupe="lama", at=AT)

    request = deed(by=donor, at=AT)

    assert (request.state, request.answered_at) == (RequestState.DONE, AT)
    assert NAME not in public.get(where).content.decode()
    with refused("contact_closed"):
        commitments.reveal_giver(by=world.rw, line=line, at=AT)
    more = world.need(50, package="lebaran")
    with refused("processing_stopped"):
        world.promise(more, 5, by=donor)
    enqueue(address=EMAIL, title="Kabar", body="Kabar baru", dedupe="baru", at=hours(1))
    send_due(at=hours(30))
    states = dict(Message.objects.filter(address=EMAIL).values_list("dedupe", "state"))
    assert "lama" not in states
    assert states["baru"] == MessageState.SILENT

    actions.resume_processing(by=donor, at=hours(2))
    commitments.reveal_giver(by=world.rw, line=line, at=hours(2))
    assert NAME not in public.get(where).content.decode()  # shown again only by a new consent
    with refused("nothing_stopped"):
        actions.resume_processing(by=donor, at=hours(3))


def test_a_person_in_charge_withdraws_without_an_account(world: World) -> None:
    set_contact(by=world.rw, recipient=world.recipient, name="Bu Kenari", phone="", email=EMAIL, at=AT)

    actions.restrict_processing(by=None, contact=EMAIL, at=AT)
    assert Contact.objects.get().closed_at == AT
    actions.withdraw_consent(by=None, contact=EMAIL, at=AT)

    assert not Contact.objects.exists()
    with refused("nothing_held"):
        actions.withdraw_consent(by=None, contact=EMAIL, at=AT)


def test_a_guest_who_promises_again_consents_anew(world: World) -> None:
    first = world.guest(world.need(50), 5, email=EMAIL)
    commitments.prove(commitment=first, digits=sent_code(), at=AT)
    actions.withdraw_consent(by=None, contact=EMAIL, at=AT)
    assert not promises.accepted_pair(party=first.giver, recipient=world.recipient)

    second = world.guest(world.need(50, package="lebaran"), 5, email=EMAIL)
    commitments.prove(commitment=second, digits=sent_code(), at=AT)

    assert promises.accepted_pair(party=first.giver, recipient=world.recipient)


# --- Erasing ----------------------------------------------------------------------------------------------------------


def plant_everywhere(world: World, line: Line, donor: User) -> None:
    """The name, the address and the number in every place that the product writes them to."""
    deliveries.reduce(by=donor, line=line, quantity=8, reason=f"Pesan dari {NAME}, hubungi {EMAIL}", at=AT)
    commitments.schedule(by=donor, line=line, deliver_on=day(1), time_note=f"Cari {NAME}", at=AT)
    set_contact(by=world.rw, recipient=world.recipient, name=NAME, phone=PHONE, email=EMAIL, address="Gang 1", at=AT)
    enqueue(address=EMAIL, title="Kabar", body=f"Untuk {NAME} {PHONE}", dedupe="kabar", at=AT)
    actions.send_data_code(contact=EMAIL, at=AT)
    parties.issue_token(user=donor, token="rahasia-sekali-lagi", at=AT)
    actions.ask_about_data(by=donor, kind=Right.CORRECT, words=f"Nama {NAME} salah tulis, {EMAIL}", at=AT)
    commitments.record_promise(
        by=world.pokja,
        giver=Party.objects.get(user=donor),
        lines=[commitments.LineDraft(need=world.need(60, package="lebaran"), quantity=5, deliver_on=day(1))],
        source=f"Surat {NAME} nomor 12",
        show_name=True,
        at=AT,
    )
    signed, draft = SessionStore(), SessionStore()
    signed["_auth_user_id"] = str(donor.pk)
    signed["isian"] = NAME
    draft["bantu"] = {"giver": "Tamu", "email": EMAIL}
    signed.create()
    draft.create()


def test_after_an_erasure_nothing_is_found_anywhere(world: World, line: Line, donor: User, settings: Any) -> None:
    plant_everywhere(world, line, donor)
    assert len({row.split(":")[0] for row in found()}) >= 8  # the search does find what is there
    journal = [f"{one.subject} {one.payload}" for one in JournalEntry.objects.all()]
    assert not [row for row in journal if any(planted in row.lower() for planted in PLANTED)]
    quantities = list(Line.objects.order_by("pk").values_list("pledged", flat=True))

    request = erase_own_data(by=donor, cancel_open=True, at=hours(2))

    assert found() == []
    assert (request.state, request.contact) == (RequestState.DONE, "")
    donor.refresh_from_db()
    assert (donor.name, donor.is_active, donor.has_usable_password()) == ("Dihapus atas permintaan", False, False)
    assert list(Line.objects.order_by("pk").values_list("pledged", flat=True)) == quantities  # amounts stay
    assert Party.objects.get(user=donor).name == "Dihapus atas permintaan"
    public = Client()
    for where in ("/capaian/baris/?bentuk=csv", "/capaian/baris/?bentuk=json", f"/kebutuhan/{line.need.reference}/"):
        answer = public.get(where, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert not [planted for planted in PLANTED if planted in body.decode().lower()], where
    media = settings.MEDIA_ROOT.rglob("*") if settings.MEDIA_ROOT.exists() else ()
    for path in media:
        assert not [planted for planted in PLANTED if planted in path.name.lower()]
        if path.is_file():
            assert not [planted for planted in PLANTED if planted.encode() in path.read_bytes().lower()]


def test_a_guest_is_erased_too_and_can_no_longer_be_tracked(world: World) -> None:
    made = world.guest(world.need(50), 5, email=EMAIL)
    Party.objects.filter(pk=made.giver_id).update(name=NAME, phone=PHONE)
    commitments.prove(commitment=made, digits=sent_code(), at=AT)

    erase_own_data(by=None, contact=EMAIL, cancel_open=True, at=hours(1))

    assert found() == []
    for proof in (EMAIL, "1234", ""):
        with pytest.raises(NotFound):
            promises.tracked(reference=made.reference, proof=proof)


def test_what_must_go_on_first_is_said_before_the_button(world: World, line: Line, donor: User, client: Client) -> None:
    client.force_login(donor)
    page = client.get("/data-saya/hapus/").content.decode()
    assert "1 komitmen Anda masih berjalan" in page
    assert "Batalkan semuanya, lalu hapus data saya" in page

    kept = client.post("/data-saya/hapus/", {"running": "tetap", "sure": "on"}, follow=True).content.decode()
    assert "belum dihapus" in kept
    with refused("promise_running"):
        erase_own_data(by=donor, at=AT)

    delivery = world.planned(line, 5, by=donor)
    depart(by=donor, delivery=delivery, at=AT)
    assert "sedang diantar" in client.get("/data-saya/hapus/").content.decode()
    with refused("promise_on_the_way"):
        erase_own_data(by=donor, cancel_open=True, at=AT)
    with refused("role_running"):
        erase_own_data(by=world.rw, at=AT)


def test_erasing_by_page_ends_the_session(world: World, line: Line, donor: User, client: Client) -> None:
    client.force_login(donor)

    answer = client.post("/data-saya/hapus/", {"running": "batal", "sure": "on"})

    assert "sudah dihapus" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert Commitment.objects.get(pk=line.commitment_id).show_name is False
    line.refresh_from_db()
    assert line.state == "dibatalkan"
    assert client.get("/meja/").status_code == 302


def test_another_of_the_same_name_keeps_it(world: World, donor: User) -> None:
    twin = parties.register_person(username="kembar", name=NAME, email="kembar@contoh.example", at=AT)

    erase_own_data(by=donor, at=AT)

    twin.refresh_from_db()
    assert twin.name == NAME


# --- Requests ---------------------------------------------------------------------------------------------------------


def test_a_request_has_72_hours_and_an_alarm_at_48(world: World, donor: User, client: Client) -> None:
    request = actions.ask_about_data(by=donor, kind=Right.CORRECT, words="Nama saya salah tulis", at=AT)
    assert request.due_at == hours(72)

    assert actions.alarm_data_requests(at=hours(47.9)) == 0
    assert actions.alarm_data_requests(at=hours(48)) == 1
    assert actions.alarm_data_requests(at=hours(49)) == 0
    warned = Message.objects.filter(dedupe__startswith="hak-alarm:")
    assert {one.user_id for one in warned} == {world.pokja.pk, world.pokja_dua.pk}
    assert not [one for one in warned if NAME in one.title + one.body]

    client.force_login(world.pokja)
    queue = client.get("/meja/pokja/data-pribadi/").content.decode()
    assert request.reference in queue
    assert "71 jam" in queue
    where = f"/meja/pokja/data-pribadi/{request.reference}/"
    assert client.post(where, {"granted": "tidak", "answer": "pendek"}).status_code == 422
    client.post(where, {"granted": "ya", "answer": "Nama sudah kami betulkan."})
    request.refresh_from_db()
    assert (request.state, request.answered_by) == (RequestState.DONE, world.pokja)
    assert actions.alarm_data_requests(at=hours(60)) == 0
    client.force_login(donor)
    assert "Nama sudah kami betulkan." in client.get("/data-saya/").content.decode()
    assert Message.objects.get(dedupe=f"hak:{request.pk}").user == donor


def test_a_late_answer_is_seen_as_late(world: World, donor: User, client: Client, monkeypatch: Any) -> None:
    actions.ask_about_data(by=donor, kind=Right.ACCESS, words="Salinan tercetak, mohon", at=AT)
    monkeypatch.setattr(timezone, "now", lambda: hours(73))
    client.force_login(world.pokja)
    assert "1 jawaban terlambat" in client.get("/meja/pokja/data-pribadi/").content.decode()


def test_an_erasure_by_an_officer_is_done_with_the_answer(world: World, donor: User) -> None:
    request = actions.ask_about_data(by=donor, kind=Right.ERASE, words="Mohon hapus akun saya", at=AT)

    with refused("not_allowed"):
        actions.answer_data_request(by=world.lurah, request=request, granted=True, answer="Sudah dihapus.", at=AT)
    actions.answer_data_request(by=world.pokja, request=request, granted=True, answer=f"Sudah, {NAME}.", at=AT)

    assert found() == []
    assert DataRequest.objects.get().state == RequestState.DONE


def test_nobody_answers_the_own_request_and_three_may_wait(world: World) -> None:
    for _ in range(3):
        request = actions.ask_about_data(by=world.pokja, kind=Right.ACCESS, words=REASON, at=AT)
    with refused("too_many_requests"):
        actions.ask_about_data(by=world.pokja, kind=Right.ACCESS, words=REASON, at=AT)
    with refused("own_request"):
        actions.answer_data_request(by=world.pokja, request=request, granted=True, answer=REASON, at=AT)


def test_what_was_journaled_names_nobody(world: World, line: Line, donor: User) -> None:
    plant_everywhere(world, line, donor)
    erase_own_data(by=donor, cancel_open=True, at=hours(2))
    last = JournalEntry.objects.filter(verb="erase_own_data").get()
    assert (last.subject, last.actor_id) == (f"user:{donor.pk}", donor.pk)
