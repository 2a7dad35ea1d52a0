"""State tables are complete, closed and drawn as they are."""

from typing import Any

import pytest
from django.db.models import TextChoices

from ksbb.commitments.enums import NEXT_STATES as LINE
from ksbb.commitments.enums import LineState
from ksbb.core import states
from ksbb.deliveries.enums import DISPUTE_NEXT_STATES, DeliveryState, DisputeState
from ksbb.deliveries.enums import NEXT_STATES as DELIVERY
from ksbb.needs.enums import NEXT_STATES as NEED
from ksbb.needs.enums import NeedState


class Light(TextChoices):
    RED = "merah", "Merah"
    GREEN = "hijau", "Hijau"


GRIDS: dict[str, tuple[Any, dict[Any, Any]]] = {
    "kebutuhan": (
        NEED,
        {
            NeedState.PROPOSED: {NeedState.VERIFIED, NeedState.REJECTED, NeedState.WITHDRAWN},
            NeedState.VERIFIED: {NeedState.EXPIRED, NeedState.CLOSED},
            NeedState.EXPIRED: {NeedState.VERIFIED, NeedState.CLOSED},
        },
    ),
    "komitmen": (
        LINE,
        {
            LineState.AWAITING_CODE: {LineState.PROMISED, LineState.QUEUED, LineState.CANCELLED, LineState.LAPSED},
            LineState.QUEUED: {LineState.PROMISED, LineState.CANCELLED, LineState.LAPSED, LineState.DECLINED},
            LineState.PROMISED: {
                LineState.SCHEDULED,
                LineState.ON_THE_WAY,
                LineState.CANCELLED,
                LineState.LAPSED,
                LineState.DECLINED,
            },
            LineState.SCHEDULED: {
                LineState.SCHEDULED,
                LineState.ON_THE_WAY,
                LineState.CANCELLED,
                LineState.LAPSED,
                LineState.DECLINED,
            },
            LineState.ON_THE_WAY: {LineState.SCHEDULED, LineState.ON_THE_WAY, LineState.DONE, LineState.LAPSED},
            LineState.LAPSED: {LineState.ON_THE_WAY, LineState.DONE},
        },
    ),
    "penyaluran": (
        DELIVERY,
        {
            DeliveryState.PLANNED: {
                DeliveryState.ON_THE_WAY,
                DeliveryState.HANDED_OVER,
                DeliveryState.RECEIVED,
                DeliveryState.CALLED_OFF,
            },
            DeliveryState.ON_THE_WAY: {DeliveryState.HANDED_OVER, DeliveryState.RECEIVED, DeliveryState.CALLED_OFF},
            DeliveryState.HANDED_OVER: {DeliveryState.RECEIVED},
        },
    ),
    "selisih": (
        DISPUTE_NEXT_STATES,
        {
            DisputeState.OPEN: {
                DisputeState.OWED,
                DisputeState.RETURNED,
                DisputeState.MET,
                DisputeState.HIGHER,
                DisputeState.LOWER,
            }
        },
    ),
}


@pytest.mark.parametrize("name", GRIDS)
def test_the_whole_grid(name: str) -> None:
    table, allowed = GRIDS[name]
    for now in table:
        for to in table:
            refusal = states.why_not_move(table, now, to)
            assert (refusal is None) == (to in allowed.get(now, set())), (now, to)
            assert refusal is None or refusal.code == "wrong_state"


@pytest.mark.parametrize("name", GRIDS)
def test_the_drawing_shows_every_arrow(name: str) -> None:
    table, _ = GRIDS[name]
    arrows = [line.strip() for line in states.drawing(name).splitlines()[1:]]

    assert sorted(arrows) == sorted(
        [f"{now.value} --> {to.value}" for now in table for to in table[now]]
        + [f"{now.value} --> [*]" for now in table if not table[now]]
    )


def test_a_state_without_a_row_is_an_error() -> None:
    with pytest.raises(ValueError, match="GREEN"):
        states.state_table("lampu", {Light.RED: frozenset({Light.GREEN})})
