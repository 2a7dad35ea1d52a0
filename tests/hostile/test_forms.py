"""Hostile strings in every field of every form that the site has."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import BaseForm
from django.test import Client, override_settings

from tests.doors import matrix
from tests.hostile.conftest import complaint
from tests.hostile.corpus import SHORT, many
from tests.hostile.reaching import Meeting, browsers, meetings, takers, undone
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.standing_world import AT
from tests.world import World

PARTS = 12
"""The long form goes through the forms in so many parts, each a test of its own."""
STRIDE = 16
"""A page meets every sixteenth string in each of its fields, the next page the ones beside them."""
ENGLISH = re.compile(rb"This field|Enter a|Ensure this|Select a valid|is not a|is required|Please ")
IDENTITY = "3174051006990002"
WITHOUT_WORDS = {"key", "kunci", "seen", "isi", "kesalahan", "next", "credential", "csrfmiddlewaretoken"}
"""Hidden fields that carry what we wrote ourselves: nobody types into them."""


@pytest.fixture(scope="module")
def _found(
    _standing: World, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[list[Meeting], dict[str, Client]]]:
    """Found once for the file; whatever a test sends is undone."""
    signed = override_settings(KSBB_AUDIT_DIR=tmp_path_factory.mktemp("audit"))
    with django_db_blocker.unblock(), time_machine.travel(AT, tick=False), signed, transaction.atomic():
        world = copy.deepcopy(_standing)
        known = matrix.objects(world)  # first: some of its people come with it
        cast = browsers(world)
        yield meetings(world, known, cast), cast
        transaction.set_rollback(True)


@pytest.fixture
def met(_found: tuple[list[Meeting], dict[str, Client]], db: None) -> tuple[list[Meeting], dict[str, Client]]:
    return _found


def test_every_form_is_reached(met: tuple[list[Meeting], dict[str, Client]]):
    """A route that takes a POST and whose form nobody is shown: add the situation in which it stands to reaching.py."""
    assert sorted(takers() - {one.target for one in met[0]}) == []


def throw(met: tuple[list[Meeting], dict[str, Client]], texts: list[str], stride: int) -> list[str]:
    """Complaints of all forms, one field at a time; the others keep what the page offered."""
    found: list[str] = []
    turn = 0
    for one in met[0]:
        for name in one.form.fields:
            turn += 1
            for text in texts[turn % stride :: stride]:
                found += _said(met[1][one.role], one, {name: text}, text)
    return found


def flood(met: tuple[list[Meeting], dict[str, Client]], texts: list[str], part: int) -> list[str]:
    """Complaints of a part of the pages: a form is sent with a string in every field, each time other ones."""
    found: list[str] = []
    for number, one in enumerate(met[0][part::PARTS]):
        names = list(one.form.fields)
        for turn in range(number % STRIDE, len(texts), STRIDE):
            said = {name: texts[(turn + 37 * place) % len(texts)] for place, name in enumerate(names)}
            found += _said(met[1][one.role], one, said, texts[turn])
    return found


def judged(form: BaseForm, texts: list[str]) -> list[str]:
    """Complaints of one form that was filled in: each of its fields meets every string, the others stay as sent.

    Asked of the form itself, whose judging is a thousandth of a page's work.
    """
    found: list[str] = []
    for name in form.fields:
        said: Any = copy.copy(form.data)
        for text in texts:
            said[form.add_prefix(name)] = text
            again = copy.copy(form)
            again.data, again.__dict__["_errors"] = said, None
            try:
                with transaction.atomic():
                    again.full_clean()
                    transaction.set_rollback(True)
            except Exception as fault:  # noqa: BLE001 - whatever it is, a page would answer 500
                found.append(f"{type(form).__name__} {name} {text[:60]!r}: {fault!r}")
    return found


def _said(client: Client, one: Meeting, said: dict[str, str], text: str) -> list[str]:
    answer = undone(client, partial(_send, client, one, {**one.form.fields, **said}))
    wrong = complaint(answer, text) or _unkind(answer, one)
    return [f"{one.target} {sorted(said)} {text[:60]!r} as {one.role}: {wrong}"] if wrong else []


def _send(client: Client, one: Meeting, body: dict[str, str]) -> Any:
    wire = {name: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, text in body.items()}
    return client.post(one.form.action, wire)


def _unkind(answer: Any, one: Meeting) -> str:
    """Bad input keeps the form and says what is wrong, in Indonesian."""
    if answer.status_code not in {200, 422}:
        return "" if answer.status_code in {302, 403, 404, 409, 410, 413, 429} else f"answers {answer.status_code}"
    if ENGLISH.search(answer.content):
        return "speaks English"
    shown = [name for name in one.form.fields if name not in WITHOUT_WORDS and f'name="{name}"' in answer.text_seen]
    asked = [name for name in one.form.fields if name not in WITHOUT_WORDS]
    if answer.status_code == 422 and asked and not shown:
        return "loses the form"
    if answer.status_code == 422 and "error" not in answer.text_seen and "why-not" not in answer.text_seen:
        return "says nothing"
    return ""


def test_no_form_breaks(met: tuple[list[Meeting], dict[str, Client]]):
    assert throw(met, SHORT, 180) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_every_field_judges_two_thousand_strings(
    met: tuple[list[Meeting], dict[str, Client]], part: int, monkeypatch: pytest.MonkeyPatch
):
    bound = Bound(monkeypatch)
    for one in met[0][part::PARTS]:
        undone(met[1][one.role], partial(met[1][one.role].post, one.form.action, one.form.fields))
    forms = {type(form): form for form in bound.forms}  # a form on many pages is one form
    monkeypatch.undo()

    assert [wrong for form in forms.values() for wrong in judged(form, many(2_000))] == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_breaks_under_two_thousand_strings(met: tuple[list[Meeting], dict[str, Client]], part: int):
    assert flood(met, many(2_000), part) == []


@pytest.mark.long
def test_no_field_breaks_under_every_string_by_hand(met: tuple[list[Meeting], dict[str, Client]]):
    assert throw(met, SHORT, 6) == []


# --- No identity numbers (PRIV-05) ------------------------------------------------------------------------------------


class Bound:
    """While open, remembers the forms that were filled in."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.forms: list[BaseForm] = []
        whole = BaseForm.full_clean

        def watched(form: BaseForm) -> None:
            self.forms.append(form)
            whole(form)

        patch.setattr(BaseForm, "full_clean", watched)


LOOKED_UP = {"entry:handed nama", "giving:track nomor", "giving:track bukti", "account_login login"}
"""What is typed there is looked for and never kept; an unknown one is answered like every other unknown one (T17)."""


def test_no_field_takes_an_identity_number(
    met: tuple[list[Meeting], dict[str, Client]], monkeypatch: pytest.MonkeyPatch
):
    """PRIV-05, over every field of every form, names of files too: sixteen digits are an error of that very field."""
    taken = []
    for one in met[0]:
        client = met[1][one.role]
        said: dict[str, Any] = dict.fromkeys(one.form.typed, IDENTITY)
        said |= {name: SimpleUploadedFile(f"KTP {IDENTITY}.jpg", b"x") for name in one.form.files}
        for name, value in said.items():
            with monkeypatch.context() as patch:
                bound = Bound(patch)
                sent = {**one.form.fields, name: value}
                answer = undone(client, partial(client.post, one.form.action, sent))
            refused = any(name in form.errors for form in bound.forms)
            asked = any(name in form.fields for form in bound.forms)
            if asked and not refused and f"{one.target} {name}" not in LOOKED_UP:
                taken.append(f"{one.target} {name} as {one.role}: {answer.status_code}")

    assert taken == []
