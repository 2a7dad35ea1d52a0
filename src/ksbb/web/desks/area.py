"""The officer's desk: what waits today, verifying proposals, running needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.catalogue.rules import fitting_quantity
from ksbb.commitments import queries as promises
from ksbb.core import journal
from ksbb.core.formats import angka
from ksbb.core.states import why_not_move
from ksbb.deliveries import queries as journeys
from ksbb.needs import actions, queries, rules
from ksbb.needs.enums import NEXT_STATES, NeedState
from ksbb.recipients import queries as recipients
from ksbb.voices import queries as voices
from ksbb.web.desks import queues
from ksbb.web.desks.forms import Amount, DeedForm, ReasonForm, Words
from ksbb.web.desks.own_needs import row
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at
from ksbb.web.desks.words import deeds, due, waited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from ksbb.needs.models import Need


def waiting_row(need: Need, visit: Visit) -> dict[str, Any]:
    """A waiting need with its clock, and why this person may not verify it."""
    return {
        "need": need,
        "waited": waited(need.state_since, at=visit.at),
        "due": due(need),
        "late": due(need) < visit.at,
        "refusal": rules.why_not_verify(reach=visit.reach, need=need),
        "own": need.proposed_by_id == visit.user.pk,
    }


def waiting_rows(needs: Sequence[Need], visit: Visit) -> list[dict[str, Any]]:
    """Waiting needs with their clocks and hints at recipients that may be registered twice. One query."""
    alike = recipients.look_alikes([need.recipient for need in needs])
    return [{**waiting_row(need, visit), "alike": alike.get(need.recipient_id, [])} for need in needs]


@sits_at(AREA, "GET", "HEAD")
def desk(visit: Visit) -> HttpResponse:
    """Today's few tasks of this officer."""
    waiting = [waiting_row(need, visit) for need in queries.waiting(visit.reach)[:5]]
    disputes = list(journeys.waiting_disputes(visit.reach)[:5])
    unconfirmed = list(journeys.unconfirmed_in(visit.reach)[:5])
    late = list(promises.late(visit.reach, at=visit.at, today=visit.today)[:5])
    return visit.show(
        "desks/area.html",
        {
            "waiting": waiting,
            "disputes": disputes,
            "unconfirmed": unconfirmed,
            "late": late,
            "reports": list(voices.late_reports(visit.reach, at=visit.at)[:5]),
            **queues.today(visit, *queues.AREA),
        },
    )


@sits_at(AREA, "GET", "HEAD")
def queue(visit: Visit) -> HttpResponse:
    """All proposals of the area, oldest first, with their clocks."""
    page = paged(visit.request, queries.waiting(visit.reach), "kebutuhan")
    return visit.show("desks/queue.html", {"rows": waiting_rows(page.rows, visit), "page": page, "batches": []})


@sits_at(AREA, "GET", "HEAD")
def running(visit: Visit) -> HttpResponse:
    """Needs of the area that run, soonest first."""
    text = visit.request.GET.get("q", "")[:100]
    page = paged(visit.request, queries.running_in(visit.reach, text=text), "kebutuhan")
    return visit.show("desks/running.html", {"rows": [row(need) for need in page.rows], "page": page, "q": text})


@sits_at(AREA)
def examine(visit: Visit, reference: str) -> HttpResponse:
    """One need with all the evidence side by side; verifying is one press."""
    need = queries.overseen_need(visit.reach, reference)
    home = queries.why_not_home(need, at=visit.at)
    fresh = rules.is_fresh(need.appointed, at=visit.at)
    refusal = rules.why_not_verify(reach=visit.reach, need=need, home=home, fresh=fresh)
    if visit.sent is not None:
        return visit.press(
            lambda: actions.verify(by=visit.user, need=need, at=visit.at, key=visit.key),
            to="desks:examine",
            args=[need.reference],
            done="Kebutuhan terverifikasi dan tampil untuk umum.",
        )
    return visit.show("desks/examine.html", {**_evidence(need, visit), "refusal": refusal})


