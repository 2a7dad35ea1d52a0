"""Promising through the API, and reading one's own promise."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.params import functions as params

from ksbb.api.door import NO_DEED, NO_TOKEN, Token, user_of
from ksbb.api.pages import answer
from ksbb.api.reading import Reference
from ksbb.api.reading import router as reading
from ksbb.api.shapes import CommitmentRow, MadeCommitment, Promise, moment
from ksbb.commitments import actions, queries
from ksbb.commitments.enums import LineState, Via
from ksbb.needs import queries as needs

router = Router(auth=Token())
Key: Any = params.Header(
    ...,
    alias="Idempotency-Key",
    pattern=r"^[0-9A-Za-z._:-]{1,100}$",
    description="Kunci acak dari Anda. Kiriman ulang dengan kunci yang sama memberi jawaban yang sama.",
)


# on the router of the list at the same address: Django asks only the first that knows it
@reading.post("/needs/{id}/commitments", auth=Token(), response={201: MadeCommitment, **NO_DEED}, summary="Berkomitmen")
def promise(request: HttpRequest, body: Promise, id: str = Reference, idempotency_key: str = Key) -> HttpResponse:
    need = needs.named(id)
    draft = actions.LineDraft(
        need=need,
        quantity=body.quantity,
        deliver_on=body.deliver_on,
        deliver_through=body.deliver_through,
        equivalent=body.equivalent.strip(),
    )
    commitment = actions.promise(
        by=user_of(request),
        lines=[draft],
        statement_accepted=True,  # issuing the token was the acceptance: issue_token keeps the version
        show_name=body.show_name,
        via=Via.API,
        at=timezone.now(),
        key=idempotency_key,
    )
    return answer(_made(commitment.reference, draft), status=201, public=False)


def _made(reference: str, draft: actions.LineDraft) -> dict[str, Any]:
    """As it was made, whatever became of it since: a replay answers the same."""
    return {
        "reference": reference,
        "url": _url(reference),
        "state": LineState.PROMISED.value,
        "lines": [
            {
                "need": draft.need.reference,
                "quantity": draft.quantity,
                "deliver_on": draft.deliver_on.isoformat(),
                "deliver_through": (draft.deliver_through or draft.deliver_on).isoformat(),
                "equivalent": draft.equivalent,
                "counts": not draft.equivalent,
            }
        ],
    }


def _url(reference: str) -> str:
    return f"{settings.KSBB_ORIGIN}/lacak/{reference}/"


@router.get("/commitments/{reference}", response={200: CommitmentRow, **NO_TOKEN}, summary="Komitmen Anda")
def show_commitment(request: HttpRequest, reference: str = Reference) -> HttpResponse:
    commitment = queries.commitment_for(user_of(request), reference, at=timezone.now())
    return answer(
        {
            "reference": commitment.reference,
            "url": _url(commitment.reference),
            "show_name": commitment.show_name,
            "statement": commitment.statement.version,
            "recorded_at": moment(commitment.recorded_at),
            "example": commitment.example,
            "lines": [_line(line) for line in queries.lines_of(commitment)],
        },
        public=False,
    )


def _line(line: Any) -> dict[str, Any]:
    return {
        "line": line.pk,
        "need": line.need.reference,
        "package": line.need.package.code,
        "pledged": line.pledged,
        "quantity": line.quantity,
        "delivered": line.delivered,
        "confirmed": line.confirmed,
        "surplus": line.surplus,
        "owed": line.owed,
        "deliver_on": line.deliver_on.isoformat(),
        "deliver_through": line.deliver_through.isoformat(),
        "equivalent": line.equivalent,
        "state": line.state,
    }
