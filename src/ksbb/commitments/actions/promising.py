"""Making promises: by an account, by a guest with a code, and by Pokja on somebody's behalf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from ksbb.catalogue.queries import current_statement
from ksbb.commitments import letters, queries, rules
from ksbb.commitments.actions.counting import begin
from ksbb.commitments.actions.telling import write_to_giver, write_to_speakers
from ksbb.commitments.calendars import calendar_of
from ksbb.commitments.enums import LineState, Mode, OfferState, Via
from ksbb.commitments.models import Commitment, Line
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.core.text import why_not_publish, why_not_show, why_not_show_reason
from ksbb.needs.models import Need
from ksbb.needs.queries import locked as locked_needs
from ksbb.needs.queries import of_fallen
from ksbb.notices.actions import enqueue
from ksbb.parties import actions as parties
from ksbb.parties.enums import PartyKind
from ksbb.parties.models import Party, User
from ksbb.parties.queries import held_organisation, reach_of


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line as the giver means it. `deliver_through` is the last day for aid that comes on several days."""

    need: Need
    quantity: int
    deliver_on: date
    deliver_through: date | None = None
    mode: Mode = Mode.OWN
    equivalent: str = ""
    may_wait: bool = False
    """Take a place in the waiting list for what the need cannot take now."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who gives without an account: a name and at least one address."""

    name: str
    email: str = ""
    phone: str = ""


@deed("promise")
def promise(
    *,
    by: User,
    lines: Sequence[LineDraft],
    statement_accepted: bool,
    show_name: bool = False,
    via: Via = Via.WEB,
    at: datetime,
    key: str = "",
) -> Commitment:
    """Promise as the signed-in person, or as the organisation that the person acts for. All lines or none."""
    giver = parties.giving_party(user=by, at=at)
    return _commit(
        verb="promise",
        giver=giver,
        by=by,
        lines=lines,
        statement_accepted=statement_accepted,
        show_name=show_name,
        via=Via.WEB if via == Via.POKJA else via,
        at=at,
        proven=True,
    )


@deed("promise_as_guest", open_doors=False)
def promise_as_guest(
    *,
    guest: Guest,
    lines: Sequence[LineDraft],
    statement_accepted: bool,
    show_name: bool = False,
    at: datetime,
    key: str = "",
) -> Commitment:
    """Promise without an account. It holds nothing until the code that is sent comes back (`prove`)."""
    commitment = _commit(
        verb="promise_as_guest",
        giver=guest_giver(guest),
        by=None,
        lines=lines,
        statement_accepted=statement_accepted,
        show_name=show_name,
        via=Via.WEB,
        at=at,
        proven=False,
    )
    send_code(commitment, at=at)
    return commitment


def guest_giver(guest: Guest) -> Party:
    """The party of somebody without an account. Raises Refused where name or address is missing."""
    insist(
        why_not_show(guest.name, longest=160),
        why_not_publish(guest.email, longest=254),
        why_not_publish(guest.phone, longest=16),
    )
    if not guest.name.strip() or not (guest.email or guest.phone):
        raise Refused(Refusal("guest_incomplete", "Isi nama dan alamat e-mail atau nomor telepon."))
    return parties.guest_party(name=guest.name, email=guest.email, phone=guest.phone)


@deed("record_promise")
def record_promise(
    *,
    by: User,
    giver: Party,
    lines: Sequence[LineDraft],
    source: str,
    show_name: bool = False,
    at: datetime,
    effective_at: datetime | None = None,
    key: str = "",
) -> Commitment:
    """Record, as Pokja, a promise that came by letter or message. It is always shown as "atas nama"."""
    insist(None if reach_of(by, at=at).is_pokja else FORBIDDEN, why_not_show_reason(source))
    if effective_at is not None and effective_at > at:
        raise Refused(Refusal("date_ahead", "Waktu kejadian tidak boleh di masa depan."))
    return _commit(
        verb="record_promise",
        giver=giver,
        by=by,
        lines=lines,
        statement_accepted=True,
        show_name=show_name,
        via=Via.POKJA,
        at=at,
        proven=True,
        source=source,
        effective_at=effective_at,
    )


