"""Goods that come after their promise lapsed: counted again as far as the need still takes them, else as surplus."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from ksbb.commitments import queries as commitments
from ksbb.commitments.actions import move
from ksbb.commitments.actions.counting import write
from ksbb.commitments.actions.keeping import tell_giver
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.deliveries import queries, rules
from ksbb.deliveries.actions.journeys import Load, advance, plan
from ksbb.deliveries.actions.receiving import Count, accept
from ksbb.deliveries.enums import DeliveryState, Method
from ksbb.needs.queries import why_not_home
from ksbb.needs.rules import why_not_wait
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of

CAME_LATE = "Barangnya datang sesudah komitmennya gugur dan tercatat tersendiri."


@deed("receive_late")
def receive_late(
    *,
    by: User,
    line: Line,
    quantity: int,
    note: str = "",
    reason: str = "",
    second_adult: str = "",
    at: datetime,
    key: str = "",
) -> Line:
    """The receiver holds goods of a promise that lapsed; an officer records it with a reason where the receiver cannot.

    What the need still takes counts again as promised, delivered and confirmed; the rest is surplus.
    """
    line = commitments.locked(line)
    reach, need, lapsed = reach_of(by, at=at), line.need, commitments.lapsed_of(line)
    speaks = reach.speaks_for(place=need.place, organisation_id=need.recipient.organisation_id)
    method = Method.ACCOUNT if speaks else Method.OFFICER
    insist(
        rules.why_not_receive_late(
            reach=reach, line=line, lapsed=lapsed, quantity=quantity, method=method, reason=reason, note=note
        )
    )
    closed = why_not_wait(need=need, on=localdate(at)) or why_not_home(need, at=at)
    counted = 0 if closed else min(quantity, lapsed, need.remaining)
    for row in queries.open_loads(line):  # a lapsed promise is carried by nobody any more
        advance(row.delivery, DeliveryState.CALLED_OFF, at=at, reason=CAME_LATE)
    if not counted:
        move(line=line, changes={Stage.SURPLUS: quantity}, cause="late_goods", at=at)
        note_kept, why = journal.Bound(note), journal.Bound(reason)
        write("receive_late", line, by=by, at=at, counted=0, quantity=quantity, note=note_kept, reason=why)
        tell_giver(line, "barang sesudah gugur tercatat sebagai lebih", at=at)
        return line
    _revive(line, counted, at=at)
    load = Load(line=line, quantity=counted)
    delivery = plan(loads=[load], held={line.pk: line}, planned_on=localdate(at), at=at)
    accept(
        "receive_late",
        by=by,
        delivery=delivery,
        counts=[Count(line=line.pk, received=quantity)],
        method=method,
        note=note,
        reason=reason,
        second_adult=second_adult,
        at=at,
    )
    return commitments.locked(line)


def _revive(line: Line, counted: int, *, at: datetime) -> None:
    """Let so many of a lapsed line count again, without clocks: they are here."""
    line.state, line.state_since = LineState.ON_THE_WAY, at
    line.contact_by = line.lapses_on = None
    move(line=line, changes={Stage.COMMITTED: counted}, cause="late_goods", at=at)
