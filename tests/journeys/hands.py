"""Hands that work a page: one clicks, the other has only a keyboard. Both do the same deeds, so a journey is told once.

A hand looks where it arrives: nothing beyond the edge of the window, and by keyboard, a visible mark on what has the
focus and a way on from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class Mode:
    """How somebody comes: with a script or without, by keyboard, on how wide a window."""

    name: str
    script: bool = True
    keyboard: bool = False
    narrow: bool = False

    def hand(self, browse: Any, width: int = 360) -> Hand:
        """A hand on a fresh window, as wide as the story wants unless the mode is narrow."""
        page = browse(script=self.script, width=320 if self.narrow else width)
        return Keys(page, self) if self.keyboard else Hand(page, self)


PLAIN, BARE = Mode("script"), Mode("no-script", script=False)
KEYBOARD, NARROW = Mode("keyboard", keyboard=True), Mode("narrow", narrow=True)
in_every_mode = pytest.mark.parametrize(
    "mode",
    [BARE, KEYBOARD, pytest.param(PLAIN, marks=pytest.mark.long), pytest.param(NARROW, marks=pytest.mark.long)],
    ids=lambda mode: mode.name,
)
"""Without a script and by keyboard every day; the others with the long tests."""


class Hand:
    """Clicks and types."""

    def __init__(self, page: Page, mode: Mode) -> None:
        self.page, self.mode = page, mode
        self.steps = 0
        """Buttons and links pressed so far."""

    def open(self, address: str) -> None:
        self.page.goto(address)
        self._look()

    def says(self, words: str) -> bool:
        """Somewhere in what the page is about."""
        return words in self.page.inner_text("main")

    def press(self, word: str, *, form: bool = False) -> None:
        """Press the button of that name, or follow the link; the first of several."""
        main = self.page.locator("main")
        buttons = main.get_by_role("button", name=word)
        self.follow(buttons if form or buttons.count() else main.get_by_role("link", name=word))

    def follow(self, wanted: Locator) -> None:
        """Press it and wait for the page that it brings: no page of ours answers in place."""
        self.steps += 1
        with self.page.expect_navigation():
            self._press(wanted.first)
        self._look()

    def leave(self) -> None:
        """Sign out."""
        self.follow(self.page.locator("header").get_by_role("button", name="Keluar"))

    def unfold(self, word: str) -> None:
        """Open what is folded away behind these words."""
        self.page.locator("main summary", has_text=word).first.click()

    def fill(self, field: str, text: str) -> None:
        self.page.fill(field, text)

    def day(self, field: str, day: date) -> None:
        self.page.fill(field, day.isoformat())

    def choose(self, field: str) -> None:
        """A radio button or a checkbox."""
        self.page.check(field)

    def pick(self, field: str, value: str) -> None:
        """An option of a list."""
        self.page.select_option(field, value)

    def attach(self, field: str, name: str, kind: str, content: bytes) -> None:
        self.page.set_input_files(field, {"name": name, "mimeType": kind, "buffer": content})

    def _press(self, wanted: Locator) -> None:
        wanted.click()

    def _look(self) -> None:
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window, f"{self.page.url} is {wide} wide in a window of {window}"
        assert self.page.locator("h1").count() == 1, self.page.url


SEEN = """e => {
  const marked = e.matches('input[type=checkbox], input[type=radio]') && getComputedStyle(e).opacity === '0'
    ? e.nextElementSibling : e;
  const style = getComputedStyle(marked), box = marked.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const bare = !top || !(marked.contains(top) || top.contains(marked) || top.closest('label'));
  return { outline: style.outlineStyle !== 'none' ? parseFloat(style.outlineWidth) : 0, inside, covered: bare };
}"""
HERE = "() => { const e = document.activeElement; return e ? e.outerHTML.slice(0, 120) : ''; }"


class Keys(Hand):
    """Has Tab, Enter, Space, arrows and letters, and nothing else."""

    def __init__(self, page: Page, mode: Mode) -> None:
        super().__init__(page, mode)
        page.on(
            "filechooser", lambda _opened: None
        )  # listened to from the start: a key may outrun a listener set later

    def reach(self, wanted: Locator) -> None:
        """Tab on until the wanted control has the focus; fails where it cannot be reached or is not seen to have it."""
        most = self.page.locator("a, button, input, select, textarea, summary, [tabindex]").count() + 8
        before = ""
        for _ in range(most):
            if wanted.evaluate("e => e === document.activeElement"):
                self._is_seen(wanted)
                return
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(HERE)
            date_part = 'type="date"' in before  # day, month, year and the calendar are one control
            assert here != before or date_part or here.startswith("<body"), f"no way on from {here}"
            before = here
        raise AssertionError(f"not reachable by Tab: {wanted} on {self.page.url}")

    def unfold(self, word: str) -> None:
        self.reach(self.page.locator("main summary", has_text=word).first)
        self.page.keyboard.press("Enter")

    def fill(self, field: str, text: str) -> None:
        self.reach(self.page.locator(field).first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text) if text else self.page.keyboard.press("Delete")

    def day(self, field: str, day: date) -> None:
        """Digits as somebody types them; the browser's own language decides which part comes first."""
        control = self.page.locator(field).first
        self.reach(control)
        for order in ("%m%d%Y", "%d%m%Y"):
            for _ in range(3):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(day.strftime(order))
            if control.input_value() == day.isoformat():
                return
        raise AssertionError(f"{field} took {control.input_value()} for {day}")

    def choose(self, field: str) -> None:
        """Space on a box; among radio buttons, arrows from the one that Tab reaches."""
        wanted = self.page.locator(field).first
        if wanted.get_attribute("type") == "checkbox":
            self.reach(wanted)
            if not wanted.is_checked():
                self.page.keyboard.press("Space")
            return
        group = self.page.locator(f"input[type=radio][name='{wanted.get_attribute('name')}']")
        chosen = [one for one in group.all() if one.is_checked()]
        self.reach((chosen or group.all())[0])
        for _ in range(group.count()):
            if wanted.evaluate("e => e === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        assert wanted.is_checked(), field

    def pick(self, field: str, value: str) -> None:
        control = self.page.locator(field).first
        self.reach(control)
        self.page.keyboard.press("Home")
        for _ in range(control.locator("option").count()):
            if control.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is no option of {field}")

    def attach(self, field: str, name: str, kind: str, content: bytes) -> None:
        self.reach(self.page.locator(field).first)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Enter")
        opened.value.set_files({"name": name, "mimeType": kind, "buffer": content})

    def _press(self, wanted: Locator) -> None:
        self.reach(wanted)
        self.page.keyboard.press("Enter")

    def _is_seen(self, wanted: Locator) -> None:
        """The mark is 2 px at least, in the window, and nothing lies over it (2.4.7, 2.4.11)."""
        seen = wanted.evaluate(SEEN)
        told = f"{wanted} on {self.page.url}: {seen}"
        assert seen["outline"] >= 2, told
        assert seen["inside"], told
        assert not seen["covered"], told
