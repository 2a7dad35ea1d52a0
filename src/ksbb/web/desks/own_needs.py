"""What the receiver asked for and what became of it; the own contact; the sheet for the noticeboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.urls import reverse

from ksbb.core import journal
from ksbb.core.states import why_not_move
from ksbb.needs import actions, queries
from ksbb.needs.enums import COUNTED, NEXT_STATES, NeedState
from ksbb.recipients import actions as recipient_actions
from ksbb.recipients import queries as recipients
from ksbb.web.desks.contacts import ContactForm
from ksbb.web.desks.forms import ReasonForm
from ksbb.web.desks.visits import RECIPIENT, Question, Visit, sits_at
from ksbb.web.desks.words import TAGS, deeds, standing_words
from ksbb.web.strokes import Quantities

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.needs.models import Need


def quantities(need: Need) -> Quantities:
    """The four numbers of a need."""
    return Quantities(
        needed=need.quantity,
        promised=need.promised,
        delivered=need.delivered,
        confirmed=need.confirmed,
        elsewhere=need.elsewhere,
        unit=need.package.counted_as,
    )


def row(need: Need) -> dict[str, object]:
    """A need as a row of a list."""
    state = NeedState(need.state)
    return {
        "need": need,
        "q": quantities(need),
        "words": standing_words(need),
        "tag": TAGS[state],
        "state": state.label,
    }


@sits_at(RECIPIENT, "GET", "HEAD")
def own_needs(visit: Visit) -> HttpResponse:
    """All needs of the own recipients, newest first."""
    mine = recipients.spoken_for(visit.reach)
    rows = [row(need) for need in queries.of_recipients(mine)]
    return visit.show("desks/own_needs.html", {"rows": rows, "mine": mine})


def need_of_own(visit: Visit, reference: str) -> Need:
    """A need of one of the own recipients. Raises NotFound for any other."""
    need = queries.need_for(visit.reach, reference)
    recipients.own_recipient(visit.reach, need.recipient.reference)
    return need


@sits_at(RECIPIENT, "GET", "HEAD")
def own_need(visit: Visit, reference: str) -> HttpResponse:
    """One need: where it stands in plain words, and its history."""
    need = need_of_own(visit, reference)
    context = {
        **row(need),
        "public": need.state in COUNTED,
        "withdrawable": why_not_move(NEXT_STATES, NeedState(need.state), NeedState.WITHDRAWN) is None,
        "entries": deeds(journal.history(need.reference), need.recipient),
    }
    return visit.show("desks/own_need.html", context)


@sits_at(RECIPIENT)
def withdraw(visit: Visit, reference: str) -> HttpResponse:
    """Take back a proposal that nobody verified yet."""
    need = need_of_own(visit, reference)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.withdraw(by=visit.user, need=need, reason=said["reason"], at=visit.at, key=said["key"])
    )
    if done is not None:
        return visit.go("desks:own_needs", done="Pengajuan sudah ditarik.")
    question = Question(
        "Tarik pengajuan",
        "Tarik pengajuan",
        reverse("desks:own_need", args=[need.reference]),
        lead=f"{need.package.name}, {need.period.name}.",
        refusal=why_not_move(NEXT_STATES, NeedState(need.state), NeedState.WITHDRAWN),
        danger=True,
    )
    return visit.ask(form, question)


@sits_at(RECIPIENT, "GET", "HEAD")
def contact_choice(visit: Visit) -> HttpResponse:
    """For which of the own recipients?"""
    mine = recipients.spoken_for(visit.reach)
    if len(mine) == 1:
        return redirect("desks:own_contact", mine[0].reference)
    return visit.show("desks/choose_recipient.html", {"mine": mine, "page": "desks:own_contact"})


@sits_at(RECIPIENT)
def own_contact(visit: Visit, reference: str) -> HttpResponse:
    """Who may be called about deliveries. Shown only to givers with an accepted promise."""
    recipient = recipients.own_recipient(visit.reach, reference)
    form = ContactForm.of(recipients.contact_of(recipient), visit.sent, owner=visit.user)
    done = form.attempt(
        lambda said: recipient_actions.set_contact(by=visit.user, recipient=recipient, at=visit.at, **said)
    )
    if done is not None:
        return visit.go("desks:recipient", done="Narahubung tersimpan.")
    lead = "Hanya pemberi yang sudah berkomitmen dan terbukti alamatnya bisa melihat ini. Setiap pembacaan dicatat."
    return visit.ask(form, Question(f"Narahubung {recipient.name}", "Simpan", reverse("desks:recipient"), lead))


@sits_at(RECIPIENT, "GET", "HEAD")
def poster(visit: Visit, reference: str) -> HttpResponse:
    """One A4 sheet for the noticeboard: the own numbers and where to find them. No names."""
    recipient = recipients.own_recipient(visit.reach, reference)
    counted = [row(need) for need in queries.of_recipient(recipient)][:6]
    page = f"/penerima/{recipient.reference}/" if recipient.kind.institution else f"/wilayah/{recipient.place.code}/"
    link = visit.request.build_absolute_uri(page)
    return visit.show("desks/poster.html", {"recipient": recipient, "rows": counted, "link": link, "page": page})
