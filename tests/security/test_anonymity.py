"""What the public reads holds neither what opens a promise nor what names a giver who wished no name."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ksbb.commitments import actions as commitments
from ksbb.commitments import queries
from ksbb.commitments.models import Commitment
from ksbb.opendata.enums import Measure
from ksbb.opendata.rows import RowFilter, giver_rows
from ksbb.opendata.spans import span_from
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.parties.models import Organisation
from ksbb.parties.queries import party_of_organisation
from tests.situations import AT, TODAY, World, day

pytestmark = pytest.mark.django_db

NAME = "PT Kenari Anonim"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT + dt.timedelta(minutes=1))


def _recorded(world: World, quantity: int, *, show_name: bool) -> Commitment:
    firm = Organisation.objects.filter(name=NAME).first()
    if firm is None:
        firm = parties.register_organisation(by=None, name=NAME, at=AT)
        parties.set_standing(by=world.pokja, organisation=firm, standing=Standing.ACTIVE, at=AT)
    package = "sembako" if show_name else "lebaran"
    return commitments.record_promise(
        by=world.pokja,
        giver=party_of_organisation(firm),
        lines=[commitments.LineDraft(need=world.need(100, package=package), quantity=quantity, deliver_on=day(1))],
        source=f"Surat {NAME} nomor 12",
        show_name=show_name,
        at=AT,
    )


def _public(client: Client, line: Any) -> dict[str, str]:
    need = line.need.reference
    addresses = (
        f"/kebutuhan/{need}/",
        f"/penerima/{line.need.recipient.reference}/",
        f"/capaian/baris/?baris={line.pk}",
        "/capaian/baris/",
        "/capaian/baris/?bentuk=json",
        "/capaian/baris/?bentuk=csv",
        "/capaian/baris/?per=pemberi",
        "/capaian/baris/?per=pemberi&bentuk=csv",
        f"/api/v1/needs/{need}/commitments",
        "/api/v1/deliveries",
    )
    told = {}
    for address in addresses:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        told[address] = body.decode()
    return told


def test_no_public_answer_holds_the_reference_that_opens_a_promise(world: World, client: Client) -> None:
    line = world.promise(world.need(100), 10)
    world.received(world.sent(line, 5), line, 5)

    told = _public(client, line)

    assert [address for address, body in told.items() if line.commitment.reference in body] == []
    rows = client.get(f"/api/v1/needs/{line.need.reference}/commitments").json()["items"]
    assert [row["line"] for row in rows] == [line.pk]


def test_the_source_of_a_promise_on_behalf_does_not_tell_the_hidden_name(world: World, client: Client) -> None:
    line = queries.lines_of(_recorded(world, 10, show_name=False))[0]

    assert [address for address, body in _public(client, line).items() if NAME in body] == []
    shown = queries.lines_of(_recorded(world, 10, show_name=True))[0]
    assert NAME in client.get(f"/capaian/baris/?baris={shown.pk}").content.decode()


def test_no_sum_under_a_name_holds_what_was_given_without_one(world: World) -> None:
    wanted = RowFilter(span_from("", today=TODAY), Measure.COMMITTED, "", "")
    _recorded(world, 10, show_name=True)
    assert [row["name"] for row in giver_rows(wanted)] == [NAME]

    _recorded(world, 7, show_name=False)

    assert [(row["name"], dict(row["sums"])) for row in giver_rows(wanted)] == [
        (queries.ANONYMOUS, {"sembako": 10, "lebaran": 7})
    ]
