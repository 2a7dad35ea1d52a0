"""Writes of papers: issue one (or a new version of it), take one back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.journal import canonical
from ksbb.core.refusals import insist
from ksbb.documents import printing, queries, rules
from ksbb.documents.enums import PaperKind, PaperState
from ksbb.documents.models import Paper, PaperSequence
from ksbb.documents.sheets import Pair, Sheet, file_seal, sealed
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of


@deed("issue_paper", open_doors=False)
def issue_paper(
    *,
    by: User | None,
    kind: PaperKind,
    subject: str,
    sheet: Sheet,
    facts: Sequence[Pair] = (),
    at: datetime,
    key: str = "",
) -> Paper:
    """Give a paper its number and seals. The same content again is the same paper; changed content a new version of it.

    `facts` are shown to everybody who checks the paper: nothing about a person. Not offered by the API: whoever could
    choose the content could have anything sealed, so only pages and rooms that read the content from records call it.
    """
    insist(rules.why_not_issue(sheet, subject=subject))
    sequence = _locked_sequence(kind, localdate(at).year)
    earlier = queries.latest_on(kind, subject)
    if earlier is not None and earlier.state == PaperState.VALID and earlier.digest == sealed(sheet, salt=earlier.salt):
        _write("issue_paper", earlier, by, at, again=True)
        return earlier
    paper = _next(earlier, sequence)
    paper.kind, paper.subject, paper.copies = kind, subject, sheet.copies
    paper.facts = canonical({"isi": [[pair.term, pair.value] for pair in facts]})
    paper.salt = secrets.token_hex(16)
    paper.digest = sealed(sheet, salt=paper.salt)
    paper.issued_at = paper.state_since = at
    paper.file_digest = file_seal(printing.pdf(paper, sheet))
    if earlier is not None and earlier.state == PaperState.VALID:
        _end(earlier, PaperState.SUPERSEDED, at=at)
    paper.save()
    _write("issue_paper", paper, by, at, digest=paper.digest)
    return paper


def _locked_sequence(kind: PaperKind, year: int) -> PaperSequence:
    """The counter under lock: papers of a kind are issued one after the other, so that a refused one leaves no gap."""
    PaperSequence.objects.get_or_create(kind=kind, year=year)
    return PaperSequence.objects.select_for_update().get(kind=kind, year=year)


def _next(earlier: Paper | None, sequence: PaperSequence) -> Paper:
    """The next version of a known paper, or the next number of its kind."""
    if earlier is not None:
        return Paper(year=earlier.year, serial=earlier.serial, version=earlier.version + 1)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return Paper(year=sequence.year, serial=sequence.last, version=1)


def _end(paper: Paper, state: PaperState, *, at: datetime, reason: str = "") -> None:
    paper.state, paper.state_since, paper.state_reason = state, at, reason
    paper.save(update_fields=["state", "state_since", "state_reason"])


def _write(verb: str, paper: Paper, by: User | None, at: datetime, **payload: object) -> None:
    told = {"kind": paper.kind, "about": paper.subject, "version": paper.version, **payload}
    journal.write(verb=verb, subject=paper.reference, actor_id=by.pk if by else None, payload=told, at=at)


@deed("withdraw_paper")
def withdraw_paper(*, by: User, paper: Paper, reason: str, at: datetime, key: str = "") -> Paper:
    """Pokja takes a paper back, with a reason that its check page shows."""
    held = Paper.objects.select_for_update().get(pk=paper.pk)
    insist(rules.why_not_withdraw(reach=reach_of(by, at=at), state=PaperState(held.state), reason=reason))
    _end(held, PaperState.WITHDRAWN, at=at, reason=reason)
    _write("withdraw_paper", held, by, at)
    return held
