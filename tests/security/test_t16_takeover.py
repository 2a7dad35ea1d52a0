"""T16: a number that changed hands, a shared phone, a stolen password, a wandering link do not take an account over."""

import re
import time
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ksbb.access import actions
from ksbb.core.refusals import Refused
from ksbb.notices.queries import latest
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Organisation, ProofCode, User
from ksbb.parties.rules import CODE_TRIES
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import PASSWORD, World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_tries_left_behind() -> Any:
    yield
    cache.clear()


def digits_in_letter() -> str:
    return re.search(r"\b(\d{6})\b", latest()[0].body)[1]  # type: ignore[index]


def ask_code(client: Client, contact: str, **more: Any) -> None:
    assert client.post(reverse("entry:code"), {"kontak": contact, **more}).status_code == 302


def type_code(client: Client, digits: str) -> Any:
    return client.post(reverse("entry:code_typed"), {"kode": digits})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def totp() -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def with_app(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})


# --- Codes (SEC-13) ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contact", ["kenari.ketua_rw@uji.example", "0812 0000 005"])
def test_t16_a_code_signs_in_by_address_or_phone(world: World, client: Client, contact: str):
    ask_code(client, contact)
    assert type_code(client, digits_in_letter())["location"] == "/meja/"
    assert client.session["_auth_user_id"] == str(world.ketua_rw.pk)
    assert client.session.get_expiry_age() == 30 * 24 * 3600


def test_t16_a_code_is_bound_to_the_browser_that_asked(world: World, client: Client):
    ask_code(client, world.ketua_rw.email)
    thief = Client()
    ask_code(thief, world.ketua_rw.email)
    theirs = digits_in_letter()

    type_code(client, theirs)
    assert not signed_in(client)
    assert type_code(Client(), theirs)["location"] == reverse("entry:code")
    type_code(thief, theirs)
    assert signed_in(thief)


def test_t16_a_code_is_used_once(world: World, client: Client):
    ask_code(client, world.ketua_rw.email)
    digits, kept = digits_in_letter(), client.session["kode_masuk"]
    type_code(client, digits)

    with pytest.raises(Refused, match="code_expired"):
        actions.sign_in_by_code(contact=kept["contact"], nonce=kept["nonce"], digits=digits, at=world.at)


def test_t16_a_code_lives_ten_minutes(world: World, client: Client):
    ask_code(client, world.ketua_rw.email)
    kept, digits = client.session["kode_masuk"], digits_in_letter()
    late = world.at + timedelta(minutes=10, seconds=1)

    with pytest.raises(Refused, match="code_expired"):
        actions.sign_in_by_code(contact=kept["contact"], nonce=kept["nonce"], digits=digits, at=late)


def test_t16_five_tries_then_a_new_code(world: World, client: Client):
    ask_code(client, world.ketua_rw.email)
    digits = digits_in_letter()
    for _ in range(CODE_TRIES):
        assert "tidak cocok" in type_code(client, wrong(digits)).content.decode()

    assert "salah lima kali" in type_code(client, digits).content.decode()
    assert not signed_in(client)
    assert digits not in ProofCode.objects.get().digest


def test_t16_three_codes_an_hour_for_an_address_and_twenty_for_a_connection(
    world: World, client: Client, settings: LazySettings
):
    for _ in range(3):
        ask_code(client, world.ketua_rw.email)
    assert client.post(reverse("entry:code"), {"kontak": world.ketua_rw.email}).status_code == 422

    settings.KSBB_RATE_FACTOR = 1
    answers = [
        client.post(reverse("entry:code"), {"kontak": f"orang{n}@uji.example"}, REMOTE_ADDR="203.0.113.9").status_code
        for n in range(21)
    ]
    assert answers == [302] * 20 + [429]


def test_t16_no_phone_message_opens_a_staff_account(world: World, client: Client):
    ask_code(client, world.lurah.phone)

    assert re.search(r"\b\d{6}\b", latest()[0].body) is None


def test_t16_an_address_that_was_never_proven_opens_nothing(client: Client, world: World):
    client.post(
        reverse("account_signup"), {"nama": "Jahat", "email": "korban@uji.example", "password1": "gotong-royong-77"}
    )
    ask_code(client, "korban@uji.example")

    assert re.search(r"\b\d{6}\b", latest()[0].body) is None


