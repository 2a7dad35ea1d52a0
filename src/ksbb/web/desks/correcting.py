"""Putting published figures right at the desk: what waits, what was decided, one to propose, one to decide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.commitments import queries, rules
from ksbb.commitments.enums import Stage
from ksbb.core.formats import angka
from ksbb.deliveries import actions
from ksbb.parties.enums import CorrectionState
from ksbb.parties.rules import why_not_decide
from ksbb.web.desks.forms import Amount, DeedForm, Pick, Reason
from ksbb.web.desks.paging import paged
from ksbb.web.desks.seconding import ask_second
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.commitments.models import Correction, Line


class CorrectionForm(DeedForm):
    """Which figure, what it should be, why, and what the public reads."""

    stage = Pick(label="Angka mana?", choices=Stage.choices)
    after = Amount(least=0, label="Seharusnya")
    reason = Reason(label="Alasan", help_text="Terbuka untuk umum. Jangan menyebut nama orang.")
    note = Reason(label="Catatan untuk umum", help_text="Satu kalimat yang menjelaskan apa yang berubah.")


@sits_at(AREA, "GET", "HEAD")
def corrections(visit: Visit) -> HttpResponse:
    """What waits for a second person, then what was decided."""
    waiting = queries.corrections_in(visit.reach, CorrectionState.PROPOSED)[:100]
    decided = queries.corrections_in(visit.reach).exclude(state=CorrectionState.PROPOSED)
    page = paged(visit.request, decided, "koreksi")
    return visit.show("desks/corrections.html", {"waiting": waiting, "page": page})


@sits_at(AREA)
def propose(visit: Visit, number: str) -> HttpResponse:
    """Say that a figure of this line is wrong."""
    line = queries.overseen_line(visit.reach, number)
    form = CorrectionForm(visit.sent)
    done = form.attempt(
        lambda said: actions.propose_correction(
            by=visit.user,
            line=line,
            stage=Stage(said["stage"]),
            after=said["after"],
            reason=said["reason"],
            note=said["note"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:corrections", done="Koreksi diajukan. Angkanya bergerak setelah petugas kedua setuju.")
    question = Question(
        f"Koreksi angka untuk {line.need.recipient.name}",
        "Ajukan koreksi",
        reverse("desks:corrections"),
        facts=_figures(line),
        refusal=rules.why_not_touch_figure(reach=visit.reach, line=line),
    )
    return visit.ask(form, question)


def _figures(line: Line) -> list[dict[str, Any]]:
    facts = [{"term": "Baris", "value": str(line.pk), "url": f"{reverse('capaian:rows')}?baris={line.pk}"}]
    unit = line.need.package.spoken
    figures = ((one.label.capitalize(), rules.figure_of(line, one)) for one in Stage)
    return [*facts, *({"term": word, "value": f"{angka(value)} {unit}"} for word, value in figures)]


def _facts(correction: Correction) -> list[dict[str, Any]]:
    unit, line = correction.line.need.package.spoken, correction.line_id
    return [
        {"term": "Angka", "value": Stage(correction.stage).label},
        {"term": "Sebelum", "value": f"{angka(correction.before)} {unit}"},
        {"term": "Sesudah", "value": f"{angka(correction.after)} {unit}"},
        {"term": "Alasan", "value": correction.reason},
        {"term": "Untuk umum", "value": correction.note},
        {"term": "Pengusul", "value": correction.proposed_office},
        {"term": "Baris", "value": str(line), "url": f"{reverse('capaian:rows')}?baris={line}"},
    ]


@sits_at(AREA)
def decide(visit: Visit, reference: str) -> HttpResponse:
    """Agree to a correction as the second person."""
    return _ask(visit, reference, to=CorrectionState.APPROVED)


@sits_at(AREA)
def refuse(visit: Visit, reference: str) -> HttpResponse:
    """Let the figure stand."""
    return _ask(visit, reference, to=CorrectionState.REFUSED)


def _ask(visit: Visit, reference: str, *, to: CorrectionState) -> HttpResponse:
    found = queries.correction_for(visit.user, reference, at=visit.at)
    agree, state = to == CorrectionState.APPROVED, CorrectionState(found.state)
    question = Question(
        f"Koreksi untuk {found.line.need.recipient.name}",
        "Setujui koreksi" if agree else "Tolak koreksi",
        reverse("desks:corrections"),
        facts=_facts(found),
        refusal=rules.why_not_touch_figure(reach=visit.reach, line=found.line)
        or why_not_decide(reach=visit.reach, proposed_by_id=found.proposed_by_id, state=state, to=to),
        danger=not agree,
    )
    return ask_second(
        visit,
        question,
        partial(actions.approve_correction if agree else actions.refuse_correction, correction=found),
        done="Koreksi berlaku dan terbuka." if agree else "Angka tetap.",
        instead=(reverse("desks:refuse_correction", args=[reference]), "Tolak koreksi ini"),
    )
