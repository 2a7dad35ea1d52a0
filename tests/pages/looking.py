"""Shows a kept page in Chromium as the site would send it, and asks what is wrong with it there."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from tests.pages.states import State

HOST = "http://127.0.0.1:9"  # nobody listens there: every answer is ours
WIDTHS = (320, 1280)
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off unless asked for
    "resultTypes": ["violations"],
}
SPACING = """*, *::before, *::after { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
"""What readers may set by WCAG 1.4.12."""
WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.table-scroll *, svg *')).map(e => e.outerHTML.slice(0, 100)).slice(-3)"""
CUT = """() => [...document.querySelectorAll('main *')].filter(e => {
  const style = getComputedStyle(e);
  return e.checkVisibility() && e.clientWidth > 1 && (style.overflowX === 'hidden' || style.overflowX === 'clip')
    && style.textOverflow !== 'ellipsis' && e.scrollWidth > e.clientWidth + 1 && e.textContent.trim();
}).map(e => e.outerHTML.slice(0, 120))"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Window:
    """One window of the browser, in which kept pages are opened one after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.state: State | None = None
        page.route("**/*", self._answer)

    def open(self, state: State) -> None:
        self.state = state
        self.page.goto(f"{HOST}/")

    def _answer(self, route: Route) -> None:
        asked = route.request
        if asked.resource_type == "document" and self.state is not None:
            headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": self.state.policy}
            route.fulfill(body=self.state.html, headers=headers)
        elif "/static/" in asked.url:
            name = asked.url.split("/static/")[1].split("?")[0]
            found = finders.find(name)
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=mimetypes.guess_type(name)[0] or "")
        else:
            route.fulfill(body=PIXEL, content_type="image/png")

    def wrong_at(self, width: int) -> list[str]:
        """Violations at this width, and text that leaves the window, also with the reader's own spacing."""
        self.page.set_viewport_size({"width": width, "height": 800})
        found = violations(self.page)
        found += [f"scrolls sideways: {one}" for one in self.page.evaluate(WIDE)]
        if width == WIDTHS[0]:
            self._space(SPACING)
            found += [f"scrolls sideways with wider spacing: {one}" for one in self.page.evaluate(WIDE)]
            found += [f"cut with wider spacing: {one}" for one in self.page.evaluate(CUT)]
            self._space("")
        return found

    def _space(self, rules: str) -> None:
        """Through the style objects of the page, which its policy does not forbid."""
        self.page.evaluate(
            """rules => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(rules);
              document.adoptedStyleSheets = [sheet];
            }""",
            rules,
        )


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    return [_words(one) for one in Axe().run(page, options=OPTIONS).response["violations"]]


def _words(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {json.dumps([node['html'][:140] for node in violation['nodes'][:3]])}"
