"""Covering faces in a real browser: drawn with a mouse, or by keyboard without any script (UX, T24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from ksbb.deliveries.models import Evidence
from ksbb.places import actions as places
from tests import world as the
from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(site: str) -> Evidence:
    at = datetime.now(UTC)
    places.seed(at=at)
    world: World = the.make_world(at=at)
    return the.sent_photo(world)


def review(page: Page, site: str, photo: Evidence) -> None:
    page.goto(f"{site}/akun/login/?next=/meja/wilayah/foto/{photo.reference}/")
    page.fill("input[name=login]", "lurah")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**/meja/wilayah/foto/{photo.reference}/")


def publish(page: Page) -> None:
    page.fill("input[name=description]", "Kardus sembako di pos RW")
    page.click("button:has-text('Terbitkan foto')")
    page.wait_for_url("**/meja/wilayah/foto/")


def test_a_rectangle_is_drawn(site: str, waiting: Evidence, browse: Callable[..., Any]) -> None:
    page = browse(width=1000, height=1400)
    review(page, site, waiting)
    grid = page.locator(".cells")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    wide, high = box["width"] / 12, box["height"] / 9

    page.mouse.move(box["x"] + wide * 2.5, box["y"] + high * 1.5)
    page.mouse.down()
    page.mouse.move(box["x"] + wide * 4.5, box["y"] + high * 2.5, steps=4)
    page.mouse.up()

    chosen = page.eval_on_selector_all(".cells input:checked", "all => all.map(one => Number(one.value))")
    assert chosen == [14, 15, 16, 26, 27, 28]
    publish(page)
    assert Evidence.objects.get().covered == 6


def test_cells_are_chosen_without_script_and_by_keyboard(
    site: str, waiting: Evidence, browse: Callable[..., Any]
) -> None:
    page = browse(script=False, width=320)
    review(page, site, waiting)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.locator(".cells input").nth(14).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    publish(page)
    assert Evidence.objects.get().covered == 2
