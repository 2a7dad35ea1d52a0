"""T18: no foreign page makes a browser sign in, sign out, accept or change; none shows ours inside its own."""

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.access import actions
from ksbb.parties.models import User
from ksbb.web.entry import links
from tests.situations import AT, World

pytestmark = pytest.mark.django_db
FORMS = (
    "account_login", "account_signup", "account_logout", "account_reset_password", "account_change_password",
    "account_email", "mfa_login_webauthn", "mfa_add_webauthn", "mfa_activate_totp", "mfa_generate_recovery_codes",
    "entry:code", "entry:code_typed", "entry:handed", "entry:devices", "entry:contact", "entry:contact_code",
    "entry:sure", "entry:cancel_recovery",
)  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("who", ["visitor", "signed_in"])
def test_t18_a_form_without_its_token_does_nothing(name: str, who: str):
    client = Client(enforce_csrf_checks=True)
    if who == "signed_in":
        client.force_login(User.objects.create_user(username="siti", password="x", name="Siti"))

    answer = client.post(
        reverse(name), {"login": "siti", "password": "x", "kontak": "a@uji.example", "keluar": "semua"}
    )

    assert answer.status_code == 403


def test_t18_login_csrf_a_token_of_another_browser_signs_nobody_in():
    User.objects.create_user(username="jahat", password="lama-sekali-7", name="Jahat")
    attacker, victim = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    attacker.get(reverse("account_login"))
    token = attacker.cookies["ksbb-csrf"].value

    answer = victim.post(
        reverse("account_login"), {"login": "jahat", "password": "lama-sekali-7", "csrfmiddlewaretoken": token}
    )

    assert answer.status_code == 403
    assert "_auth_user_id" not in victim.session


def test_t18_an_invitation_is_not_accepted_by_a_foreign_form(world: World):
    token = links.new_token()
    invitation = actions.invite(by=world.lurah, recipient=world.recipient, token=token, at=AT)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.donor)
    signed = links.link_of(token).rstrip("/").rsplit("/", 1)[1]

    assert client.post(reverse("entry:accept", args=[signed])).status_code == 403
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


@pytest.mark.parametrize("name", ["account_login", "entry:code", "entry:handed", "account_signup", "account_logout"])
def test_t18_clickjacking_no_page_of_signing_in_may_be_framed(client: Client, name: str):
    answer = client.get(reverse(name), follow=True)

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "form-action 'self'" in answer["Content-Security-Policy"]


def test_t18_cookies_stay_at_home(client: Client):
    User.objects.create_user(username="siti", password="lama-sekali-7", name="Siti")
    client.post(reverse("account_login"), {"login": "siti", "password": "lama-sekali-7"})

    for name in ("ksbb-session",):
        assert client.cookies[name]["samesite"] == "Lax"
        assert client.cookies[name]["httponly"]
