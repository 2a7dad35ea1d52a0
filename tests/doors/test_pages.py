"""The pages' doors of verifying and confirming: the same effects as the action, once however often they are sent."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.core.models import JournalEntry
from tests import world as the
from tests.doors.knocking import Outcome, _watched, by_action, rolled_back
from tests.world import World

KEY = "0123456789abcdef0123456789abcdef"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _sent(client: Client, path: str, body: dict[str, Any]) -> Outcome:
    def post() -> tuple[str, str]:
        response = client.post(path, body)
        return ("" if response.status_code == 302 else str(response.status_code)), ""

    return _watched(post)


@pytest.fixture
def page(world: World) -> Any:
    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(world.people[role], backend=BACKEND)
        return client

    return sign_in


def test_verifying_on_the_desk(world: World, page: Any):
    need = the.proposed_need(world)
    client, path = page("lurah"), reverse("desks:examine", kwargs={"reference": need.reference})

    shown = rolled_back(lambda: _sent(client, path, {"key": KEY}))
    done = by_action(world, "verify", "lurah", {"need": need})

    assert (shown.code, shown.made, shown.journal) == (done.code, done.made, done.journal)


def test_confirming_on_the_desk(world: World, page: Any):
    delivery = the.handed_over(world)
    client, path = page("ketua_rw"), reverse("desks:confirm", kwargs={"reference": delivery.reference})
    form = client.get(path).context["form"]
    body = {name: field.initial if field.initial is not None else "" for name, field in form.fields.items()}
    body |= {name: value for name, value in form.initial.items() if value is not None} | {"key": KEY}

    shown = rolled_back(lambda: _sent(client, path, body))
    done = by_action(world, "confirm", "ketua_rw", {"delivery": delivery, "counts": the.counts_of(delivery)})

    assert (shown.code, shown.made, shown.journal) == (done.code, done.made, done.journal)


def test_a_second_press_changes_nothing(world: World, page: Any):
    need = the.proposed_need(world)
    client, path = page("lurah"), reverse("desks:examine", kwargs={"reference": need.reference})

    for _ in range(3):
        assert client.post(path, {"key": KEY}).status_code == 302

    assert JournalEntry.objects.filter(verb="verify", subject=need.reference).count() == 1
