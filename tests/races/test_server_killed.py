"""The server itself killed while people promise, confirm and send photos: what was acknowledged is there (REL-04)."""

from __future__ import annotations

import http.client
import json
import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.storage import FileSystemStorage
from django.db import connection, connections
from django.utils.timezone import localdate

from ksbb.catalogue import actions as catalogue
from ksbb.catalogue.queries import package_by_code
from ksbb.commitments.models import Commitment, Line
from ksbb.core.checkpoints import make_checkpoint
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries import photos
from ksbb.deliveries.models import Delivery, Evidence, Receipt
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.opendata.recomputing import differences
from ksbb.parties.actions import issue_token
from ksbb.parties.models import User
from ksbb.recipients.models import Recipient
from tests import photos as pictures
from tests.core.verifying import complaint_about_history
from tests.races.served import Answer, Ask, Crowd, Served
from tests.situations import REASON, SOURCE, World


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def running(racing: World, now: datetime) -> World:
    """The world with a period that runs by the clock of the wall, which is the server's."""
    today = localdate(now)
    racing.period = catalogue.add_period(
        by=None,
        programme="pangan",
        code="kini",
        name="Masa kini",
        starts_on=today,
        ends_on=today + timedelta(days=29),
        at=now,
    )
    return racing


@pytest.fixture
def site(racing: World, tmp_path: Path) -> Iterator[Served]:
    """Not started yet: what the test prepares is committed first."""
    made = Served(tmp_path / "var")
    made.var.mkdir()
    yield made
    made.stop()


def token_of(user: User, now: datetime) -> str:
    token = f"ksbb_{secrets.token_urlsafe(16)}"
    issue_token(user=user, token=token, statement=1, at=now)
    return token


def post(path: str, body: dict[str, Any], *, token: str, key: str) -> Ask:
    """A request to the API."""

    def ask(to: http.client.HTTPConnection) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
        to.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        answer = to.getresponse()
        return answer.status, answer.read()

    return ask


def holds(now: datetime) -> None:
    """Counters and tallies equal their rows, the file is whole, and the history verifies from end to end."""
    assert list(differences(at=now)) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    make_checkpoint(at=now)
    assert complaint_about_history() == ""


def kill_by_turns(site: Served) -> Any:
    """The first process of the server, then one that answers, then everything; and so on."""
    chance = random.Random(3)
    ways = (site.kill_first, lambda: site.kill_one(chance), site.kill_all)
    return lambda turn: ways[turn % 3]()


def killed(site: Served, asked: list[Ask], *, kills: int) -> Crowd:
    """Everything sent while the server dies again and again; nobody ever got a wrong answer."""
    crowd = Crowd(site, asked)
    site.start()
    recovered = crowd.send(kills=kills, kill=kill_by_turns(site))
    assert site.stands()
    site.stop()
    assert site.is_silent()
    print(f"{len(crowd.told)} acknowledged, served again after {[round(one, 1) for one in recovered]} s")  # noqa: T201
    assert crowd.odd == []
    assert len(crowd.told) == len(asked)
    return crowd


def open_need(w: World, quantity: int, *, to: Recipient, now: datetime) -> Need:
    made = needs.propose(
        by=w.lurah,
        recipient=to,
        package=package_by_code("sembako"),
        period=w.period,
        quantity=quantity,
        source=SOURCE,
        beyond_fact_reason=REASON,
        at=now,
    )
    return needs.verify(by=w.lurah_dua, need=made, at=now)


