"""Ending promises: less, not at all, declined, lapsed."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from ksbb.commitments import letters, queries, rules
from ksbb.commitments.actions.counting import move, write
from ksbb.commitments.actions.keeping import insist_on_giver, insist_on_receiver, tell_giver, tell_receiver
from ksbb.commitments.actions.reminding import tell_officers
from ksbb.commitments.calendars import calendar_of, is_off
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.parties.models import User


def _settle(line: Line, *, to: LineState, reason: str, cause: str, at: datetime) -> int:
    """Give back what was not brought; the line ends in `to`, or stays with what was brought. Returns the quantity."""
    owed, line.owed = line.owed, 0  # found missing at an earlier receipt: it was never truly brought
    back = line.quantity - line.delivered + owed
    kept = line.delivered - owed
    line.state = to if not kept else LineState.DONE if line.confirmed == kept else LineState.ON_THE_WAY
    line.state_since, line.state_reason = at, reason
    line.contact_by = line.lapses_on = None
    move(line=line, changes={Stage.COMMITTED: -back, Stage.DELIVERED: -owed}, cause=cause, at=at)
    line.save()
    return back


def _off(line: Line) -> str:
    """The cancelled event, where an event was sent and nothing of the line was brought."""
    return calendar_of([line]) if is_off(line) and line.scheduled_at else ""


def lessen(*, line: Line, quantity: int, reason: str, at: datetime) -> None:
    """Let a locked line promise less. Part of the deed of the room that knows which journeys are planned."""
    if line.quantity:
        move(line=line, changes={Stage.COMMITTED: quantity - line.quantity}, cause="reduce", at=at)
        if line.delivered and line.quantity == line.delivered:
            line.state, line.state_since = rules.after_delivery(line), at
            line.lapses_on = None if not line.to_bring else line.lapses_on
    else:
        line.pledged = quantity
    line.state_reason = reason
    line.save()
    if line.holds:  # an unproven promise was never told to the receiver
        tell_receiver(line, "jumlah komitmen berkurang", at=at)


@deed("cancel")
def cancel(*, by: User | None, line: Line, reason: str, at: datetime, key: str = "") -> Line:
    """The giver takes the promise back, with a reason, before anything was brought."""
    line = queries.locked(line)
    insist_on_giver(by, line, at=at)
    insist(rules.why_not_cancel(line=line, reason=reason))
    back = _settle(line, to=LineState.CANCELLED, reason=reason, cause="cancel", at=at)
    write("cancel", line, by=by, at=at, back=back, reason=journal.Bound(reason))
    if back:  # an unproven promise was never told to the receiver
        tell_receiver(line, "komitmen dibatalkan pemberi", at=at, calendar=_off(line))
    return line


@deed("decline")
def decline(*, by: User, line: Line, reason: str, at: datetime, key: str = "") -> Line:
    """The receiver does not want it, with a reason; the quantity is open again."""
    line = queries.locked(line)
    insist_on_receiver(by, line, at=at)
    insist(rules.why_not_cancel(line=line, reason=reason, to=LineState.DECLINED))
    back = _settle(line, to=LineState.DECLINED, reason=reason, cause="decline", at=at)
    write("decline", line, by=by, at=at, back=back, reason=journal.Bound(reason))
    tell_giver(line, "penerima tidak dapat menerima", at=at, calendar=_off(line))
    return line


@deed("release", open_doors=False)
def release(*, line: Line, at: datetime) -> Line:
    """Let a line lapse whose clock ran out: what was not brought goes back to the need. Never back-dated."""
    line = queries.locked(line)
    clock = rules.lapses(line, at=at, today=localdate(at))
    back = 0
    if clock:
        why = _lapse_words(line, clock)
        back = _settle(line, to=LineState.LAPSED, reason=why, cause="release", at=at)
        tell_giver(line, "komitmen gugur", at=at, calendar=_off(line))
        if back:  # a line that never counted was never told to the receiver
            tell_receiver(line, "komitmen gugur", at=at, calendar=_off(line))
        if clock == "contact":
            tell_officers(line, letters.lapsed_unheard(line), clock="48", at=at)
    write("release", line, by=None, at=at, clock=clock, back=back)
    return line


def _lapse_words(line: Line, clock: str) -> str:
    if line.state == LineState.QUEUED:
        return "Kebutuhan berakhir sebelum giliran Anda."
    if clock == "contact":
        return "Tidak dihubungi dalam 2×24 jam."
    return "Tidak diantar sampai 6 hari sesudah tanggalnya."


def release_expired(*, at: datetime) -> int:
    """Release every line whose clock ran out, each in its own transaction. Returns how many lapsed."""
    lapsed = 0
    today = localdate(at)
    for line in queries.due_to_lapse(at=at, today=today):
        if rules.lapses(line, at=at, today=today):
            release(line=line, at=at)
            lapsed += 1
    return lapsed
