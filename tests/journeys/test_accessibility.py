"""axe-core on every page that the cast can open, on a phone and on a desk: no violation at all."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import world as small
from tests.hostile.walking import routes
from tests.journeys.conftest import Open, Town

pytestmark = pytest.mark.browser
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off unless asked for
    "resultTypes": ["violations"],
}
WIDTHS = (360, 1280)
PARTS = {
    "": "tamu",
    "meja/pokja": "pokja",
    "meja/wilayah": "lurah",
    "meja/penerima": "ketua_rw",
    "kolaborator": "kolaborator",
}


@pytest.mark.parametrize("part", list(PARTS), ids=list(PARTS.values()))
def test_no_violation(town: Town, browse: Open, part: str):
    page = browse()
    if part:
        town.sign_in(page, PARTS[part])
    found: dict[str, list[str]] = {}

    for address in _addresses(town, part):
        answer = page.request.get(town.site + address, max_redirects=0)  # a page without a body cannot be opened
        if answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(town.site + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if wrong := _violations(page):
                found[f"{address} at {width}"] = wrong
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.setdefault(f"{address} at {width}", []).append("scrolls sideways")

    assert found == {}


def _violations(page: Page) -> list[str]:
    result = Axe().run(page, options=OPTIONS).response
    return [
        f"{one['id']}: {json.dumps([node['html'][:140] for node in one['nodes'][:3]])}" for one in result["violations"]
    ]


def _addresses(town: Town, part: str) -> list[str]:
    """Every address of this part of the site, with every row that could stand in it."""
    w = town.world
    dispute = small.disputed(w)
    need = small.proposed_need(w, package="siap_saji")
    batch = small.waiting_batch(w)
    done = dispute.delivery_line
    values = {
        "reference": [done.line.need.reference, need.reference, w.rw.reference, w.panti.reference],
        "ref": [done.line.need.reference, "daftar"],
        "journey": [done.delivery.reference],
        "number": [str(done.line_id), str(dispute.pk)],
        "code": [w.village.code, w.rw.place.code, "sembako", "pangan"],
        "kind": ["panti_lansia"],
    }
    values["reference"] += [done.delivery.reference, batch.reference, w.organisation.reference]
    found: list[str] = []
    for route in routes():
        own = part in route.pattern if part else not route.pattern.startswith(("meja", "api", "healthz"))
        if not own or any(hole not in values for hole in route.holes):
            continue
        if "csv" in route.pattern or "logout" in route.name:
            continue
        most = max((len(values[hole]) for hole in route.holes), default=1)
        found.extend(
            route.filled({hole: values[hole][number % len(values[hole])] for hole in route.holes})
            for number in range(most)
        )
    return found
