"""The one place where the four numbers move: the line, its need and the movement together."""

from __future__ import annotations

from datetime import datetime

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line, Movement
from ksbb.core import journal
from ksbb.needs import actions as needs
from ksbb.parties.models import User

_LINE_COLUMN = {
    Stage.COMMITTED: "quantity",
    Stage.DELIVERED: "delivered",
    Stage.CONFIRMED: "confirmed",
    Stage.SURPLUS: "surplus",
}
_NEED_COLUMN = {
    Stage.COMMITTED: "promised",
    Stage.DELIVERED: "delivered",
    Stage.CONFIRMED: "confirmed",
    Stage.SURPLUS: "surplus",
}


def move(
    *, line: Line, changes: dict[Stage, int], cause: str, at: datetime, effective_at: datetime | None = None
) -> None:
    """Move the numbers of a locked line (its need locked too) by `changes`; zero deltas are left out.

    The caller saves the line's other columns. Constraints refuse what must never be (IntegrityError).
    """
    changes = {stage: delta for stage, delta in changes.items() if delta}
    if not changes:
        return
    needs.count(need=line.need, **{_NEED_COLUMN[stage]: delta for stage, delta in changes.items()})
    for stage, delta in changes.items():
        setattr(line, _LINE_COLUMN[stage], getattr(line, _LINE_COLUMN[stage]) + delta)
    line.save()
    Movement.objects.bulk_create(
        Movement(
            line=line,
            need=line.need,
            stage=stage,
            delta=delta,
            cause=cause,
            effective_at=effective_at or at,
            recorded_at=at,
        )
        for stage, delta in changes.items()
    )


def write(
    verb: str, line: Line, *, by: User | None, at: datetime, effective_at: datetime | None = None, **payload: object
) -> None:
    """One journal row about a line, under the reference of its promise."""
    journal.write(
        verb=verb,
        subject=line.commitment.reference,
        actor_id=by.pk if by else None,
        payload={"line": line.pk, "need": line.need.reference, **payload},
        at=at,
        effective_at=effective_at,
    )