# --- Staff (SEC-13) ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "where"),
    [("pokja", "desks:pokja"), ("lurah", "desks:area"), ("kolaborator", "giving:collaborator")],
)
def test_sec_13_staff_without_a_second_lock_find_their_desks_shut(
    world: World, client: Client, settings: LazySettings, role: str, where: str
):
    settings.KSBB_STAFF_MFA = True
    Organisation.objects.update(is_agregator=True)
    client.force_login(world.people[role], backend=BACKEND)

    shut = client.get(reverse(where))
    assert shut.status_code == 403
    assert reverse("mfa_add_webauthn") in shut.content.decode()
    with_app(world.people[role])
    assert client.get(reverse(where)).status_code == 200


def test_sec_13_nothing_is_given_in_the_name_of_an_agregator_without_it(
    world: World, client: Client, settings: LazySettings
):
    settings.KSBB_STAFF_MFA = True
    Organisation.objects.update(is_agregator=True)
    client.force_login(world.kolaborator, backend=BACKEND)

    assert client.post(reverse("giving:upload")).status_code == 403


def test_sec_13_an_rw_head_needs_no_second_lock(world: World, client: Client, settings: LazySettings):
    settings.KSBB_STAFF_MFA = True
    client.force_login(world.ketua_rw, backend=BACKEND)

    assert client.get(reverse("desks:recipient")).status_code == 200


@pytest.mark.parametrize("way", ["password", "code"])
def test_sec_13_a_stolen_password_or_mailbox_is_not_enough_for_staff(world: World, client: Client, way: str):
    with_app(world.lurah)
    if way == "password":
        answer = client.post(reverse("account_login"), {"login": "lurah", "password": PASSWORD})
    else:
        ask_code(client, world.lurah.email)
        answer = type_code(client, digits_in_letter())

    assert answer["location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp()})
    assert client.session["_auth_user_id"] == str(world.lurah.pk)


def test_sec_13_the_last_key_of_staff_stays(world: World, client: Client, settings: LazySettings):
    settings.KSBB_STAFF_MFA = True
    with_app(world.lurah)
    client.post(reverse("account_login"), {"login": "lurah", "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": totp()})

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=world.lurah, type="totp").exists()


def test_sec_13_the_demo_says_that_it_asks_for_less(world: World, client: Client, settings: LazySettings):
    client.force_login(world.lurah, backend=BACKEND)
    assert "tidak mewajibkan kunci" in client.get("/akun/saya/").content.decode()
    settings.KSBB_STAFF_MFA = True
    assert "tidak mewajibkan kunci" not in client.get("/akun/saya/").content.decode()


# --- Sessions and devices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["password", "code"])
def test_t16_a_shared_phone_forgets_after_fifteen_minutes(world: World, client: Client, way: str):
    if way == "password":
        client.post(reverse("account_login"), {"login": "ketua_rw", "password": PASSWORD, "bersama": "on"})
    else:
        ask_code(client, world.ketua_rw.email, bersama="on")
        type_code(client, digits_in_letter())

    assert client.session.get_expiry_age() == 15 * 60
    kept = Session.objects.get(session_key=client.session.session_key)
    assert kept.expire_date <= timezone.now() + timedelta(minutes=15)


def test_t16_using_a_shared_phone_keeps_it_awake(world: World, client: Client):
    client.post(reverse("account_login"), {"login": "ketua_rw", "password": PASSWORD, "bersama": "on"})
    key = client.session.session_key
    before = Session.objects.get(session_key=key).expire_date

    later = time.time() + 120
    with mock.patch("ksbb.web.entry.sessions.time.time", return_value=later):
        client.get("/akun/saya/")

    kept = Session.objects.get(session_key=key)
    assert kept.get_decoded()["dipakai"] == int(later)
    assert kept.expire_date >= before


def test_t16_devices_are_listed_and_put_out(world: World, client: Client):
    said = {"login": "ketua_rw", "password": PASSWORD}
    other = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537"})
    other.post(reverse("account_login"), said)
    client.post(reverse("account_login"), said)
    page = client.get(reverse("entry:devices")).content.decode()
    assert "Chrome di HP Android" in page
    assert "perangkat ini" in page

    number = re.search(r'name="keluar" value="(\d+)"', page)
    assert number is not None
    client.post(reverse("entry:devices"), {"keluar": number[1]})
    assert other.get("/akun/saya/").status_code == 302
    assert client.get("/akun/saya/").status_code == 200

    stranger = Client()
    stranger.post(reverse("account_login"), {"login": "pengelola", "password": PASSWORD})
    assert stranger.post(reverse("entry:devices"), {"keluar": number[1]}).status_code == 404


