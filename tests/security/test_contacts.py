"""Contacts are read one by one: masked first, ten a day, logged, by links that run out (T10, UX-24)."""

import time
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ksbb.commitments import actions as commitments
from ksbb.commitments.models import GiverReading, Line
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.queries import word_of
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.recipients.actions import set_contact
from ksbb.recipients.models import Contact, ContactReading
from tests.situations import AT, REASON, TODAY, World, hours, person, refused

PHONE, DIGITS = "+6281277770123", "77770123"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hours(1))


@pytest.fixture
def limited(settings: Any) -> Any:
    settings.KSBB_RATE_FACTOR = 1
    caches["limits"].clear()
    yield
    caches["limits"].clear()


def lines_to(world: World, number: int) -> list[Line]:
    """Promises of one giver to so many RW, each with a contact."""
    made = []
    for one in range(number):
        rw = world.neighbour(10 + one)
        set_contact(by=world.lurah, recipient=rw, name=f"Narahubung {one}", phone=PHONE, at=AT)
        made.append(world.promise(world.need(50, to=rw), 5))
    return made


def place(line: Line, rest: str = "kontak/") -> str:
    return f"/lacak/{line.commitment.reference}/baris/{line.pk}/{rest}"


def test_the_eleventh_contact_of_a_day_stays_closed_at_every_door(world: World) -> None:
    lines = lines_to(world, 11)
    for line in lines[:10]:
        commitments.reveal_contact(by=world.donor, line=line, at=AT)
    commitments.reveal_contact(by=world.donor, line=lines[0], at=AT)  # one already read costs nothing

    with refused("too_many_readings"):
        commitments.reveal_contact(by=world.donor, line=lines[10], at=hours(23))

    commitments.reveal_contact(by=world.donor, line=lines[10], at=hours(25))


def test_the_eleventh_giver_of_a_day_stays_closed(world: World) -> None:
    need = world.need(500)
    lines = []
    for number in range(11):
        giver = person(f"pemberi{number}", phone=f"+62812777701{number:02}")
        lines.append(world.promise(need, 5, by=giver))
    for line in lines[:10]:
        commitments.reveal_giver(by=world.rw, line=line, at=AT)

    with refused("too_many_readings"):
        commitments.reveal_giver(by=world.rw, line=lines[10], at=hours(1))

    assert GiverReading.objects.filter(reader_id=world.rw.pk).count() == 10


def test_fifty_accounts_behind_one_connection_open_ten(world: World, limited: None) -> None:
    """T10: whoever makes fifty accounts is still one reader; and a restart of the process forgets nothing."""
    set_contact(by=world.lurah, recipient=world.recipient, name="Narahubung", phone=PHONE, at=AT)
    need = world.need(500)
    said = []
    for number in range(50):
        giver = parties.register_person(
            username=f"akun{number}", name=f"Akun {number}", email=f"akun{number}@contoh.example", at=AT
        )
        line = world.promise(need, 1, by=giver)
        client = Client()
        client.force_login(giver)
        said.append(client.post(place(line)).status_code)
        caches["default"].clear()

    assert said == [200] * 10 + [429] * 40
    assert ContactReading.objects.count() == 10


def test_couriers_links_open_no_more_than_the_connection_may(world: World, limited: None) -> None:
    """T10: fifty accounts that send fifty "couriers" are one reader all the same; what is closed stays closed."""
    set_contact(by=world.lurah, recipient=world.recipient, name="Narahubung", phone=PHONE, at=AT)
    need = world.need(500)
    said = []
    for number in range(12):
        giver = parties.register_person(
            username=f"akun{number}", name=f"Akun {number}", email=f"akun{number}@contoh.example", at=AT
        )
        stop = world.planned(world.promise(need, 1, by=giver), 1, by=giver)
        link = deliveries.make_courier_link(by=giver, deliveries=[stop], day=TODAY, at=AT)
        said.append(Client().post(f"/kurir/{word_of(link)}/{stop.reference}/alamat/"))

    assert [one.status_code for one in said] == [200] * 10 + [429] * 2
    assert "0812-7777-0123" in said[0].content.decode()

    caches["limits"].clear()
    Contact.objects.update(closed_at=AT)
    closed = Client().post(f"/kurir/{word_of(link)}/{stop.reference}/alamat/")
    assert (closed.status_code, "0812-7777-0123" in closed.content.decode()) == (200, False)


