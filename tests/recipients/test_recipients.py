"""A recipient is registered once, by an officer of its place; its numbers are dated, sourced and plausible (UX-01)."""

from typing import Any

import pytest

from ksbb.parties.models import Organisation
from ksbb.places.queries import place_by_code
from ksbb.recipients import actions, queries
from ksbb.recipients.actions import RecipientRow
from ksbb.recipients.enums import FactKind
from ksbb.recipients.models import Contact, Fact, Recipient
from tests.situations import AT, OTHER_VILLAGE, REASON, SOURCE, VILLAGE, World, day, impossible, refused


def home(world: World, **more: Any) -> Recipient:
    said = {
        "by": world.lurah,
        "kind": queries.kind_by_code("panti_asuhan"),
        "place": world.village,
        "name": "Panti Uji",
        "source": SOURCE,
        "at": AT,
    }
    return actions.register_recipient(**{**said, **more})


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"by": "donor"}, "not_allowed"),
        ({"by": "rw"}, "not_allowed"),
        ({"place": OTHER_VILLAGE}, "not_allowed"),
        ({"name": " "}, "name_needed"),
        ({"name": "[isi nama]"}, "placeholder_text"),
        ({"name": "P" * 161}, "text_too_long"),
        ({"source": " "}, "source_needed"),
        ({"source": "s" * 401}, "text_too_long"),
        ({"kind": "rw"}, "place_level"),
        ({"by": "pokja", "place": "31.74.04"}, "place_level"),
        ({"by": "pokja", "place": "31.74"}, "place_level"),
    ],
)
def test_registrations_that_are_refused(world: World, more: dict[str, Any], expected: str) -> None:
    if "by" in more:
        more = {**more, "by": getattr(world, more["by"])}
    if "place" in more:
        more = {**more, "place": place_by_code(more["place"])}
    if "kind" in more:
        more = {**more, "kind": queries.kind_by_code(more["kind"])}

    with refused(expected):
        home(world, **more)


def test_an_institution_is_registered_once(world: World) -> None:
    made = home(world)

    with refused("recipient_exists"):
        home(world)
    with refused("recipient_exists"):
        home(world, by=world.pokja, place=place_by_code(OTHER_VILLAGE))
    assert (made.organisation.name if made.organisation else "") == "Panti Uji"
    assert Organisation.objects.filter(name="Panti Uji").count() == 1


def test_an_rw_is_registered_once(world: World) -> None:
    with refused("recipient_exists"):
        home(world, kind=queries.kind_by_code("rw"), place=world.recipient.place)
    with impossible():
        Recipient.objects.create(
            reference="KS-0000-0000-0",
            kind=world.recipient.kind,
            place=world.recipient.place,
            name="kembar",
            source="x",
            search_text="x",
            registered_at=AT,
        )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"value": 6_076}, "implausible"),
        ({"value": 5_001, "reason": "memang"}, "implausible"),
        ({"value": 5_001, "reason": REASON}, ""),
        ({"value": 5_000}, ""),
        ({"value": -1}, "implausible"),
        ({"value": 10_000_001, "reason": REASON}, "implausible"),
        ({"kind": FactKind.RESIDENTS, "value": 3_001}, "implausible"),
        ({"as_of": day(1)}, "date_ahead"),
        ({"source": ""}, "source_needed"),
        ({"source": "s" * 401}, "text_too_long"),
        ({"reason": "r" * 401}, "text_too_long"),
        ({"by": "rw"}, "not_allowed"),
    ],
)
def test_numbers(world: World, more: dict[str, Any], expected: str) -> None:
    said = {
        "by": world.lurah,
        "recipient": world.recipient,
        "kind": FactKind.FAMILIES,
        "value": 10,
        "as_of": day(0),
        "source": SOURCE,
        "at": AT,
    }
    if "by" in more:
        more = {**more, "by": getattr(world, more["by"])}

    if expected:
        with refused(expected):
            actions.record_fact(**{**said, **more})
    else:
        assert actions.record_fact(**{**said, **more}).value == more["value"]


def test_a_newer_number_supersedes_and_the_old_one_stays(world: World) -> None:
    for number, value in ((-30, 700), (-10, 800), (-20, 900)):
        actions.record_fact(
            by=world.lurah,
            recipient=world.recipient,
            kind=FactKind.FAMILIES,
            value=value,
            as_of=day(number),
            source=SOURCE,
            at=AT,
        )

    assert queries.latest_facts([world.recipient.pk])[world.recipient.pk][FactKind.FAMILIES].value == 800
    assert [fact.value for fact in queries.facts_of(world.recipient)] == [1_000, 800, 900, 700]


@pytest.mark.parametrize(
    ("value", "public"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (303, 305), (5_000, 5_000)]
)
def test_small_counts_of_people_are_hidden(value: int, public: int | None) -> None:
    assert queries.shown(value) == public


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"name": " "}, "contact_incomplete"),
        ({"phone": "", "email": " "}, "contact_incomplete"),
        ({"name": "N" * 121}, "text_too_long"),
        ({"phone": "+62812345678901234"}, "text_too_long"),
        ({"email": "e" * 255}, "text_too_long"),
        ({"address": "a" * 301}, "text_too_long"),
        ({"note": "n" * 301}, "text_too_long"),
        ({"note": "KTP 3174051005800001"}, "identity_number"),
        ({"by": "donor"}, "not_allowed"),
    ],
)
def test_contacts_that_are_refused(world: World, more: dict[str, Any], expected: str) -> None:
    said = {"by": world.rw, "recipient": world.recipient, "name": "Bu RW", "phone": "+62812", "at": AT}
    if "by" in more:
        more = {**more, "by": getattr(world, more["by"])}

    before = list(Contact.objects.values_list())

    with refused(expected):
        actions.set_contact(**{**said, **more})
    assert list(Contact.objects.values_list()) == before


@pytest.mark.parametrize(("field", "longest"), [("giver", 160), ("what", 200), ("when", 120), ("source", 400)])
def test_press_reports_fit_their_columns(world: World, field: str, longest: int) -> None:
    said: dict[str, Any] = {"giver": "Koran", "what": "beras", "when": "Mei", "source": "https://contoh.example"}
    fixed = {"by": world.lurah, "recipient": world.recipient, "published_on": day(0), "at": AT}

    with refused("text_too_long"):
        actions.record_report(**{**said, **fixed, field: "x" * (longest + 1)})
    actions.record_report(**{**said, **fixed, field: "x" * longest})


def test_an_import_is_all_or_nothing(world: World) -> None:
    rows = [
        RecipientRow(kind="panti_asuhan", place=VILLAGE, name="Panti Satu", residents=40),
        RecipientRow(kind="panti_asuhan", place="99.99", name="Panti Dua"),
    ]
    before = Recipient.objects.count(), Fact.objects.count()

    with refused("bad_rows"):
        actions.import_recipients(by=world.lurah, rows=rows, source=SOURCE, at=AT)
    assert (Recipient.objects.count(), Fact.objects.count()) == before

    for _ in range(2):
        actions.import_recipients(by=world.lurah, rows=rows[:1], source=SOURCE, at=AT)
    assert (Recipient.objects.count(), Fact.objects.count()) == (before[0] + 1, before[1] + 1)
