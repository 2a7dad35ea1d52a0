"""The lot of a day, and the calls to the receivers on whom it fell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate, make_aware

from ksbb.commitments.actions import move
from ksbb.commitments.enums import Stage
from ksbb.commitments.rules import after_delivery
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, insist
from ksbb.deliveries import queries, rules
from ksbb.deliveries.actions.journeys import lock, write
from ksbb.deliveries.actions.receiving import Count
from ksbb.deliveries.enums import CallState
from ksbb.deliveries.models import CallBack, CallCount, DeliveryLine, Dispute, Draw
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.recipients.actions import log_contact_reading
from ksbb.recipients.models import ContactReading


@deed("draw_receipts", open_doors=False)
def draw_receipts(*, day: date, seed_text: str, seed_known_at: datetime, at: datetime) -> Draw:
    """Draw 5 % of the receipts recorded on a day (WIB), by a seed that became public after that day."""
    since, until = _begin(day), _begin(day + timedelta(days=1))
    insist(rules.why_not_draw(day=day, on=localdate(at), seed_known_at=seed_known_at, day_ended_at=until))
    seed = rules.seed_of(seed_text)
    receipts = queries.receipts_between(since, until)
    chosen = [one for one in receipts if rules.is_drawn(seed=seed, reference=one.delivery.reference)]
    draw = Draw.objects.create(
        day=day,
        seed_text=seed_text,
        seed=seed,
        seed_known_at=seed_known_at,
        receipts=len(receipts),
        drawn=len(chosen),
        made_at=at,
    )
    CallBack.objects.bulk_create(
        CallBack(draw=draw, receipt=receipt, due_at=at + rules.CALL_WITHIN) for receipt in chosen
    )
    told = {"seed": seed, "receipts": len(receipts), "drawn": [one.delivery.reference for one in chosen]}
    journal.write(verb="draw_receipts", subject=f"undian:{day}", actor_id=None, payload=told, at=at)
    return draw


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


@deed("reveal_called")
def reveal_called(*, by: User, call: CallBack, at: datetime) -> ContactReading:
    """Open the receiver's number to the officer who calls, and log it under the own account."""
    delivery = call.receipt.delivery
    recorders = queries.recorders_of(delivery, queries.lines_of(delivery), call.receipt)
    insist(
        rules.why_not_call(reach=reach_of(by, at=at), call=call, recorder_ids=recorders, at=at),
        None if call.state == CallState.WAITING else Refusal("wrong_state", "Telepon ulang ini sudah selesai."),
    )
    write("reveal_called", delivery, by, at)
    return log_contact_reading(recipient=delivery.recipient, officer=by, subject=delivery.reference, at=at)


@deed("record_call")
def record_call(
    *,
    by: User,
    call: CallBack,
    outcome: CallState,
    counts: Sequence[Count] = (),
    note: str = "",
    at: datetime,
    key: str = "",
) -> CallBack:
    """What the receiver told on the telephone. Three vain tries end the call.

    A number that differs either way opens a dispute; until it is settled the lower number is the public one.
    """
    delivery, carried = lock(call.receipt.delivery)
    call = queries.calls().select_for_update(of=("self",)).get(pk=call.pk)
    recorded = {row_id: row.received for row_id, row in queries.counted_in(call.receipt).items()}
    recorders = queries.recorders_of(delivery, carried, call.receipt)
    by_line = {row.line_id: row.pk for row in carried}
    told = {by_line.get(count.line, 0): count.received for count in counts}
    insist(
        rules.why_not_call(reach=reach_of(by, at=at), call=call, recorder_ids=recorders, at=at),
        rules.why_not_record_call(call=call, outcome=outcome, recorded=recorded, told=told, note=note),
    )
    call.attempts, call.last_tried_at = call.attempts + 1, at
    if outcome != CallState.UNREACHED or call.attempts >= rules.MOST_CALLS:
        call.state, call.decided_by, call.decided_at = outcome, by, at
    call.note = note
    call.save()
    CallCount.objects.bulk_create(
        CallCount(call=call, delivery_line_id=row_id, told=number) for row_id, number in told.items()
    )
    _doubt(carried, recorded, told, at=at)
    write("record_call", delivery, by, at, outcome=outcome, told=[(count.line, count.received) for count in counts])
    return call


def _doubt(
    carried: Sequence[DeliveryLine], recorded: Mapping[int, int], told: Mapping[int, int], *, at: datetime
) -> None:
    """Let the lower word count, and put what the other word says beyond it into a dispute."""
    missing = queries.missing_of(list(carried))
    for row in carried:
        if row.pk not in told:
            continue
        dispute = queries.open_dispute(row)
        doubt = rules.doubt(
            sent=row.quantity,
            missing=missing.get(row.pk, 0),
            recorded=recorded[row.pk],
            told=told[row.pk],
            disputed=dispute is not None,
        )
        if not any(doubt):
            continue
        dispute = dispute or Dispute(delivery_line=row, opened_at=at)
        dispute.shortfall += doubt.short
        dispute.excess += doubt.shed + doubt.over
        dispute.save()
        changes = {Stage.CONFIRMED: -doubt.short, Stage.SURPLUS: -doubt.shed}
        move(line=row.line, changes=changes, cause="call_back", at=at)
        row.line.state, row.line.state_since = after_delivery(row.line), at
        row.line.save()
