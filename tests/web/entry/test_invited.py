"""J3: the first pages of the invited. Any number of looks change nothing; three ways in; each ends at the desk."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ksbb.access import actions
from ksbb.access.models import Invitation
from ksbb.notices.queries import latest
from ksbb.parties.actions import register_person
from ksbb.parties.models import ProofCode, User
from ksbb.parties.queries import roles_of, user_named
from ksbb.web.entry import links
from tests.world import World


@pytest.fixture(autouse=True)
def _no_tries_left_behind() -> Any:
    yield
    cache.clear()


@pytest.fixture
def link(world: World) -> str:
    """The path that the officer sent."""
    token = links.new_token()
    actions.invite(by=world.lurah, recipient=world.rw, token=token, at=world.at)
    return re.sub(r"^https?://[^/]+", "", links.link_of(token))


def digits() -> str:
    return re.search(r"\b(\d{6})\b", latest()[0].body)[1]  # type: ignore[index]


def test_the_first_page_says_who_invites_and_why_and_has_one_button(client: Client, link: str):
    page = client.get(link).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    assert "Petugas Kelurahan Kebayoran Lama Selatan" in main
    assert "Ketua RW" in main
    assert "Mengapa?" in main
    assert "Kenari" not in main  # the office, never the name
    assert len(re.findall(r'<button|class="button', main)) == 1


@pytest.mark.parametrize("agent", ["WhatsApp/2.23.20.0", "facebookexternalhit/1.1", "Mozilla/5.0"])
def test_looking_consumes_nothing(client: Client, link: str, agent: str):
    for _ in range(5):
        answer = client.get(link, headers={"user-agent": agent})
        assert answer.status_code == 200
        assert client.head(link).status_code == 200
        assert client.get(f"{link}terima/").status_code == 200
    assert "ksbb-session" not in client.cookies
    assert Invitation.objects.get().accepted_at is None
    assert answer["Cache-Control"].count("no-store")


@pytest.mark.parametrize("contact", ["0812 7777 1111", "Ketua.Baru@uji.example"])
def test_by_code(client: Client, link: str, contact: str, world: World):
    said = {"nama": "Bu Ketua", "cara": "kode", "kontak": contact}
    assert client.post(f"{link}terima/", said)["location"] == f"{link}kode/"
    assert not User.objects.filter(name="Bu Ketua").exists()

    assert client.post(f"{link}kode/", {"kode": digits()})["location"] == "/meja/"

    person = User.objects.get(name="Bu Ketua")
    assert person.phone == "+6281277771111" or person.email == "ketua.baru@uji.example"
    assert client.get(reverse("desks:recipient")).status_code == 200
    assert client.get(link).status_code == 410


def test_by_username_and_password(client: Client, link: str):
    client.post(f"{link}terima/", {"nama": "Pak Ketua", "cara": "sandi"})
    weak = client.post(f"{link}sandi/", {"username": "pak.ketua", "password": "12345"})
    assert weak.status_code == 422
    assert Invitation.objects.get().accepted_at is None
    taken = client.post(f"{link}sandi/", {"username": "ketua_rw", "password": "gotong-royong-77"})
    assert "sudah dipakai" in taken.content.decode()

    client.post(f"{link}sandi/", {"username": "pak.ketua", "password": "gotong-royong-77"})

    assert client.get(reverse("desks:recipient")).status_code == 200
    assert Client().login(username="pak.ketua", password="gotong-royong-77")


def test_by_the_lock_of_the_phone_leads_to_setting_it_up(client: Client, link: str):
    answer = client.post(f"{link}terima/", {"nama": "Pak Ketua", "cara": "kunci"})

    assert answer["location"] == reverse("mfa_add_webauthn")
    assert client.get(answer["location"]).status_code == 200


def test_nobody_bears_the_address_of_another_as_a_name(client: Client, link: str, world: World):
    """Roles are given by username or address: one who is named like a colleague's address would get the colleague's."""
    client.post(f"{link}terima/", {"nama": "Pak Ketua", "cara": "sandi"})
    page = client.post(f"{link}sandi/", {"username": "calon@contoh.example", "password": "gotong-royong-77"})

    assert page.status_code == 422
    assert "tanpa tanda @" in page.content.decode()
    older = register_person(username=world.orang_lain.email, name="Lama", at=timezone.now())
    assert user_named(older.username) == world.orang_lain


def test_who_has_an_account_only_says_yes(client: Client, link: str, world: World):
    client.force_login(world.orang_lain, backend="allauth.account.auth_backends.AuthenticationBackend")

    client.post(f"{link}terima/")

    assert [role.place for role in roles_of(world.orang_lain)] == [world.rw.place]


def test_the_proven_address_of_an_account_gives_that_account_the_role(client: Client, link: str, world: World):
    client.post(f"{link}terima/", {"nama": "X", "cara": "kode", "kontak": world.orang_lain.email})
    client.post(f"{link}kode/", {"kode": digits()})

    assert [role.place for role in roles_of(world.orang_lain)] == [world.rw.place]


def test_what_was_typed_stays(client: Client, link: str):
    page = client.post(f"{link}terima/", {"nama": "Bu Ketua", "cara": "kode", "kontak": ""})

    assert page.status_code == 422
    assert 'value="Bu Ketua"' in page.content.decode()
    assert "Tulis nomor HP atau e-mail untuk menerima kode." in page.content.decode()
    assert not ProofCode.objects.exists()


def test_an_officer_is_refused_the_own_link(client: Client, link: str, world: World):
    client.force_login(world.lurah, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.post(f"{link}terima/")

    assert page.status_code == 409
    assert "orang lain" in page.content.decode()


def test_the_officer_helps_whom_no_message_reaches(world: World):
    client = Client()
    client.force_login(world.lurah, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("desks:invite", args=[world.rw.reference])).content.decode()
    where = re.search(r'href="([^"]+/kode/\d+/)"', page)
    assert where is not None
    assert not ProofCode.objects.exists()

    shown = client.post(where[1]).content.decode()

    code = re.search(r"<code>(\d{6})</code>", shown)
    assert code is not None
    head = Client()
    head.post(reverse("entry:handed"), {"nama": "KETUA_RW", "kode": code[1]})
    assert head.get(reverse("desks:recipient")).status_code == 200


def test_recovery_on_the_desk_and_stopping_it_from_the_account(world: World):
    pokja, person = Client(), Client()
    for client, role in ((pokja, "pokja"), (person, "lurah")):
        client.force_login(world.people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    number = roles_of(world.lurah)[0].pk
    where = reverse("desks:recovery", args=[number])
    assert "24 jam" in pokja.get(where).content.decode()

    page = pokja.post(where, {"langkah": "mulai"}).content.decode()
    assert "Boleh diselesaikan sejak" in page
    assert "Selesaikan pemulihan" not in page
    assert "Pemulihan akun ini sedang berjalan" in person.get("/akun/saya/").content.decode()
    person.post(reverse("entry:cancel_recovery"))
    assert "sedang berjalan" not in person.get("/akun/saya/").content.decode()
    assert "Mulai pemulihan" in pokja.get(where).content.decode()
