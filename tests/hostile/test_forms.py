"""Hostile strings in every field of every form that the cast can reach, and in the bodies of the API."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from django.test import Client

from tests.hostile.conftest import Targets, complaint, undone
from tests.hostile.corpus import SHORT, many
from tests.hostile.walking import Form, Forms, routes

DESKS = {"pokja": "pokja", "lurah": "meja/wilayah", "kolaborator": "kolaborator", "ketua_rw": "penerima", "tamu": ""}


def forms(targets: Targets) -> list[tuple[str, Form]]:
    """Each form that somebody of the cast sees, once, with who sees it."""
    seen: dict[tuple[str, tuple[str, ...]], tuple[str, Form]] = {}
    for route in routes():
        if any(hole not in targets.sound for hole in route.holes) or route.name.startswith("api"):
            continue
        for who, part in DESKS.items():
            if part and part not in route.pattern:
                continue
            most = max((len(targets.sound[hole]) for hole in route.holes), default=1)
            for number in range(most):
                values = {hole: targets.sound[hole][number % len(targets.sound[hole])] for hole in route.holes}
                for form in _forms_at(targets.clients[who], route.filled(values)):
                    fields = tuple(sorted(form.fields))
                    if form.method == "post" and "keluar" not in form.action:
                        seen.setdefault((route.name, fields), (who, form))
    return list(seen.values())


def _forms_at(client: Client, address: str) -> list[Form]:
    answer = undone(lambda: client.get(address))
    html = answer.text_seen if answer.status_code == 200 and "html" in answer.get("Content-Type", "") else ""
    return Forms(address, html).found


def throw(targets: Targets, corpus: list[str], stride: int) -> list[str]:
    """Complaints of all forms; the other fields keep what the page offered."""
    found: list[str] = []
    everything = forms(targets)
    assert len(everything) > 30, [form.action for _, form in everything]
    turn = 0
    for who, form in everything:
        client = targets.clients[who]
        for name in form.fields:
            turn += 1
            for text in corpus[turn % stride :: stride]:
                body = {**form.fields, name: text}
                answer = undone(partial(_send, client, form, body))
                if wrong := complaint(answer, text):
                    found.append(f"{form.action} {name} {text[:60]!r} as {who}: {wrong}")
    return found


def _send(client: Client, form: Form, body: dict[str, str]) -> Any:
    wire = {name: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, text in body.items()}
    return client.post(form.action, wire)


def test_no_form_breaks(targets: Targets):
    assert throw(targets, SHORT, 24) == []


@pytest.mark.long
def test_no_form_breaks_under_two_thousand_strings(targets: Targets):
    assert throw(targets, many(2_000), 4) == []


def knock(targets: Targets, corpus: list[str]) -> list[str]:
    """Complaints of the API's writing addresses, for strings as values, as keys and as the whole body."""
    client = targets.clients["tamu"]
    token = {"Authorization": f"Bearer {targets.world.token('kolaborator')}"}
    need = targets.sound["id"][0]
    found = []
    for number, text in enumerate(corpus):
        day = targets.world.soon.isoformat()
        bodies: list[Any] = [
            {"quantity": text, "deliver_on": day},
            {"quantity": 1, "deliver_on": text},
            {"quantity": 1, "deliver_on": day, "equivalent": text},
            {"quantity": 1, "deliver_on": day, text: 1},
        ]
        body = bodies[number % len(bodies)]
        key = text if number % 7 == 0 else f"k{number}"
        sent = [
            (f"/api/v1/needs/{need}/commitments", json.dumps(body)),
            (f"/api/v1/deeds/{('promise', 'propose_need', 'grant_role')[number % 3]}", json.dumps(body)),
            (f"/api/v1/needs/{need}/commitments", text),
        ]
        for address, raw in sent:
            headers = {
                **token,
                "Idempotency-Key": key.encode("ascii", "ignore").decode().replace("\n", "").replace("\r", ""),
            }
            answer = undone(
                lambda address=address, raw=raw, headers=headers: client.post(  # type: ignore[misc]
                    address, raw.encode("utf-8", "surrogatepass"), content_type="application/json", headers=headers
                )
            )
            if wrong := complaint(answer, text):
                found.append(f"{address} {raw[:80]!r}: {wrong}")
    return found


def test_no_body_breaks(targets: Targets):
    assert knock(targets, SHORT) == []


@pytest.mark.long
def test_no_body_breaks_under_two_thousand_strings(targets: Targets):
    assert knock(targets, many(2_000)) == []
