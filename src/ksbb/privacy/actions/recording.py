"""Who acts, and the row that every use of a right leaves."""

from __future__ import annotations

from datetime import datetime

from ksbb.core import journal
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, insist
from ksbb.parties.models import User
from ksbb.privacy import queries, rules
from ksbb.privacy.enums import RequestState, Right
from ksbb.privacy.models import DataRequest
from ksbb.privacy.queries import Person

NOTHING_HELD = Refusal("nothing_held", "Kami tidak menyimpan data tentang alamat ini.")


def who(*, by: User | None, contact: str, at: datetime) -> Person:
    """The signed-in person, or the one who proved an address. Nobody acts on somebody else's address."""
    insist(FORBIDDEN if by is not None and contact else None)
    person = queries.person_of(by, at=at) if by is not None else queries.person_behind(contact)
    insist(None if person.known else NOTHING_HELD)
    return person


def record(person: Person, kind: Right, *, at: datetime, words: str = "", done: str = "") -> DataRequest:
    """The row of one use of a right: done at once where `done` says what was done, otherwise waiting for an officer."""
    return DataRequest.objects.create(
        reference=new_reference(),
        kind=kind,
        state=RequestState.DONE if done else RequestState.WAITING,
        user=person.user,
        party=person.parties[0] if person.user is None and person.parties else None,
        contact="" if person.user is not None else person.address,
        words=words,
        asked_at=at,
        due_at=at + rules.ANSWER_WITHIN,
        answered_at=at if done else None,
        answer_note=done,
    )


def note(verb: str, person: Person, request: DataRequest, *, by: User | None, at: datetime, **payload: object) -> None:
    """The journal row of a deed of this room: by numbers only."""
    journal.write(
        verb=verb,
        subject=person.subject,
        actor_id=by.pk if by else None,
        payload={"request": request.reference, "kind": request.kind, **payload},
        at=at,
    )
