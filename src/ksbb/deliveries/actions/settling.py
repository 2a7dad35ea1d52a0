"""Differences, settled by an officer."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from ksbb.commitments.actions import move
from ksbb.commitments.actions.keeping import tell_giver
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line
from ksbb.commitments.rules import GRACE, after_delivery
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.deliveries import queries, rules
from ksbb.deliveries.actions.journeys import lock, write
from ksbb.deliveries.enums import DisputeState
from ksbb.deliveries.models import Dispute
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of


@deed("settle_dispute")
def settle_dispute(
    *, by: User, dispute: Dispute, outcome: DisputeState, reason: str, at: datetime, key: str = ""
) -> Dispute:
    """An officer leaves a shortfall owed by the giver, returns it to the need, or finds that nothing was missing after
    all (only where the receiver's own count says so); or chooses between two words of the receiver where nothing is
    missing. All numbers stay on record.
    """
    delivery, carried = lock(dispute.delivery_line.delivery)
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    row = next(row for row in carried if row.pk == dispute.delivery_line_id)
    dispute.delivery_line = row
    row.delivery = delivery
    said = queries.highest_word(row)
    insist(rules.why_not_settle(reach=reach_of(by, at=at), dispute=dispute, to=outcome, received=said, reason=reason))
    line = row.line
    if outcome == DisputeState.OWED:
        line.owed += dispute.shortfall
        line.lapses_on = localdate(at) + GRACE
        line.save()
    elif outcome == DisputeState.MET:
        changes = {Stage.CONFIRMED: dispute.shortfall, Stage.SURPLUS: dispute.excess}
        move(line=line, changes=changes, cause="found_met", at=at)
        line.state, line.state_since = after_delivery(line), at
        line.save()
    elif outcome == DisputeState.HIGHER:
        _believe(dispute, line, at=at)
    elif outcome == DisputeState.RETURNED:
        move(
            line=line,
            changes={Stage.COMMITTED: -dispute.shortfall, Stage.DELIVERED: -dispute.shortfall},
            cause="shortfall",
            at=at,
        )
        line.state, line.state_since = _after_return(line), at
        line.save()
    dispute.state, dispute.settled_at, dispute.settled_by, dispute.reason = outcome, at, by, reason
    dispute.save()
    told = journal.Bound(reason)
    write("settle_dispute", delivery, by, at, line=line.pk, outcome=outcome, shortfall=dispute.shortfall, reason=told)
    tell_giver(line, "selisih sudah diputus petugas", at=at)
    return dispute


def _believe(dispute: Dispute, line: Line, *, at: datetime) -> None:
    """The higher word is right: what was left owed of this journey has come, and the rest is surplus."""
    come = min(dispute.excess, queries.owed_of(dispute.delivery_line), line.owed)
    line.owed -= come
    changes = {Stage.CONFIRMED: come, Stage.SURPLUS: dispute.excess - come}
    move(line=line, changes=changes, cause="found_more", at=at)
    line.state, line.state_since = after_delivery(line), at
    line.save()


def _after_return(line: Line) -> LineState:
    """A line all of whose goods went back to the need has lapsed; otherwise its counters say."""
    return after_delivery(line) if line.quantity else LineState.LAPSED
