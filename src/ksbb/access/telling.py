"""Telling the others of Pokja that an office was given, while it can still be ended before it carries anything."""

from __future__ import annotations

from datetime import datetime

from ksbb.access import letters, queries
from ksbb.notices.actions import tell_person
from ksbb.notices.enums import Kind
from ksbb.parties.queries import pokja_people


def tell_of_offices(*, at: datetime) -> int:
    """Write once to everybody of Pokja but who gave and who got it. Returns how many offices wait.

    Work of the worker, since an office is given at every door and in a room that knows no messages.
    """
    found = queries.offices_ahead(at=at)
    people = pokja_people() if found else []
    for role in found:
        title, body = letters.office_given(role)
        for person in people:
            if person.pk not in {role.granted_by_id, role.user_id}:
                dedupe = f"office:{role.pk}:{person.pk}"
                tell_person(person=person, title=title, body=body, dedupe=dedupe, at=at, kind=Kind.SAFETY)
    return len(found)