def _evidence(need: Need, visit: Visit) -> dict[str, Any]:
    """What an officer weighs: the facts, what they call for, earlier needs, look-alikes, the history."""
    facts = recipients.latest_facts([need.recipient_id]).get(need.recipient_id, {})
    families, residents = recipients.families_and_residents(facts)
    fitting = fitting_quantity(package=need.package, period=need.period, families=families, residents=residents)
    alike = recipients.look_alikes([need.recipient]).get(need.recipient_id, [])
    state = NeedState(need.state)
    return {
        **row(need),
        "facts": facts.values(),
        "fitting": fitting,
        "above": fitting is not None and need.quantity > fitting,
        "earlier": [row(other) for other in queries.of_recipient(need.recipient, proposals=True) if other != need][:8],
        "alike": alike,
        "entries": deeds(journal.history(need.reference), need.recipient),
        "clock": waiting_row(need, visit),
        "waits": state in {NeedState.PROPOSED, NeedState.EXPIRED},
        "rejectable": state == NeedState.PROPOSED,
        "closable": why_not_move(NEXT_STATES, state, NeedState.CLOSED) is None,
        "aidable": state == NeedState.VERIFIED and need.remaining > 0,
    }


def _end_page(visit: Visit, reference: str, to: NeedState) -> HttpResponse:
    need = queries.overseen_need(visit.reach, reference)
    action, title, lead, done_words = ENDINGS[to]
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: action(by=visit.user, need=need, reason=said["reason"], at=visit.at, key=said["key"])
    )
    if done is not None:
        return visit.go("desks:area", done=done_words)
    quantity = f"{angka(need.quantity)} {need.package.spoken}"
    question = Question(
        title,
        title,
        reverse("desks:examine", args=[need.reference]),
        lead=lead,
        facts=[{"term": need.recipient.name, "value": quantity, "note": need.period.name}],
        refusal=why_not_move(NEXT_STATES, NeedState(need.state), to),
        danger=True,
    )
    return visit.ask(form, question)


ENDINGS = {
    NeedState.REJECTED: (
        actions.reject,
        "Tolak pengajuan",
        "Pengaju membaca alasan ini. Tulis apa yang harus diperbaiki.",
        "Pengajuan ditolak; pengaju membaca alasannya.",
    ),
    NeedState.CLOSED: (
        actions.close,
        "Tutup kebutuhan",
        "Tidak ada komitmen baru. Komitmen yang sudah ada tetap berjalan.",
        "Kebutuhan ditutup.",
    ),
}


@sits_at(AREA)
def reject(visit: Visit, reference: str) -> HttpResponse:
    """Find a proposal wanting, with a reason."""
    return _end_page(visit, reference, NeedState.REJECTED)


@sits_at(AREA)
def close(visit: Visit, reference: str) -> HttpResponse:
    """Take no further promises, with a reason."""
    return _end_page(visit, reference, NeedState.CLOSED)


class OutsideAidForm(DeedForm):
    """Aid that came from elsewhere."""

    quantity = Amount(label="Berapa yang sudah diterima dari luar KSBB?")
    source = Words(label="Dari mana keterangan ini?", help_text="Misalnya: berita acara Bansos tahap 2, 20 November.")


@sits_at(AREA)
def outside_aid(visit: Visit, reference: str) -> HttpResponse:
    """Note aid from outside KSBB, so that it is not given twice."""
    need = queries.overseen_need(visit.reach, reference)
    form = OutsideAidForm(visit.sent)
    done = form.attempt(
        lambda said: actions.record_outside_aid(
            by=visit.user, need=need, quantity=said["quantity"], source=said["source"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:examine", need.reference, done="Bantuan dari luar KSBB tercatat.")
    lead = f"{need.recipient.name}: tersisa {angka(need.remaining)} dari {angka(need.quantity)} {need.package.spoken}."
    back = reverse("desks:examine", args=[need.reference])
    return visit.ask(form, Question("Bantuan dari luar KSBB", "Catat", back, lead))
