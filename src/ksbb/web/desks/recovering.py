"""The way back into a colleague's account: begun here, done a day later, stopped by the person (SEC-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ksbb.access import actions, queries, rules
from ksbb.core.refusals import Refused
from ksbb.parties.queries import find_role, reach_of
from ksbb.web.desks.forms import PlainForm
from ksbb.web.desks.inviting import one_time_password
from ksbb.web.desks.visits import POKJA, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.access.models import Recovery
    from ksbb.parties.models import User


@sits_at(POKJA)
def recovery(visit: Visit, number: str) -> HttpResponse:
    """Where the recovery of a role's holder stands, and the next step of it."""
    person = find_role(visit.user, number, visit.at).user
    running = queries.open_recovery(person)
    shown: dict[str, Any] = {"person": person, "number": number, "password": ""}
    form = PlainForm(visit.sent)
    if visit.request.method == "POST" and form.is_valid():
        try:
            shown["password"] = _step(visit, person, running, visit.request.POST.get("langkah", ""))
        except Refused as stop:
            if stop.refusal.forbidden:
                raise
            form.add_error(None, stop.refusal.message)
    running = queries.open_recovery(person)
    return visit.show(
        "desks/recovery.html", shown | {"form": form, "recovery": running} | _reasons(visit, person, running)
    )


def _step(visit: Visit, person: User, running: Recovery | None, step: str) -> str:
    """Take the step that was pressed. Gives back the password for one use when the recovery is done."""
    if running is None:
        if step == "mulai":
            actions.start_recovery(by=visit.user, user=person, at=visit.at, key=visit.key)
    elif step == "batal":
        actions.cancel_recovery(by=visit.user, recovery=running, at=visit.at, key=visit.key)
    elif step == "selesai":
        password = one_time_password()
        actions.finish_recovery(by=visit.user, recovery=running, password=password, at=visit.at)
        return password
    return ""


def _reasons(visit: Visit, person: User, running: Recovery | None) -> dict[str, Any]:
    if running is None:
        theirs = reach_of(person, at=visit.at)
        return {"refusal": rules.why_not_start_recovery(reach=visit.reach, theirs=theirs, running=False)}
    return {"refusal": rules.why_not_finish_recovery(reach=visit.reach, recovery=running, at=visit.at)}
