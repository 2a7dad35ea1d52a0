"""A crowd that guesses the code of an address: never more than five comparisons, at either page that takes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ksbb.commitments import actions as commitments
from ksbb.core.refusals import Refused
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.models import ProofCode
from ksbb.privacy import actions as privacy
from tests.races.conftest import at_once, codes, done
from tests.situations import AT, World, fresh
from tests.world import sent_code

ADDRESS = "tamu@contoh.example"


def of_a_promise(w: World) -> Callable[[str], Any]:
    waiting = w.guest(w.need(100), 10, email=ADDRESS)
    return lambda digits: commitments.prove(commitment=fresh(waiting), digits=digits, at=AT)


def of_own_data(w: World) -> Callable[[str], Any]:
    privacy.send_data_code(contact=ADDRESS, at=AT)
    return lambda digits: privacy.check_data_code(contact=ADDRESS, digits=digits, at=AT)


@pytest.mark.parametrize("door", [of_a_promise, of_own_data])
def test_forty_guesses_at_once_spend_five_tries(racing: World, door: Callable[[World], Callable[[str], Any]]) -> None:
    type_in = door(racing)
    right = int(sent_code())
    guesses = [f"{(right + number) % 1_000_000:06d}" for number in range(1, 41)]

    answers = at_once([lambda guess=guess: type_in(guess) for guess in guesses])  # type: ignore[misc]

    assert done(answers) == []
    assert codes(answers) == ["code_locked"] * 35 + ["code_wrong"] * 5
    assert ProofCode.objects.get(contact=ADDRESS).tries == 5
    with pytest.raises(Refused, match="code_locked"):
        type_in(f"{right:06d}")


def test_comparing_before_counting_lets_a_crowd_through(racing: World) -> None:
    """The negative control: what both pages did before, look and compare, and only then count."""
    waiting = racing.guest(racing.need(100), 10, email=ADDRESS)
    purpose = f"commitment:{waiting.pk}"
    wrong = f"{(int(sent_code()) + 1) % 1_000_000:06d}"
    assert Message.objects.filter(address=ADDRESS).exists()

    def carelessly() -> Any:
        return parties.check_code(contact=ADDRESS, purpose=purpose, digits=wrong, at=AT)

    assert codes(at_once([carelessly] * 20)) == ["code_wrong"] * 20
