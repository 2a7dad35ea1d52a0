"""J4: what a home tells of itself. People stay private, places are shown in bands, missing reports are told."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from ksbb.catalogue.queries import package_by_code
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.recipients import actions, queries, rules
from ksbb.recipients.actions import Room
from ksbb.recipients.enums import Answer, Duty, FactKind
from ksbb.recipients.models import Contact, Recipient, VisitRule
from ksbb.recipients.queries import by_reference, kind_by_code
from tests.situations import AT, SOURCE, TODAY, World, day, days, person, refused

SECRET, PHONE = "Kenari Penanggung", "+6281277770001"
JUNE = date(2026, 6, 1)


@pytest.fixture
def home(world: World) -> Recipient:
    made = actions.register_recipient(
        by=world.lurah, kind=kind_by_code("panti_asuhan"), place=world.village, name="Panti Anak", source=SOURCE, at=AT
    )
    parties.appoint(user=person("pengelola"), name=RoleName.KEEPER, organisation=made.organisation, at=AT)
    return by_reference(made.reference)


@pytest.fixture
def keeper(home: Recipient) -> User:
    return User.objects.get(username="pengelola")


def describe(home: Recipient, keeper: User, **more: Any) -> Recipient:
    said = {
        "in_charge": SECRET,
        "capacity": [Room(FactKind.PLACES_6_12, 24)],
        "visiting": "Sabtu pagi, dengan janji.",
        "guardian": SECRET,
        "guardian_phone": PHONE,
    }
    return actions.describe_home(by=keeper, recipient=home, at=AT, **{**said, **more})


def report(home: Recipient, keeper: User, month: date, *, at: Any = AT, wanted: str = "Beras") -> Any:
    return actions.report_month(
        by=keeper, recipient=home, month=month, enough=Answer.NO, used=Answer.YES, wanted=wanted, at=at
    )


def test_the_public_reads_bands_and_visits_and_nobody(world: World, home, keeper, client: Client) -> None:
    describe(home, keeper)

    page = client.get(f"/penerima/{home.reference}/").content.decode()

    assert "20–29" in page
    assert "Sabtu pagi, dengan janji." in page
    assert SECRET not in page
    assert PHONE not in page
    assert "24" not in page.split("Tempat untuk umur 6–12 tahun")[1][:40]


def test_what_did_not_change_is_not_written_again(home, keeper) -> None:
    for _ in range(2):
        describe(home, keeper)
    describe(home, keeper, capacity=[Room(FactKind.PLACES_6_12, 30)], visiting="Minggu siang, dengan janji.")

    assert [fact.value for fact in reversed(queries.facts_of(home))] == [24, 30]
    assert VisitRule.objects.filter(recipient=home).count() == 2
    assert Contact.objects.filter(recipient=home).count() == 2


def test_people_of_a_home_are_no_number_for_givers(home, keeper) -> None:
    """Neither is the contact about deliveries: that one stays unasked until it is filled."""
    describe(home, keeper)

    assert queries.open_contact_of(home) is None
    assert queries.masked_contacts([home.pk]) == {}
    assert not queries.spoken_for(reach_of(keeper, at=AT))[0].reachable
    guard = queries.open_contact_of(home, Duty.CHILD_SAFETY)
    assert guard is not None
    assert guard.phone == PHONE


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"in_charge": " "}, "in_charge_needed"),
        ({"guardian_phone": ""}, "guardian_incomplete"),
        ({"capacity": [Room(FactKind.RESIDENTS, 5)]}, "band_unknown"),
        ({"capacity": [Room(FactKind.PLACES_60, 5), Room(FactKind.PLACES_60, 6)]}, "band_unknown"),
        ({"capacity": [Room(FactKind.PLACES_60, 3001)]}, "implausible"),
        ({"visiting": "Hubungi 0812 7777 0001"}, "contact_in_text"),
    ],
)
def test_a_profile_that_cannot_be(home, keeper, said: dict[str, Any], code: str) -> None:
    with refused(code):
        describe(home, keeper, **said)


def test_only_the_keeper_tells(world: World, home) -> None:
    for by in (world.lurah, world.pokja, world.rw, world.donor):
        with refused("not_allowed"):
            describe(home, by)


def test_the_public_reads_until_when_stock_lasts_and_not_how_much(world: World, home, keeper, client: Client) -> None:
    rice = package_by_code("beras")
    actions.accept_safeguarding(by=keeper, recipient=home, version=1, at=AT)
    need = world.need(20, to=home, package="beras")
    for quantity, until in ((777, day(3)), (888, day(9))):
        actions.tell_stock(by=keeper, recipient=home, package=rice, quantity=quantity, enough_until=until, at=AT)

    page = client.get(f"/kebutuhan/{need.reference}/").content.decode()

    assert "Cukup sampai Senin, 11 Mei 2026" in page
    assert "888" not in page
    assert [one.quantity for one in queries.stocks_of(home)] == [888]


@pytest.mark.parametrize(
    ("quantity", "until", "code"), [(1, -1, "date_past"), (1, 400, "date_ahead"), (-1, 1, "implausible")]
)
def test_stock_that_cannot_be(home, keeper, quantity: int, until: int, code: str) -> None:
    rice = package_by_code("beras")
    with refused(code):
        actions.tell_stock(by=keeper, recipient=home, package=rice, quantity=quantity, enough_until=day(until), at=AT)


def test_a_month_is_reported_once(home, keeper) -> None:
    report(home, keeper, TODAY)
    with refused("month_reported"):
        report(home, keeper, TODAY)
    with refused("month_closed"):
        report(home, keeper, JUNE)
    with refused("answer_needed"):
        report(home, keeper, JUNE, at=days(60), wanted=" ")
    assert queries.reported_months(home) == [date(2026, 5, 1)]


@pytest.mark.parametrize(
    ("reported", "today", "late"),
    [
        ([], date(2026, 5, 31), False),  # came in May: May itself is not counted
        ([], date(2026, 7, 31), False),  # June only is over
        ([], date(2026, 8, 1), True),  # June and July
        ([JUNE], date(2026, 8, 31), False),
        ([JUNE], date(2026, 9, 1), True),  # July and August
        ([JUNE, date(2026, 8, 1)], date(2026, 9, 1), False),
        ([], date(2027, 1, 1), True),
    ],
)
def test_two_missing_reports_in_a_row_are_late(reported: list[date], today: date, late: bool) -> None:
    assert rules.is_late(reported=reported, since=TODAY, today=today) is late


def test_the_public_page_says_that_reports_are_late(home, keeper, client: Client, time_machine: Any) -> None:
    address = f"/penerima/{home.reference}/"
    time_machine.move_to(days(30), tick=False)
    assert "Laporan terlambat" not in client.get(address).content.decode()
    time_machine.move_to(days(100), tick=False)
    assert "Laporan terlambat" in client.get(address).content.decode()
    report(home, keeper, date(2026, 7, 1), at=days(100))

    page = client.get(address).content.decode()

    assert "Laporan terlambat" not in page
    assert "Juli 2026" in page
    assert "Beras" not in page.split("Laporan bulanan")[1][:300]
