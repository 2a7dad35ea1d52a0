"""Stored scripts (T15): typed into every text of every verb, they come alive nowhere they are shown."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import mimetypes
import random
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Dialog, Page, Route

from ksbb.opendata.actions import fold_figures
from tests.crawling import SEEDS, crawl
from tests.doors import matrix
from tests.hostile.corpus import FORMULAS, LINES, MARK, SCRIPTS
from tests.hostile.planting import Job, jobs, planted
from tests.hostile.reaching import browsers
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

READERS = ("anonymous", "pokja", "lurah", "ketua_rw", "pengelola", "kolaborator", "orang_lain")


def payloads(count: int) -> list[str]:
    """So many different ones: scripts, in pieces of other text, after a formula's sign, across lines."""
    chance, found = random.Random(15), dict.fromkeys(one for one in SCRIPTS if "\x00" not in one)
    before = ["", "x ", "\"'>", "</p>", "-->", "]]>", "\u202e", *FORMULAS, *LINES]
    while len(found) < count:
        one, two = chance.choice(SCRIPTS), chance.choice(SCRIPTS)
        found.setdefault(f"{chance.choice(before)}{one}{two[: chance.randrange(len(two))]}".replace("\x00", ""))
    return list(found)[:count]


class Alive(HTMLParser):
    """Collects what a planted text became, when it became markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            text = value or ""
            scheme = text.strip().lower()[:11]
            if name.startswith("on") or (name == "id" and text == MARK) or name == "srcdoc":
                self.found.append(f"<{tag} {name}={text[:60]}>")
            if name in {"href", "src", "action", "formaction", "xlink:href"} and scheme.startswith(
                ("javascript:", "data:text")
            ):
                self.found.append(f"<{tag} {name}={text[:60]}>")
            if tag in {"script", "iframe", "object", "embed"} and MARK in text:
                self.found.append(f"<{tag} {name}={text[:60]}>")


def faults(answer: Any) -> list[str]:
    """Where a planted text would run, or would break the form of the file it stands in."""
    kind = answer.headers.get("Content-Type", "").split(";")[0]
    if answer.streaming or kind.startswith("image/"):
        return []
    text = answer.content.decode("utf-8", "replace")
    found = [] if answer.headers.get("X-Content-Type-Options") == "nosniff" else ["may be sniffed"]
    if kind == "text/html":
        return found + Alive(text).found
    if kind.endswith("json"):
        json.loads(text)
    elif kind == "text/csv":
        cells = itertools.chain.from_iterable(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
        found += [f"cell {one[:40]!r}" for one in cells if re.match(r"[=@\t\r]|[+\-](?![\d.,]+$)", one)]
    elif "xml" in kind:
        tree = ET.fromstring(text)  # noqa: S314 - our own feed
        found += [f"element {one.tag}" for one in tree.iter() if not one.tag.startswith("{")]
    elif kind == "text/calendar":
        found += [f"line {one[:40]!r}" for one in text.split("\r\n") if one and not re.match(r"[A-Z-]+[;:]| ", one)]
        found += ["a bare line end"] if re.search(r"(?<!\r)\n|\r(?!\n)", text) else []
    return found


def seeds_of(role: str) -> list[str]:
    """Every page without a hole that this role is shown."""
    rows, column = matrix.read_table(), matrix.COLUMNS.index(role)
    return [
        matrix.address(name, (), {})
        for name, arguments in matrix.routes()
        if not arguments and not name.startswith("api:") and rows["GET", name].answers[column] == "200"
    ]


def shown(world: World, wanted: list[Job], most: int) -> Iterator[tuple[str, str, Any]]:
    """Plants, and gives back each page as each reader: who, where, what."""
    for done in planted(world, wanted):
        broke = [f"{one.job.name}: {one.code}" for one in done if one.code.startswith("error")]
        assert broke == []
        fold_figures(at=world.at)
        cast = browsers(world)
        for role in READERS:
            seeds = [*SEEDS, *seeds_of(role)] if role == "anonymous" else seeds_of(role)
            for address, answer in crawl(cast[role], most, seeds=seeds, avoid="/akun/").items():
                yield role, address, answer


def complaints(pages: Iterator[tuple[str, str, Any]]) -> tuple[list[str], int]:
    found, marked = [], 0
    for role, address, answer in pages:
        marked += MARK in answer.told
        if answer.status_code >= 500:
            found.append(f"{address} as {role}: {answer.status_code}")
        found += [f"{address} as {role}: {one}" for one in faults(answer)]
    return found, marked


def test_no_planted_script_comes_alive(world: World):
    texts = payloads(200)
    wanted = jobs(world, lambda number: [texts[number % 200]], stride=8)

    found, marked = complaints(shown(world, wanted, 30))

    assert found == []
    assert marked > 1


@pytest.mark.long
def test_a_thousand_planted_scripts(world: World):
    texts = itertools.cycle(payloads(1_000))
    wanted = jobs(world, lambda _number: [next(texts) for _ in range(4)])
    assert len(wanted) >= 1_000

    found, marked = complaints(shown(world, wanted, 250))

    assert found == []
    assert marked > 100


def test_the_reader_notices_what_is_alive():
    """Each kind of script, unescaped, is found; the same escaped is not."""
    for text in (f"<script src=//{MARK}.example>", f"<img src=x onerror=alert({MARK})>", f"<b id={MARK}>"):
        assert Alive(f"<p>{text}</p>").found
        assert not Alive(f"<p>{text.replace('<', '&lt;')}</p>").found


# --- In a real browser ------------------------------------------------------------------------------------------------


def _static(route: Route, path: str) -> None:
    file = finders.find(path.removeprefix("/static/"))
    if isinstance(file, str):
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        route.fulfill(body=Path(file).read_bytes(), content_type=kind)
    else:
        route.fulfill(status=404, body="")


@pytest.mark.long
@pytest.mark.browser
def test_a_thousand_planted_scripts_in_a_browser(world: World, browse: Callable[..., Page]):
    """0 dialogs, 0 breaches of the content policy (`browse` fails on them): each page with its own headers."""
    texts = itertools.cycle(payloads(1_000))
    wanted = jobs(world, lambda _number: [next(texts) for _ in range(4)])
    page = browse()
    dialogs: list[str] = []
    seen: set[bytes] = set()
    now: dict[str, Any] = {}

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://127.0.0.1:9")
        if path == now["address"]:
            route.fulfill(
                status=now["answer"].status_code, headers=dict(now["answer"].headers), body=now["answer"].content
            )
        elif path.startswith("/static/"):
            _static(route, path.split("?")[0])
        else:
            route.fulfill(status=404, body="")

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.route("**/*", serve)
    page.on("dialog", dismiss)
    for _role, address, answer in shown(world, wanted, 250):
        mark = hashlib.sha256(re.sub(rb"[0-9a-zA-Z]{32,}", b"", answer.content)).digest()
        html = "html" in answer.headers.get("Content-Type", "") and not answer.streaming
        if html and MARK in answer.told and mark not in seen:
            seen.add(mark)
            now.update(address=address, answer=answer)
            page.goto(f"http://127.0.0.1:9{address}")

    assert len(seen) > 50
    assert dialogs == []
