"""PRIV-01: whoever walks the public site and its API finds no planted contact, no hidden name, no identity number."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ksbb.commitments import actions as commitments
from ksbb.commitments import queries
from ksbb.opendata.actions import fold_figures
from ksbb.parties import actions as parties
from ksbb.recipients.actions import set_contact
from tests.crawling import crawl, readable
from tests.situations import AT, World, day, hours
from tests.world import sent_code

IDENTITY = re.compile(r"(?<![\w.\-])\d{16}(?![\w.\-])")
MOBILE = re.compile(r"(?<![\w.\-])(?:\+62|62|0)8\d{2}[ .\-]?\d{3,4}[ .\-]?\d{3,5}(?![\w.\-])")
EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]*\w")
OFFICIAL = {"nama@contoh.id", "0812 3456 7890", "0812-3456-7890", "081234567890"}
"""Examples that forms and the API's document show."""
NAME = "Sangkar"


def plant(world: World, number: int) -> list[str]:
    """So many people, each in another corner: contacts, guests without name, accounts, words between two sides."""
    told = []
    need = world.need(5_000, package="sembako")
    for one in range(number):
        name, phone = f"{NAME} Kenari{one:03}", f"+62857{4_000_000 + one * 7}"
        email = f"kenari{one:03}@sangkar.example"
        told += [name, phone[3:], email]
        if one % 4 == 0:
            rw = world.neighbour(100 + one, families=40)
            set_contact(
                by=world.lurah, recipient=rw, name=name, phone=phone, email=email, address=f"Gang {name}", at=AT
            )
        elif one % 4 == 1:
            made = commitments.promise_as_guest(
                guest=commitments.Guest(name=name, email=email, phone=phone),
                lines=[commitments.LineDraft(need=need, quantity=1, deliver_on=day(1))],
                statement_accepted=True,
                at=AT,
            )
            commitments.prove(commitment=made, digits=sent_code(), at=AT)
        else:
            giver = parties.register_person(username=f"kenari{one:03}", name=name, email=email, phone=phone, at=AT)
            line = world.promise(need, 2, by=giver)
            commitments.schedule(by=giver, line=line, deliver_on=day(1), time_note=f"Cari {name} {phone}"[:60], at=AT)
            if one % 4 == 3:
                commitments.cancel(by=giver, line=line, reason=f"Hubungi {name} di {phone} atau {email}", at=AT)
            else:
                world.received(world.sent(line, 2, by=giver), line, 1)
    return told


def leaks(found: dict[str, str], planted: list[str]) -> list[str]:
    """Where something stands that may not: "address: what"."""
    hits = []
    for address, text in found.items():
        bare = text.replace("-", "").replace(" ", "")
        hits += [f"{address}: {one}" for one in planted if one in (bare if one.isdigit() else text)]
        for pattern in (IDENTITY, MOBILE, EMAIL):
            hits += [f"{address}: {one}" for one in pattern.findall(text) if one not in OFFICIAL]
    return hits


def scan(world: World, *, number: int, most: int) -> tuple[dict[str, str], list[str]]:
    planted = plant(world, number)
    fold_figures(at=hours(1))
    return {address: answer.told for address, answer in crawl(Client(), most).items()}, planted


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hours(1))


def test_a_stranger_finds_none_of_the_planted_contacts(world: World) -> None:
    found, planted = scan(world, number=24, most=150)

    assert leaks(found, planted) == []
    assert len(found) >= 100
    assert sum(address.startswith("/kebutuhan/KS-") for address in found) >= 1


def test_the_scanner_notices_what_is_shown(world: World) -> None:
    """The same walk finds a giver who chose to be named, and a number that somebody printed."""
    giver = parties.register_person(username="terang", name=f"{NAME} Terang", email="terang@contoh.example", at=AT)
    need = world.need(50)
    line = world.promise(need, 2, by=giver, show_name=True)
    assert queries.public_giver(line.commitment) == f"{NAME} Terang"

    found = {"/x": readable(Client().get(f"/kebutuhan/{need.reference}/"))}

    assert leaks(found, [f"{NAME} Terang"]) == [f"/x: {NAME} Terang"]
    for one in ("0812-3456-7899", "+6281234567899", "a@b.example", "3174051006990002"):
        assert leaks({"/x": f"hubungi {one} ya"}, [])


@pytest.mark.long
def test_five_hundred_canaries_and_every_page(world: World) -> None:
    found, planted = scan(world, number=500, most=20_000)
    assert len(planted) == 1_500
    assert leaks(found, planted) == []
