"""A small town on a live server. The hands that work its pages stand in hands.py."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page

from ksbb.places import actions as places
from tests import databases
from tests.journeys.hands import Hand
from tests.world import PASSWORD, World, make_world

_numbers = itertools.count(1)


@dataclass
class Town:
    """The address of the site, and the world behind it (in the same database)."""

    site: str
    world: World

    def sign_in(self, page: Page, role: str) -> None:
        """By username, as an RW head without e-mail does."""
        page.goto(f"{self.site}/akun/login/")
        page.fill("[name=login]", role)
        page.fill("[name=password]", PASSWORD)
        follow(page, page.locator("main").get_by_role("button", name="Masuk", exact=True))  # not the one for passkeys
        page.wait_for_url("**/meja/**")

    def enter(self, hand: Hand, role: str) -> None:
        """The same by whatever hand."""
        hand.open(f"{self.site}/akun/login/")
        hand.fill("[name=login]", role)
        hand.fill("[name=password]", PASSWORD)
        hand.follow(hand.page.locator("main").get_by_role("button", name="Masuk", exact=True))
        hand.page.wait_for_url("**/meja/**")


def _build() -> World:
    at = timezone.now()
    places.seed(at=at)
    return make_world(at=at)


@pytest.fixture
def _furnished(django_test_environment: None, django_db_blocker: Any) -> tuple[str, World]:
    with django_db_blocker.unblock():
        return databases.furnished("town", _build)


@pytest.fixture
def fresh_db(_furnished: tuple[str, World], django_db_blocker: Any, process_name: str) -> Iterator[databases.Database]:
    """Instead of the bare one: the world stands in it."""
    with django_db_blocker.unblock(), databases.use(f"{process_name}_town_{next(_numbers)}", _furnished[0]) as database:
        yield database


@pytest.fixture
def town(_furnished: tuple[str, World], site: str) -> Town:
    world = _furnished[1]
    world.at = timezone.now()  # it was built earlier in the run; what is done to it now happens now
    return Town(site, world)


def press(page: Page, word: str, *, form: bool = False) -> None:
    """Press the button of that name, or follow the link; the first of several."""
    main = page.locator("main")
    buttons = main.get_by_role("button", name=word)
    follow(page, buttons if form or buttons.count() else main.get_by_role("link", name=word))


def follow(page: Page, wanted: Locator) -> None:
    """Click the first of them and wait until the page that it brings has come: no page of ours answers in place."""
    with page.expect_navigation():
        wanted.first.click()


Open = Callable[..., Page]
