"""The desk of a home: its list of tasks is read off what is recorded; last month's needs come back in one form."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from ksbb.deliveries import actions as deliveries
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.permits import actions as permits
from ksbb.recipients import actions as recipients
from ksbb.recipients.actions import Room
from ksbb.recipients.enums import Answer, Duty, FactKind
from ksbb.recipients.queries import by_reference, contact_of
from ksbb.web.desks.home_tasks import tasks_of
from tests.doors.cases import WHY, _home
from tests.web.desks.conftest import Visitor
from tests.world import World, a_permit, in_another_period, line_of, promise, staged


def states(w: World, home: Any) -> dict[str, str]:
    asked = list(Need.objects.filter(recipient=home).select_related("period").order_by("-pk"))
    return {task.title: task.state for task in tasks_of(home, asked, at=w.at)}


def ask(w: World, home: Any, quantity: int = 30) -> Need:
    return needs.propose(
        by=w.pengelola, recipient=home, package=w.sembako, period=w.period, quantity=quantity, source="Dapur", at=w.at
    )


def describe(w: World, home: Any, **more: Any) -> None:
    room = [Room(FactKind.PLACES_6_12, 24)]
    said = {"in_charge": "Ibu Kenari", "guardian": "Pak Kenari", "guardian_phone": "+6281277770001", "capacity": room}
    recipients.describe_home(by=w.pengelola, recipient=home, at=w.at, **{**said, **more})


def test_every_task_says_what_is_recorded(world: World) -> None:
    home = _home(world)
    assert set(states(world, home).values()) == {"Belum"}
    assert len(states(world, home)) == 6
    assert len(states(world, world.panti)) == 5  # no children live there

    describe(world, home, guardian="", guardian_phone="")
    assert states(world, home)["Profil"] == "Sedang"
    describe(world, home, visiting="Sabtu pagi")
    need = ask(world, home)
    photo = deliveries.add_need_photo(
        by=world.pengelola, need=need, photo=staged(world, need, by="pengelola", seed=4), at=world.at
    )
    told = states(world, home)
    assert (told["Profil"], told["Aturan kunjungan"], told["Kebutuhan"]) == ("Selesai", "Selesai", "Sedang")
    assert told["Foto bangunan"] == "Sedang"

    recipients.accept_safeguarding(by=world.pengelola, recipient=home, version=1, at=world.at)
    needs.reject(by=world.lurah, need=need, reason=WHY, at=world.at)
    deliveries.reject_photo(by=world.lurah, photo=photo, reason=WHY, at=world.at)
    guard = contact_of(home, Duty.CHILD_SAFETY)
    assert guard is not None
    recipients.close_contacts([guard], at=world.at)
    told = states(world, home)
    assert told["Pernyataan pelindungan anak"] == "Selesai"
    assert (told["Kebutuhan"], told["Foto bangunan"], told["Profil"]) == ("Ada masalah", "Ada masalah", "Ada masalah")


def test_the_permit_is_a_task_with_its_troubles(world: World) -> None:
    home = _home(world)
    assert home.organisation is not None
    sent = permits.renew_permit(
        by=world.pengelola,
        organisation=home.organisation,
        activity="panti_asuhan",
        permit=a_permit(world, "izin_lks"),
        place=world.village,
        at=world.at,
    )
    assert states(world, home)["Izin"] == "Sedang"
    permits.ask_changes(by=world.pokja, application=sent, reason=WHY, at=world.at)
    assert states(world, home)["Izin"] == "Ada masalah"


def test_a_suspended_home_has_trouble_with_its_permit(world: World) -> None:
    home = _home(world)
    parties.set_standing(
        by=world.pokja, organisation=home.organisation, standing=Standing.SUSPENDED, reason=WHY, at=world.at
    )
    assert states(world, by_reference(home.reference))["Izin"] == "Ada masalah"


def test_last_months_needs_are_asked_again_at_once(world: World, sit: Visitor) -> None:
    home = _home(world)
    old = ask(world, home)
    later = in_another_period(world).period
    client, page = sit("pengelola"), reverse("desks:repeat_needs", args=[home.reference])
    assert page in client.get(reverse("desks:recipient")).content.decode()
    assert 'value="30"' in client.get(page).content.decode()
    empty = {"period": later.code, "source": "Dapur", old.reference: ""}

    assert "paling sedikit satu barang" in client.post(page, empty).content.decode()
    sent = {**empty, old.reference: "45", "key": "e" * 32}
    for _ in range(2):
        assert client.post(page, sent).status_code == 302

    assert list(Need.objects.filter(recipient=home, period=later).values_list("quantity", flat=True)) == [45]
    again = client.post(page, {**sent, "key": "f" * 32})
    assert again.status_code == 422
    assert "sudah ada" in again.content.decode()


def test_the_officer_reads_the_report_and_the_stock(world: World, sit: Visitor) -> None:
    home, today = _home(world), localdate(world.at)
    recipients.tell_stock(
        by=world.pengelola,
        recipient=home,
        package=world.sembako,
        quantity=7331,
        enough_until=today + timedelta(days=4),
        at=world.at,
    )
    recipients.report_month(
        by=world.pengelola,
        recipient=home,
        month=today,
        enough=Answer.NO,
        used=Answer.YES,
        wanted="Susu dan sabun",
        at=world.at,
    )

    page = sit("lurah").get(reverse("desks:area_recipient", args=[home.reference])).content.decode()

    assert "7.331" in page
    assert "Susu dan sabun" in page


def test_an_rw_has_no_profile(world: World, sit: Visitor) -> None:
    for name in ("home_profile", "home_stock", "home_report"):
        page = sit("ketua_rw").get(reverse(f"desks:{name}", args=[world.rw.reference]))
        assert "hanya untuk panti dan pesantren" in page.content.decode()


def test_a_giver_who_opens_the_contact_reads_who_guards_the_children(world: World, sit: Visitor) -> None:
    home = _home(world)
    describe(world, home)
    recipients.accept_safeguarding(by=world.pengelola, recipient=home, version=1, at=world.at)
    recipients.set_contact(by=world.pengelola, recipient=home, name="Bu Antar", phone="+6281277770009", at=world.at)
    line = line_of(promise(world, needs.verify(by=world.lurah, need=ask(world, home), at=world.at), 10))
    client = sit("kolaborator")
    address = reverse("giving:contact", args=[line.commitment.reference, line.pk])

    page = client.post(address).content.decode()

    assert "Bu Antar" in page
    assert "Pak Kenari" in page
    assert "Ibu Kenari" not in page
