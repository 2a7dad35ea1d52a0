"""T14: after signing in one goes on to a path of this site and nowhere else, however the address is dressed up."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ksbb.parties.models import User
from ksbb.web.entry.onward import relative

SPREAD = [
    "https://jahat.example", "http://jahat.example/", "HTTPS://JAHAT.EXAMPLE", "//jahat.example", "///jahat.example",
    "////jahat.example", "/\\jahat.example", "\\\\jahat.example", "\\/jahat.example", "/\\/jahat.example",
    "/%2fjahat.example", "/%2Fjahat.example", "%2f%2fjahat.example", "/%5cjahat.example", "/%5Cjahat.example",
    "/%252fjahat.example", "/%255cjahat.example", "https:jahat.example", "https:/jahat.example", "http:///jahat.example",
    "https:///jahat.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
    "mailto:a@jahat.example", "ftp://jahat.example", "file:///etc/passwd", "blob:https://jahat.example/x",
    "jahat.example",
    "jahat.example/meja/", ".jahat.example", "@jahat.example", "testserver@jahat.example", "https://testserver@jahat.example",
    "https://testserver.jahat.example", "https://testserver:x@jahat.example/", "//testserver@jahat.example",
    "https://jahat.example#@testserver", "https://jahat.example?testserver", "http://testserver/meja/",
    "https://127.0.0.1/", "//127.0.0.1", "http://localhost:8000/", " //jahat.example", "\t//jahat.example",
    "/\t/jahat.example", "/\n/jahat.example", "/\r/jahat.example", "\x00//jahat.example", "/\x00/jahat.example",
    "/ /jahat.example", "/%09/jahat.example", "/%0a/jahat.example", "/%0d%0aLocation:%20https://jahat.example",
    "/meja/\r\nLocation: https://jahat.example", "/.//jahat.example", "/meja//jahat.example", "/meja/..//jahat.example",
    "/\u2215jahat.example", "/\uff0fjahat.example", "\uff0f\uff0fjahat.example", "/\u3002jahat",
    "?next=//jahat.example",
    "#//jahat.example", "", "/" + "a" * 600,
]  # fmt: skip
OWN = ["/", "/meja/", "/meja/penerima/konfirmasi/KS-7F3K-92QD-M/", "/kebutuhan/?kelurahan=31.74.05.1006", "/lacak/#isi"]


def test_there_are_sixty_ways_and_more():
    assert len(set(SPREAD)) >= 60


@pytest.mark.parametrize("address", SPREAD)
def test_t14_an_address_elsewhere_is_no_way_on(address: str):
    assert relative(address) == ""


@pytest.mark.parametrize("address", OWN)
def test_t14_a_path_of_ours_is(address: str):
    assert relative(address) == address


@pytest.mark.django_db
def test_t14_every_door_that_goes_on_asks_the_same_judge(client: Client):
    user = User.objects.create_user(username="siti", password="lama-sekali-7", name="Siti")
    said = {"login": "siti", "password": "lama-sekali-7"}

    assert client.post(reverse("account_login"), said | {"next": "/kebutuhan/"})["location"] == "/kebutuhan/"
    for address in SPREAD[::6]:
        cache.clear()  # the limit on tries is not what is asked here
        for there in (
            Client().post(reverse("account_login"), said | {"next": address}),
            Client().post(reverse("account_login") + "?next=x", said | {"next": address}),
        ):
            assert there["location"] == "/meja/", address
        signed = Client()
        signed.force_login(user)
        assert signed.post(reverse("account_logout"), {"next": address})["location"] == "/"
        asked = signed_in_again(user, address)
        assert asked.startswith("/akun/"), address


@pytest.fixture(autouse=True)
def _no_tries_left_behind() -> Iterator[None]:
    yield
    cache.clear()


def signed_in_again(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return str(client.get(reverse("entry:sure"), {"next": address})["location"])
