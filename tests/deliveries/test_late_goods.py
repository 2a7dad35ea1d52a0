"""Goods that come after their promise lapsed: counted as far as the need still takes them, else surplus; by whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.commitments import queries as promises
from ksbb.commitments.actions import release_expired
from ksbb.commitments.enums import LineState
from ksbb.commitments.models import Line
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions
from ksbb.deliveries.enums import DeliveryState, Method
from ksbb.deliveries.models import Delivery, Receipt
from ksbb.needs import actions as needs
from ksbb.opendata.recomputing import differences as recount
from tests.situations import REASON, World, day, differences, fresh, hours, refused

LATER = hours(50)


@pytest.fixture
def line(world: World) -> Line:
    """100 of 100 promised, nobody called: it lapsed."""
    made = world.promise(world.need(100), 100)
    release_expired(at=hours(49))
    assert fresh(made).state == LineState.LAPSED
    found: Line = fresh(made)
    return found


def come(world: World, line: Line, quantity: int = 100, **more: Any) -> Line:
    told: dict[str, Any] = {"by": world.rw, "line": line, "quantity": quantity, "at": LATER, **more}
    return actions.receive_late(**told)


def figures(line: Line) -> tuple[int, int, int, int, str]:
    line = fresh(line)
    return line.quantity, line.delivered, line.confirmed, line.surplus, line.state


def test_it_counts_again_while_the_need_takes_it(world: World, line: Line) -> None:
    come(world, line, note="Datang malam hari")

    assert figures(line) == (100, 100, 100, 0, LineState.DONE)
    assert (fresh(line.need).promised, fresh(line.need).confirmed) == (100, 100)
    receipt = Receipt.objects.get()
    assert (receipt.method, receipt.recorded_by) == (Method.ACCOUNT, world.rw)
    assert differences() == []


@pytest.mark.parametrize(
    ("others", "came", "counted", "surplus"),
    [(40, 100, 60, 40), (100, 100, 0, 100), (0, 130, 100, 30), (99, 1, 1, 0), (40, 60, 60, 0)],
)
def test_what_others_promised_since_is_theirs(
    world: World, line: Line, others: int, came: int, counted: int, surplus: int
) -> None:
    if others:
        world.promise(fresh(line.need), others, by=world.donor_dua, deliver_on=day(3), at=LATER)

    come(world, line, came)

    state = LineState.DONE if counted else LineState.LAPSED
    assert figures(line) == (counted, counted, counted, surplus, state)
    assert fresh(line.need).promised == others + counted
    assert fresh(line.need).surplus == surplus
    assert differences() == []
    assert [str(one) for one in recount(at=LATER)] == []


def test_a_closed_need_takes_nothing_more(world: World, line: Line) -> None:
    needs.close(by=world.lurah_dua, need=line.need, reason=REASON, at=LATER)

    come(world, line)

    assert figures(line) == (0, 0, 0, 100, LineState.LAPSED)
    assert differences() == []


def test_the_part_that_lapsed_after_a_part_was_brought(world: World) -> None:
    line = world.promise(world.need(100), 100)
    world.received(world.planned(line, 40), fresh(line), 40)
    release_expired(at=hours(24 * 9))
    assert figures(line) == (40, 40, 40, 0, LineState.DONE)

    come(world, fresh(line), 60, at=hours(24 * 9 + 1))

    assert figures(line) == (100, 100, 100, 0, LineState.DONE)
    assert promises.lapsed_of(line) == 0
    with refused("not_lapsed"):
        come(world, fresh(line), 1)
    assert differences() == []


def test_a_journey_that_never_came_home_is_called_off(world: World) -> None:
    line = world.promise(world.need(100), 100)
    moving = actions.depart(by=world.donor, delivery=world.planned(line, 100), at=hours(1))
    release_expired(at=hours(24 * 9))

    come(world, fresh(line), 100, at=hours(24 * 9 + 1))

    assert fresh(moving).state == DeliveryState.CALLED_OFF
    assert Delivery.objects.filter(state=DeliveryState.RECEIVED).count() == 1
    assert figures(line)[2] == 100
    assert differences() == []


def test_an_officer_records_it_with_a_reason_and_nobody_else_does(world: World, line: Line) -> None:
    with refused("reason_needed"):
        come(world, line, by=world.lurah)
    for stranger in (world.donor_dua, world.donor):
        with refused("own_delivery" if stranger == world.donor else "not_allowed"):
            come(world, line, by=stranger, reason=REASON)
    come(world, line, by=world.lurah, reason=REASON)

    assert Receipt.objects.get().method == Method.OFFICER
    assert JournalEntry.objects.filter(verb="receive_late").count() == 1


@pytest.mark.parametrize("quantity", [0, -5, 1_000_001])
def test_how_many_is_sensible(world: World, line: Line, quantity: int) -> None:
    with refused("quantity_range"):
        come(world, line, quantity)


def test_a_running_promise_is_confirmed_as_always(world: World) -> None:
    running = world.promise(world.need(10), 5)

    with refused("not_lapsed"):
        come(world, running, 5)


def sit(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_receivers_page(world: World, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client, address = sit(world.rw), reverse("desks:arrived_late", args=[line.pk])
    for page in (reverse("desks:own_promises"), reverse("desks:promise", args=[line.pk])):
        assert address in client.get(page).content.decode()

    asked = client.get(address).content.decode()
    assert "dihitung lagi selama masih dibutuhkan (sekarang 100)" in asked
    assert client.post(address, {"quantity": "0"}).status_code == 422
    assert client.post(address, {"quantity": "100"}).status_code == 302

    assert figures(line) == (100, 100, 100, 0, LineState.DONE)
    public = Client().get(reverse("public:need", args=[line.need.reference])).content.decode()
    assert "datang sesudah gugur, 100 paket dihitung lagi" in public
    assert "Komitmen ini tidak gugur" in client.get(address).content.decode()


def test_the_officers_page(world: World, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client, address = sit(world.lurah), reverse("desks:came_late", args=[line.pk])
    assert address in client.get(reverse("desks:area_receipts")).content.decode()

    assert client.post(address, {"quantity": "100", "reason": ""}).status_code == 422
    assert client.post(address, {"quantity": "130", "reason": REASON}).status_code == 302

    assert figures(line) == (100, 100, 100, 30, LineState.DONE)
