"""The receiver's code: hashed, worth one receipt, five tries over all; never made for the giver's side (T05)."""

from __future__ import annotations

from typing import Any

import pytest

from ksbb.commitments.models import Line
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions, queries
from ksbb.deliveries.actions import Count
from ksbb.deliveries.enums import DeliveryState, Method
from ksbb.deliveries.models import Delivery, Dispute, Receipt, ReceiptCode
from ksbb.notices.models import Message
from tests.situations import AT, World, differences, fresh, impossible, refused


@pytest.fixture
def line(world: World) -> Line:
    return world.promise(world.need(1_000), 600)


@pytest.fixture
def delivery(world: World, line: Line) -> Delivery:
    return world.planned(line, 600)


def issue(world: World, delivery: Delivery, **more: Any) -> ReceiptCode:
    return actions.issue_receipt_code(**{"by": world.rw, "delivery": fresh(delivery), "at": AT, **more})


def type_in(world: World, delivery: Delivery, code: str, *, received: int = 600, **more: Any) -> Receipt:
    line_id = queries.lines_of(delivery)[0].line_id
    told = {"by": world.donor, "counts": [Count(line=line_id, received=received)], "at": AT, **more}
    return actions.confirm_by_code(delivery=fresh(delivery), code=code, **told)


def wrong(code: ReceiptCode) -> str:
    return f"{(int(code.digits) + 1) % 1_000_000:06d}"


def test_the_giver_types_the_receivers_code(world: World, line: Line, delivery: Delivery) -> None:
    code = issue(world, delivery)

    receipt = type_in(world, delivery, f" {code.digits[:3]} {code.digits[3:]} ")

    assert (receipt.method, receipt.recorded_by, receipt.link) == (Method.CODE, world.donor, None)
    assert fresh(delivery).state == DeliveryState.RECEIVED
    assert (fresh(line).delivered, fresh(line).confirmed) == (600, 600)
    assert differences() == []
    told = Message.objects.filter(body__icontains="penerimaan dicatat dengan kode Anda")
    assert told.count() == 1  # the receiver learns what was written in their name


def test_a_guest_giver_may_type_it_too(world: World, delivery: Delivery) -> None:
    receipt = type_in(world, delivery, issue(world, delivery).digits, by=None)

    assert receipt.recorded_by is None


def test_the_word_of_the_qr_is_as_good(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)

    assert queries.delivery_of_token(code.token) == delivery
    assert type_in(world, delivery, code.token).method == Method.CODE


def test_nothing_that_is_kept_tells_the_code(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)

    kept = " ".join(str(value) for value in ReceiptCode.objects.values_list().get())
    noted = " ".join(JournalEntry.objects.values_list("payload", flat=True))
    letters = " ".join(Message.objects.values_list("body", flat=True))
    for text in (kept, noted, letters):
        assert code.digits not in text
        assert code.token not in text
    assert fresh(code).digits == fresh(code).token == ""


def test_a_replay_does_not_show_it_again(world: World, delivery: Delivery) -> None:
    first = issue(world, delivery, key="a" * 32)
    again = issue(world, delivery, key="a" * 32)

    assert again == first
    assert (again.digits, again.token) == ("", "")


def test_a_new_code_voids_the_old(world: World, delivery: Delivery) -> None:
    old = issue(world, delivery)
    new = issue(world, delivery)

    if old.digits != new.digits:
        with refused("code_wrong"):
            type_in(world, delivery, old.digits)
    with refused("code_wrong"):
        type_in(world, delivery, old.token)
    assert type_in(world, delivery, new.digits).method == Method.CODE


def test_less_than_was_sent_opens_the_dispute(world: World, line: Line, delivery: Delivery) -> None:
    type_in(world, delivery, issue(world, delivery).digits, received=590)

    assert (fresh(line).delivered, fresh(line).confirmed) == (600, 590)
    assert Dispute.objects.get().shortfall == 10
    assert differences() == []


def test_it_is_worth_one_receipt(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)
    type_in(world, delivery, code.digits)

    with refused("code_used"):
        type_in(world, delivery, code.digits)
    with refused("wrong_state"):
        issue(world, delivery)
    assert Receipt.objects.count() == 1


def test_five_wrong_tries_lock_it_for_good(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)
    for number in range(5):
        with refused("code_wrong" if number < 4 else "code_locked"):
            type_in(world, delivery, wrong(code))

    assert fresh(code).tries == 5
    with refused("code_locked"):
        type_in(world, delivery, code.digits)
    with refused("code_locked"):
        issue(world, delivery)
    assert fresh(code).tries == 5
    line_id = queries.lines_of(delivery)[0].line_id
    counts = [Count(line=line_id, received=600)]
    receipt = actions.confirm(by=world.rw, delivery=fresh(delivery), counts=counts, at=AT)  # the way that is left
    assert receipt.method == Method.ACCOUNT


def test_a_new_code_gives_no_new_tries(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)
    for _ in range(3):
        with refused("code_wrong"):
            type_in(world, delivery, wrong(code))
    code = issue(world, delivery)

    with refused("code_wrong"):
        type_in(world, delivery, wrong(code))
    with refused("code_locked"):
        type_in(world, delivery, wrong(code))


def test_the_right_code_with_unfinished_counts_costs_no_try(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)

    with refused("counts_incomplete"):
        type_in(world, delivery, code.digits, counts=[])

    assert fresh(code).tries == 0
    assert type_in(world, delivery, code.digits).method == Method.CODE


def test_without_a_code_nothing_fits(world: World, delivery: Delivery) -> None:
    with refused("code_missing"):
        type_in(world, delivery, "000000")


def test_a_code_belongs_to_one_delivery(world: World) -> None:
    need = world.need(1_000)
    mine, other = world.planned(world.promise(need, 100), 100), world.planned(world.promise(need, 100), 100)
    code = issue(world, mine)
    issue(world, other)

    with refused("code_wrong"):
        type_in(world, other, code.token, received=100)


def test_only_the_receivers_side_gets_a_code(world: World, delivery: Delivery) -> None:
    assert issue(world, delivery, by=world.lurah).digits  # the officer of the place, for who has no phone
    with refused("own_delivery"):
        issue(world, delivery, by=world.donor)
    with refused("not_allowed"):
        issue(world, delivery, by=world.donor_dua)


def test_others_cannot_use_it(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)

    with refused("not_allowed"):
        type_in(world, delivery, code.digits, by=world.donor_dua)
    with refused("not_allowed"):
        type_in(world, delivery, code.digits, by=world.lurah)


@pytest.mark.parametrize("who", ["lurah", "rw", "donor_dua"])
def test_who_may_not_type_it_spends_no_try(world: World, delivery: Delivery, who: str) -> None:
    """Otherwise an officer or a stranger could lock the code that the receiver holds."""
    code = issue(world, delivery)

    for _ in range(5):
        with refused("not_allowed"):
            type_in(world, delivery, wrong(code), by=getattr(world, who))

    assert ReceiptCode.objects.get().tries == 0


def test_the_database_wants_a_person_or_a_code(world: World, delivery: Delivery) -> None:
    with impossible():
        Receipt.objects.create(delivery=delivery, method=Method.ACCOUNT, effective_at=AT, recorded_at=AT)


def test_the_database_keeps_five_tries(world: World, delivery: Delivery) -> None:
    code = issue(world, delivery)
    with impossible():
        ReceiptCode.objects.filter(pk=code.pk).update(tries=6)
