"""J3, steps 1 and 2: invited by WhatsApp, signed in by the phone's own lock or by code, with JavaScript and without."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from ksbb.access import actions
from ksbb.notices.queries import latest
from ksbb.parties.models import User
from ksbb.web.entry import links
from tests.journeys.conftest import Open, Town, press
from tests.journeys.hands import Mode, in_every_mode

pytestmark = pytest.mark.browser


def invited(town: Town) -> str:
    """The link that the officer sent, at a host name that a passkey can be bound to."""
    token, w = links.new_token(), town.world
    actions.invite(by=w.lurah, recipient=w.rw, token=token, at=w.at)
    return re.sub(r"^https?://[^/]+", town.site.replace("127.0.0.1", "localhost"), links.link_of(token))


def with_lock(page: Page) -> None:
    """Give the browser a phone's lock that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_invited_and_signed_in_by_the_phones_lock(town: Town, browse: Open) -> None:
    cache.clear()
    page = browse()
    with_lock(page)
    page.goto(invited(town))
    press(page, "Terima undangan")
    page.fill("[name=nama]", "Bu Ketua")
    page.check("[name=cara][value=kunci]")
    press(page, "Lanjut")
    press(page, "Pasang kunci sandi")
    page.wait_for_url("**/meja/**")

    page.locator("header").get_by_role("button", name="Keluar").click()
    page.goto(town.site.replace("127.0.0.1", "localhost") + "/akun/login/")
    press(page, "Masuk dengan sidik jari atau kunci layar")
    page.wait_for_url("**/meja/**")

    assert User.objects.get(name="Bu Ketua").last_login is not None


@in_every_mode
def test_invited_and_signed_in_by_code(town: Town, browse: Open, mode: Mode) -> None:
    cache.clear()
    hand = mode.hand(browse, 320)
    hand.open(invited(town))
    hand.press("Terima undangan")
    hand.fill("[name=nama]", "Pak Ketua")
    hand.fill("[name=kontak]", "ketua.baru@uji.example")
    hand.press("Lanjut")
    hand.fill("[name=kode]", _digits())
    hand.press("Lanjut")
    hand.page.wait_for_url("**/meja/penerima/**")
    hand.leave()

    hand.open(town.site.replace("127.0.0.1", "localhost") + "/akun/login/")
    hand.press("Masuk dengan kode ke HP atau e-mail")
    hand.fill("[name=kontak]", "ketua.baru@uji.example")
    hand.choose("[name=bersama]")
    hand.press("Kirim kode")
    hand.fill("[name=kode]", _digits())
    hand.press("Lanjut")
    hand.page.wait_for_url("**/meja/penerima/**")


def _digits() -> str:
    found = re.search(r"\b(\d{6})\b", latest()[0].body)
    assert found is not None
    return found[1]
