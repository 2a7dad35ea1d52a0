"""Every write about needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.timezone import localdate

from ksbb.catalogue import queries as catalogue
from ksbb.catalogue.models import Package, Period
from ksbb.catalogue.rules import fitting_quantity
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.core.text import why_not_show
from ksbb.needs import queries, rules
from ksbb.needs.enums import NeedState, Urgency
from ksbb.needs.models import Need, NeedBatch, OutsideAid
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.recipients import queries as recipients
from ksbb.recipients.models import Recipient


def _write(verb: str, need: Need, by: User | None, at: datetime, payload: dict[str, Any], **moment: Any) -> None:
    journal.write(verb=verb, subject=need.reference, actor_id=by.pk if by else None, payload=payload, at=at, **moment)


@deed("propose")
def propose(
    *,
    by: User,
    recipient: Recipient,
    package: Package,
    period: Period,
    quantity: int,
    source: str,
    reason: str = "",
    beyond_fact_reason: str = "",
    urgency: Urgency = Urgency.NORMAL,
    at: datetime,
    effective_at: datetime | None = None,
    key: str = "",
) -> Need:
    """Ask for so many of a package in a period. It is public only once another officer has verified it."""
    moment = effective_at or at
    reach = reach_of(by, at=at)
    Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)  # two like proposals at once: one wins
    families, residents = recipients.families_and_residents(
        recipients.latest_facts([recipient.pk]).get(recipient.pk, {})
    )
    fitting = fitting_quantity(package=package, period=period, families=families, residents=residents)
    insist(
        rules.why_not_back_date(reach=reach, at=at, effective_at=effective_at, reason=source),
        rules.why_not_propose(
            reach=reach,
            recipient=recipient,
            package=package,
            period=period,
            quantity=quantity,
            fitting=fitting,
            beyond_fact_reason=beyond_fact_reason,
            running=queries.running_pairs(recipient),
            on=localdate(moment),
            reason=reason,
            source=source,
        ),
    )
    need = Need.objects.create(
        reference=new_reference(),
        recipient=recipient,
        place=recipient.place,
        package=package,
        version=catalogue.current_version(package, on=localdate(moment)),
        period=period,
        quantity=quantity,
        deliver_until=period.ends_on,
        reason=reason,
        beyond_fact_reason=beyond_fact_reason,
        urgency=urgency,
        source=source,
        example=recipient.example,
        state_since=moment,
        proposed_by=by,
        proposed_at=moment,
        recorded_at=at,
    )
    payload = {"package": package.code, "period": period.code, "quantity": quantity, "recipient": recipient.reference}
    _write("propose", need, by, at, payload, effective_at=moment)
    return need


@dataclass(frozen=True, slots=True)
class Again:
    """A package to ask for once more, and how many this time."""

    package: Package
    quantity: int
    beyond_fact_reason: str = ""


@deed("repeat_needs")
def repeat_needs(
    *, by: User, recipient: Recipient, period: Period, rows: Sequence[Again], source: str, at: datetime, key: str = ""
) -> Recipient:
    """Ask in a period for what was asked before, all or nothing. Each is a proposal like any other."""
    if not rows:
        raise Refused(Refusal("nothing_to_repeat", "Isi jumlah paling sedikit satu barang."))
    asked = [
        propose(
            by=by,
            recipient=recipient,
            package=row.package,
            period=period,
            quantity=row.quantity,
            source=source,
            beyond_fact_reason=row.beyond_fact_reason,
            at=at,
        )
        for row in rows
    ]
    payload = {"period": period.code, "needs": [need.reference for need in asked]}
    journal.write(verb="repeat_needs", subject=recipient.reference, actor_id=by.pk, payload=payload, at=at)
    return recipient


@deed("verify")
def verify(*, by: User, need: Need, at: datetime, effective_at: datetime | None = None, key: str = "") -> Need:
    """Find a need true, or true again. From then on it is public and can be promised."""
    need = queries.locked([need.pk])[need.pk]
    moment = effective_at or at
    reach = reach_of(by, at=at)
    insist(
        rules.why_not_back_date(reach=reach, at=at, effective_at=effective_at, reason=need.source),
        rules.why_not_verify(
            reach=reach,
            need=need,
            home=queries.why_not_home(need, at=at),
            fresh=rules.is_fresh(queries.appointed(need, by=by), at=at),
        ),
    )
    _mark_verified(need, by=by, moment=moment)
    _write("verify", need, by, at, {"quantity": need.quantity}, effective_at=moment)
    return need


def _mark_verified(need: Need, *, by: User, moment: datetime) -> None:
    need.state, need.state_since, need.state_reason = NeedState.VERIFIED, moment, ""
    need.verified_by = by
    need.verified_at = need.verified_at or moment
    need.check_again_on = localdate(moment + rules.FRESH_FOR)
    need.save(update_fields=["state", "state_since", "state_reason", "verified_by", "verified_at", "check_again_on"])


def _end(verb: str, *, by: User, need: Need, to: NeedState, reason: str, at: datetime) -> Need:
    need = queries.locked([need.pk])[need.pk]
    insist(rules.why_not_end(reach=reach_of(by, at=at), need=need, to=to, reason=reason))
    need.state, need.state_since, need.state_reason = to, at, reason
    need.save(update_fields=["state", "state_since", "state_reason"])
    _write(verb, need, by, at, {"state": to, "reason": journal.Bound(reason)})  # the text is the need's, to be erased
    return need


@deed("reject")
def reject(*, by: User, need: Need, reason: str, at: datetime, key: str = "") -> Need:
    """Find a proposal wanting, with a reason that its proposer reads."""
    return _end("reject", by=by, need=need, to=NeedState.REJECTED, reason=reason, at=at)


@deed("withdraw")
def withdraw(*, by: User, need: Need, reason: str, at: datetime, key: str = "") -> Need:
    """Take back a proposal that is not verified yet."""
    return _end("withdraw", by=by, need=need, to=NeedState.WITHDRAWN, reason=reason, at=at)


@deed("close")
def close(*, by: User, need: Need, reason: str, at: datetime, key: str = "") -> Need:
    """Take no further promises; those already made go on."""
    return _end("close", by=by, need=need, to=NeedState.CLOSED, reason=reason, at=at)


@deed("record_outside_aid")
def record_outside_aid(*, by: User, need: Need, quantity: int, source: str, at: datetime, key: str = "") -> OutsideAid:
    """Note aid from outside KSBB, so that it is not given twice."""
    need = queries.locked([need.pk])[need.pk]
    insist(rules.why_not_record_outside_aid(reach=reach_of(by, at=at), need=need, quantity=quantity, source=source))
    count(need=need, elsewhere=quantity)
    aid = OutsideAid.objects.create(
        need=need, quantity=quantity, source=source, effective_at=at, recorded_at=at, recorded_by=by
    )
    _write("record_outside_aid", need, by, at, {"quantity": quantity})
    return aid


@deed("open_needs")
def open_needs(
    *,
    by: User,
    recipients_of: Sequence[Recipient],
    package: Package,
    period: Period,
    source: str,
    quantities: Sequence[int] = (),
    at: datetime,
    effective_at: datetime | None = None,
    key: str = "",
) -> NeedBatch:
    """Open the needs of a period for many recipients from their newest facts. A second officer verifies the batch.

    `quantities`, one for each recipient, take the place of what the facts call for and may not go above it.
    Recipients without a fact, or with such a need already, are left out (the preview says which).
    """
    moment = effective_at or at
    reach = reach_of(by, at=at)
    insist(
        None if reach.is_pokja else FORBIDDEN,
        rules.why_not_back_date(reach=reach, at=at, effective_at=effective_at, reason=source),
        why_not_show(source, longest=400),
    )
    held = Recipient.objects.select_for_update(of=("self",)).filter(pk__in={one.pk for one in recipients_of})
    list(held.order_by("pk"))  # two like openings at once: one wins
    rows = preview(recipients_of=recipients_of, package=package, period=period)
    chosen = _chosen(rows, quantities)
    if not chosen:
        raise Refused(Refusal("nothing_to_open", "Tidak ada penerima yang bisa dibuka kebutuhannya."))
    if localdate(moment) > period.ends_on:
        raise Refused(Refusal("period_over", "Periode ini sudah lewat."))
    batch = NeedBatch.objects.create(
        reference=new_reference(), period=period, package=package, opened_by=by, opened_at=at
    )
    version = catalogue.current_version(package, on=localdate(moment))
    Need.objects.bulk_create(
        Need(
            reference=new_reference(),
            recipient=recipient,
            place=recipient.place,
            package=package,
            version=version,
            period=period,
            batch=batch,
            quantity=quantity,
            deliver_until=period.ends_on,
            source=source,
            example=recipient.example,
            state_since=moment,
            proposed_by=by,
            proposed_at=moment,
            recorded_at=at,
        )
        for recipient, quantity in chosen
    )
    payload = {"package": package.code, "period": period.code, "needs": len(chosen)}
    journal.write(
        verb="open_needs", subject=batch.reference, actor_id=by.pk, payload=payload, at=at, effective_at=moment
    )
    return batch


def _chosen(
    rows: Sequence[tuple[Recipient, int | None, str]], quantities: Sequence[int]
) -> list[tuple[Recipient, int]]:
    """The recipients a batch opens for, with how many: what the facts call for, or the given (never more)."""
    if quantities and len(quantities) != len(rows):
        raise Refused(Refusal("quantities_incomplete", "Isi satu jumlah untuk setiap penerima."))
    chosen = []
    for index, (recipient, fitting, obstacle) in enumerate(rows):
        if not fitting or obstacle:
            continue
        quantity = quantities[index] if quantities else fitting
        if not 1 <= quantity <= fitting:
            raise Refused(Refusal("beyond_fact", f"{recipient.name}: isi antara 1 dan {fitting}."))
        chosen.append((recipient, quantity))
    return chosen


def preview(
    *, recipients_of: Sequence[Recipient], package: Package, period: Period
) -> list[tuple[Recipient, int | None, str]]:
    """What `open_needs` would do: each recipient with its quantity and, where it is left out, why."""
    facts = recipients.latest_facts(recipient.pk for recipient in recipients_of)
    running = queries.with_needs(period=period, package=package)
    if package.excludes is not None:
        running |= queries.with_needs(period=period, package=package.excludes)
    rows: list[tuple[Recipient, int | None, str]] = []
    for recipient in recipients_of:
        families, residents = recipients.families_and_residents(facts.get(recipient.pk, {}))
        quantity = fitting_quantity(package=package, period=period, families=families, residents=residents)
        obstacle = "belum ada data jumlah" if not quantity else "sudah ada" if recipient.pk in running else ""
        rows.append((recipient, quantity, obstacle))
    return rows


@deed("verify_batch")
def verify_batch(
    *, by: User, batch: NeedBatch, at: datetime, effective_at: datetime | None = None, key: str = ""
) -> NeedBatch:
    """Verify a batch whole: by a second officer of Pokja."""
    batch = NeedBatch.objects.select_for_update().get(pk=batch.pk)
    moment = effective_at or at
    reach = reach_of(by, at=at)
    insist(
        rules.why_not_back_date(reach=reach, at=at, effective_at=effective_at, reason=batch.period.name),
        rules.why_not_verify_batch(reach=reach, batch=batch),
    )
    fresh_until = localdate(moment + rules.FRESH_FOR)
    unready = queries.unready_in(batch, at=at)  # they stay proposals, each with its reason on the desk
    chosen = Need.objects.filter(batch=batch, state=NeedState.PROPOSED).exclude(recipient__in=unready)
    verified = chosen.update(
        state=NeedState.VERIFIED, state_since=moment, verified_by=by, verified_at=moment, check_again_on=fresh_until
    )
    batch.verified_by, batch.verified_at = by, at
    batch.save(update_fields=["verified_by", "verified_at"])
    payload = {"needs": verified}
    journal.write(
        verb="verify_batch", subject=batch.reference, actor_id=by.pk, payload=payload, at=at, effective_at=moment
    )
    return batch


def count(
    *, need: Need, promised: int = 0, elsewhere: int = 0, delivered: int = 0, confirmed: int = 0, surplus: int = 0
) -> None:
    """Move the counters of a locked need by these deltas. The database refuses what must never be (IntegrityError)."""
    deltas = {
        "promised": promised,
        "elsewhere": elsewhere,
        "delivered": delivered,
        "confirmed": confirmed,
        "surplus": surplus,
    }
    Need.objects.filter(pk=need.pk).update(**{name: F(name) + delta for name, delta in deltas.items() if delta})
    for name, delta in deltas.items():
        setattr(need, name, getattr(need, name) + delta)


@deed("expire_stale", open_doors=False)
def expire_stale(*, need: Need, at: datetime) -> Need:
    """Ask for a new verification of a need whose last one is too old, or whose home fell (work of the worker)."""
    need = queries.locked([need.pk])[need.pk]
    old = need.check_again_on is not None and localdate(at) > need.check_again_on
    if need.state == NeedState.VERIFIED and (old or queries.is_fallen(need, at=at)):
        need.state, need.state_since = NeedState.EXPIRED, at
        need.save(update_fields=["state", "state_since"])
    _write("expire_stale", need, None, at, {"state": need.state})
    return need


def forget_words(*, before: datetime) -> int:
    """Empty what people wrote on needs that ended before a moment. Returns how many needs."""
    old = Need.objects.filter(deliver_until__lt=localdate(before)).exclude(reason="", state_reason="")
    journal.forget_bound(old.values_list("reference", flat=True))
    return old.update(reason="", state_reason="")
