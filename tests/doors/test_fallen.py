"""A suspension stops new promises at every door at once, and both sides of the open ones learn of it, once."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from ksbb.commitments import actions as commitments
from ksbb.commitments.actions import tell_affected
from ksbb.commitments.enums import LineState
from ksbb.commitments.models import Commitment
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.parties.queries import party_of
from tests import world as the
from tests.world import World

WHY = "Izin dicabut kementerian tanggal 5 Juli 2022"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def suspend(w: World, organisation: Any = None) -> None:
    organisation = organisation or w.organisation
    parties.set_standing(by=w.pokja, organisation=organisation, standing=Standing.SUSPENDED, reason=WHY, at=w.at)


def body(w: World) -> str:
    line = {"need": the.open_need(w).reference, "quantity": 5, "deliver_on": w.soon.isoformat()}
    return json.dumps({"lines": [line], "statement_accepted": True})


def by_api(w: World) -> tuple[int, str]:
    response = Client().post(
        "/api/v1/deeds/promise",
        body(w),
        content_type="application/json",
        headers={"Authorization": f"Bearer {w.token('kolaborator')}", "Idempotency-Key": "k"},
    )
    return response.status_code, response.json().get("code", "")


def test_suspension_stops_promises_in_the_api(world: World):
    suspend(world)

    assert by_api(world) == (403, "organisation_not_active")
    assert not Commitment.objects.exists()


def test_without_a_suspension_the_same_call_promises(world: World):
    assert by_api(world)[0] == 201


def test_suspension_stops_promises_at_the_console(world: World):
    said = body(world)
    suspend(world)

    with pytest.raises(CommandError, match="organisation_not_active"):
        call_command("deed", "promise", said, "--as", "kolaborator", stdout=io.StringIO())
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("suspended", [False, True])
def test_suspension_stops_promises_on_the_pages(world: World, suspended: bool):
    need = the.open_need(world)
    client = Client()
    client.force_login(world.kolaborator, backend=BACKEND)
    start = reverse("giving:start", kwargs={"ref": need.reference})
    key = client.get(start).content.decode().split('name="kunci" value="')[1].split('"')[0]
    to_when = client.post(start, {"jumlah": "5", "kunci": key})
    day = world.soon.strftime("%d-%m-%Y")
    to_check = client.post(to_when["location"], {"cara": "kurir", "hari_0": day})
    if suspended:  # in the middle of the flow
        suspend(world)

    client.post(to_check["location"], {"setuju": "on", "kunci": key})

    assert Commitment.objects.exists() is not suspended


def told() -> list[str]:
    return sorted(Message.objects.filter(body__contains="tidak aktif").values_list("address", flat=True))


def test_both_sides_are_told_once(world: World):
    the.promised_line(world)
    Message.objects.all().delete()
    suspend(world)

    assert tell_affected(at=world.at) == 1
    assert tell_affected(at=world.at) == 1
    assert told() == [world.ketua_rw.email]


def test_its_own_people_are_told_why_and_what_goes_on(world: World):
    the.promised_line(world)
    suspend(world)

    tell_affected(at=world.at)
    tell_affected(at=world.at)

    letter = Message.objects.get(user=world.kolaborator, title__endswith="ditangguhkan")
    assert WHY in letter.body
    assert "yang masih berjalan tetap ada" in letter.body


def test_a_suspended_organisation_keeps_its_desk_and_finishes_what_runs(client: Client, world: World):
    line = the.promised_line(world)
    suspend(world)
    client.force_login(world.kolaborator, backend=BACKEND)

    desk = client.get(reverse("giving:collaborator"))
    assert [row[0].pk for row in desk.context["rows"]] == [line.pk]
    for page in ("giving:collaborator", "giving:journeys", "courier:links", "giving:account"):
        answer = client.get(reverse(page))
        assert answer.status_code == 200
        assert WHY in answer.content.decode(), page
    assert client.get(reverse("giving:tracked", args=[line.commitment.reference])).status_code == 200
    planned = commitments.schedule(
        by=world.kolaborator, line=line, deliver_on=world.soon, deliver_through=world.soon, time_note="", at=world.at
    )
    assert planned.state == LineState.SCHEDULED


def test_a_suspended_organisation_reads_why_it_uploads_nothing(client: Client, world: World):
    suspend(world)
    client.force_login(world.kolaborator, backend=BACKEND)

    answer = client.get(reverse("giving:upload"))

    assert answer.status_code == 403
    assert WHY in answer.content.decode()
    assert '<form method="post" enctype' not in answer.content.decode()


def test_an_applicant_has_no_desk_of_an_organisation_yet(world: World):
    world.organisation.standing = Standing.APPLIED
    world.organisation.save()

    assert party_of(world.kolaborator, at=world.at) is None


def test_nobody_is_told_of_a_suspension_that_was_lifted(world: World):
    the.promised_line(world)
    suspend(world)
    parties.set_standing(
        by=world.pokja, organisation=world.organisation, standing=Standing.ACTIVE, reason=WHY, at=world.at
    )

    assert tell_affected(at=world.at) == 0
