"""Promising through the API."""

import json
from typing import Any

import pytest
from django.test import Client

from ksbb.commitments.models import Commitment
from ksbb.core.models import JournalEntry
from tests import world as the
from tests.world import World


def post(w: World, need: Any, body: Any, *, role: str = "kolaborator", key: str = "k-1", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {w.token(role)}", "Idempotency-Key": key, **headers}
    text = body if isinstance(body, str) else json.dumps(body)
    path = f"/api/v1/needs/{getattr(need, 'reference', need)}/commitments"
    return Client().post(path, text, content_type="application/json", headers={k: v for k, v in sent.items() if v})


def test_a_promise(world: World):
    need = the.open_need(world)

    response = post(world, need, {"quantity": 182, "deliver_on": "2026-05-06"})

    made = response.json()
    assert response.status_code == 201
    commitment = Commitment.objects.get(reference=made["reference"])
    assert commitment.via == "api"
    assert made["url"].endswith(f"/lacak/{commitment.reference}/")
    assert made["lines"][0]["quantity"] == 182
    need.refresh_from_db()
    assert need.promised == 182


def test_a_replay_gives_the_same_answer_once(world: World):
    need = the.open_need(world)
    body = {"quantity": 10, "deliver_on": "2026-05-06"}

    answers = [post(world, need, body) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1
    assert Commitment.objects.count() == 1


def test_a_key_for_something_else_is_refused(world: World):
    need = the.open_need(world)
    post(world, need, {"quantity": 10, "deliver_on": "2026-05-06"})

    response = post(world, need, {"quantity": 11, "deliver_on": "2026-05-06"})

    assert (response.status_code, response.json()["code"]) == (422, "key_reused")


def test_keys_belong_to_their_sender(world: World):
    need = the.open_need(world)
    body = {"quantity": 10, "deliver_on": "2026-05-06"}

    first, second = post(world, need, body), post(world, need, body, role="kolaborator_lain")

    assert first.json()["reference"] != second.json()["reference"]


def test_more_than_needed_is_refused_with_its_code(world: World):
    response = post(world, the.open_need(world), {"quantity": 301, "deliver_on": "2026-05-06"})

    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "more_than_needed"
    assert "Tinggal 300" in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"deliver_on": "2026-05-06"}, "quantity"),
        ({"quantity": 1}, "deliver_on"),
        ({"quantity": 0, "deliver_on": "2026-05-06"}, "quantity"),
        ({"quantity": "1", "deliver_on": "2026-05-06"}, "quantity"),
        ({"quantity": True, "deliver_on": "2026-05-06"}, "quantity"),
        ({"quantity": 10**30, "deliver_on": "2026-05-06"}, "quantity"),
        ({"quantity": 1, "deliver_on": 20260506}, "deliver_on"),
        ({"quantity": 1, "deliver_on": "besok"}, "deliver_on"),
        ({"quantity": 1, "deliver_on": "2026-05-06", "price": 1}, "price"),
        ({"quantity": 1, "deliver_on": "2026-05-06", "show_name": "ya"}, "show_name"),
    ],
)
def test_a_bad_body_names_its_field(world: World, body: dict[str, Any], field: str):
    response = post(world, the.open_need(world), body)

    assert response.status_code == 422
    assert list(response.json()["fields"]) == [field]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"quantity": NaN}'])
def test_no_json_no_promise(world: World, body: str):
    assert post(world, the.open_need(world), body).status_code == 422
    assert Commitment.objects.count() == 0


def test_who_may_promise(world: World):
    need = the.open_need(world)
    body = {"quantity": 1, "deliver_on": "2026-05-06"}

    assert post(world, need, body, Authorization="").status_code == 401
    assert post(world, need, body, Authorization="Bearer salah")["WWW-Authenticate"].startswith("Bearer")
    assert post(world, need, body, key="").status_code == 422
    assert post(world, "KS-0000-0000-0", body).status_code == 404


def test_a_session_opens_no_door_of_the_api(world: World, client: Client):
    client.force_login(world.kolaborator, backend="allauth.account.auth_backends.AuthenticationBackend")
    need = the.open_need(world)

    response = client.post(
        f"/api/v1/needs/{need.reference}/commitments",
        '{"quantity": 1, "deliver_on": "2026-05-06"}',
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )

    assert response.status_code == 401


def test_only_the_giver_reads_the_own_promise(world: World):
    commitment = the.promise(world, the.open_need(world), 40)

    def read(role: str) -> Any:
        path, token = f"/api/v1/commitments/{commitment.reference}", world.token(role)
        return Client().get(path, headers={"Authorization": f"Bearer {token}"})

    assert read("kolaborator").json()["lines"][0]["quantity"] == 40
    assert read("kolaborator")["Cache-Control"] == "no-store"
    assert [read(role).status_code for role in ("kolaborator_lain", "ketua_rw", "orang_lain")] == [404] * 3
    assert read("pokja").status_code == 200
    assert Client().get(f"/api/v1/commitments/{commitment.reference}").status_code == 401


def test_revoked_tokens_open_nothing(world: World):
    token = world.token("kolaborator")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
    Client().post("/api/v1/deeds/revoke_tokens", "{}", content_type="application/json", headers=headers)

    assert Client().get("/api/v1/commitments/KS-0000-0000-0", headers=headers).status_code == 401


def test_the_token_keeps_the_accepted_statement(world: World):
    world.token("lurah")

    assert '"statement"' in JournalEntry.objects.get(verb="issue_token").payload
