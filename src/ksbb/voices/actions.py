"""Every write about problem reports, messages and thanks."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.formats import tanggal_waktu
from ksbb.core.references import new_reference
from ksbb.core.refusals import insist
from ksbb.notices.actions import enqueue, tell_person
from ksbb.notices.enums import Kind
from ksbb.parties.models import User
from ksbb.parties.queries import officers_of, pokja_people, reach_of
from ksbb.parties.rules import Reach
from ksbb.places.models import Place
from ksbb.voices import queries, rules
from ksbb.voices.enums import Matter, ReportState, Show, Side
from ksbb.voices.models import ProblemReport, Word


@deed("report_problem", open_doors=False)
def report_problem(
    *, about: str, place: Place | None, matter: Matter, text: str, contact: str = "", at: datetime, key: str = ""
) -> ProblemReport:
    """Tell of a problem on a public record, without a name. Its reference is the tracking code."""
    insist(rules.why_not_report(text, contact))
    made = ProblemReport.objects.create(
        reference=new_reference(),
        about=about[:120],
        place=place,
        matter=matter,
        text=text,
        contact=contact,
        state_since=at,
        received_at=at,
        answer_by=at + rules.answer_within(matter),
    )
    payload = {"about": made.about, "matter": matter}
    journal.write(verb="report_problem", subject=made.reference, actor_id=None, payload=payload, at=at)
    return made


@deed("take_up_report")
def take_up_report(*, by: User, report: ProblemReport, at: datetime, key: str = "") -> ProblemReport:
    """An officer looks into it; an answered one can be taken up again."""
    report = _locked(report)
    insist(rules.why_not_answer(reach=reach_of(by, at=at), report=report, answer="", to=ReportState.TAKEN))
    report.state, report.state_since = ReportState.TAKEN, at
    report.save(update_fields=["state", "state_since"])
    journal.write(verb="take_up_report", subject=report.reference, actor_id=by.pk, payload={}, at=at)
    return report


@deed("answer_report")
def answer_report(
    *, by: User, report: ProblemReport, answer: str, public: bool = False, at: datetime, key: str = ""
) -> ProblemReport:
    """Answer a report; `public` shows the answer (never the report's own words) on the record it is about."""
    report = _locked(report)
    to = ReportState.ANSWERED
    insist(rules.why_not_answer(reach=reach_of(by, at=at), report=report, answer=answer, to=to))
    report.state, report.state_since = to, at
    report.answer, report.answer_public = answer, public
    report.answered_by, report.answered_at = by, at
    report.save()
    payload = {"public": public}
    journal.write(verb="answer_report", subject=report.reference, actor_id=by.pk, payload=payload, at=at)
    if "@" in report.contact:
        enqueue(
            address=report.contact,
            title=f"Laporan {report.reference} dijawab",
            body=f"Laporan Anda sudah dijawab. Buka halaman Lacak laporan dengan nomor {report.reference}.",
            dedupe=f"report:{report.pk}:{at.isoformat()}",
            at=at,
            kind=Kind.DELIVERY,
        )
    return report


def alarm_late_reports(*, at: datetime) -> int:
    """Tell Pokja and the officers of the place of every report that nobody answered in time, once to each of them.

    Safe to repeat. Returns how many reports are late.
    """
    late = list(queries.late_reports(Reach(is_pokja=True), at=at))
    for report in late:
        _alarm(report, at=at)
    return len(late)


@transaction.atomic
def _alarm(report: ProblemReport, *, at: datetime) -> None:
    """The letter names the matter and the way there, never what was reported."""
    title = f"Laporan {report.reference} terlambat dijawab"
    link = f"{settings.KSBB_ORIGIN}/meja/wilayah/laporan/{report.reference}/"
    body = (
        f"Perihal: {report.get_matter_display()}. Batas jawabannya {tanggal_waktu(report.answer_by)}. "
        f"Periksa dan jawab: {link}"
    )
    told = {one.pk: one for one in [*(officers_of(report.place) if report.place else []), *pokja_people()]}
    kind = Kind.SAFETY if report.matter in rules.PRESSING else Kind.REMINDER
    for person in told.values():
        mark = f"report-late:{report.pk}:{report.answer_by.isoformat()}:{person.pk}"
        tell_person(person=person, title=title, body=body, dedupe=mark, at=at, kind=kind)


def _locked(report: ProblemReport) -> ProblemReport:
    held = ProblemReport.objects.select_for_update(of=("self",)).select_related("place")
    return held.get(pk=report.pk)


def say(*, thread: str, place: Place, side: Side, author: User | None, text: str, thanks: bool, at: datetime) -> Word:
    """Put one message in a thread. Part of the deed of the room that knows the two sides."""
    insist(rules.why_not_say(text))
    shown = Show.ASKED if thanks else Show.SIDES
    return Word.objects.create(
        thread=thread, place=place, side=side, author=author, text=text, thanks=thanks, shown=shown, said_at=at
    )


@deed("show_word")
def show_word(*, by: User, word: Word, at: datetime, key: str = "") -> Word:
    """Let a thank-you through to the public page, after looking at it."""
    return _decide(word, by=by, to=Show.PUBLIC, reason="", verb="show_word", at=at)


@deed("hide_word")
def hide_word(*, by: User, word: Word, reason: str, at: datetime, key: str = "") -> Word:
    """Take what was said out of sight, with a reason; its place stays."""
    return _decide(word, by=by, to=Show.HIDDEN, reason=reason, verb="hide_word", at=at)


def _decide(word: Word, *, by: User, to: Show, reason: str, verb: str, at: datetime) -> Word:
    word = Word.objects.select_for_update(of=("self",)).select_related("place").get(pk=word.pk)
    insist(rules.why_not_decide(reach=reach_of(by, at=at), word=word, to=to, reason=reason))
    word.shown, word.reason, word.decided_by, word.decided_at = to, reason, by, at
    word.save(update_fields=["shown", "reason", "decided_by", "decided_at"])
    journal.write(verb=verb, subject=word.thread, actor_id=by.pk, payload={"word": word.pk}, at=at)
    return word


def forget_words(*, before: datetime) -> int:
    """Drop messages after their time. Returns how many."""
    return Word.objects.filter(said_at__lt=before).exclude(shown=Show.PUBLIC).delete()[0]


def forget_report_contacts(*, before: datetime) -> int:
    """Drop the address of an answered report after its time. Returns how many."""
    old = ProblemReport.objects.filter(state=ReportState.ANSWERED, answered_at__lt=before)
    return old.exclude(contact="").update(contact="")
