"""Hostile strings through every field: refused or taken, never an error of ours."""

from collections.abc import Callable

import pytest
from django.test import Client

from ksbb.commitments.models import Commitment
from ksbb.commitments.queries import lines_of
from tests.web.giving.conftest import World

pytestmark = pytest.mark.django_db
STRINGS = [
    "\x00",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\u202eabc",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "9" * 5000,
    "-1",
    "1e309",
    "NaN",
    "٣",
    "a" * 100_000,
    "../../etc/passwd",
    "{{7*7}}%s%n",
    "2026-02-30",
    "0000-00-00",
    "99999-99-99",
    "KS-0000-0000-0",
    "\r\nSet-Cookie: a=b",
    "=cmd|' /C calc'!A0",
    "+62" * 30,
    "ı̇İ" * 20,
]


def _fields(world: World, promised: str, line: int) -> dict[str, list[str]]:
    ref, place = world.need.reference, f"/lacak/{promised}/baris/{line}"
    return {
        f"/bantu/{ref}/": ["jumlah", "setara", "kunci"],
        f"/bantu/{ref}/kapan/": ["cara", "hari_0"],
        f"/bantu/{ref}/siapa/": ["nama", "email", "telepon", "tampil"],
        f"/bantu/{ref}/periksa/": ["setuju", "kunci"],
        f"/komitmen/{promised}/kode/": ["kode"],
        "/daftar-pilihan/": ["aksi", "kebutuhan", ref],
        "/lacak/": ["nomor", "bukti"],
        f"{place}/jadwal/": ["hari", "jam", "kunci"],
        f"{place}/kurangi/": ["jumlah", "alasan"],
        f"{place}/batal/": ["alasan"],
        f"{place}/antar/": [f"jumlah_{line}", "hari"],
        "/akun/login/": ["login", "password", "next"],
        "/akun/password/reset/": ["email"],
    }


@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_every_field_stands_it(client: Client, world: World, guest: Callable[..., str], promised: str, text: str):
    line = lines_of(Commitment.objects.get())[0].pk

    for address, fields in _fields(world, promised, line).items():
        answer = client.post(address, dict.fromkeys(fields, text))
        assert answer.status_code < 500, (address, text[:40])
        assert "<script>alert(1)" not in answer.content.decode()


@pytest.mark.parametrize("text", STRINGS[:12], ids=range(12))
def test_every_address_stands_it(client: Client, world: World, text: str):
    for parameter in ("/lacak/?nomor=", "/daftar-pilihan/?tambah=", "/lacak/", "/bantu/", "/komitmen/"):
        tail = text[:300].replace("/", "").replace("\x00", "%00").replace("#", "").replace("?", "")
        answer = client.get(parameter + tail)
        assert answer.status_code < 500
