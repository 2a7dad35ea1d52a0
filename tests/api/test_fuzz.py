"""schemathesis over the whole OpenAPI document and a live server: no server error, no answer outside the document."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from ksbb.places import actions as places
from tests import world as the
from tests.databases import Database


def _fuzz(site: str, token: str, folder: Path, *more: str) -> str:
    """Run it and give back its last words. The token's owner is Pokja, so that most deeds get past the first rule."""
    order: list[str | Path] = [
        *(Path(sys.executable).parent / "schemathesis", "run", f"{site}/api/v1/openapi.json"),
        *("--header", f"Authorization: Bearer {token}", "--no-color", "--warnings", "off", "--no-shrink"),
        *("--exclude-path", "/api/v1/deeds/revoke_tokens"),  # it would end the token in the middle of the run
        *("--generation-deterministic", "--continue-on-failure", "--request-timeout", "60", *more),
    ]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}
    done = subprocess.run(order, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return str(done.stdout)


@pytest.fixture
def token(fresh_db: Database) -> str:
    """A world with every situation alive, and a token of Pokja."""
    places.seed(at=timezone.now())
    w = the.make_world(at=timezone.now())
    the.proposed_need(w, recipient=w.rw_lain)
    the.disputed(w)
    Client().get("/api/v1/openapi.json")  # made once; the first asking loads the whole site
    return w.token("pokja")


def test_no_answer_outside_the_document(site: str, token: str, tmp_path: Path):
    said = _fuzz(site, token, tmp_path, "--exclude-path-regex", "/deeds/", "--phases", "coverage,fuzzing", "-n", "3")

    assert _generated(said) > 200


def test_no_verb_answers_outside_the_document(site: str, token: str, tmp_path: Path):
    said = _fuzz(site, token, tmp_path, "--include-path-regex", "/deeds/", "--phases", "fuzzing", "-n", "2")

    assert _generated(said) > 80


@pytest.mark.long
def test_ten_thousand_cases(site: str, token: str, tmp_path: Path):
    said = _fuzz(site, token, tmp_path, "-n", "120", "--max-response-time", "2")

    assert _generated(said) >= 10_000


def _generated(said: str) -> int:
    found = re.search(r"(\d+) generated", said)
    return int(found[1]) if found else 0
