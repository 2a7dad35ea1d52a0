"""Nothing that is typed or sent makes a server error, and a bad file writes nothing."""

import os
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ksbb.core.models import JournalEntry
from tests import world as situations
from tests.web.desks.conftest import Visitor
from tests.world import VILLAGE, World

STRINGS = [
    "",
    "\x00",
    "'\"><script>alert(1)</script>",
    "' OR 1=1 --",
    "9" * 400,
    "-1",
    "1e9",
    "٣",
    "½",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "../../etc/passwd",
    "{{ 7*7 }}",
    "%00%s%n",
    "\ud800",
    "\u202ekebalik",
    "a" * 70_000,
    "3174051234567890",
    "KS-0000-0000-0",
    "[isi di sini]",
    "\n\r\t",
]
FIELDS = """
key day note reason quantity period beyond_fact_reason urgency source package name phone email address username
rw_number kind value as_of outcome answer tetap role area organisation standing giver lines deliver_on promised_on
show_name programme code starts_on ends_on since until kinds is_agregator seen file paper_number q hal
""".split()  # noqa: SIM905 - easier to read and to add to


def pages(world: World) -> dict[str, list[str]]:
    """The addresses of forms for each role."""
    delivery = situations.handed_over(world)
    [count] = situations.counts_of(delivery)
    need = situations.proposed_need(world, package="lebaran")
    rw, n, d = world.rw.reference, need.reference, delivery.reference
    own: list[tuple[Any, ...]] = [
        ("propose_package", rw),
        ("propose_quantity", rw),
        ("propose_reason", rw),
        ("propose_check", rw),
    ]
    own += [("confirm", d), ("other_day", count.line), ("decline", count.line), ("arrived", count.line)]
    own += [("own_contact", rw), ("withdraw", n), ("agree", count.line)]
    area: list[tuple[Any, ...]] = [
        ("reject", n),
        ("outside_aid", n),
        ("record_fact", rw),
        ("area_contact", rw),
        ("invite", rw),
        ("paper", d),
    ]
    area += [("enter_rw", VILLAGE), ("decide", d), ("retire", rw), ("choose_village",), ("area_recipients",)]
    pokja: list[tuple[Any, ...]] = [
        ("pokja_open",),
        ("pokja_behalf",),
        ("grant_role",),
        ("register_organisation",),
        ("pokja_periods",),
    ]
    pokja += [("pokja_sentence",), ("import_rw",), ("import_recipients",), ("import_rw_now",), ("import_faults",)]
    pokja += [("suspend", world.other_organisation.reference), ("pokja_queue",)]
    where = {"ketua_rw": own, "lurah": area, "pokja": pokja}
    return {role: [reverse(f"desks:{name}", args=rest) for name, *rest in names] for role, names in where.items()}


def test_no_text_makes_a_server_error(world: World, sit: Visitor):
    chance = random.Random(7)
    for role, urls in pages(world).items():
        client = sit(role)
        client.post(reverse("desks:propose_package", args=[world.rw.reference]), {"package": "sembako"})
        for url in urls:
            for _ in range(ROUNDS):
                said = {field: chance.choice(STRINGS) for field in FIELDS}
                answer = client.post(url, _form(said), content_type="application/x-www-form-urlencoded")
                assert answer.status_code < 500, (url, said)
            text = chance.choice(STRINGS)[:2000]
            assert client.get(f"{url}?{_form({'q': text, 'hal': text})}").status_code < 500, (url, text)


def _form(said: dict[str, str]) -> str:
    """As a browser sends it; lone surrogates go as the bytes they are."""
    return urlencode({field: text.encode("utf-8", "surrogatepass") for field, text in said.items()})


ROUNDS = 100 if os.environ.get("KSBB_TEST_LONG") == "1" else 3
FILES = {
    "kosong.csv": b"",
    "nol.csv": b"\x00" * 50,
    "bukan.xlsx": b"PK\x03\x04rusak",
    "kutip.csv": b'kode_kelurahan,rw\n"31.74,1',
    "utf.csv": b"\xff\xfe\x00\xd8",
    "latin.csv": "kelurahan,rw\nBuah Batü,1".encode("latin-1"),
    "dalam.json": b"[" * 5000,
    "judul.csv": b"a,b\n1,2\n",
    "rumus.csv": b"kode_kelurahan,rw,jenis,kode_wilayah\n=1+1,@x,=cmd,-1\n",
    "angka.csv": b"jenis,kode_wilayah,kk\nrw,31.74.05.1006-RW901,99999999999999999999\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_writes_nothing(name: str, world: World, sit: Visitor):
    client, before = sit("pokja"), JournalEntry.objects.count()
    for page in ("import_rw", "import_recipients"):
        sent = {"file": SimpleUploadedFile(name, FILES[name]), "source": "Uji"}
        answer = client.post(reverse(f"desks:{page}"), sent)
        assert answer.status_code == 422, page
    assert JournalEntry.objects.count() == before
