"""Codes that prove an address, and tokens of the API."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.parties import queries, rules
from ksbb.parties.models import ApiToken, ProofCode, User


def new_code(*, contact: str, purpose: str, at: datetime) -> str:
    """Make a six-digit code for an address and keep its digest. Raises Refused when too many were sent."""
    digits = f"{secrets.randbelow(1_000_000):06d}"
    keep_code(contact=contact, purpose=purpose, digits=digits, at=at)
    return digits


def check_code(*, contact: str, purpose: str, digits: str, at: datetime) -> None:
    """Use up a code, or raise Refused. The deed around it calls `try_code` ahead, which counts what is wrong."""
    code = queries.latest_code(contact=contact, purpose=purpose)
    matches = code is not None and check_password(_plain(digits), code.digest)
    refusal = rules.why_not_accept_code(code=code, matches=matches, at=at)
    if refusal is None and code is not None and not _take(code, at):
        refusal = rules.CODE_EXPIRED
    insist(refusal)


def _take(code: ProofCode, at: datetime) -> bool:
    """Mark a code as used; of two who send it at once only one may."""
    return bool(ProofCode.objects.filter(pk=code.pk, used_at=None).update(used_at=at))


def keep_code(*, contact: str, purpose: str, digits: str, at: datetime) -> ProofCode:
    """Keep the digest of six digits that somebody hands over. Raises Refused when too many were made."""
    insist(rules.why_not_send_code(sent_last_hour=queries.codes_sent_last_hour(contact=contact, at=at)))
    return ProofCode.objects.create(
        contact=contact, purpose=purpose, digest=make_password(digits), sent_at=at, expires_at=at + rules.CODE_LIFE
    )


def spend_code(*, contact: str, purpose: str, digits: str, at: datetime) -> None:
    """Use up a code, or raise Refused. Each try is counted before it is looked at: a hundred at once are still five.

    Call it outside any transaction that may be undone.
    """
    code = queries.latest_code(contact=contact, purpose=purpose)
    untried = ProofCode.objects.filter(pk=code.pk if code else 0, tries__lt=rules.CODE_TRIES)
    if not untried.update(tries=F("tries") + 1):
        make_password(digits)  # as long as a look at a real one, so that the time tells nothing
        insist(rules.CODE_LOCKED if code else rules.CODE_EXPIRED)
    matches = code is not None and check_password(digits, code.digest)
    refusal = rules.why_not_accept_code(code=code, matches=matches, at=at)
    if refusal is None and code is not None and not _take(code, at):
        refusal = rules.CODE_EXPIRED
    insist(refusal)


def try_code(*, contact: str, purpose: str, digits: str) -> None:
    """Look at a code ahead of the deed that uses it up: a wrong one is counted and refused, five are the end of it.

    One at a time under the lock of the code: however many try at the same moment, no more than five are compared
    with it. In a transaction of its own, so that the count outlives the refusal. Whether a code is there, in time
    and unused is left to the deed.
    """
    refusal = None
    with transaction.atomic():
        code = queries.latest_code(contact=contact, purpose=purpose, held=True)
        if code is None or code.used_at is not None:
            return
        if code.tries >= rules.CODE_TRIES:
            refusal = rules.CODE_LOCKED
        elif not check_password(_plain(digits), code.digest):
            ProofCode.objects.filter(pk=code.pk).update(tries=F("tries") + 1)
            refusal = rules.CODE_WRONG
    insist(refusal)


def _plain(digits: str) -> str:
    return "".join(symbol for symbol in digits if symbol.isdigit())


def forget_codes(*, before: datetime) -> int:
    """Drop the codes sent before a moment (work of the worker). Returns how many."""
    return ProofCode.objects.filter(sent_at__lt=before).delete()[0]


@deed("issue_token", open_doors=False)
def issue_token(*, user: User, token: str, statement: int = 0, at: datetime) -> ApiToken:
    """Keep the digest of a fresh bearer token; the caller shows the token itself once.

    Taking a token is accepting the giver's statement: its version is kept in the journal.
    """
    issued = ApiToken.objects.create(user=user, digest=queries.token_digest(token), issued_at=at)
    payload = {"statement": statement}
    journal.write(verb="issue_token", subject=f"user:{user.pk}", actor_id=None, payload=payload, at=at)
    return issued


@deed("revoke_tokens")
def revoke_tokens(*, by: User, at: datetime) -> User:
    """End all bearer tokens of the person."""
    ApiToken.objects.filter(user=by, revoked_at=None).update(revoked_at=at)
    journal.write(verb="revoke_tokens", subject=f"user:{by.pk}", actor_id=by.pk, payload={}, at=at)
    return by
