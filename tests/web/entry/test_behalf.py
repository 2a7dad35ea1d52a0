"""An officer who acts in the receiver's place is shown as "atas nama", by office; the receiver's own deeds are not."""

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.access.queries import offices_acting
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from tests import world as the
from tests.world import World

OFFICE = "Petugas Kelurahan Kebayoran Lama Selatan, atas nama RW"


def _proposed_by(world: World, role: str) -> Need:
    return needs.propose(
        by=world.people[role],
        recipient=world.rw,
        package=world.sembako,
        period=world.period,
        quantity=100,
        source="Rapat RW",
        at=world.at,
    )


@pytest.mark.parametrize(("role", "shown"), [("lurah", True), ("ketua_rw", False)])
def test_a_need_proposed_by_an_officer_says_so_in_public_and_on_the_desk(world: World, role: str, shown: bool):
    need = needs.verify(by=world.lurah_dua, need=_proposed_by(world, role), at=world.at)
    head = Client()
    head.force_login(world.ketua_rw, backend="allauth.account.auth_backends.AuthenticationBackend")

    pages = [
        Client().get(reverse("public:need", args=[need.reference])).content.decode(),
        head.get(reverse("desks:own_need", args=[need.reference])).content.decode(),
    ]

    assert [OFFICE in page for page in pages] == [shown, shown]
    assert all("Kenari lurah" not in page for page in pages)


def test_a_receipt_on_paper_is_told_as_the_officers(world: World):
    delivery = the.handed_over(world)
    from ksbb.deliveries import actions as deliveries

    deliveries.confirm_on_paper(
        by=world.lurah, delivery=delivery, counts=the.counts_of(delivery), paper_number="TT-1", at=world.at
    )
    need = Need.objects.get(recipient=world.rw)

    page = Client().get(reverse("public:need", args=[need.reference])).content.decode()

    assert "dikonfirmasi penerima" not in page
    assert "Tanda terima kertas" in page or "tanda terima kertas" in page


def test_who_speaks_for_the_receiver_acts_in_nobodys_place(world: World):
    people = ("lurah", "pokja", "ketua_rw", "kolaborator")
    asked = [(world.people[one].pk, world.at) for one in people]

    found = offices_acting(asked, place=world.rw.place, organisation_id=None)

    assert {one: found.get((world.people[one].pk, world.at), "") for one in people} == {
        "lurah": "Petugas Kelurahan Kebayoran Lama Selatan",
        "pokja": "Pokja KSBB",
        "ketua_rw": "",
        "kolaborator": "",
    }
