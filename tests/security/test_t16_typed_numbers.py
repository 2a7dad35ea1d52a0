"""T16: a number or a name that somebody only typed gives no hold on whoever it belongs to."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from ksbb.access import actions as access
from ksbb.access import queries as entry
from ksbb.commitments import actions as commitments
from ksbb.needs.models import Need
from ksbb.notices.actions import enqueue
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.models import User
from ksbb.parties.queries import stopped_addresses
from ksbb.privacy import actions
from ksbb.recipients.actions import set_contact
from ksbb.recipients.models import Contact
from tests.situations import AT, World, day, hours, refused
from tests.world import sent_code

HEAD = "+6281299990001"
THIEF = "pencuri@contoh.example"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hours(1))


def thief(world: World, *, name: str = "Tamu") -> None:
    """A guest who proved an e-mail address and typed the number of a head of an RW beside it."""
    guest = commitments.Guest(name=name, email=THIEF, phone=HEAD)
    draft = commitments.LineDraft(need=world.need(20), quantity=1, deliver_on=day(1))
    made = commitments.promise_as_guest(guest=guest, lines=[draft], statement_accepted=True, at=AT)
    commitments.prove(commitment=made, digits=sent_code(), at=AT)


def test_an_account_takes_no_number_that_it_did_not_prove(world: World, client: Client) -> None:
    client.force_login(world.donor)

    client.post("/data-saya/betulkan/", {"name": "Donatur", "phone": "0812 9999 0001"})
    with refused("phone_by_code"):
        actions.correct_own_data(by=world.donor, name="Donatur", phone="081299990001", at=AT)

    # so an invitation proven by that number makes its owner the head of the RW, and nobody else
    assert User.objects.get(pk=world.donor.pk).phone == ""
    assert entry.user_by_contact(HEAD, at=AT) is None


def test_what_was_sent_to_a_typed_number_is_not_read_by_who_typed_it(world: World, client: Client) -> None:
    parties.register_person(username="ketua.rw", name="Ketua RW", phone=HEAD, at=AT)
    thief(world)
    access.send_code(contact=HEAD, nonce="n", at=AT)
    letter = Message.objects.get(address=HEAD)
    assert "Kode Anda" in letter.body

    client.post("/data-saya/bukti/", {"alamat": THIEF})
    client.post("/data-saya/kode/", {"kode": sent_code()})
    told = json.loads(client.get("/data-saya/salinan.json").content)

    rows = {one["code"]: one["rows"] for one in told["bagian"]}
    assert {row["ke"] for row in rows["pesan"]} == {THIEF}
    assert HEAD not in {row["ke"] for row in rows["kode"]}
    assert not [row for row in rows["pesan"] if "Kode Anda" in row["isi"]]  # not even the own ones


def test_stopping_silences_no_number_that_was_only_typed(world: World) -> None:
    enqueue(address=HEAD, title="Jadwal", body="Besok", dedupe="jadwal", at=AT)
    thief(world)

    actions.withdraw_consent(by=None, contact=THIEF, at=AT)

    assert Message.objects.filter(dedupe="jadwal").exists()
    assert stopped_addresses([HEAD, THIEF]) == {THIEF}


def test_an_erasure_takes_nothing_of_who_a_typed_number_belongs_to(world: World) -> None:
    set_contact(by=world.rw, recipient=world.recipient, name="Ketua", phone=HEAD, at=AT)
    enqueue(address=HEAD, title="Jadwal", body="Besok", dedupe="jadwal", at=AT)
    thief(world)

    actions.erase_own_data(by=None, contact=THIEF, cancel_open=True, at=AT)

    assert Contact.objects.get().phone == HEAD
    assert Message.objects.filter(dedupe="jadwal").exists()


def test_an_erasure_of_somebody_named_like_a_word_leaves_the_words_of_others(world: World) -> None:
    need = world.need(30, package="lebaran")
    Need.objects.filter(pk=need.pk).update(reason="Keluarga buruh harian belum bekerja.")
    enqueue(address="lain@contoh.example", title="Kabar", body="Untuk keluarga Anda", dedupe="kabar", at=AT)
    thief(world, name="Keluarga")

    actions.erase_own_data(by=None, contact=THIEF, cancel_open=True, at=AT)

    need.refresh_from_db()
    assert need.reason == "Keluarga buruh harian belum bekerja."
    assert Message.objects.filter(dedupe="kabar").exists()


def test_an_erasure_takes_whole_addresses_only(world: World) -> None:
    parties.register_person(username="yani", name="Yani", email=f"si.{THIEF}", at=AT)
    enqueue(address=f"si.{THIEF}", title="Kabar", body=f"Untuk si.{THIEF}", dedupe="kabar", at=AT)
    thief(world)

    actions.erase_own_data(by=None, contact=THIEF, cancel_open=True, at=AT)

    assert User.objects.get(username="yani").email == f"si.{THIEF}"
    assert Message.objects.filter(dedupe="kabar").exists()
