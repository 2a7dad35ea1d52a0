"""Two couriers with one code, and a crowd that guesses: one receipt, and never more than five comparisons."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any

from ksbb.deliveries import actions
from ksbb.deliveries.actions import Count
from ksbb.deliveries.models import Delivery, Receipt, ReceiptCode
from tests.races.conftest import at_once, codes, done
from tests.situations import AT, TODAY, World, differences, fresh


def ready(w: World) -> tuple[Delivery, ReceiptCode, Callable[[str, Any], Any]]:
    """A delivery with a code and two couriers' links, and how a courier types a code."""
    line = w.promise(w.need(100), 60)
    delivery = w.planned(line, 60)
    code = actions.issue_receipt_code(by=w.rw, delivery=delivery, at=AT)

    def type_in(typed: str, link: Any) -> Any:
        counts = [Count(line=line.pk, received=60)]
        return actions.confirm_by_code(by=None, delivery=fresh(delivery), code=typed, counts=counts, link=link, at=AT)

    return delivery, code, type_in


def test_two_couriers_with_one_code(racing: World) -> None:
    delivery, code, type_in = ready(racing)
    links = [actions.make_courier_link(by=racing.donor, deliveries=[delivery], day=TODAY, at=AT) for _ in range(2)]

    answers = at_once([lambda link=link: type_in(code.digits, link) for link in links] * 6)

    assert len(done(answers)) == Receipt.objects.count() == 1
    # one that comes while the right code's try is being given back may find all five taken for a moment
    assert set(codes(answers)) <= {"code_used", "code_locked"}
    assert differences() == []


def guesses(code: ReceiptCode) -> list[str]:
    return [f"{(int(code.digits) + number) % 1_000_000:06d}" for number in range(1, 41)]


def test_forty_guesses_at_once_spend_five_tries(racing: World) -> None:
    _, code, type_in = ready(racing)

    answers = at_once([lambda guess=guess: type_in(guess, None) for guess in guesses(code)])  # type: ignore[misc]

    assert done(answers) == []
    assert fresh(code).tries == 5
    assert set(codes(answers)) <= {"code_wrong", "code_locked"}


def test_comparing_before_counting_lets_a_crowd_through(racing: World) -> None:
    """The negative control: look how many tries are left, compare, and only then count."""
    _, code, _ = ready(racing)
    crowd = Barrier(20)

    def carelessly() -> bool:
        left = fresh(code).tries < 5
        crowd.wait(timeout=30)
        return left  # type: ignore[no-any-return]

    assert sum(at_once([carelessly] * 20)) == 20
