"""Who may open what: every page of the desks for every role, own and foreign."""

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.web.desks import urls
from tests import world as situations
from tests.web.desks.conftest import Visitor
from tests.world import World

SEATS = {
    "penerima": {"ketua_rw", "ketua_rw_lain", "pengelola"},
    "wilayah": {"lurah", "lurah_dua", "lurah_lain", "pokja", "pokja_dua"},
    "pokja": {"pokja", "pokja_dua"},
}
DOORS = {
    desk: [p.name for p in found if "<" not in str(p.pattern)]
    for desk, found in (("penerima", urls.RECIPIENT), ("wilayah", urls.AREA), ("pokja", urls.POKJA))
}


@pytest.mark.parametrize("role", ["pokja", "lurah", "ketua_rw", "pengelola", "kolaborator", "orang_lain"])
def test_each_role_finds_its_own_desks_open_and_the_others_shut(role: str, world: World, sit: Visitor):
    client = sit(role)
    for desk, names in DOORS.items():
        for name in names:
            answer = client.get(reverse(f"desks:{name}"))
            open_now = role in SEATS[desk]
            assert (answer.status_code in {200, 302, 405}) if open_now else answer.status_code in {403, 405}, name
            if answer.status_code != 405:
                assert "no-store" in answer["Cache-Control"], name


def test_a_visitor_is_asked_to_sign_in(world: World):
    for name in [name for names in DOORS.values() for name in names]:
        answer = Client().get(reverse(f"desks:{name}"))
        assert answer.status_code == 405 or "/akun/" in answer["location"], name


def test_foreign_objects_are_not_found(world: World, sit: Visitor):
    delivery = situations.handed_over(world)
    [line] = [count.line for count in situations.counts_of(delivery)]
    need = situations.proposed_need(world, package="lebaran")
    rw = world.rw.reference
    receivers = [
        ("confirm", delivery.reference), ("promise", line), ("decline", line), ("other_day", line), ("arrived", line),
        ("propose_package", rw), ("propose_quantity", rw), ("propose_reason", rw), ("propose_check", rw),
        ("own_need", need.reference), ("withdraw", need.reference), ("own_contact", rw), ("poster", rw),
    ]  # fmt: skip
    officers = [
        ("examine", need.reference), ("reject", need.reference), ("close", need.reference),
        ("outside_aid", need.reference), ("area_recipient", rw), ("record_fact", rw), ("area_contact", rw),
        ("retire", rw), ("invite", rw), ("choose_kind", world.village.code), ("enter_rw", world.village.code),
        ("register_rw", world.rw.place.code), ("paper", delivery.reference), ("decide", delivery.reference),
    ]  # fmt: skip
    for role, own, pages in (("ketua_rw_lain", "ketua_rw", receivers), ("lurah_lain", "lurah", officers)):
        foreign, mine = sit(role), sit(own)
        for name, what in pages:
            url = reverse(f"desks:{name}", args=[what])
            assert (foreign.get(url).status_code, foreign.post(url, {}).status_code) in {(404, 404), (404, 405)}, name
            assert mine.get(url).status_code in {200, 302}, name
        assert foreign.get(reverse(f"desks:{pages[0][0]}", args=["KS-0000-0000-0"])).status_code == 404


def test_foreign_presses_do_nothing(world: World, sit: Visitor):
    line = situations.promised_line(world)
    for name in ("agree", "accept_equivalent", "contacted", "giver_contact"):
        assert sit("ketua_rw_lain").post(reverse(f"desks:{name}", args=[line.pk])).status_code == 404
        assert sit("lurah").post(reverse(f"desks:{name}", args=[line.pk])).status_code == 403


def test_the_front_of_the_desks_sends_each_home(world: World, sit: Visitor):
    homes = {"pokja": "/meja/pokja/", "lurah": "/meja/wilayah/", "ketua_rw": "/meja/penerima/"}
    for role, home in homes.items():
        assert sit(role).get("/meja/")["location"] == home
    assert "belum punya peran" in sit("orang_lain").get("/meja/").content.decode()
