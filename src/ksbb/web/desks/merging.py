"""Givers that may be one: look-alikes, proposals, decisions. Pokja only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from ksbb.core.refusals import NotFound
from ksbb.parties import actions, duplicates, queries, rules
from ksbb.parties.enums import CorrectionState
from ksbb.web.desks.forms import DeedForm, Reason, Words
from ksbb.web.desks.seconding import ask_second
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.parties.models import Merge, Party


class MergeForm(DeedForm):
    """Two givers by number, why, and what the public reads."""

    duplicate = Words(label="Nomor pemberi yang ganda", most=17)
    into = Words(label="Nomor pemberi yang tetap", most=17)
    reason = Reason(label="Alasan", help_text="Terbuka untuk umum. Jangan menyebut nama orang.")
    note = Reason(label="Catatan untuk umum", help_text="Satu kalimat tanpa nama.")

    def __init__(self, data: Any, visit: Visit) -> None:
        super().__init__(data)
        self.visit = visit

    def _party(self, field: str) -> Party:
        try:
            return queries.find_party(self.visit.user, self.cleaned_data[field], self.visit.at)
        except NotFound:
            raise ValidationError("Nomor pemberi ini tidak ada.") from None

    def clean_duplicate(self) -> Party:
        return self._party("duplicate")

    def clean_into(self) -> Party:
        return self._party("into")


@sits_at(POKJA)
def merges(visit: Visit) -> HttpResponse:
    """What waits, givers that look alike, and the form that proposes."""
    form = MergeForm(visit.sent, visit)
    done = form.attempt(
        lambda said: actions.propose_merge(
            by=visit.user,
            duplicate=said["duplicate"],
            into=said["into"],
            reason=said["reason"],
            note=said["note"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:merges", done="Penggabungan diajukan dan menunggu orang kedua.")
    context = {
        "form": form,
        "waiting": duplicates.merges(CorrectionState.PROPOSED)[:100],
        "alike": duplicates.alike_givers(),
    }
    return visit.show("desks/merges.html", context)


@sits_at(POKJA)
def decide(visit: Visit, reference: str) -> HttpResponse:
    """Agree, as the second person, that two givers are one."""
    return _ask(visit, reference, to=CorrectionState.APPROVED)


@sits_at(POKJA)
def refuse(visit: Visit, reference: str) -> HttpResponse:
    """Leave them apart."""
    return _ask(visit, reference, to=CorrectionState.REFUSED)


def _ask(visit: Visit, reference: str, *, to: CorrectionState) -> HttpResponse:
    found = duplicates.merge_for(visit.user, reference, at=visit.at)
    agree, state = to == CorrectionState.APPROVED, CorrectionState(found.state)
    question = Question(
        "Dua pemberi, satu pihak?",
        "Gabungkan" if agree else "Jangan gabungkan",
        reverse("desks:merges"),
        facts=_facts(found),
        refusal=rules.why_not_decide(reach=visit.reach, proposed_by_id=found.proposed_by_id, state=state, to=to),
        danger=not agree,
    )
    return ask_second(
        visit,
        question,
        partial(actions.merge_parties if agree else actions.refuse_merge, merge=found),
        done="Kedua pemberi dihitung satu." if agree else "Kedua pemberi tetap dua.",
        instead=(reverse("desks:refuse_merge", args=[reference]), "Jangan gabungkan"),
    )


def _facts(merge: Merge) -> list[dict[str, str]]:
    return [
        {"term": "Ganda", "value": f"{merge.duplicate.name} (nomor {merge.duplicate_id})"},
        {"term": "Tetap", "value": f"{merge.into.name} (nomor {merge.into_id})"},
        {"term": "Alasan", "value": merge.reason},
        {"term": "Untuk umum", "value": merge.note},
    ]
