"""What a page may weigh (NET-01), by the budgets in budgets.json; and no page asks for a script to be switched on."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response

from ksbb.places import actions as places
from tests import world as small
from tests.architecture.source import shown, templates

BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text())
SHARED = ("ksbb.css", "ksbb.js", "ksbb.svg")
TOLERANCE = 1.05


@pytest.mark.browser
def test_pages_keep_to_their_budget(site: str, browse: Any):
    at = timezone.now()
    places.seed(at=at)
    w = small.make_world(at=at)
    need = small.open_need(w)
    small.promise(w, need, 20)
    known = {"need": need.reference, "rw": w.rw.place.code, "panti": w.panti.reference}
    over: list[str] = []

    for kind, budget in BUDGETS.items():
        for path in budget["paths"] if kind != "rule" else []:
            weighed = _weigh(browse(), site + path.format(**known), cached=budget.get("shared_is_cached", False))
            for name, amount in weighed.items():
                if amount > budget[name] * TOLERANCE:
                    over.append(f"{path} {name}: {amount:.1f}, may be {budget[name]}")

    assert over == []


def _weigh(page: Page, address: str, *, cached: bool) -> dict[str, float]:
    """Kilobytes and requests of one cold load."""
    seen: list[Response] = []
    page.on("response", lambda response: seen.append(response))  # noqa: PLW0108 - a builtin cannot be asked
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, address
    sizes = [
        (response.url, _sent(response))
        for response in seen
        if response.status == 200 and not (cached and response.url.endswith(SHARED))
    ]
    html = next(size for url, size in sizes if url == answer.url)
    return {
        "page_kb": sum(size for _, size in sizes) / 1024,
        "html_kb": html / 1024,
        "requests": len(sizes),
        "script_kb": sum(size for url, size in sizes if ".js" in url) / 1024,
    }


def _sent(response: Response) -> int:
    """Bytes of the body as production sends them: text compressed, pictures as they are."""
    body = response.body()
    kind = response.headers.get("content-type", "")
    text = kind.startswith("text/") or any(word in kind for word in ("javascript", "json", "svg"))
    return len(gzip.compress(body, 6)) if text else len(body)


def test_no_page_asks_for_scripts():
    words = re.compile(r"(aktifkan|nyalakan|hidupkan|enable)\s+javascript|<noscript", re.IGNORECASE)

    assert [shown(path) for path in templates() if words.search(path.read_text())] == []
