"""The receiver's code: made for the receiver's side, typed by whoever brings the goods, worth one receipt."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from ksbb.commitments.actions.keeping import tell_receiver
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.deliveries import queries, rules
from ksbb.deliveries.actions.journeys import insist_on_carrier, lock, write
from ksbb.deliveries.actions.receiving import Count, accept
from ksbb.deliveries.enums import Method
from ksbb.deliveries.models import CODE_TRIES, CourierLink, Delivery, Receipt, ReceiptCode
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of


@deed("issue_receipt_code")
def issue_receipt_code(*, by: User, delivery: Delivery, at: datetime, key: str = "") -> ReceiptCode:
    """Make the receiver's code, or a new one that voids the old. Tries already spent stay spent.

    The answer holds `digits` and `token` this once; afterwards only their digests exist.
    """
    delivery, carried = lock(delivery)
    known = ReceiptCode.objects.select_for_update(of=("self",)).filter(delivery=delivery).first()
    reach = reach_of(by, at=at)
    insist(rules.why_not_issue_code(reach=reach, delivery=delivery, code=known, lines=carried))
    digits, token = f"{secrets.randbelow(1_000_000):06d}", secrets.token_urlsafe(16)
    code = known or ReceiptCode(delivery=delivery)
    code.digest, code.token_digest = queries.digest_of(delivery, digits), queries.digest_of_token(token)
    code.issued_by, code.issued_at = by, at
    code.save()
    write("issue_receipt_code", delivery, by, at)
    code.digits, code.token = digits, token
    return code


def spend_try(told: Mapping[str, Any]) -> None:
    """Count one try ahead of the deed, so that the count outlives its refusal; the right code gets its try back.

    Counting comes first and is one statement: however many try at the same moment, no more than five are compared.
    Only who may type the code spends a try, so that nobody else can lock it.
    """
    delivery = told["delivery"]
    insist_on_carrier(told.get("by"), delivery, queries.lines_of(delivery), link=told.get("link"), at=told["at"])
    unspent = ReceiptCode.objects.filter(delivery=delivery, used_at=None)
    if not unspent.filter(tries__lt=CODE_TRIES).update(tries=F("tries") + 1):
        insist(rules.CODE_LOCKED if unspent.exists() else None)
        return
    if queries.fits(queries.code_of(delivery), delivery=delivery, typed=told["code"]):
        unspent.update(tries=F("tries") - 1)


@deed("confirm_by_code", before=spend_try)
def confirm_by_code(
    *,
    by: User | None,
    delivery: Delivery,
    code: str,
    counts: Sequence[Count],
    note: str = "",
    link: CourierLink | None = None,
    at: datetime,
    key: str = "",
) -> Receipt:
    """The giver or the courier types the code that the receiver holds, with the counts that the receiver told."""
    delivery, carried = lock(delivery)
    insist_on_carrier(by, delivery, carried, link=link, at=at)
    known = ReceiptCode.objects.select_for_update(of=("self",)).filter(delivery=delivery).first()
    insist(rules.why_not_accept_code(code=known, matches=queries.fits(known, delivery=delivery, typed=code)))
    receipt = accept(
        "confirm_by_code",
        by=by,
        delivery=delivery,
        counts=counts,
        method=Method.CODE,
        note=note,
        link=link,
        at=at,
    )
    ReceiptCode.objects.filter(delivery=delivery).update(used_at=at)
    tell_receiver(carried[0].line, "penerimaan dicatat dengan kode Anda; periksa jumlahnya", at=at)
    return receipt
