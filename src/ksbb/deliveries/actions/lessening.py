"""Promising less: what is planned and has not left shrinks along, so that no journey carries more than is promised."""

from __future__ import annotations

from datetime import datetime

from ksbb.commitments import queries as commitments
from ksbb.commitments.actions import lessen
from ksbb.commitments.actions.counting import write
from ksbb.commitments.actions.keeping import insist_on_giver
from ksbb.commitments.models import Line
from ksbb.commitments.rules import why_not_reduce
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.deliveries import queries, rules
from ksbb.deliveries.actions.journeys import advance
from ksbb.deliveries.enums import DeliveryState
from ksbb.deliveries.models import DeliveryLine
from ksbb.parties.models import User

CALLED_OFF = "Komitmennya dikurangi."


@deed("reduce")
def reduce(*, by: User | None, line: Line, quantity: int, reason: str, at: datetime, key: str = "") -> Line:
    """Promise less than before; the difference is free for others at once.

    Planned journeys that no longer fit carry less, or nothing and are called off, the latest first. Goods that have
    left are not promised away.
    """
    line = commitments.locked(line)
    insist_on_giver(by, line, at=at)
    planned = queries.open_loads(line)
    left = sum(row.quantity for row in planned if row.delivery.state == DeliveryState.ON_THE_WAY)
    insist(
        why_not_reduce(line=line, quantity=quantity, reason=reason),
        rules.why_not_leave_behind(line=line, quantity=quantity, on_the_way=left),
    )
    waiting = [row for row in planned if row.delivery.state == DeliveryState.PLANNED]
    changed = _fit(waiting, room=quantity - line.delivered + line.owed - left, at=at) if line.holds else []
    lessen(line=line, quantity=quantity, reason=reason, at=at)
    write("reduce", line, by=by, at=at, quantity=quantity, journeys=changed, reason=journal.Bound(reason))
    return line


def _fit(waiting: list[DeliveryLine], *, room: int, at: datetime) -> list[tuple[str, int]]:
    """Let planned journeys carry no more than `room`, soonest first. Returns the changed ones with what they carry."""
    changed = []
    for row in waiting:
        carries = min(row.quantity, room)
        room -= carries
        if carries == row.quantity:
            continue
        if carries:
            row.quantity = carries
            row.save(update_fields=["quantity"])
        else:
            advance(row.delivery, DeliveryState.CALLED_OFF, at=at, reason=CALLED_OFF)
        changed.append((row.delivery.reference, carries))
    return changed
