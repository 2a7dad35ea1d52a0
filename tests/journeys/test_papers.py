"""A giver prints a letter and a record of hand-over without a script; a stranger checks them by QR, on a phone."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from tests import world as small
from tests.journeys.conftest import Open, Town, follow, press
from tests.pages.looking import violations

pytestmark = pytest.mark.browser


def sound(page: Page) -> None:
    """No violation and no sideways scrolling on a small phone and a desk."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (page.url, width)
        assert violations(page) == [], page.url
    page.set_viewport_size({"width": 360, "height": 800})


def test_papers_are_issued_printed_and_checked(town: Town, browse: Open, settings: object):
    settings.KSBB_ORIGIN = town.site  # type: ignore[attr-defined]
    delivery = small.received(town.world, 94)
    page, stranger = browse(script=False), browse(script=False)
    town.sign_in(page, "kolaborator")
    page.goto(f"{town.site}/meja/kolaborator/penyaluran/")
    follow(page, page.get_by_role("link", name="Buka komitmen"))

    for link, word in (
        ("Surat komitmen (PDF)", "Surat Komitmen"),
        ("Berita acara (BAST)", "Berita Acara Serah Terima"),
    ):
        at_hand = page.url
        press(page, link)
        press(page, "Terbitkan", form=True)
        assert page.get_by_role("heading", level=1).inner_text() == word
        sound_with_script = browse()
        sound_with_script.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        sound_with_script.goto(page.url)
        sound(sound_with_script)

        box = page.locator(".qr-box")
        codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(box.screenshot())).convert("L"))
        assert [code.text for code in codes] == [page.locator(".seal a").get_attribute("href")]

        stranger.goto(codes[0].text)
        assert stranger.locator("h1").inner_text() == "Cocok"
        checked = browse()
        checked.goto(stranger.url)
        sound(checked)
        file = page.get_by_role("link", name="Unduh PDF").get_attribute("href")
        pdf = page.request.get(f"{town.site}{file}").body()
        stranger.set_input_files(
            "[name=berkas]", {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": pdf[:-1] + b"x"}
        )
        follow(stranger, stranger.get_by_role("button", name="Bandingkan berkas"))
        assert stranger.locator("h1").inner_text() == "Tidak cocok"
        page.goto(at_hand)

    assert page.url.startswith(town.site)
    assert delivery.reference in page.content()