def _commit(
    *,
    verb: str,
    giver: Party,
    by: User | None,
    lines: Sequence[LineDraft],
    statement_accepted: bool,
    show_name: bool,
    via: Via,
    at: datetime,
    proven: bool,
    source: str = "",
    effective_at: datetime | None = None,
) -> Commitment:
    moment = effective_at or at
    insist_on_terms(giver, lines=len(lines), statement_accepted=statement_accepted, at=at)
    if len({draft.need.pk for draft in lines}) != len(lines):
        raise Refused(Refusal("need_twice", "Satu kebutuhan hanya boleh muncul sekali dalam satu komitmen."))
    statement = current_statement(on=localdate(moment))  # read before the lock, which others wait for
    needs = locked_needs(draft.need.pk for draft in lines)
    if of_fallen(list(needs.values()), at=at):
        raise Refused(Refusal("home_not_active", "Lembaga penerima ini sedang tidak aktif. Pilih kebutuhan lain."))
    commitment = Commitment.objects.create(
        reference=new_reference(),
        giver=giver,
        show_name=show_name,
        statement=statement,
        via=via,
        recorded_by=by if via == Via.POKJA else None,
        on_behalf_source=source,
        effective_at=moment,
        recorded_at=at,
        example=giver.example or all(need.example for need in needs.values()),
    )
    known = giver.kind != PartyKind.INDIVIDUAL or via == Via.POKJA
    if proven and not known:
        known, running = queries.record_of(giver)
        most = _most_open(needs.values())
        insist(rules.why_not_more(known=known, running=running, more=len(lines), most=most))
    made: list[Line] = []
    for draft in lines:
        made += _add_line(commitment, draft, needs[draft.need.pk], at=at, moment=moment, proven=proven, known=known)
    journal.write(
        verb=verb,
        subject=commitment.reference,
        actor_id=by.pk if by else None,
        payload={
            "lines": [{"need": draft.need.reference, "quantity": draft.quantity} for draft in lines],
            "statement": commitment.statement.version,
            "giver": giver.pk,
            "name": journal.Bound(giver.name, about=f"party:{giver.pk}"),
        },
        at=at,
        effective_at=moment,
    )
    if proven:
        tell(commitment, made, at=at)
    return commitment


def insist_on_terms(giver: Party, *, lines: int, statement_accepted: bool, at: datetime) -> None:
    """What every promise needs, whatever it is for: the statement, and an organisation that may give."""
    # under lock: a suspension at the same moment comes before this promise or after it, never between
    active = giver.organisation_id is None or held_organisation(giver.organisation_id).stands(on=localdate(at))
    insist(rules.why_not_commit(lines=lines, statement_accepted=statement_accepted, giver=giver, active=active))


def _most_open(needs: Iterable[Need]) -> int:
    return min(need.package.programme.newcomer_open for need in needs)


def _add_line(
    commitment: Commitment, draft: LineDraft, need: Need, *, at: datetime, moment: datetime, proven: bool, known: bool
) -> list[Line]:
    through = draft.deliver_through or draft.deliver_on
    refusal = rules.why_not_promise(
        need=need,
        quantity=draft.quantity,
        deliver_on=draft.deliver_on,
        deliver_through=through,
        equivalent=draft.equivalent,
        on=localdate(moment),
        may_wait=draft.may_wait,
    )
    if refusal is not None:
        raise Refused(refusal)
    line = Line(
        commitment=commitment,
        need=need,
        version_id=need.version_id,
        pledged=draft.quantity,
        mode=draft.mode,
        deliver_on=draft.deliver_on,
        deliver_through=through,
        equivalent=draft.equivalent,
        state=LineState.PROMISED if proven else LineState.AWAITING_CODE,
        state_since=moment,
        clockless=localdate(at) > need.deliver_until,
        lapses_on=None if proven else localdate(at),
        may_wait=draft.may_wait,
        vouched_at=moment if known else None,
    )
    if proven:
        return begin(line, cause="promise", at=at, moment=moment)
    line.save()
    return [line]


