"""Limits on tries hold: at the same moment, among many others, from many addresses, for all processes together."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from ksbb.commitments.models import Commitment
from ksbb.commitments.queries import lines_of
from ksbb.core import limits
from ksbb.core.tries import Tries
from ksbb.parties import actions as parties
from tests.situations import World, day

PASSWORD = "kalimat-panjang-77"


@pytest.fixture
def limited(settings: Any) -> Any:
    settings.KSBB_RATE_FACTOR = 1
    caches["limits"].clear()
    yield
    caches["limits"].clear()


def test_tries_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    counts = [Tries(str(tmp_path), {}) for _ in range(8)]  # as many processes

    def one(number: int) -> int:
        store = counts[number % 8]
        store.add("a", 0, timeout=60)
        return store.incr("a")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(80))) == list(range(1, 81))


def test_no_count_is_washed_away_by_others(tmp_path: Path) -> None:
    store = Tries(str(tmp_path), {})
    store.add("own", 5, timeout=60)
    for number in range(400):
        store.add(f"other {number}".replace(" ", "-"), 1, timeout=60)
    assert store.get("own") == 5


def test_what_is_over_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Tries(str(tmp_path), {})
    store.add("old", 1, timeout=-1)
    monkeypatch.setattr("ksbb.core.tries.SWEEP_EVERY", -1.0)
    store.add("new", 1, timeout=60)
    assert len(store._list_cache_files()) == 1
    with pytest.raises(ValueError, match="old"):
        store.incr("old")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "unix:", False),
    ],
)
def test_a_household_of_addresses_counts_as_one(first: str, second: str, same: bool) -> None:
    told = [limits.address(RequestFactory().get("/", REMOTE_ADDR=one)) for one in (first, second)]
    assert (told[0] == told[1]) is same


@pytest.mark.django_db
def test_guessing_a_password_ends_for_all_processes(client: Client, limited: None) -> None:
    parties.register_person(username="lurah9", name="Lurah", password=PASSWORD, at=timezone.now())
    place = reverse("account_login")
    for number in range(10):
        client.post(place, {"login": "lurah9", "password": f"salah-{number}"}, REMOTE_ADDR=f"192.0.2.{number}")
        caches["default"].clear()  # another process, or the same after a restart

    answer = client.post(place, {"login": "LURAH9", "password": PASSWORD}, REMOTE_ADDR="192.0.2.99")

    assert answer.status_code == 200
    assert "Terlalu banyak percobaan" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a" * 300, "a" * 60_000])
def test_a_long_login_is_refused_in_words(client: Client, text: str) -> None:
    answer = client.post(reverse("account_login"), {"login": text, "password": PASSWORD})
    assert answer.status_code == 200
    assert "terlalu panjang" in answer.content.decode()


@pytest.fixture
def now_world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    from tests.situations import AT

    monkeypatch.setattr(timezone, "now", lambda: AT)
    return world


def test_an_account_promises_no_faster_than_a_guest(now_world: World, client: Client, limited: None) -> None:
    client.force_login(now_world.donor)
    need = now_world.need(100)
    for number in range(6):
        place = f"/bantu/{need.reference}/"
        key = client.get(place).context["key"]
        client.post(place, {"jumlah": number + 1, "kunci": key})
        client.post(f"{place}kapan/", {"cara": "kurir", "hari_0": day(1)})
        answer = client.post(f"{place}periksa/", {"setuju": "on", "kunci": key})
    assert answer.status_code == 429
    assert Commitment.objects.count() == 5


def test_many_givers_behind_one_connection_are_one_reader(
    now_world: World, client: Client, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REVEALS", limits.Limit("kontak", 1, 86_400))
    need = now_world.need(100)
    said = []
    for donor in (now_world.donor, now_world.donor_dua):
        line = now_world.promise(need, 1, by=donor)
        client.force_login(donor)
        said.append(client.post(f"/lacak/{line.commitment.reference}/baris/{line.pk}/kontak/").status_code)
    assert said == [200, 429]


def test_pages_made_for_one_connection_have_a_pace(
    now_world: World, client: Client, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGES", limits.Limit("halaman", 3, 60))
    asked = [client.get("/tentang/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}") for n in range(4)]
    assert [one.status_code for one in asked] == [200, 200, 200, 429]
    assert 0 < int(asked[3]["Retry-After"]) <= 60
    assert client.get("/tentang/", REMOTE_ADDR="192.0.2.8").status_code == 200
    client.force_login(now_world.donor)  # an office shares one connection: who signed in is counted alone
    assert client.get("/tentang/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_reading_by_programs_has_a_pace(
    now_world: World, client: Client, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READING", limits.Limit("api", 2, 60))
    asked = [client.get("/api/v1/packages", HTTP_AUTHORIZATION=f"Bearer tiruan-{n}") for n in range(3)]
    assert [one.status_code for one in asked] == [200, 200, 429]
    assert asked[2].json()["code"] == "too_often"
    assert 0 < int(asked[2]["Retry-After"]) <= 60


def test_a_busy_database_is_told_and_not_a_fault(
    now_world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: Any, **_more: Any) -> Any:
        raise OperationalError("database is locked")

    for name in ("programme_by_code", "wordings"):
        monkeypatch.setattr(f"ksbb.catalogue.queries.{name}", locked)
    page, told = client.get("/program/pangan/"), client.get("/api/v1/packages")
    assert [page.status_code, told.status_code] == [503, 503]
    assert "Sedang sangat ramai" in page.content.decode()
    assert told.json()["code"] == "busy"
    assert page["Retry-After"] == told["Retry-After"] == "5"


def test_a_planted_session_does_not_follow_a_promise(now_world: World, client: Client) -> None:
    from ksbb.parties.models import Party

    line = now_world.promise(now_world.need(10), 1)
    Party.objects.filter(pk=line.commitment.giver_id).update(phone="+6281200001234")
    session = client.session
    session["drafts"] = {}
    session.save()
    planted = session.session_key
    client.cookies["ksbb-session"] = str(planted)

    client.post("/lacak/", {"nomor": line.commitment.reference, "bukti": "1234"})

    spy = Client()
    spy.cookies["ksbb-session"] = str(planted)
    assert spy.get(f"/lacak/{line.commitment.reference}/").status_code == 302
    assert client.get(f"/lacak/{line.commitment.reference}/").status_code == 200
    assert lines_of(line.commitment) == [line]


@pytest.mark.django_db
@pytest.mark.parametrize(("password", "taken"), [("kalimat-pjg", False), ("kalimat-pjg1", True)])
def test_a_password_has_twelve_letters(client: Client, password: str, taken: bool) -> None:
    answers = {"nama": "Siapa Saja", "email": "siapa@contoh.example", "password1": password}
    assert client.post(reverse("account_signup"), answers).status_code == (302 if taken else 200)
