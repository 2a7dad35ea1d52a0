"""What a page may weigh (NET-01), by the budgets in budgets.json; and no page asks for a script to be switched on."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, Response

from ksbb.access import actions as access
from ksbb.core import checkpoints
from ksbb.core.models import Seal
from ksbb.deliveries.actions import issue_receipt_code
from ksbb.deliveries.queries import lines_of, word_of
from ksbb.gifts import actions as gifts
from ksbb.gifts.models import Gift
from ksbb.parties.models import User
from ksbb.places import actions as places
from ksbb.web.entry import links
from tests import money
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
    known = _rows(w)
    over: list[str] = []

    for kind, budget in BUDGETS.items():
        for path in budget["paths"] if kind != "rule" else []:
            page = browse()
            if who := budget.get("who"):
                page.context.add_cookies([{**_session(w.people[who]), "url": site}])
            weighed = _weigh(page, site + path.format(**known), cached=budget.get("shared_is_cached", False))
            page.context.close()
            for name, amount in weighed.items():
                if amount > budget[name] * TOLERANCE:
                    over.append(f"{path} {name}: {amount:.1f}, may be {budget[name]}")

    assert over == []


def _rows(w: small.World) -> dict[str, str]:
    """One row for each hole in an address."""
    delivery = small.handed_over(w)
    token = links.new_token()
    access.invite(by=w.lurah, recipient=w.rw, token=token, at=w.at)
    checkpoints.make_checkpoint(at=w.at)
    money.purchase(w)
    gift = Gift.objects.select_related("organisation").get()
    return {
        "need": lines_of(delivery)[0].line.need.reference,
        "rw": w.rw.place.code,
        "panti": w.panti.reference,
        "gift": gift.reference,
        "agregator": gift.organisation.reference,
        "campaign": money.campaign(w).reference,
        "report": gifts.file_report(by=w.people["bendahara"], **money.ended_period(w), at=w.at).reference,
        "month": f"{w.today:%Y-%m}",
        "organisation": w.organisation.reference,
        "row": str(Seal.objects.earliest("pk").sequence),
        "invitation": links.link_of(token).rstrip("/").rsplit("/", 1)[1],
        "courier": word_of(small.courier_link(w, delivery)),
        "journey": delivery.reference,
        "code": issue_receipt_code(by=w.ketua_rw, delivery=delivery, at=w.at).token,
    }


def _session(user: User) -> dict[str, str]:
    """The cookie of somebody signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    name, morsel = next(iter(client.cookies.items()))
    return {"name": name, "value": morsel.value}


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