def tell(commitment: Commitment, lines: Sequence[Line], *, at: datetime) -> None:
    """Put the letters about a fresh promise in the outbox; lines of a past period tell nobody."""
    told = [line for line in lines if not line.clockless]
    if not told:
        return
    dated = [line for line in told if line.state != LineState.QUEUED]
    mark, event = f"promise:{commitment.pk}:giver", calendar_of(dated) if dated else ""
    write_to_giver(commitment.giver, letters.to_giver(commitment), mark=mark, at=at, calendar=event)
    for line in told:
        if line.state == LineState.QUEUED and (line.vouched_at is not None or not line.need.remaining):
            continue  # it only waits for its turn; the receiver hears of it when that comes
        letter = letters.ask(line) if line.state == LineState.QUEUED else letters.to_receiver(line)
        write_to_speakers(line, letter, mark=f"promise:{line.pk}:receiver", at=at)


def send_code(commitment: Commitment, *, at: datetime) -> None:
    contact = _contact(commitment)
    digits = parties.new_code(contact=contact, purpose=_purpose(commitment), at=at)
    title, body = letters.code(digits)
    enqueue(address=contact, title=title, body=body, dedupe=f"code:{commitment.pk}:{at.timestamp()}", at=at)


@deed("resend_code", open_doors=False)
def resend_code(*, commitment: Commitment, at: datetime) -> Commitment:
    """Send a fresh code; the older one stops working."""
    if not queries.awaits_code(commitment):
        raise Refused(Refusal("wrong_state", "Komitmen ini tidak menunggu kode."))
    send_code(commitment, at=at)
    journal.write(verb="resend_code", subject=commitment.reference, actor_id=None, payload={}, at=at)
    return commitment


def _try_code(told: Mapping[str, Any]) -> None:
    commitment = told["commitment"]
    parties.try_code(contact=_contact(commitment), purpose=_purpose(commitment), digits=told["digits"])


def _contact(commitment: Commitment) -> str:
    return commitment.giver.email or commitment.giver.phone


def _purpose(commitment: Commitment) -> str:
    return f"commitment:{commitment.pk}"


@deed("prove", open_doors=False, before=_try_code)
def prove(*, commitment: Commitment, digits: str, at: datetime, key: str = "") -> Commitment:
    """Take the code back: the waiting lines now count, if their needs can still take them. All or none."""
    waiting = queries.locked_waiting(commitment)  # a twin of this call waits here, and finds nothing left
    offer = queries.locked_waiting_offer(commitment)
    if not waiting and offer is None:
        raise Refused(Refusal("wrong_state", "Komitmen ini tidak menunggu kode."))
    parties.check_code(contact=_contact(commitment), purpose=_purpose(commitment), digits=digits, at=at)
    commitment.giver = parties.mark_proven(party=commitment.giver, at=at)
    commitment.save(update_fields=["giver"])
    known, running = queries.record_of(commitment.giver)
    if waiting:
        most = _most_open(line.need for line in waiting)
        insist(rules.why_not_more(known=known, running=running - len(waiting), more=len(waiting), most=most))
    if offer is not None:
        offer.state, offer.state_since = OfferState.OPEN, at
        offer.save(update_fields=["state", "state_since"])
    counted: list[Line] = []
    for line in waiting:
        insist(
            rules.why_not_promise(
                need=line.need,
                quantity=line.pledged,
                deliver_on=line.deliver_on,
                deliver_through=line.deliver_through,
                equivalent="",
                on=localdate(at),
                may_wait=line.may_wait,
            )
        )
        line.vouched_at = at if known else None
        counted += begin(line, cause="prove", at=at, moment=at)
    journal.write(verb="prove", subject=commitment.reference, actor_id=None, payload={"lines": len(waiting)}, at=at)
    tell(commitment, counted, at=at)
    return commitment
