"""A small real world: one kelurahan, an RW with a verified need, a second need, a donor, an organisation."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ksbb.catalogue import actions as catalogue
from ksbb.catalogue.models import Period
from ksbb.catalogue.queries import package_by_code
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.notices.queries import latest
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import User
from ksbb.places import actions as places
from ksbb.places.queries import place_by_code, province
from ksbb.recipients import actions as recipients
from ksbb.recipients.enums import FactKind
from ksbb.recipients.models import Recipient
from ksbb.recipients.queries import by_reference, kind_by_code

CANARY = "+6281200009999"
CANARY_NAME = "Narahubung Kenari Rahasia"


@dataclass
class World:
    period: Period
    lurah: User
    rw: User
    donor: User
    staff: User
    recipient: Recipient
    need: Need
    meals: Need
    second: Need


def _rw(number: int, *, lurah: User, at: Any) -> Recipient:
    village = place_by_code("31.74.04.1001")
    place = recipients.enter_rw(by=lurah, village=village, rw_number=number, at=at)
    made = recipients.register_recipient(by=lurah, kind=kind_by_code("rw"), place=place, source="Data", at=at)
    made = by_reference(made.reference)
    recipients.record_fact(
        by=lurah,
        recipient=made,
        kind=FactKind.VULNERABLE_FAMILIES,
        value=500,
        as_of=timezone.localdate(at),
        source="Data",
        at=at,
    )
    return made


@pytest.fixture(scope="module")
def _world(world_once: Any) -> Iterator[World]:
    with world_once("giving", _build) as world:
        yield world


def _build() -> World:
    at = timezone.now()
    today = timezone.localdate(at)
    places.seed(at=at)
    pokja = parties.register_person(username="pokja", name="Pokja", at=at)
    parties.appoint(user=pokja, name=RoleName.POKJA, place=province(), at=at)
    catalogue.load_programme(content=catalogue.published("pangan"), at=at)
    recipients.load_kinds()
    period = catalogue.add_period(
        by=None,
        programme="pangan",
        code="kini",
        name="Kini",
        starts_on=today,
        ends_on=today + timedelta(days=6),
        at=at,
    )
    village = place_by_code("31.74.04.1001")
    lurah = parties.register_person(username="lurah", name="Lurah", at=at)
    parties.appoint(user=lurah, name=RoleName.OFFICER, place=village, at=at)
    first, second = _rw(901, lurah=lurah, at=at), _rw(902, lurah=lurah, at=at)
    rw = parties.register_person(username="rw", name="Pak RW", email="rw@contoh.example", at=at)
    parties.grant_role(by=pokja, user=rw, name=RoleName.RW_HEAD, place=first.place, at=at)
    recipients.set_contact(by=rw, recipient=first, name=CANARY_NAME, phone=CANARY, at=at)
    recipients.set_contact(by=lurah, recipient=second, name="Bu RW", phone="+6281200000902", at=at)

    def need(recipient: Recipient, code: str, quantity: int) -> Need:
        made = needs.propose(
            by=rw if recipient == first else pokja,
            recipient=recipient,
            package=package_by_code(code),
            period=period,
            quantity=quantity,
            source="Rapat RW",
            at=at,
        )
        return needs.verify(by=lurah, need=made, at=at)

    donor = parties.register_person(
        username="donor", name="Siti Donatur", email="siti@contoh.example", password="rahasia-sekali-1", at=at
    )
    staff = parties.register_person(username="staf", name="Staf", email="staf@contoh.example", at=at)
    firm = parties.register_organisation(by=None, name="Koperasi Contoh", at=at)
    parties.set_standing(by=pokja, organisation=firm, standing=Standing.ACTIVE, at=at)
    parties.appoint(user=staff, name=RoleName.COLLABORATOR, organisation=firm, at=at)
    return World(
        period=period,
        lurah=lurah,
        rw=rw,
        donor=donor,
        staff=staff,
        recipient=first,
        need=need(first, "sembako", 300),
        meals=need(first, "siap_saji", 400),
        second=need(second, "sembako", 50),
    )


@pytest.fixture
def world(_world: World, db: None) -> World:
    """Fresh rows of the world; what a test does is rolled back."""
    return copy.deepcopy(_world)


@pytest.fixture
def day() -> date:
    return timezone.localdate() + timedelta(days=2)


@pytest.fixture
def guest(client: Client, world: World, day: date) -> Callable[..., str]:
    """Walk the pages as a guest until the code page; gives the address of that page."""

    def walk(quantity: int = 20, *, email: str = "budi@contoh.example", need: Need | None = None) -> str:
        ref = (need or world.need).reference
        page = client.get(f"/bantu/{ref}/")
        key = page.context["key"]
        client.post(f"/bantu/{ref}/", {"jumlah": quantity, "setara": "", "kunci": key})
        client.post(f"/bantu/{ref}/kapan/", {"cara": "antar_sendiri", "hari_0": day.isoformat()})
        client.post(
            f"/bantu/{ref}/siapa/", {"nama": "Budi", "email": email, "telepon": "0812 3456 7890", "tampil": "tidak"}
        )
        sent = client.post(f"/bantu/{ref}/periksa/", {"setuju": "on", "kunci": key})
        assert sent.status_code == 302, sent.content.decode()
        return str(sent["location"])

    return walk


def code() -> str:
    """The newest code, as it was sent."""
    return next(message.body for message in latest() if message.title.startswith("Kode")).split()[2].strip(".")


@pytest.fixture
def promised(client: Client, guest: Callable[..., str]) -> str:
    """The reference of a guest's promise of 20, proven."""
    page = guest()
    assert client.post(page, {"kode": code()}).status_code == 302
    return page.split("/")[2]
