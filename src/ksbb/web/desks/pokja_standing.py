"""One organisation at Pokja's desk: its standing, its permits, and what becomes of its open promises when it falls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from ksbb.commitments import actions as commitments
from ksbb.commitments import queries as promises
from ksbb.commitments.enums import LineState
from ksbb.core import journal
from ksbb.core.refusals import NotFound
from ksbb.core.states import why_not_move
from ksbb.deliveries import actions as deliveries
from ksbb.parties import actions, queries
from ksbb.parties.enums import ENDED_STANDINGS, NEXT_STANDINGS, Standing
from ksbb.parties.rules import why_not_activate
from ksbb.permits import queries as permits
from ksbb.permits.rules import activity_named, permit_kinds
from ksbb.web.desks.forms import DeedForm, Pick, Reason, ReasonForm
from ksbb.web.desks.visits import POKJA, Visit, sits_at
from ksbb.web.desks.words import deeds

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.commitments.models import Line
    from ksbb.parties.models import Organisation

RELEASE, KEEP = "kembali", "tetap"


class ActivateForm(DeedForm):
    """A yes; where the name looks like another's, or it stood before, with a reason that the public reads."""

    reason = Reason(label="Alasan", help_text="Terbaca umum pada halaman organisasi ini.")

    def __init__(self, data: Any = None, *, needed: bool) -> None:
        super().__init__(data)
        self.fields["reason"].required = needed
        if not needed:
            self.fields["reason"].widget = forms.HiddenInput()


@sits_at(POKJA)
def organisation(visit: Visit, reference: str) -> HttpResponse:
    """One organisation; making it active is one press where nothing stands against it."""
    found = queries.find_organisation(visit.user, reference, visit.at)
    alike = queries.look_alikes(found.name, but=found.pk)
    form = ActivateForm(visit.sent, needed=bool(alike) or found.standing != Standing.APPLIED)
    done = form.attempt(lambda said: _stand(visit, found, Standing.ACTIVE, said))
    if done is not None:
        return visit.go("desks:pokja_organisation", found.reference, done="Organisasi aktif: bisa berkomitmen.")
    held = permits.permits_of(found)
    context = {
        "organisation": found,
        "activity": activity_named(found.activity),
        "permits": [(permit, permit_kinds()[permit.kind]) for permit in held],
        "application": permits.running_of(found),
        "alike": alike,
        "form": form,
        "history": queries.standing_history(found),
        "entries": deeds(journal.history(found.reference)),
        "active": found.standing == Standing.ACTIVE,
        "can_activate": why_not_move(NEXT_STANDINGS, Standing(found.standing), Standing.ACTIVE) is None,
        "refusal": why_not_activate(organisation=found, registered_by=queries.registered_by(found), on=visit.today),
    }
    return visit.show("desks/organisation.html", context)


class StandingForm(ReasonForm):
    """How it stands from now on, and the public reason."""

    standing = Pick(
        label="Kedudukan",
        choices=[(Standing.SUSPENDED, "Tangguhkan untuk sementara"), (Standing.REVOKED, "Cabut untuk seterusnya")],
        initial=Standing.SUSPENDED,
    )
    field_order = ["standing", "reason"]


@sits_at(POKJA)
def suspend(visit: Visit, reference: str) -> HttpResponse:
    """Suspend or revoke, with a reason that the public reads; then each open promise is given back or kept (J6.4)."""
    found = queries.find_organisation(visit.user, reference, visit.at)
    form = StandingForm(visit.sent)
    done = form.attempt(lambda said: _stand(visit, found, Standing(said["standing"]), said))
    if done is not None:
        word = "Kedudukan diubah; alasannya terbaca umum. Komitmen baru berhenti."
        return visit.go("desks:suspend", found.reference, done=word)
    given = promises.running_of_organisation(found.pk)
    awaited = promises.running_to_organisation(found.pk)
    context = {
        "organisation": found,
        "form": form,
        "fallen": found.standing in ENDED_STANDINGS,
        "can_fall": found.standing != Standing.REVOKED,
        "rows": [_row(line, gives=True) for line in given] + [_row(line, gives=False) for line in awaited],
    }
    return visit.show("desks/suspend.html", context)


def _row(line: Line, *, gives: bool) -> dict[str, Any]:
    """One open promise: what can still be given back, and whether the goods are on their way."""
    moving = line.state == LineState.ON_THE_WAY
    kept = line.contacted_at is not None or line.scheduled_at is not None
    return {"line": line, "gives": gives, "moving": moving, "kept": kept, "returnable": not moving or line.delivered}


def _stand(visit: Visit, found: Organisation, standing: Standing, said: dict[str, Any]) -> Organisation:
    return actions.set_standing(
        by=visit.user, organisation=found, standing=standing, reason=said["reason"], at=visit.at, key=said["key"]
    )


@sits_at(POKJA, "POST")
def reroute(visit: Visit, reference: str, number: str) -> HttpResponse:
    """Give one open promise of a fallen organisation back to its need, or keep it: the goods are on their way."""
    found = queries.find_organisation(visit.user, reference, visit.at)
    lines = promises.running_of_organisation(found.pk) + promises.running_to_organisation(found.pk)
    line = next((one for one in lines if str(one.pk) == number), None)
    if line is None or found.standing not in ENDED_STANDINGS:
        raise NotFound(number)
    if visit.request.POST.get("nasib") == KEEP:
        done = "Komitmen ini tetap berjalan."
        return visit.press(lambda: _keep(visit, line), to="desks:suspend", args=[reference], done=done)
    done = f"Kembali ke kebutuhan {line.need.recipient.name}; terbuka bagi pemberi lain."
    return visit.press(lambda: _give_back(visit, line, found), to="desks:suspend", args=[reference], done=done)


def _keep(visit: Visit, line: Line) -> Line:
    return commitments.note_contact(by=visit.user, line=line, at=visit.at, key=visit.key)


def _give_back(visit: Visit, line: Line, found: Organisation) -> Line:
    """What was not brought goes back: the whole line, or what is left after a part was delivered."""
    reason = f"{found.name}: {Standing(found.standing).label.lower()}. {found.standing_reason}"[:400]
    if line.delivered:
        return deliveries.reduce(
            by=visit.user, line=line, quantity=line.delivered, reason=reason, at=visit.at, key=visit.key
        )
    return commitments.cancel(by=visit.user, line=line, reason=reason, at=visit.at, key=visit.key)
