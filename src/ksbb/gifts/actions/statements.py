"""Statements of banks and QRIS: imported whole or not at all; what is not exact is settled by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.funds.enums import FundKind
from ksbb.gifts import letters, matching, queries, rules
from ksbb.gifts.actions import accounts
from ksbb.gifts.actions.giving import move, take_in, take_out
from ksbb.gifts.enums import GiftState, Match, Settlement
from ksbb.gifts.matching import StatementLine, layout_by_code
from ksbb.gifts.models import Channel, Gift, StatementFile, StatementRow
from ksbb.gifts.queries import statements
from ksbb.parties import actions as parties
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of

UNNAMED = "Hamba Allah, lewat rekening"


@deed("import_statement")
def import_statement(
    *, by: User, channel: Channel, layout: str, lines: Sequence[StatementLine], at: datetime, key: str = ""
) -> StatementFile:
    """Take in what came to an own account. A row that names a running intent and its exact amount is its money.

    Everything else waits for a person. Rows that an earlier statement told are passed over.
    """
    layout_by_code(layout)
    held, today = queries.locked_channel(channel), localdate(at)
    digest = matching.digest(lines)
    insist(
        None if held.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN,
        None if held.account_id else Refusal("channel_closed", "Rekening ini belum disetujui."),
        matching.why_not_lines(lines, on=today),
        statements.why_not_again(held, digest),
    )
    accounts.held_book(held.organisation, FundKind(held.fund), at=at)
    fresh = [one for one in statements.judge(held, lines, lock=True) if not one.known]
    file = StatementFile.objects.create(
        channel=held,
        digest=digest,
        layout=layout,
        rows=len(lines),
        fresh=len(fresh),
        imported_by=by,
        imported_at=at,
    )
    for one in fresh:
        if one.match == Match.MATCHED and one.gift is not None and one.gift.state == GiftState.INTENT:
            _take_in(one.gift, one.line, at=at)
    StatementRow.objects.bulk_create(_row(file, one) for one in fresh)
    matched = sum(one.match == Match.MATCHED for one in fresh)
    told = {"file": file.pk, "layout": layout, "rows": len(lines), "fresh": len(fresh), "matched": matched}
    journal.write(verb="import_statement", subject=held.organisation.reference, actor_id=by.pk, payload=told, at=at)
    return file


def _take_in(gift: Gift, line: StatementLine, *, at: datetime) -> None:
    try:
        take_in(gift, amount_rp=line.amount_rp, received_on=line.booked_on, at=at)
    except Refused as refused:
        told = f"Baris {line.number}: {refused.refusal.message}"
        raise Refused(Refusal(refused.refusal.code, told)) from None


def _row(file: StatementFile, one: statements.Judged) -> StatementRow:
    line = one.line
    return StatementRow(
        file=file,
        channel=file.channel,
        number=line.number,
        booked_on=line.booked_on,
        amount_rp=line.amount_rp,
        text=line.text,
        mark=one.mark,
        match=one.match,
        gift=one.gift,
    )


@deed("settle_row")
def settle_row(
    *,
    by: User,
    row: StatementRow,
    outcome: Settlement,
    gift: Gift | None = None,
    reason: str = "",
    at: datetime,
    key: str = "",
) -> StatementRow:
    """Say what a row is that waits: the money of a gift, of an unnamed giver, told before, or no gift at all."""
    organisation = row.channel.organisation
    insist(None if organisation.pk in reach_of(by, at=at).acts_for else FORBIDDEN)
    accounts.held_book(organisation, FundKind(row.channel.fund), at=at)
    held = statements.locked_row(row)
    chosen = queries.locked_gift(gift) if gift is not None else None
    insist(rules.why_not_settle(held, outcome=outcome, gift=chosen, reason=reason))
    if outcome == Settlement.UNNAMED:
        chosen = _of_unnamed(held, at=at)
    if outcome in {Settlement.GIFT, Settlement.UNNAMED} and chosen is not None:
        amount, day = held.amount_rp, held.booked_on
        insist(rules.why_not_receive(chosen, amount_rp=amount, received_on=day, on=localdate(at)))
        chosen.channel = held.channel
        take_in(chosen, amount_rp=amount, received_on=day, at=at)
    held.gift = None if outcome == Settlement.NONE else chosen
    held.match = Match.OTHER if outcome == Settlement.NONE else Match.SETTLED
    held.settled_by, held.settled_at, held.settled_reason = by, at, reason.strip()
    held.save()
    said = {"row": held.pk, "outcome": outcome, "gift": held.gift.reference if held.gift else ""}
    journal.write(verb="settle_row", subject=organisation.reference, actor_id=by.pk, payload=said, at=at)
    return held


@deed("reopen_row")
def reopen_row(*, by: User, row: StatementRow, at: datetime, key: str = "") -> StatementRow:
    """Take back within ten minutes what a row was taken for: it waits for a person again.

    Money that came with it is answered by its reversal; a gift that the row itself made is cancelled.
    """
    organisation = row.channel.organisation
    insist(None if organisation.pk in reach_of(by, at=at).acts_for else FORBIDDEN)
    accounts.held_book(organisation, FundKind(row.channel.fund), at=at)
    held = statements.locked_row(row)
    insist(rules.why_not_reopen(held, at=at))
    gift = queries.locked_gift(held.gift) if held.gift is not None else None
    if gift is not None and (gift.state, gift.state_since) == (GiftState.RECEIVED, held.placed_at):
        take_out(gift, reason=rules.UNDONE, at=at)
        if not letters.reaches(gift.giver):  # the row made it: nobody else knows of such an intent
            move(gift, GiftState.CANCELLED, reason=rules.UNDONE, at=at)
    held.match, held.gift = Match.UNMATCHED, None
    held.settled_by, held.settled_at, held.settled_reason = None, None, ""
    held.save()
    told = {"row": held.pk, "gift": gift.reference if gift else ""}
    journal.write(verb="reopen_row", subject=organisation.reference, actor_id=by.pk, payload=told, at=at)
    return held


def _of_unnamed(row: StatementRow, *, at: datetime) -> Gift:
    """A gift of somebody who told us nothing: where it is needed most, under the basis that held on that day."""
    channel = row.channel
    mandate = queries.mandate_for(channel.organisation, FundKind(channel.fund), on=row.booked_on)
    if mandate is None:
        raise Refused(rules.NO_MANDATE)
    giver = parties.guest_party(name=UNNAMED, email="", phone="", example=channel.example)
    return Gift.objects.create(
        reference=new_reference(),
        giver=giver,
        show_name=True,
        organisation=channel.organisation,
        fund=channel.fund,
        mandate=mandate,
        channel=channel,
        intended_rp=row.amount_rp,
        state_since=at,
        expires_on=localdate(at) + timedelta(days=rules.INTENT_DAYS),
        recorded_at=at,
        example=channel.example,
    )


def forget_statement_texts(*, before: datetime) -> int:
    """Take what banks wrote off rows that were imported before then (config/retention.yaml). Returns how many."""
    return StatementRow.objects.filter(file__imported_at__lt=before).exclude(text="").update(text="")
