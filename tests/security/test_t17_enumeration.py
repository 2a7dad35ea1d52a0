"""T17: no answer tells whether an address, a name or a link is known; the same rows are read and written for both."""

import re
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ksbb.access import actions
from ksbb.core.refusals import Refused
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

KNOWN, UNKNOWN = "kenari.ketua_rw@uji.example", "kenari.tiada_ada@uji.example"
KNOWN_PHONE, UNKNOWN_PHONE = "+628120000005", "+628129999999"
NUMBERS = re.compile(r"\"s\d+_x\d+\"|\b\d+\b|'[^']*'|x'[^']*'")


@pytest.fixture(autouse=True)
def _no_tries_left_behind() -> Any:
    yield
    cache.clear()


def shape(ask: Callable[[Client], Any]) -> tuple[str, list[str]]:
    """The answer without what is drawn anew, and the queries without their values."""
    client = Client()
    with CaptureQueriesContext(
        connection,
    ) as told:
        answer = ask(client)
    body = re.sub(r'value="[^"]*"|<strong>[^<]*</strong>', "", answer.content.decode())
    return f"{answer.status_code} {answer.get('Location', '')} {body}", [
        re.sub(r"\s+", " ", NUMBERS.sub("?", one["sql"])) for one in told.captured_queries
    ]


@pytest.mark.parametrize(("known", "unknown"), [(KNOWN, UNKNOWN), (KNOWN_PHONE, UNKNOWN_PHONE)])
def test_t17_asking_for_a_code_tells_nothing(world: World, known: str, unknown: str):
    told = [shape(lambda c, to=to: c.post(reverse("entry:code"), {"kontak": to})) for to in (known, unknown)]  # type: ignore[misc]

    assert told[0][0] == told[1][0]
    assert told[0][1] == told[1][1]


def test_t17_typing_a_wrong_code_tells_nothing(world: World):
    def typed(to: str) -> tuple[str, list[str]]:
        def ask(client: Client) -> Any:
            client.post(reverse("entry:code"), {"kontak": to})
            return client.post(reverse("entry:code_typed"), {"kode": "000000"})

        return shape(ask)

    assert typed(KNOWN) == typed(UNKNOWN)


def test_t17_a_code_guessed_for_nobody_reads_like_a_wrong_one(world: World):
    with pytest.raises(Refused, match="code_expired"):
        actions.sign_in_by_code(contact=UNKNOWN, nonce="x", digits="000000", at=world.at)


@pytest.mark.parametrize("route", ["account_login", "entry:handed", "account_reset_password", "account_signup"])
def test_t17_the_same_words_for_known_and_unknown(world: World, route: str):
    def said(to: str) -> dict[str, str]:
        return {
            "account_login": {"login": to, "password": "salah-sekali-99"},
            "entry:handed": {"nama": to, "kode": "000000"},
            "account_reset_password": {"email": to},
            "account_signup": {"nama": "Ani", "email": to, "password1": "gotong-royong-77"},
        }[route]

    known, unknown = (shape(lambda c, to=to: c.post(reverse(route), said(to)))[0] for to in (KNOWN, UNKNOWN))  # type: ignore[misc]

    assert known == unknown


def test_t17_a_forged_link_asks_no_table_and_says_the_same(world: World):
    with CaptureQueriesContext(connection) as told:
        answers = {
            re.sub(r"\s+", " ", Client().get(f"/undangan/{text}/").content.decode())
            for text in ("x" * 32 + "." + "y" * 43, "ngawur", "a.b")
        }

    assert len(answers) == 1
    assert told.captured_queries == []


def test_t17_the_time_tells_nothing(world: World, settings: Any):
    """Medians of processor time, known and unknown by turns, differ by less than a tenth (T17)."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

    def once(number: int, known: bool) -> float:
        name = "kenari.ketua_rw" if known else f"kenari.tiada{number}"
        began = time.process_time()
        try:
            actions.send_code(contact=f"{name}@uji.example", nonce=f"{number}", at=world.at)
        finally:
            took = time.process_time() - began
        return took

    from ksbb.parties.models import ProofCode

    def medians() -> tuple[float, float]:
        spent: dict[bool, list[float]] = {True: [], False: []}
        for number in range(7):
            for known in (True, False):
                ProofCode.objects.all().delete()
                spent[known].append(once(number, known))
        return median(spent[True]), median(spent[False])

    shares = []
    for _ in range(3):  # a busy machine may spoil one measurement, not three
        one, other = medians()
        shares.append(abs(one - other) / max(one, other))
        if shares[-1] < 0.1:
            break
    assert min(shares) < 0.1, shares
