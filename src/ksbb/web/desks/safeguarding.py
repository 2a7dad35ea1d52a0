"""The safeguarding statement of a home for children, read and accepted by its manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.recipients import actions, queries
from ksbb.recipients.safeguarding import current
from ksbb.web.desks.forms import PlainForm
from ksbb.web.desks.visits import RECIPIENT, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse


@sits_at(RECIPIENT)
def statement(visit: Visit, reference: str) -> HttpResponse:
    """Point by point; accepting is one press, once for each version."""
    recipient = queries.own_recipient(visit.reach, reference)
    text = current()
    form = PlainForm(visit.sent)
    done = form.attempt(
        lambda said: actions.accept_safeguarding(
            by=visit.user, recipient=recipient, version=text.version, at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:recipient", done="Terima kasih. Pernyataan pelindungan anak tercatat.")
    context = {
        "recipient": recipient,
        "text": text,
        "accepted": queries.acceptance_of(recipient),
        "form": form,
        "back": reverse("desks:recipient"),
    }
    return visit.show("desks/safeguarding.html", context)
