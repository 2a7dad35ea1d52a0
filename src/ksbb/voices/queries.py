"""Every read about reports and messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from ksbb.core.doors import finder
from ksbb.core.references import read_reference, row_number
from ksbb.core.refusals import NotFound
from ksbb.parties.models import User
from ksbb.parties.queries import overseen, reach_of
from ksbb.parties.rules import Reach
from ksbb.voices.enums import ReportState, Show
from ksbb.voices.models import ProblemReport, Word
from ksbb.voices.rules import oversees


def report_by_reference(reference: str) -> ProblemReport:
    """A report by its tracking code, for whoever holds it. Raises NotFound."""
    found = ProblemReport.objects.filter(reference=read_reference(reference) or "").select_related("place").first()
    if found is None:
        raise NotFound(reference)
    return found


def report_for(reach: Reach, reference: str) -> ProblemReport:
    """A report for an officer of its place or Pokja. Raises NotFound for everybody else."""
    found = report_by_reference(reference)
    if not oversees(reach, found.place):
        raise NotFound(reference)
    return found


def open_reports(reach: Reach) -> QuerySet[ProblemReport]:
    """Reports that wait for an answer, the most pressing first."""
    waiting = ProblemReport.objects.filter(overseen(reach)).exclude(state=ReportState.ANSWERED)
    return waiting.select_related("place").order_by("answer_by", "pk")


def answered_reports(reach: Reach, *, limit: int = 50) -> list[ProblemReport]:
    """Reports that were answered, newest first."""
    done = ProblemReport.objects.filter(overseen(reach), state=ReportState.ANSWERED)
    return list(done.select_related("place").order_by("-answered_at", "-pk")[:limit])


def public_answers(about: str, *, limit: int = 10) -> list[ProblemReport]:
    """Answers about a public record that harm nobody, newest first."""
    told = ProblemReport.objects.filter(about=about, state=ReportState.ANSWERED, answer_public=True)
    return list(told.order_by("-answered_at", "-pk")[:limit])


def late_reports(reach: Reach, *, at: datetime) -> QuerySet[ProblemReport]:
    """Reports of an officer's area whose clock has run out, the longest late first."""
    return open_reports(reach).filter(answer_by__lt=at)


def thread(name: str) -> list[Word]:
    """What the two sides said to each other, oldest first; hidden words keep their place without their text."""
    return list(Word.objects.filter(thread=name).order_by("said_at", "pk"))


def newest_thanks(*, limit: int = 50) -> list[Word]:
    """Thank-yous for everybody, newest first."""
    return list(Word.objects.filter(shown=Show.PUBLIC).select_related("place").order_by("-said_at", "-pk")[:limit])


def thanks_in(threads: Iterable[str]) -> dict[str, list[Word]]:
    """Thank-yous for everybody by the thread in which they were said, oldest first. One query."""
    found: dict[str, list[Word]] = {}
    for word in Word.objects.filter(thread__in=list(threads), shown=Show.PUBLIC).order_by("said_at", "pk"):
        found.setdefault(word.thread, []).append(word)
    return found


def asked_words(reach: Reach) -> QuerySet[Word]:
    """Thank-yous that wait to be looked at, oldest first."""
    waiting = Word.objects.filter(overseen(reach), shown=Show.ASKED).select_related("place")
    return waiting.order_by("said_at", "pk")


def word_for(reach: Reach, number: str) -> Word:
    """A message for an officer of its place or Pokja. Raises NotFound."""
    found = Word.objects.filter(pk=row_number(number)).select_related("place").first()
    if found is None or not oversees(reach, found.place):
        raise NotFound(number)
    return found


@finder(ProblemReport)
def _report(by: User | None, reference: str, at: datetime) -> ProblemReport:
    """For officers; the console (nobody) finds all."""
    return report_by_reference(reference) if by is None else report_for(reach_of(by, at=at), reference)


@finder(Word)
def _word(by: User | None, number: str, at: datetime) -> Word:
    """For officers; the console (nobody) finds all."""
    return word_for(reach_of(by, at=at) if by is not None else Reach(is_pokja=True), number)
