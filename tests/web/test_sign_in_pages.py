"""Sign-in pages open for anybody without writing; the exempt routes of the read-only guard are the fewest that work."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

PAGES = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
PAGES += ["account_logout", "account_inactive", "account_reset_password_from_key_done"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_looking_makes_no_session(client: Client, name: str):
    response = client.get(reverse(name))

    assert response.status_code in (200, 302)
    assert "ksbb-session" not in response.cookies
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_password_is_reset_by_the_link_in_the_message(client: Client):
    get_user_model().objects.create_user(username="siti", email="siti@contoh.example", password="lama-sekali-7")
    client.post(reverse("account_reset_password"), {"email": "siti@contoh.example"})
    [link] = re.findall(r"https?://testserver(/akun/\S+)", str(mail.outbox[0].body))

    landing = client.get(link)
    client.post(landing["location"], {"password1": "baru-sekali-88", "password2": "baru-sekali-88"})

    assert client.login(username="siti", password="baru-sekali-88")


@pytest.mark.django_db
def test_signing_in_and_looking_at_every_page_of_the_account(client: Client):
    get_user_model().objects.create_user(username="siti", email="siti@contoh.example", password="lama-sekali-7")
    answer = client.post(reverse("account_login"), {"login": "siti", "password": "lama-sekali-7"})
    assert answer.status_code == 302

    seen = [
        client.get(reverse(name)).status_code for name in ("account_email", "account_change_password", "account_logout")
    ]

    assert seen == [200, 200, 200]