def test_the_number_is_in_no_page_before_it_is_opened(world: World, client: Client) -> None:
    line = lines_to(world, 1)[0]
    client.force_login(world.donor)

    before = client.get(f"/lacak/{line.commitment.reference}/").content.decode()

    assert "0812-••••-0123" in before
    assert DIGITS not in before.replace("-", "")
    assert ContactReading.objects.count() == 0
    opened = client.post(place(line)).content.decode()
    assert "wa.me" not in opened
    assert "0812-7777-0123" in opened
    assert ContactReading.objects.get().subject == line.commitment.reference


def link_in(page: str) -> str:
    return page.split('class="button" href="')[1].split('"', maxsplit=1)[0]


def test_the_link_to_whatsapp_runs_out_and_ends_with_the_promise(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = lines_to(world, 1)[0]
    client.force_login(world.donor)
    link = link_in(client.post(place(line)).content.decode())

    answer = client.get(link)
    assert answer["Location"].startswith(f"https://wa.me/{PHONE[1:]}?text=Assalamualaikum")
    assert line.need.reference in answer["Location"]
    assert line.commitment.reference not in answer["Location"]  # half of what opens the promise (T17)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get(link[:-2] + "x/")["Location"].startswith("/lacak/")
    stranger = Client()
    stranger.force_login(world.donor_dua)
    assert "wa.me" not in stranger.get(link)["Location"]

    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3601)
    assert client.get(link)["Location"].startswith("/lacak/")
    monkeypatch.setattr(time, "time", real)
    commitments.cancel(by=world.donor, line=line, reason=REASON, at=AT)
    assert client.get(link)["Location"].startswith("/lacak/")


def test_the_receiver_reaches_the_giver_the_same_way(world: World, client: Client) -> None:
    giver = person("budi_kenari", phone=PHONE)
    line = world.promise(world.need(50), 5, by=giver)
    client.force_login(world.rw)
    page = f"/meja/penerima/bantuan/{line.pk}/"

    before = client.get(page).content.decode()
    opened = client.post(f"{page}kontak/").content.decode()

    assert "0812-••••-0123" in before
    assert DIGITS not in before
    assert PHONE in opened
    link = opened.split('class="button second" href="')[1].split('"')[0]
    assert client.get(link)["Location"].startswith(f"https://wa.me/{PHONE[1:]}")
    other = Client()
    other.force_login(world.lurah)
    assert other.get(link).status_code in (403, 404)


def test_a_suspended_organisation_opens_nothing_by_the_link_of_its_courier(world: World) -> None:
    firm = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    parties.appoint(user=world.donor, name=RoleName.COLLABORATOR, organisation=firm, at=AT)
    parties.set_standing(by=world.pokja, organisation=firm, standing=Standing.ACTIVE, at=AT)
    set_contact(by=world.lurah, recipient=world.recipient, name="Narahubung", phone=PHONE, at=AT)
    stop = world.planned(world.promise(world.need(50), 5), 5)
    link = deliveries.make_courier_link(by=world.donor, deliveries=[stop], day=TODAY, at=AT)
    deliveries.reveal_stop(by=None, link=link, delivery=stop, at=AT)

    parties.set_standing(by=world.pokja, organisation=firm, standing=Standing.SUSPENDED, reason=REASON, at=AT)

    with refused("contact_closed"):
        deliveries.reveal_stop(by=None, link=link, delivery=stop, at=AT)


def test_an_office_reads_no_contact_in_anothers_name_or_unseen(world: World, client: Client) -> None:
    """A reading is logged as the giver's and shown to its owner: so nobody else reads by that door, or by a form."""
    line = lines_to(world, 1)[0]
    client.force_login(world.pokja)

    opened = client.post(place(line))
    with refused("not_allowed"):
        commitments.reveal_contact(by=world.pokja, line=line, at=AT)
    form = client.get(f"/meja/wilayah/penerima/{line.need.recipient.reference}/narahubung/").content.decode()

    assert PHONE not in opened.content.decode()
    assert PHONE not in form
    assert "Narahubung 0" not in form
    assert not ContactReading.objects.exists()
