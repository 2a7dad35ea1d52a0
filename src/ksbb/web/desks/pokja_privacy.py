"""Data pribadi: requests that wait for an answer, each with its clock of 3×24 hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.core.formats import tanggal_waktu
from ksbb.core.refusals import Refusal
from ksbb.privacy import actions, queries
from ksbb.privacy.enums import RequestState
from ksbb.privacy.rules import hours_left
from ksbb.web.desks.forms import DeedForm, Pick, Words
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.privacy.models import DataRequest

SOON = 24
"""Hours before the end from which a request is shown as pressing: the alarm has gone by then."""


class AnswerForm(DeedForm):
    """Done or not, and why."""

    granted = Pick(label="Apa keputusannya?", choices=[("ya", "Dilaksanakan"), ("tidak", "Tidak dapat dilaksanakan")])
    answer = Words(label="Jawaban untuk yang meminta", rows=4, most=600, help_text="Paling sedikit 10 huruf.")


@sits_at(POKJA, "GET", "HEAD")
def requests(visit: Visit) -> HttpResponse:
    """The queue, the most pressing first."""
    waiting = [{"row": one, "left": hours_left(one, at=visit.at)} for one in queries.waiting()]
    return visit.show("desks/privacy.html", {"waiting": waiting, "late": queries.overdue(at=visit.at), "soon": SOON})


@sits_at(POKJA)
def request(visit: Visit, reference: str) -> HttpResponse:
    """One request: who asks what, and the answer."""
    found = queries.by_reference(reference, by=visit.user, at=visit.at)
    form = AnswerForm(visit.sent)
    done = form.attempt(
        lambda said: actions.answer_data_request(
            by=visit.user,
            request=found,
            granted=said["granted"] == "ya",
            answer=said["answer"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:pokja_privacy", done=f"Permintaan {found.reference} dijawab.")
    return visit.ask(form, _question(visit, found))


def _question(visit: Visit, found: DataRequest) -> Question:
    person = queries.person_in(found, at=visit.at)
    names = ", ".join(person.names) or "tidak dikenal"
    facts = [
        {"term": "Hak", "value": found.get_kind_display()},
        {"term": "Dari", "value": f"{names} ({found.contact or 'akun'})"},
        {"term": "Permintaan", "value": found.words},
        {"term": "Jawaban paling lambat", "value": tanggal_waktu(found.due_at)},
    ]
    ended = found.state != RequestState.WAITING
    if ended:
        facts.append({"term": found.get_state_display(), "value": found.answer_note})
    refusal = Refusal("answered", "Permintaan ini sudah dijawab.") if ended else None
    lead = "Penghapusan yang dikabulkan dilakukan saat itu juga." if found.kind == "penghapusan" else ""
    back = reverse("desks:pokja_privacy")
    return Question(f"Permintaan {found.reference}", "Kirim jawaban", back, lead, facts=facts, refusal=refusal)
