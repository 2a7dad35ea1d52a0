"""Counting two givers as one: proposed by one of Pokja, decided by another, shown to all."""

from __future__ import annotations

from datetime import datetime

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.text import why_not_reason, why_not_show_reason
from ksbb.parties import duplicates, queries, rules
from ksbb.parties.enums import CorrectionState, RoleName
from ksbb.parties.models import Merge, Party, User


@deed("propose_merge")
def propose_merge(
    *, by: User, duplicate: Party, into: Party, reason: str, note: str, at: datetime, key: str = ""
) -> Merge:
    """Say that two parties are one giver. Nothing changes until a second person agrees."""
    held = duplicates.locked_parties([duplicate.pk, into.pk])
    duplicate, into = held[duplicate.pk], held[into.pk]
    insist(
        rules.why_not_merge(reach=queries.reach_of(by, at=at), duplicate=duplicate, into=into),
        why_not_show_reason(reason),
        why_not_show_reason(note),
    )
    if duplicates.merges(CorrectionState.PROPOSED).filter(duplicate=duplicate).exists():
        raise Refused(Refusal("correction_waits", "Penggabungan pemberi ini sudah diajukan dan menunggu orang kedua."))
    merge = Merge.objects.create(
        reference=new_reference(),
        duplicate=duplicate,
        into=into,
        reason=reason,
        note=note,
        proposed_by=by,
        proposed_office=RoleName.POKJA.label,
        proposed_at=at,
        example=duplicate.example and into.example,
    )
    _write("propose_merge", merge, by=by, at=at, reason=journal.Bound(reason), note=journal.Bound(note))
    return merge


def _write(verb: str, merge: Merge, *, by: User, at: datetime, **more: object) -> None:
    payload = {"duplicate": merge.duplicate_id, "into": merge.into_id, **more}
    journal.write(verb=verb, subject=merge.reference, actor_id=by.pk, payload=payload, at=at)


def _decide(verb: str, merge: Merge, *, by: User, to: CorrectionState, reason: str, at: datetime) -> Merge:
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    held = duplicates.locked_parties([merge.duplicate_id, merge.into_id])
    merge.duplicate, merge.into = held[merge.duplicate_id], held[merge.into_id]
    reach = queries.reach_of(by, at=at)
    state = CorrectionState(merge.state)
    insist(
        rules.why_not_pokja(reach),
        rules.why_not_decide(reach=reach, proposed_by_id=merge.proposed_by_id, state=state, to=to),
    )
    if to == CorrectionState.APPROVED:
        insist(rules.why_not_merge(reach=reach, duplicate=merge.duplicate, into=merge.into))
        Party.objects.filter(merged_into=merge.duplicate).update(merged_into=merge.into)  # never two steps to the root
        merge.duplicate.merged_into = merge.into
        merge.duplicate.save(update_fields=["merged_into"])
    merge.state, merge.decided_by, merge.decided_at = to, by, at
    merge.decided_office, merge.decided_reason = RoleName.POKJA.label, reason
    merge.save()
    _write(verb, merge, by=by, at=at, reason=journal.Bound(reason))
    return merge


@deed("merge_parties")
def merge_parties(*, by: User, merge: Merge, at: datetime, key: str = "") -> Merge:
    """Agree, as a second person: from now on both count as one giver, for every day. Shown among the corrections."""
    return _decide("merge_parties", merge, by=by, to=CorrectionState.APPROVED, reason="", at=at)


@deed("refuse_merge")
def refuse_merge(*, by: User, merge: Merge, reason: str, at: datetime, key: str = "") -> Merge:
    """Leave the two givers apart, with a reason that the proposer reads."""
    insist(why_not_reason(reason))
    return _decide("refuse_merge", merge, by=by, to=CorrectionState.REFUSED, reason=reason, at=at)
