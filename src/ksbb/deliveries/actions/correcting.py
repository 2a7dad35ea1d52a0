"""Putting published figures right: one officer proposes, another agrees, everybody sees it."""

from __future__ import annotations

from datetime import datetime

from ksbb.commitments import queries, rules
from ksbb.commitments.actions import move
from ksbb.commitments.actions.keeping import tell_giver, tell_receiver
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Correction, Line
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.text import why_not_reason, why_not_show_reason
from ksbb.deliveries.queries import unsettled
from ksbb.parties.enums import CorrectionState
from ksbb.parties.models import User
from ksbb.parties.queries import office_of, reach_of
from ksbb.parties.rules import why_not_decide

CAUSE = "correction"
"""The cause of the movement that a correction makes: Movement stays the one source of figures."""


@deed("propose_correction")
def propose_correction(
    *, by: User, line: Line, stage: Stage, after: int, reason: str, note: str, at: datetime, key: str = ""
) -> Correction:
    """Say that a published figure of a line is wrong, and what it should be. Nothing moves until a second agrees."""
    line = queries.locked(line)
    moved_at = queries.figure_moved_at(line, stage)
    insist(
        rules.why_not_touch_figure(reach=reach_of(by, at=at), line=line),
        rules.why_not_correct(
            line=line, stage=stage, after=after, published=moved_at is not None, unsettled=unsettled(line)
        ),
        why_not_show_reason(reason),
        why_not_show_reason(note),
    )
    waiting = queries.corrections(CorrectionState.PROPOSED).filter(line=line, stage=stage)
    if moved_at is None or waiting.exists():
        raise Refused(Refusal("correction_waits", "Koreksi angka ini sudah diajukan dan menunggu orang kedua."))
    correction = Correction.objects.create(
        reference=new_reference(),
        line=line,
        stage=stage,
        before=rules.figure_of(line, stage),
        after=after,
        reason=reason,
        note=note,
        effective_at=moved_at,
        proposed_by=by,
        proposed_office=office_of(by.pk, place=line.need.place, on=at),
        proposed_at=at,
        example=line.commitment.example,
    )
    _write("propose_correction", correction, by=by, at=at, reason=journal.Bound(reason), note=journal.Bound(note))
    return correction


def _write(verb: str, correction: Correction, *, by: User, at: datetime, **more: object) -> None:
    payload = {
        "line": correction.line_id,
        "need": correction.line.need.reference,
        "figure": correction.stage,
        "before": correction.before,
        "after": correction.after,
        **more,
    }
    journal.write(
        verb=verb,
        subject=correction.reference,
        actor_id=by.pk,
        payload=payload,
        at=at,
        effective_at=correction.effective_at if verb == "approve_correction" else at,
    )


def _decide(correction: Correction, *, by: User, to: CorrectionState, reason: str, at: datetime) -> Correction:
    """Lock, let the second person decide, note the decision; the caller moves the numbers and writes."""
    line = queries.locked(correction.line)
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    correction.line = line
    reach, state = reach_of(by, at=at), CorrectionState(correction.state)
    insist(
        rules.why_not_touch_figure(reach=reach, line=line),
        why_not_decide(reach=reach, proposed_by_id=correction.proposed_by_id, state=state, to=to),
    )
    correction.state, correction.decided_by, correction.decided_at = to, by, at
    correction.decided_office = office_of(by.pk, place=line.need.place, on=at)
    correction.decided_reason = reason
    return correction


@deed("approve_correction")
def approve_correction(*, by: User, correction: Correction, at: datetime, key: str = "") -> Correction:
    """Agree, as a second person who does not give: the figure moves, and the correction is public."""
    correction = _decide(correction, by=by, to=CorrectionState.APPROVED, reason="", at=at)
    line, stage = correction.line, Stage(correction.stage)
    if rules.figure_of(line, stage) != correction.before:
        raise Refused(Refusal("figure_moved", "Angkanya sudah bergerak sejak koreksi diajukan. Ajukan koreksi baru."))
    insist(
        rules.why_not_correct(line=line, stage=stage, after=correction.after, published=True, unsettled=unsettled(line))
    )
    if stage == Stage.COMMITTED:
        line.pledged = max(line.pledged, correction.after)
    delta = correction.after - correction.before
    move(line=line, changes={stage: delta}, cause=CAUSE, at=at, effective_at=correction.effective_at)
    if line.state != (state := rules.after_correction(line)):
        line.state, line.state_since, line.state_reason = state, at, f"Koreksi {correction.reference}"
        line.contact_by = line.lapses_on = None
        line.save()
    correction.save()
    _write("approve_correction", correction, by=by, at=at)
    tell_giver(line, "angka dikoreksi", at=at)
    tell_receiver(line, "angka dikoreksi", at=at)
    return correction


@deed("refuse_correction")
def refuse_correction(*, by: User, correction: Correction, reason: str, at: datetime, key: str = "") -> Correction:
    """Let the figure stand, with a reason that the proposer reads."""
    insist(why_not_reason(reason))
    correction = _decide(correction, by=by, to=CorrectionState.REFUSED, reason=reason, at=at)
    correction.save()
    _write("refuse_correction", correction, by=by, at=at, reason=journal.Bound(reason))
    return correction
