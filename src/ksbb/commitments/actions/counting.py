"""The one place where the four numbers move: the line, its need and the movement together; and who moves up then."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from ksbb.commitments import letters, queries, rules
from ksbb.commitments.actions.telling import write_to_giver, write_to_speakers
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line, Movement
from ksbb.commitments.rules import FIGURE_COLUMN, figure_of
from ksbb.core import journal
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.needs.queries import of_fallen
from ksbb.needs.rules import why_not_wait
from ksbb.parties.models import User
from ksbb.recipients.queries import has_open_contact

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

    The caller saves the line's other columns. Constraints refuse what must never be (IntegrityError). What becomes
    free goes to the waiting list at once, in the same transaction: nobody can step in between.
    """
    changes = {stage: delta for stage, delta in changes.items() if delta}
    if not changes:
        return
    needs.count(need=line.need, **{_NEED_COLUMN[stage]: delta for stage, delta in changes.items()})
    for stage, delta in changes.items():
        setattr(line, FIGURE_COLUMN[stage], figure_of(line, stage) + delta)
    if changes.get(Stage.CONFIRMED, 0) > 0:
        line.vouched_at = line.vouched_at or at
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
    if changes.get(Stage.COMMITTED, 0) < 0:
        move_up(line.need, at=at)


def begin(line: Line, *, cause: str, at: datetime, moment: datetime) -> list[Line]:
    """Let a proven line count as far as its need can take it; the rest waits for its turn. The line, or its parts."""
    if line.equivalent and line.equivalent_accepted_at is None:
        start(line, cause=cause, at=at, moment=moment)
        return [line]
    fits = min(line.pledged, _room(line))
    if fits == line.pledged:
        start(line, cause=cause, at=at, moment=moment)
        return [line]
    if not fits:
        _queue(line, moment=moment)
        return [line]
    rest = _split(line, fits)
    start(line, cause=cause, at=at, moment=moment)
    _queue(rest, moment=moment)
    return [line, rest]


def start(line: Line, *, cause: str, at: datetime, moment: datetime) -> None:
    """Let a line count and its clocks run, unless it offers an equivalent that the receiver has not accepted yet."""
    line.state, line.state_since = LineState.PROMISED, moment
    if line.clockless:
        line.contact_by = line.lapses_on = None
    else:
        line.contact_by = at + rules.CONTACT_WITHIN if has_open_contact(line.need.recipient) else None
        line.lapses_on = line.deliver_through + rules.GRACE
    if line.equivalent and line.equivalent_accepted_at is None:
        line.contact_by = None
        line.save()
        return
    line.accepted_at = moment
    move(line=line, changes={Stage.COMMITTED: line.pledged}, cause=cause, at=at, effective_at=moment)


def move_up(need: Need, *, at: datetime) -> None:
    """Give what is free on a locked need to its waiting list, first come first served; a part is taken, too."""
    today = localdate(at)
    if need.remaining == 0 or why_not_wait(need=need, on=today) is not None or of_fallen([need], at=at):
        return
    for line in queries.queue_of(need, at=at):
        fits = min(line.pledged, _room(line))
        if not fits:
            continue
        if fits < line.pledged:
            _split(line, fits).save()
        line.deliver_on = min(max(line.deliver_on, today), need.deliver_until)
        line.deliver_through = max(line.deliver_through, line.deliver_on)
        start(line, cause="move_up", at=at, moment=at)
        _tell_turn(line, at=at)


def vouch(line: Line, *, at: datetime) -> None:
    """The receiver stands behind this giver: what the giver has on this need no longer counts as a newcomer's."""
    if line.vouched_at is not None:
        return
    line.vouched_at = at
    mine = Line.objects.filter(need=line.need, commitment__giver=line.commitment.giver, vouched_at=None)
    mine.update(vouched_at=at)
    move_up(line.need, at=at)


def _room(line: Line) -> int:
    """How many the need of a line can take of it now. The share of newcomers is asked for only when it matters."""
    need, known = line.need, line.vouched_at is not None
    percent = need.package.programme.newcomer_percent
    narrow = not known and (need.promised + line.pledged) * 100 > need.quantity * percent
    held = queries.held_by_newcomers(need) if narrow else 0
    return rules.room(need=need, known=known, held=held, percent=percent)


def _split(line: Line, fits: int) -> Line:
    """Cut a line that holds nothing yet: it keeps `fits`, the rest becomes a line of its own with the same place."""
    kept = {column.attname: getattr(line, column.attname) for column in Line._meta.concrete_fields}
    rest = Line(**kept | {"id": None, "pledged": line.pledged - fits})
    rest.commitment, rest.need = line.commitment, line.need
    line.pledged = fits
    return rest


def _queue(line: Line, *, moment: datetime) -> None:
    line.state, line.state_since = LineState.QUEUED, moment
    line.contact_by, line.lapses_on = None, line.need.deliver_until
    line.save()


def _tell_turn(line: Line, *, at: datetime) -> None:
    mark = f"turn:{line.pk}:{at.isoformat()}"
    write_to_giver(line.commitment.giver, letters.turn(line), mark=f"{mark}:giver", at=at)
    write_to_speakers(line, letters.to_receiver(line), mark=f"{mark}:receiver", at=at)


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
