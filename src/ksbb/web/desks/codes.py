"""The receiver's code: made by a press, shown once with its QR, printable as a slip. Never on a giver's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from django.urls import reverse
from django.utils.safestring import mark_safe

from ksbb.core.refusals import Refused
from ksbb.deliveries import actions, queries, rules
from ksbb.documents import seals
from ksbb.documents.actions import issue_paper
from ksbb.documents.enums import PaperKind
from ksbb.recipients import queries as recipients
from ksbb.web.desks.visits import AREA, RECIPIENT, Visit, sits_at
from ksbb.web.desks.words import load_words
from ksbb.web.papers.contents import assemble
from ksbb.web.papers.views import drawn

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from ksbb.deliveries.models import Delivery, ReceiptCode
    from ksbb.documents.models import Paper


@sits_at(RECIPIENT, "GET", "HEAD")
def codes(visit: Visit) -> HttpResponse:
    """What comes or was handed over, each with its code."""
    coming = queries.unreceived_by(recipients.spoken_for(visit.reach))
    carried, made = queries.carried_by(coming), queries.codes_of(coming)
    rows = [{"delivery": one, "what": load_words(carried.get(one.pk, [])), "made": one.pk in made} for one in coming]
    return visit.show("desks/codes.html", {"rows": rows})


@sits_at(RECIPIENT)
def code(visit: Visit, reference: str) -> HttpResponse:
    """The code of one delivery for its receiver."""
    delivery = queries.delivery_to(recipients.spoken_for(visit.reach), reference)
    return _code_page(visit, delivery, back=reverse("desks:codes"))


@sits_at(AREA)
def code_for_receiver(visit: Visit, reference: str) -> HttpResponse:
    """The slip that an officer prints for a receiver without a phone."""
    delivery = queries.overseen_delivery(visit.reach, reference)
    return _code_page(visit, delivery, back=reverse("desks:paper", args=[delivery.reference]))


def _code_page(visit: Visit, delivery: Delivery, *, back: str) -> HttpResponse:
    carried, known = queries.lines_of(delivery), queries.code_of(delivery)
    context: dict[str, Any] = {"delivery": delivery, "what": load_words(carried), "back": back, "made": known}
    if visit.sent is None:
        refusal = rules.why_not_issue_code(reach=visit.reach, delivery=delivery, code=known, lines=carried)
        return visit.show("desks/code.html", {**context, "refusal": refusal})
    try:
        fresh = actions.issue_receipt_code(by=visit.user, delivery=delivery, at=visit.at, key=visit.key)
    except Refused as stop:
        return visit.show("desks/code.html", {**context, "refusal": stop.refusal}, status=409)
    paper = _slip(visit, delivery) if fresh.digits else None
    seal = {"paper": paper, "check": seals.check_address(paper), "seal": drawn(paper)} if paper else {}
    shown = {**seal, "made": fresh, "digits": f"{fresh.digits[:3]} {fresh.digits[3:]}", "qr": _qr(visit, fresh)}
    return visit.show("desks/code.html", {**context, **(shown if fresh.digits else {"made": fresh, "again": True})})


def _slip(visit: Visit, delivery: Delivery) -> Paper | None:
    """The numbered slip of this code. What is sealed knows nothing of the digits; the page alone shows both, once."""
    content = assemble(PaperKind.SLIP, delivery.reference)
    try:
        return issue_paper(
            by=visit.user,
            kind=PaperKind.SLIP,
            subject=delivery.reference,
            sheet=content.sheet,
            facts=content.facts,
            at=visit.at,
        )
    except Refused:  # the code stands without its slip
        return None


def _qr(visit: Visit, fresh: ReceiptCode) -> SafeString | str:
    """The QR of the address that opens the receipt form, as an SVG in the page: no style, no script."""
    if not fresh.token:
        return ""
    address = visit.request.build_absolute_uri(reverse("courier:scanned", args=[fresh.token]))
    picture = segno.make(address, error="m").svg_inline(scale=4, border=4, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(picture)  # noqa: S308 - made by segno from an address of our own
