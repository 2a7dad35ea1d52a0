"""The receiver's contact as its giver opens it: masked before, logged, and WhatsApp by a link that runs out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ksbb.commitments import actions, queries
from ksbb.core import limits
from ksbb.core.refusals import Refused
from ksbb.parties.enums import PartyKind
from ksbb.recipients.enums import Duty
from ksbb.recipients.queries import open_contact_of, read_by, reading
from ksbb.web.giving.drafts import new_key
from ksbb.web.giving.people import acting, for_giver, line_in
from ksbb.web.giving.summary import amount

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment, Line
    from ksbb.parties.models import Party

A_DAY = 24 * 3600
"""Seconds after which a reader may go on."""
LINK_LIFE = 3600
"""Seconds for which a link to WhatsApp works after the contact was opened (UX-24)."""
log = structlog.stdlib.get_logger("ksbb.contacts")


def seal(number: int, *, salt: str) -> str:
    """A signed token for the reading of this number; it carries no contact and runs out."""
    return signing.dumps(number, salt=salt)


def unseal(token: str, *, salt: str) -> int | None:
    """The number of the reading, or None for a token that is foreign, changed or too old."""
    try:
        number = signing.loads(token, salt=salt, max_age=LINK_LIFE)
    except signing.BadSignature:
        return None
    return number if isinstance(number, int) else None


def whatsapp(phone: str, text: str) -> HttpResponse:
    """Send the reader on to WhatsApp. The number is in the answer's address only, in no page."""
    answer = HttpResponseRedirect(f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_POST
@for_giver
def contact(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """Show the receiver's contact for this line. Each opening is logged; ten recipients a day."""
    line, at = line_in(commitment, number), timezone.now()
    try:
        count_connection(request, commitment.giver, line.need.recipient_id, at=at)
        opened = actions.reveal_contact(by=acting(request), line=line, at=at)
    except limits.TooOften as stop:
        return limits.too_often(request, stop.seconds)
    except Refused as stop:
        if stop.refusal.code == "too_many_readings":
            return limits.too_often(request, A_DAY)
        name = "missing" if stop.refusal.code == "contact_missing" else "refusal"
        shown = {"line": line, "commitment": commitment, name: stop.refusal}
        return render(request, "giving/contact.html", shown, status=409)
    shown = {"line": line, "commitment": commitment, "contact": open_contact_of(line.need.recipient), "key": new_key()}
    shown["token"] = seal(opened.pk, salt=_salt(line))
    if line.need.recipient.kind.children:
        shown["guardian"] = open_contact_of(line.need.recipient, Duty.CHILD_SAFETY)
    return render(request, "giving/contact.html", shown)


def _salt(line: Line) -> str:
    return f"wa:penerima:{line.pk}"


def count_connection(request: HttpRequest, giver: Party, recipient_id: int, *, at: datetime) -> None:
    """A guest is a new giver with each new address: people are therefore counted by connection, too."""
    read = read_by(giver.pk, since=at - timedelta(days=1))
    if giver.kind == PartyKind.INDIVIDUAL and recipient_id not in read:
        limits.count(limits.REVEALS, limits.address(request), at=at)


@never_cache
@require_safe
@for_giver
def to_whatsapp(request: HttpRequest, commitment: Commitment, number: int, token: str) -> HttpResponse:
    """On to WhatsApp, for as long as the link and the promise last; else back to the promise."""
    line = line_in(commitment, number)
    opened = reading(unseal(token, salt=_salt(line)) or 0)
    found = open_contact_of(line.need.recipient)
    if opened is None or found is None or not found.phone or not queries.contact_open(line):
        return redirect("giving:tracked", ref=commitment.reference)
    log.info("contact link used", reading=opened.pk)
    # the number of the need, which is public: that of the promise is half of what opens it (T17)
    text = f"Assalamualaikum. Saya {commitment.giver.name}, komitmen KSBB untuk kebutuhan {line.need.reference}: "
    text += f"{amount(line.quantity, line.need.package)}. Kapan bisa saya antar?"
    return whatsapp(found.phone, text)
