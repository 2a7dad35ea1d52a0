"""The officer's side: reports with their clocks, and thanks that wait to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from ksbb.voices import actions, queries
from ksbb.web.desks.forms import DeedForm, ReasonForm, Words
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse


class AnswerForm(DeedForm):
    """The answer, and whether everybody may read it."""

    answer = Words(label="Jawaban", rows=5, most=2000)
    public = forms.BooleanField(
        label="Jawaban ini boleh dibaca umum",
        required=False,
        help_text="Hanya jawaban, tidak pernah isi laporannya. Jangan bila menyebut orang.",
    )


@sits_at(AREA, "GET", "HEAD")
def reports(visit: Visit) -> HttpResponse:
    """What waits, by its clock, and what was answered."""
    waiting = list(queries.open_reports(visit.reach)[:100])
    return visit.show("voices/reports.html", {"waiting": waiting, "answered": queries.answered_reports(visit.reach)})


@sits_at(AREA)
def answer(visit: Visit, reference: str) -> HttpResponse:
    """Read one report and answer it."""
    report = queries.report_for(visit.reach, reference)
    form = AnswerForm(visit.sent)
    done = form.attempt(
        lambda said: actions.answer_report(
            by=visit.user, report=report, answer=said["answer"], public=said["public"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("voices:reports", done=f"Laporan {report.reference} sudah dijawab.")
    return visit.show("voices/answer.html", {"report": report, "form": form})


@sits_at(AREA, "POST")
def take_up(visit: Visit, reference: str) -> HttpResponse:
    """Look into it, so that others know."""
    report = queries.report_for(visit.reach, reference)
    return visit.press(
        lambda: actions.take_up_report(by=visit.user, report=report, at=visit.at, key=visit.key),
        to="voices:answer",
        args=[report.reference],
        done="Tercatat: laporan ini sedang diperiksa.",
    )


@sits_at(AREA, "GET", "HEAD")
def words(visit: Visit) -> HttpResponse:
    """Thanks that wait to be let through."""
    return visit.show("voices/words.html", {"words": list(queries.asked_words(visit.reach)[:100])})


@sits_at(AREA, "POST")
def show(visit: Visit, number: str) -> HttpResponse:
    """Let a thank-you through."""
    word = queries.word_for(visit.reach, number)
    return visit.press(
        lambda: actions.show_word(by=visit.user, word=word, at=visit.at, key=visit.key),
        to="voices:words",
        done="Ucapan itu sekarang tampil untuk umum.",
    )


@sits_at(AREA)
def hide(visit: Visit, number: str) -> HttpResponse:
    """Take what was said out of sight."""
    word = queries.word_for(visit.reach, number)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.hide_word(by=visit.user, word=word, reason=said["reason"], at=visit.at, key=said["key"])
    )
    if done is not None:
        return visit.go("voices:words", done="Pesan itu disembunyikan.")
    facts = [{"term": "Isinya", "value": word.text}]
    return visit.ask(form, Question("Sembunyikan pesan ini?", "Sembunyikan", "/meja/wilayah/ucapan/", facts=facts))
