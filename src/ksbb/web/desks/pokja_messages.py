"""Messages that the machine gave up: Pokja sends them again, sends them itself, or puts them away with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse

from ksbb.commitments import queries as promises
from ksbb.core.formats import samar_telepon
from ksbb.core.refusals import Refused
from ksbb.needs import queries as needs
from ksbb.notices import queries, rules
from ksbb.notices.actions import give_up_message, resend_message, send_by_hand
from ksbb.notices.enums import Kind, MessageState
from ksbb.web.desks.forms import ReasonForm
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.notices.models import Message


@sits_at(POKJA, "GET", "HEAD")
def outbox(visit: Visit) -> HttpResponse:
    """What failed and waits for a person; how many messages wait; what the worker has still to do."""
    states = [(MessageState(state), number) for state, number in queries.counts().items()]
    due = [
        ("Pesan yang sudah waktunya dikirim", len(queries.due(at=visit.at, limit=1000))),
        ("Komitmen yang harus gugur", len(promises.due_to_lapse(at=visit.at, today=visit.today, limit=1000))),
        ("Kebutuhan yang harus diperiksa ulang", len(needs.stale(at=visit.at))),
    ]
    page = paged(visit.request, queries.dead_letters(), "pesan gagal")
    failed = [{"message": message, "to": masked(message.address)} for message in page.rows]
    return visit.show("desks/outbox.html", {"states": states, "due": due, "failed": failed, "page": page})


def masked(address: str) -> str:
    """An address as the desk may show it: enough to see which, too little to write to."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if at else samar_telepon(address)


def _shown(visit: Visit, message: Message, **more: Any) -> HttpResponse:
    context = {
        "message": message,
        "to": masked(message.address),
        "secret": message.kind == Kind.CODE,
        "waits": message.state == MessageState.FAILED,
        "again": rules.why_not_send_again(reach=visit.reach, message=message) is None,
        "by_hand": rules.why_not_by_hand(reach=visit.reach, message=message) is None,
    }
    return visit.show("desks/message.html", context | more)


@sits_at(POKJA, "GET", "HEAD")
def message(visit: Visit, number: str) -> HttpResponse:
    """One message: why it failed, and what can be done. A code is shown to nobody."""
    return _shown(visit, queries.message_for(visit.user, number, at=visit.at))


@sits_at(POKJA, "POST")
def again(visit: Visit, number: str) -> HttpResponse:
    """Try it again from the beginning."""
    found = queries.message_for(visit.user, number, at=visit.at)
    return visit.press(
        lambda: resend_message(by=visit.user, message=found, at=visit.at, key=visit.key),
        to="desks:pokja_outbox",
        done="Pesan masuk antrean lagi.",
    )


@sits_at(POKJA, "POST")
def by_hand(visit: Visit, number: str) -> HttpResponse:
    """Open WhatsApp with the words filled in; pressing is noted, because it opens the number."""
    found = queries.message_for(visit.user, number, at=visit.at)
    try:
        sent = send_by_hand(by=visit.user, message=found, at=visit.at, key=visit.key)
    except Refused as refused:
        return _shown(visit, found, problem=refused.refusal.message)
    text = quote(f"{sent.title}\n\n{sent.body}")
    return _shown(visit, sent, whatsapp=f"https://wa.me/{rules.phone_of(sent).lstrip('+')}?text={text}")


@sits_at(POKJA)
def give_up(visit: Visit, number: str) -> HttpResponse:
    """Put it away, with a reason."""
    found = queries.message_for(visit.user, number, at=visit.at)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: give_up_message(by=visit.user, message=found, reason=said["reason"], at=visit.at, key=said["key"])
    )
    if done is not None:
        return visit.go("desks:pokja_outbox", done="Pesan dihentikan.")
    back = reverse("desks:message", args=[found.pk])
    refusal = rules.why_not_mend(reach=visit.reach, message=found)
    return visit.ask(form, Question(title="Hentikan pesan ini?", button="Hentikan pesan", back=back, refusal=refusal))
