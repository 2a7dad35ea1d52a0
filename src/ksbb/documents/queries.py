"""Every read about papers. Whoever may read what a paper says is the matter of the room that it is about."""

from __future__ import annotations

import hmac
import json
import re
from datetime import datetime

from ksbb.core.doors import finder
from ksbb.core.refusals import NotFound
from ksbb.documents.enums import PaperKind, PaperState
from ksbb.documents.models import Paper
from ksbb.documents.sheets import Pair, check_code, read_code
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of

_NUMBER = re.compile(rf"^({'|'.join(PaperKind.values)})[\s\-–/.]*([0-9]{{4}})[\s\-–/.]*([0-9]{{1,9}})$")


def read_number(text: str) -> tuple[str, int, int] | None:
    """Kind, year and serial of a number as people type it, or None if it is not one."""
    found = _NUMBER.match(text.strip().upper()) if text.isascii() or "–" in text else None
    return (found[1], int(found[2]), int(found[3])) if found else None


def versions_of(number: str) -> list[Paper]:
    """All versions of the paper with this number, newest first; none for a number that was never given."""
    parts = read_number(number)
    if parts is None:
        return []
    kind, year, serial = parts
    return list(Paper.objects.filter(kind=kind, year=year, serial=serial).order_by("-version"))


def by_number(number: str) -> Paper:
    """The newest version of a paper. Raises NotFound."""
    found = versions_of(number)
    if not found:
        raise NotFound(number)
    return found[0]


def checked(number: str, code: str) -> tuple[Paper, Paper]:
    """The version that carries this number and kode periksa, and the newest one. Raises NotFound alike for both."""
    given = read_code(code).encode()
    found = versions_of(number)
    for paper in found:
        if hmac.compare_digest(check_code(paper.digest).encode(), given):
            return paper, found[0]
    raise NotFound(number)


def by_file(file_digest: str) -> Paper | None:
    """The version whose PDF has these very bytes."""
    return Paper.objects.filter(file_digest=file_digest).order_by("-version").first()


def latest_on(kind: PaperKind, subject: str) -> Paper | None:
    """The newest paper of a kind about one thing."""
    return Paper.objects.filter(kind=kind, subject=subject).order_by("-issued_at", "-pk").first()


def standing_on(subject: str) -> dict[PaperKind, Paper]:
    """The papers about one thing that stand, by kind."""
    found = Paper.objects.filter(subject=subject, state=PaperState.VALID)
    return {PaperKind(paper.kind): paper for paper in found}


def facts_of(paper: Paper) -> list[Pair]:
    """What the public check shows of it."""
    return [Pair(term, value) for term, value in json.loads(paper.facts)["isi"]]


@finder(Paper)
def find_paper(by: User | None, number: str, at: datetime) -> Paper:
    """A paper by its number for Pokja and the console, who may take it back. Raises NotFound for everybody else."""
    if by is not None and not reach_of(by, at=at).is_pokja:
        raise NotFound(number)
    return by_number(number)
