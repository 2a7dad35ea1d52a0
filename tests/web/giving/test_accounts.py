"""Sign-in pages in our words, sign-up with a name, the account page, the demo's mailbox."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from ksbb.console.world.cast import DEMO_PASSWORD
from ksbb.notices.queries import latest
from ksbb.parties.models import User
from ksbb.web.templatetags.giving import DEMO
from tests.web.giving.conftest import World

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r"\b(password|username|sign in|sign up|login|logout|email address|remember)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive"],
)
def test_pages_speak_indonesian(client: Client, name: str):
    page = client.get(reverse(name)).content.decode()
    shown = re.sub(r"<[^>]+>", " ", page)

    assert "<h1>" in page
    assert not ENGLISH.search(shown), ENGLISH.findall(shown)


@pytest.mark.parametrize("login", ["donor", "siti@contoh.example"])
def test_sign_in_by_username_or_address_and_out_by_post(client: Client, world: World, login: str):
    answer = client.post(reverse("account_login"), {"login": login, "password": "rahasia-sekali-1"})

    assert answer["location"] == "/meja/"
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get("/akun/saya/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/akun/saya/").status_code == 302


def test_a_wrong_password_is_said(client: Client, world: World):
    answer = client.post(reverse("account_login"), {"login": "donor", "password": "salah"})
    page = answer.content.decode()

    assert "tidak cocok" in page
    assert "Ada yang perlu diperbaiki" in page


def test_sign_up_asks_for_a_name(client: Client, world: World):
    answers = {"email": "ani@contoh.example", "password1": "gotong-royong-77"}
    assert "Tulis nama Anda" in client.post(reverse("account_signup"), answers).content.decode()

    client.post(reverse("account_signup"), answers | {"nama": "Ani Lestari"})

    assert User.objects.get(email="ani@contoh.example").name == "Ani Lestari"


def test_a_password_is_changed(client: Client, world: World):
    client.force_login(world.donor)
    answers = {"oldpassword": "rahasia-sekali-1", "password1": "baru-sekali-88", "password2": "baru-sekali-88"}

    client.post(reverse("account_change_password"), answers)

    world.donor.refresh_from_db()
    assert world.donor.check_password("baru-sekali-88")


def test_the_message_about_a_new_password_is_ours(client: Client, world: World):
    client.post(reverse("account_reset_password"), {"email": "siti@contoh.example"})

    assert mail.outbox[0].subject == "[KSBB] Kata sandi baru"
    assert "Buka tautan ini" in str(mail.outbox[0].body)


def test_the_demo_shows_its_sign_ins_and_letters_only_there(client: Client, settings):
    assert client.get("/demo/surat/").status_code == 404
    assert DEMO_PASSWORD not in client.get(reverse("account_login")).content.decode()
    settings.KSBB_DEMO = True

    assert "Belum ada pesan" in client.get("/demo/surat/").content.decode()
    assert DEMO_PASSWORD in client.get(reverse("account_login")).content.decode()
    assert DEMO["password"] == DEMO_PASSWORD


def test_a_new_account_proves_its_address_by_a_letter_of_the_outbox(client: Client, world: World):
    fields = {"nama": "Budi", "email": "budi.baru@contoh.example", "password1": "gotong-royong-77"}

    assert client.post(reverse("account_signup"), fields).status_code == 302

    letter = latest()[0]
    assert (letter.address, letter.dedupe[:10]) == ("budi.baru@contoh.example", "code:akun:")
    assert not ENGLISH.search(letter.title)
    confirm = re.search(r"https?://testserver(/akun/\S+)", letter.body)
    assert confirm is not None
    assert client.get(confirm[1]).status_code == 200
