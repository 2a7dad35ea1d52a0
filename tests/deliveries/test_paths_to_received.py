"""T05: whatever anybody does in whatever state, "diterima" follows only from the receiver's act, the receiver's code,
signed paper recorded by an officer, or an officer's logged decision. Every verb on deliveries × state × role is tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from ksbb.commitments.models import Line
from ksbb.core.deeds import verbs
from ksbb.core.models import JournalEntry
from ksbb.core.refusals import Refused
from ksbb.deliveries import actions, queries
from ksbb.deliveries.actions import Count, Load
from ksbb.deliveries.enums import CallState, DeliveryState, DisputeState, Finding, Method
from ksbb.deliveries.models import Delivery, Receipt
from ksbb.parties.models import User
from tests.situations import AT, REASON, TODAY, World, fresh, person

ROLES = ("rw", "donor", "donor_dua", "lurah", "pokja", "stranger", "guest", "courier")
RECEIVERS, OFFICERS, CARRIERS = {"rw"}, {"lurah", "pokja"}, {"donor", "guest", "courier"}
MAY = {
    # verb: (its method, who may bring a delivery to "diterima" by it)
    "confirm": (Method.ACCOUNT, RECEIVERS),
    "receive": (Method.ACCOUNT, RECEIVERS),
    "confirm_on_paper": (Method.PAPER, OFFICERS),
    "override_receipt": (Method.OFFICER, OFFICERS),
    "confirm_by_code": (Method.CODE, CARRIERS | {"pokja"}),  # Pokja may act for a giver everywhere; the code decides
}
RECEIVABLE = (DeliveryState.PLANNED, DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER)


def in_state(world: World, line: Line, state: DeliveryState) -> Delivery:
    delivery = world.planned(line, 10)
    if state in (DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER):
        delivery = actions.depart(by=world.donor, delivery=delivery, at=AT)
    if state == DeliveryState.HANDED_OVER:
        delivery = actions.hand_over(by=world.donor, delivery=delivery, at=AT)
    if state == DeliveryState.CALLED_OFF:
        delivery = actions.call_off(by=world.donor, delivery=delivery, reason=REASON, at=AT)
    if state == DeliveryState.RECEIVED:
        world.received(delivery, line, 10)
    return delivery


def attempts(line: Line, delivery: Delivery, link: Any, code: str) -> dict[str, Callable[[Any], Any]]:
    """How each verb that names a delivery is tried, by somebody (None: nobody who signed in)."""
    counts = [Count(line=line.pk, received=10)]

    def told(by: Any) -> dict[str, Any]:
        courier = {"link": link} if by == "courier" else {}
        return {"by": by if isinstance(by, User) else None, "delivery": fresh(delivery), "at": AT, **courier}

    def signed_in(by: Any) -> dict[str, Any]:
        if not isinstance(by, User):
            raise PermissionError  # the doors let nobody in without an account
        return {"by": by, "delivery": fresh(delivery), "at": AT}

    linked = {"link": link}
    return {
        "depart": lambda by: actions.depart(**told(by)),
        "hand_over": lambda by: actions.hand_over(**told(by)),
        "call_off": lambda by: actions.call_off(reason=REASON, **{k: v for k, v in told(by).items() if k != "link"}),
        "confirm": lambda by: actions.confirm(counts=counts, **signed_in(by)),
        "confirm_on_paper": lambda by: actions.confirm_on_paper(counts=counts, paper_number="TT-1", **signed_in(by)),
        "override_receipt": lambda by: actions.override_receipt(counts=counts, reason=REASON, **signed_in(by)),
        "receive": lambda by: actions.receive(
            loads=[Load(line=fresh(line), quantity=10)], by=signed_in(by)["by"], at=AT
        ),
        "confirm_by_code": lambda by: actions.confirm_by_code(code=code, counts=counts, **told(by)),
        "issue_receipt_code": lambda by: actions.issue_receipt_code(**signed_in(by)),
        "plan_delivery": lambda by: actions.plan_delivery(
            by=told(by)["by"], loads=[Load(line=fresh(line), quantity=1)], planned_on=TODAY, at=AT
        ),
        "make_courier_link": lambda by: actions.make_courier_link(
            by=told(by)["by"], deliveries=[fresh(delivery)], day=TODAY, at=AT
        ),
        "reveal_stop": lambda by: actions.reveal_stop(**{**told(by), **linked}),
        "report_stop": lambda by: actions.report_stop(finding=Finding.COUNTED, counts=counts, **{**told(by), **linked}),
    }


ON_OTHER_ROWS = {"revoke_courier_link", "settle_dispute", "record_call", "reveal_called", "draw_receipts"}
ON_OTHER_ROWS |= {"reduce", "receive_late"}
"""Verbs of the room that take no delivery; tried below, those on lines in test_lessening and test_late_goods."""


def test_every_verb_of_the_room_is_tried(world: World) -> None:
    line = world.promise(world.need(100), 50)
    tried = attempts(line, in_state(world, line, DeliveryState.PLANNED), None, "")
    ours = {name for name, verb in verbs.items() if verb.action.__module__.startswith("ksbb.deliveries.")}
    about_photos = {name for name in ours if verbs[name].action.__module__.endswith(".evidence")}
    corrections = {name for name in ours if verbs[name].action.__module__.endswith(".correcting")}  # two people, public

    assert ours - about_photos - corrections == set(tried) | ON_OTHER_ROWS


@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("with_code", [True, False], ids=["right code", "guessed code"])
def test_every_verb_by_every_role(world: World, state: DeliveryState, with_code: bool) -> None:
    line = world.promise(world.need(100), 50)
    delivery = in_state(world, line, state)
    link = actions.make_courier_link(
        by=world.donor, deliveries=[in_state(world, line, DeliveryState.PLANNED)], day=TODAY, at=AT
    )
    code = "000000"
    if state in RECEIVABLE:
        link = actions.make_courier_link(by=world.donor, deliveries=[delivery], day=TODAY, at=AT)
        code = actions.issue_receipt_code(by=world.rw, delivery=delivery, at=AT).digits
        code = code if with_code else f"{(int(code) + 1) % 1_000_000:06d}"
    cast: dict[str, Any] = {role: getattr(world, role, role) for role in ROLES}
    cast["stranger"] = person("orang_asing")
    reached = {
        (verb, role)
        for verb, role in itertools.product(attempts(line, delivery, link, code), ROLES)
        if arrives(lambda by, v=verb: attempts(line, delivery, link, code)[v](by), cast[role], verb)  # type: ignore[misc]
    }

    expected = {(verb, role) for verb, (_, may) in MAY.items() for role in may if state in RECEIVABLE}
    expected |= {("receive", role) for role in RECEIVERS}  # makes a delivery of its own, in any state of this one
    if not with_code:
        expected = {pair for pair in expected if pair[0] != "confirm_by_code"}
    assert reached == expected


def arrives(attempt: Callable[[Any], Any], by: Any, verb: str) -> bool:
    """Does the deed make a receipt? It is undone. Each receipt is of the verb's own method and noted in the journal."""
    before, noted = Receipt.objects.count(), JournalEntry.objects.filter(verb=verb).count()
    with transaction.atomic():
        try:
            attempt(by)
        except (Refused, PermissionError):
            assert Receipt.objects.count() == before
        made = Receipt.objects.count() - before
        if made:
            assert Receipt.objects.latest("pk").method == MAY[verb][0]
            assert JournalEntry.objects.filter(verb=verb).count() == noted + 1
        states = Delivery.objects.filter(state=DeliveryState.RECEIVED).count()
        assert states == Receipt.objects.count()
        transaction.set_rollback(True)
    return bool(made)