def test_t16_everywhere_means_also_sessions_that_no_list_knows(world: World, client: Client):
    stolen = Client()
    stolen.force_login(world.ketua_rw, backend=BACKEND)  # never went through the page, so it is on no list
    client.post(reverse("account_login"), {"login": "ketua_rw", "password": PASSWORD})

    client.post(reverse("entry:devices"), {"keluar": "semua"})

    assert stolen.get("/akun/saya/").status_code == 302
    assert client.get("/akun/saya/").status_code == 302


# --- Changing how one is reached --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["entry:contact", "account_email", "mfa_add_webauthn", "account_set_password"])
def test_t16_a_phone_left_open_does_not_change_the_account(world: World, client: Client, name: str):
    client.force_login(world.ketua_rw, backend=BACKEND)

    assert client.get(reverse(name))["location"].startswith(reverse("entry:sure"))
    assert client.post(reverse(name), {"kontak": "jahat@uji.example"})["location"].startswith(reverse("entry:sure"))


def test_t16_who_has_no_password_confirms_by_a_code_to_the_old_address(world: World, client: Client):
    world.ketua_rw.set_unusable_password()
    world.ketua_rw.save()
    client.force_login(world.ketua_rw, backend=BACKEND)
    sure = reverse("entry:sure")

    client.post(sure, {"kirim": "ya", "next": reverse("entry:contact")})
    assert latest()[0].address == world.ketua_rw.email
    answer = client.post(sure, {"kode": digits_in_letter(), "next": reverse("entry:contact")})

    assert answer["location"] == reverse("entry:contact")
    assert client.get(reverse("entry:contact")).status_code == 200


def test_t16_a_new_address_is_proven_and_the_old_one_told(world: World, client: Client):
    old = {world.ketua_rw.email, world.ketua_rw.phone}
    client.post(reverse("account_login"), {"login": "ketua_rw", "password": PASSWORD})
    client.post(reverse("entry:contact"), {"kontak": "ketua.baru@uji.example"})
    world.ketua_rw.refresh_from_db()
    assert world.ketua_rw.email in old

    client.post(reverse("entry:contact_code"), {"kode": digits_in_letter()})

    world.ketua_rw.refresh_from_db()
    assert world.ketua_rw.email == "ketua.baru@uji.example"
    told = {message.address for message in latest() if message.title == "Alamat akun KSBB diganti"}
    assert told == old


def test_t16_a_code_for_signing_in_does_not_prove_a_new_address(world: World, client: Client):
    client.post(reverse("account_login"), {"login": "ketua_rw", "password": PASSWORD})
    ask_code(client, "jahat@uji.example", next="/kontak")

    assert client.get(reverse("entry:contact_code"))["location"] == reverse("entry:contact")


# --- Codes that an officer reads out ----------------------------------------------------------------------------------


def test_t16_an_officers_code_is_noted_told_and_good_once(world: World, client: Client):
    actions.hand_code(by=world.lurah, user=world.ketua_rw, digits="482915", at=world.at)
    assert {m.address for m in latest() if "dibuatkan petugas" in m.title} == {
        world.ketua_rw.email,
        world.ketua_rw.phone,
    }
    said = {"nama": "ketua_rw", "kode": "482915"}

    client.post(reverse("entry:handed"), said)
    assert client.session["_auth_user_id"] == str(world.ketua_rw.pk)
    assert Client().post(reverse("entry:handed"), said).status_code == 422


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        ("lurah_lain", "ketua_rw", "not_allowed"),
        ("lurah", "lurah_dua", "code_not_for_them"),
        ("pokja", "lurah", "code_not_for_them"),
        ("lurah", "orang_lain", "code_not_for_them"),
        ("ketua_rw", "pengelola", "not_allowed"),
        ("pokja", "pengelola", ""),
    ],
)
def test_t16_who_hands_a_code_to_whom(world: World, by: str, to: str, code: str):
    if code:
        with pytest.raises(Refused, match=code):
            actions.hand_code(by=world.people[by], user=world.people[to], digits="482915", at=world.at)
    else:
        actions.hand_code(by=world.people[by], user=world.people[to], digits="482915", at=world.at)


def test_t16_an_officer_who_is_also_head_gets_no_code(world: World):
    parties.appoint(user=world.ketua_rw, name=RoleName.OFFICER, place=world.village, at=world.at)

    with pytest.raises(Refused, match="code_not_for_them"):
        actions.hand_code(by=world.pokja, user=world.ketua_rw, digits="482915", at=world.at)
