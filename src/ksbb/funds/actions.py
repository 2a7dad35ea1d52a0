"""Every write of the ledger. `post` and `reverse` are called by the deeds of later rooms, inside their transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.core.deeds import KEY_REUSED, deed
from ksbb.core.refusals import FORBIDDEN, Refused, insist
from ksbb.core.units import Unit
from ksbb.funds import queries, rules
from ksbb.funds.enums import AccountType, FundKind, Precision, TransferKind
from ksbb.funds.models import Account, AccountMonth, Book, MonthClosing, Transfer
from ksbb.funds.rules import Leg, first_of_month
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import reach_of


def book_for(organisation: Organisation, fund: FundKind, *, at: datetime) -> Book:
    """The book of an organisation for a kind of money; opened at the first asking."""
    return Book.objects.get_or_create(organisation=organisation, fund=fund, defaults={"opened_at": at})[0]


def open_account(
    book: Book, holds: AccountType, *, code: str, title: str, unit: Unit = Unit.RUPIAH, item: str = ""
) -> Account:
    """The account with that code; opened at the first asking. Its type, unit and goods never change."""
    insist(rules.why_not_open(holds=holds, unit=unit, item=item))
    wanted = {"type": holds, "title": title, "unit": unit, "item": item}
    found, _ = Account.objects.get_or_create(book=book, code=code, defaults=wanted)
    if (found.type, found.unit, found.item) != (holds, unit, item):
        raise Refused(KEY_REUSED)
    return found


def post(
    book: Book,
    legs: Sequence[Leg],
    *,
    deed: str,
    about: str,
    occurred_on: date,
    precision: Precision = Precision.DAY,
    at: datetime,
) -> list[Transfer]:
    """Post the transfers of one deed, all or none, once: the same deed with the same legs again gives the first rows.

    Raises Refused: wrong direction, unit or book, a closed month, a day ahead, more than an account holds.
    """
    day = rules.begins(occurred_on, precision)
    with transaction.atomic():
        held = queries.locked_accounts(pk for leg in legs for pk in (leg.debit.pk, leg.credit.pk))
        if earlier := queries.transfers_of(book, deed):
            if [_shape(row) for row in earlier] != [
                (leg.kind, leg.debit.pk, leg.credit.pk, leg.amount, day) for leg in legs
            ]:
                raise Refused(KEY_REUSED)
            return earlier
        # the accounts are locked: a month that is being closed comes before this or after it
        until = queries.closed_until(book)
        insist(
            rules.why_not_post(legs, book_id=book.pk, occurred_on=day, today=localdate(at), closed_until=until),
            rules.why_not_afford(legs, held=held),
        )
        rows = [
            Transfer(
                book=book,
                deed=deed,
                number=number,
                kind=leg.kind,
                debit=leg.debit,
                credit=leg.credit,
                amount=leg.amount,
                about=about,
                occurred_on=day,
                precision=precision,
                recorded_at=at,
            )
            for number, leg in enumerate(legs, 1)
        ]
        return _write(rows)


def _shape(row: Transfer) -> tuple[str, int, int, int, date]:
    return row.kind, row.debit_id, row.credit_id, row.amount, row.occurred_on


def _write(rows: list[Transfer]) -> list[Transfer]:
    """The rows and the counters of their accounts, which are under lock."""
    written = Transfer.objects.bulk_create(rows)
    sums: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in written:
        sums[row.debit_id][0] += row.amount
        sums[row.credit_id][1] += row.amount
    month = first_of_month(written[0].occurred_on)
    for pk, (debited, credited) in sorted(sums.items()):
        more = {"debits": F("debits") + debited, "credits": F("credits") + credited}
        Account.objects.filter(pk=pk).update(**more)
        if not AccountMonth.objects.filter(account=pk, month=month).update(**more):
            AccountMonth.objects.create(account_id=pk, month=month, debits=debited, credits=credited)
    return written


def reverse(book: Book, *, deed: str, as_deed: str, occurred_on: date, at: datetime) -> list[Transfer]:
    """Answer what a deed posted by transfers the other way round, dated in a month that is open.

    Raises Refused where nothing was posted, where it was reversed before, or where what it brought is spent already.
    """
    with transaction.atomic():
        found = queries.transfers_of(book, deed)
        held = queries.locked_accounts(pk for row in found for pk in (row.debit_id, row.credit_id))
        insist(
            rules.why_not_reverse(
                reversed_already=queries.is_reversed(found),
                found=bool(found),
                is_reversal=any(row.reverses_id for row in found),
            )
        )
        legs = [Leg(TransferKind(row.kind), row.credit, row.debit, row.amount) for row in found]
        until, today = queries.closed_until(book), localdate(at)
        insist(
            rules.why_not_date(occurred_on=occurred_on, today=today, closed_until=until),
            rules.why_not_afford(legs, held=held),
        )
        rows = [
            Transfer(
                book=book,
                deed=as_deed,
                number=row.number,
                kind=row.kind,
                debit=row.credit,
                credit=row.debit,
                amount=row.amount,
                about=row.about,
                reverses=row,
                occurred_on=occurred_on,
                recorded_at=at,
            )
            for row in found
        ]
        return _write(rows)


@deed("close_month")
def close_month(*, by: User, book: Book, month: date, at: datetime, key: str = "") -> MonthClosing:
    """Close a month of the own organisation's book, and with it all before: nothing is dated in it any more."""
    held = queries.locked_book(book)
    # whoever posts holds its accounts: this waits for them, and they find the month closed when they come later
    queries.locked_accounts(queries.accounts_of(held).values_list("pk", flat=True))
    begun = first_of_month(month)
    insist(
        None if held.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN,
        rules.why_not_close(month=begun, today=localdate(at), closed_until=queries.closed_until(held)),
    )
    closing = MonthClosing.objects.create(book=held, month=begun, closed_at=at)
    journal.write(
        verb="close_month",
        subject=held.organisation.reference,
        actor_id=by.pk,
        payload={"fund": held.fund, "month": begun},
        at=at,
    )
    return closing