@pytest.mark.parametrize(
    ("promises", "kills"), [(30, 1), pytest.param(2_000, 10, marks=pytest.mark.long, id="2000-promises-10-kills")]
)
def test_promises(running: World, site: Served, now: datetime, promises: int, kills: int) -> None:
    asked = [open_need(running, 100_000, to=running.neighbour(902 + number), now=now) for number in range(3)]
    token, day = token_of(running.donor, now), (localdate(now) + timedelta(days=1)).isoformat()
    connections.close_all()

    def nth(number: int) -> Ask:
        body = {"quantity": 1 + number % 7, "deliver_on": day}
        return post(f"/needs/{asked[number % 3].reference}/commitments", body, token=token, key=f"nomor-{number}")

    crowd = killed(site, [nth(number) for number in range(promises)], kills=kills)

    references = [json.loads(body)["reference"] for _, body in crowd.told.values()]
    kept = set(Line.objects.filter(quantity__gt=0).values_list("commitment__reference", flat=True))
    assert len(set(references)) == len(references) == promises
    assert set(references) - kept == set()
    assert Commitment.objects.count() == Line.objects.count() == promises
    assert JournalEntry.objects.filter(verb="promise").count() == promises
    holds(now)


def handed_over(w: World, count: int, now: datetime) -> list[tuple[Delivery, Line]]:
    """Journeys of one line each that their giver says were handed over."""
    need, today, made = open_need(w, 100 * count, to=w.recipient, now=now), localdate(now), []
    for _ in range(count):
        line = w.promise(need, 60, at=now, deliver_on=today)
        load = deliveries.Load(line=line, quantity=60)
        sent = deliveries.plan_delivery(by=w.donor, loads=[load], planned_on=today, at=now)
        made.append((deliveries.hand_over(by=w.donor, delivery=sent, at=now), line))
    return made


@pytest.mark.long
def test_ten_kills_during_receipts(running: World, site: Served, now: datetime) -> None:
    sent, token = handed_over(running, 60, now), token_of(running.rw, now)
    connections.close_all()

    def nth(number: int) -> Ask:
        delivery, line = sent[number]
        body = {"delivery": delivery.reference, "counts": [{"line": line.pk, "received": 55}]}
        return post("/deeds/confirm", body, token=token, key=f"terima-{number}")

    killed(site, [nth(number) for number in range(60)], kills=10)

    assert Receipt.objects.count() == JournalEntry.objects.filter(verb="confirm").count() == 60
    assert set(Line.objects.values_list("confirmed", flat=True)) == {55}
    holds(now)


def browser_of(user: User) -> dict[str, str]:
    """The cookies of somebody who is signed in, and the mark that a form carries."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    mark = "a" * 32
    cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: mark}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": mark}


def upload(path: str, picture: bytes, browser: dict[str, str]) -> Ask:
    """A photo sent by the form of a page."""

    def ask(to: http.client.HTTPConnection) -> Answer:
        head = b'--batas\r\nContent-Disposition: form-data; name="foto"; filename="a.jpg"\r\n\r\n'
        kind = {"Content-Type": "multipart/form-data; boundary=batas"}
        to.request("POST", path, head + picture + b"\r\n--batas--\r\n", browser | kind)
        answer = to.getresponse()
        return answer.status, answer.read()

    return ask


@pytest.mark.long
def test_ten_kills_during_uploads(running: World, site: Served, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, browser = handed_over(running, 8, now), browser_of(running.rw)
    scenes = [pictures.jpeg(pictures.scene(number, (160, 120))) for number in range(40)]
    connections.close_all()
    site.pages = True
    paths = [f"/meja/penerima/foto/{delivery.reference}/" for delivery, _ in sent]

    killed(site, [upload(paths[n // 5], scene, browser) for n, scene in enumerate(scenes)], kills=10)
    monkeypatch.setattr(photos, "default_storage", FileSystemStorage(location=site.var / "media"))
    rows = dict(Evidence.objects.values_list("digest", "name"))
    later = datetime.now(UTC) + timedelta(hours=2)
    left_behind = {name for _, name in photos.files(before=later)} - set(rows.values())
    assert deliveries.sweep_files(at=later) == len(left_behind)

    assert set(rows) == {photos.digest_of(scene) for scene in scenes}
    assert [name for name in rows.values() if not photos.is_there(photos.PRIVATE, name)] == []
    assert {name for _, name in photos.files(before=later)} == set(rows.values())
    assert JournalEntry.objects.filter(verb="add_photo").count() == len(rows) == len(scenes)
    holds(now)
