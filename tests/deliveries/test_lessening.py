"""A promise that shrinks takes its planned journeys along; goods that have left are called off first."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ksbb.commitments.models import Line
from ksbb.core import journal
from ksbb.deliveries import actions
from ksbb.deliveries.enums import DeliveryState, DisputeState
from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute
from tests.situations import AT, REASON, World, differences, fresh, refused


@pytest.fixture
def line(world: World) -> Line:
    return world.promise(world.need(1_000), 100)


def reduce(world: World, line: Line, quantity: int) -> Line:
    return actions.reduce(by=world.donor, line=line, quantity=quantity, reason=REASON, at=AT)


def carried() -> list[tuple[int, str]]:
    rows = DeliveryLine.objects.order_by("pk").values_list("quantity", "delivery__state")
    return [(quantity, str(state)) for quantity, state in rows]


@pytest.mark.parametrize(
    ("quantity", "loads"),
    [
        (100, None),
        (95, [(60, "dijadwalkan"), (30, "dijadwalkan")]),
        (80, [(60, "dijadwalkan"), (20, "dijadwalkan")]),
        (60, [(60, "dijadwalkan"), (30, "dibatalkan")]),
        (7, [(7, "dijadwalkan"), (30, "dibatalkan")]),
    ],
)
def test_planned_journeys_shrink_the_latest_first(
    world: World, line: Line, quantity: int, loads: list[tuple[int, str]] | None
) -> None:
    world.planned(line, 60)
    world.planned(fresh(line), 30)
    if loads is None:
        with refused("not_less"):
            reduce(world, line, quantity)
        return

    reduce(world, line, quantity)

    assert carried() == loads
    assert fresh(line).quantity == quantity
    first = Delivery.objects.earliest("pk")
    actions.hand_over(by=world.donor, delivery=first, at=AT)  # what is left can be brought
    assert differences() == []
    noted = journal.history(line.commitment.reference)[-1].payload
    assert (first.reference in noted) == (quantity < 60)


def test_what_has_left_is_called_off_first(world: World, line: Line) -> None:
    moving = actions.depart(by=world.donor, delivery=world.planned(line, 60), at=AT)

    with refused("already_left"):
        reduce(world, line, 59)
    assert reduce(world, line, 60).quantity == 60
    actions.call_off(by=world.donor, delivery=moving, reason=REASON, at=AT)
    assert reduce(world, line, 5).quantity == 5


def test_what_was_brought_and_what_is_owed_is_reckoned_in(world: World, line: Line) -> None:
    """40 brought, 6 of them owed again; 50 planned carry the rest and the owed ones."""
    world.received(world.planned(line, 40), line, 34)
    owed = actions.settle_dispute(
        by=world.lurah, dispute=Dispute.objects.get(), outcome=DisputeState.OWED, reason=REASON, at=AT
    ).delivery_line.line
    world.planned(fresh(owed), 66)

    reduce(world, line, 70)

    assert carried() == [(40, "diterima"), (36, "dijadwalkan")]
    assert differences() == []


def test_the_page_says_what_shrinks_and_what_must_be_called_off_before_the_button(world: World, line: Line) -> None:
    moving = actions.depart(by=world.donor, delivery=world.planned(line, 60), at=AT)
    world.planned(fresh(line), 30)
    client = Client()
    client.force_login(world.donor, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("giving:reduce", args=[line.commitment.reference, line.pk])

    page = client.get(address).content.decode()
    off = reverse("giving:call_off", args=[line.commitment.reference, moving.reference])
    assert page.index("sedang diantar (Sabtu, 2 Mei 2026)") < page.index(off) < page.index("Kurangi jumlah</button>")
    assert page.index("ikut berkurang") < page.index("Kurangi jumlah</button>")
    assert "Isi antara 60 dan 99" in page
    less = {"jumlah": "40", "alasan": REASON}
    answer = client.post(address, less)
    assert (answer.status_code, "60 sedang diantar, jadi paling sedikit 60" in answer.content.decode()) == (409, True)

    client.post(off, {"alasan": REASON})
    assert client.post(address, less).status_code == 302
    assert fresh(line).quantity == 40
    assert Delivery.objects.get(pk=moving.pk).state == DeliveryState.CALLED_OFF