def test_verbs_on_other_rows_make_no_receipt(world: World) -> None:
    line = world.promise(world.need(100), 50)
    delivery = in_state(world, line, DeliveryState.PLANNED)
    link = actions.make_courier_link(by=world.donor, deliveries=[delivery], day=TODAY, at=AT)
    actions.revoke_courier_link(by=world.donor, link=link, at=AT)
    world.received(delivery, line, 8)
    dispute = queries.disputes_for([queries.lines_of(delivery)[0].pk])[queries.lines_of(delivery)[0].pk]

    for outcome in (DisputeState.MET, DisputeState.OWED):
        for role in ("rw", "donor", "donor_dua", "lurah"):
            assert not arrives(
                lambda by, o=outcome: actions.settle_dispute(  # type: ignore[misc]
                    by=by, dispute=fresh(dispute), outcome=o, reason=REASON, at=AT
                ),
                getattr(world, role),
                "settle_dispute",
            )
    assert [one.value for one in CallState] == ["menunggu", "benar", "beda", "tidak_terhubung"]


def test_the_public_figure_is_the_lower_word_whoever_says_more(world: World) -> None:
    """Over-claiming by the giver's courier does not lift what the receiver counted, nor the other way round."""
    for number, (courier, receiver) in enumerate(itertools.product((5, 10, 20), repeat=2)):
        line = world.promise(world.need(10, to=world.neighbour(910 + number)), 10)
        delivery = world.planned(line, 10)
        link = actions.make_courier_link(by=world.donor, deliveries=[delivery], day=TODAY, at=AT)
        told = [Count(line=line.pk, received=courier)]
        actions.report_stop(by=None, link=link, delivery=delivery, finding=Finding.COUNTED, counts=told, at=AT)
        counts = [Count(line=line.pk, received=receiver)]
        actions.override_receipt(by=world.lurah, delivery=fresh(delivery), counts=counts, reason=REASON, at=AT)

        assert fresh(line).confirmed == min(courier, receiver, 10)
