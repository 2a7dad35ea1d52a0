"""Every read about applications and permits. Scans are found by Pokja and by who sent them, by nobody else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from ksbb.core.doors import finder
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound
from ksbb.parties.enums import Standing
from ksbb.parties.models import Organisation, Role, User
from ksbb.parties.queries import reach_of
from ksbb.permits.enums import RUNNING, ApplicationState
from ksbb.permits.models import Application, Permit, Scan
from ksbb.permits.rules import REMINDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

LOADED = ("organisation", "place", "scan", "applied_by", "first_by", "second_by")


def waiting() -> QuerySet[Application]:
    """Applications that wait for an officer, longest waiting first."""
    chosen = Application.objects.filter(state__in=[ApplicationState.SUBMITTED, ApplicationState.HALFWAY])
    return chosen.select_related(*LOADED).order_by("state_since", "pk")


def applications_of(organisation: Organisation) -> list[Application]:
    """All applications of one organisation, newest first: for Pokja and its own people."""
    return list(Application.objects.filter(organisation=organisation).select_related(*LOADED).order_by("-pk"))


def sent_by(user: User) -> list[Application]:
    """What a person applied for, newest first."""
    return list(Application.objects.filter(applied_by=user).select_related(*LOADED).order_by("-pk"))


def own_organisations(user: User) -> list[Organisation]:
    """The organisations that a person acts for or keeps, whatever their standing."""
    mine = Role.objects.filter(user=user, until__isnull=True, organisation__isnull=False).values("organisation")
    return list(Organisation.objects.filter(pk__in=mine).order_by("name"))


def own_organisation(user: User, reference: str) -> Organisation:
    """One of `own_organisations`. Raises NotFound for everybody else's."""
    found = next((one for one in own_organisations(user) if one.reference == reference), None)
    if found is None:
        raise NotFound(reference)
    return found


def running_of(organisation: Organisation) -> Application | None:
    """The application that is not decided yet, if any."""
    return Application.objects.filter(organisation=organisation, state__in=RUNNING).first()


def locked(application: Application) -> Application:
    """An application under lock, its organisation first, so that all deeds lock in one order."""
    held = Organisation.objects.select_for_update().get(pk=application.organisation_id)
    found = Application.objects.select_for_update(of=("self",)).select_related("place").get(pk=application.pk)
    found.organisation = held
    return found


def permits_of(organisation: Organisation) -> list[Permit]:
    """The approved permits of an organisation, newest first: public."""
    return list(Permit.objects.filter(organisation=organisation).order_by("-recorded_at", "-pk"))


def newest_permits(organisation_ids: Iterable[int]) -> dict[int, Permit]:
    """For each organisation its newest approved permit. One query."""
    rows = Permit.objects.filter(organisation__in=list(organisation_ids)).order_by("recorded_at", "pk")
    return {row.organisation_id: row for row in rows}


def run_out(*, at: datetime) -> list[Organisation]:
    """Active organisations whose permit's last day is over (WIB)."""
    over = Organisation.objects.filter(standing=Standing.ACTIVE, permit_until__lt=localdate(at))
    return list(over.order_by("pk"))


def ending_soon(*, on: date) -> list[Organisation]:
    """Active organisations whose permit ends within the widest reminder."""
    within = Q(permit_until__gte=on, permit_until__lte=on + timedelta(days=max(REMINDERS)))
    return list(Organisation.objects.filter(within, standing=Standing.ACTIVE).order_by("permit_until", "pk"))


def application_for(by: User | None, number: str, *, at: datetime) -> Application:
    """An application for Pokja and for who sent it; the console (nobody) finds all. Raises NotFound."""
    found = Application.objects.select_related(*LOADED).filter(pk=row_number(number)).first()
    if found is None or not (by is None or found.applied_by_id == by.pk or reach_of(by, at=at).is_pokja):
        raise NotFound(number)
    return found


def scan_for(by: User | None, number: str, *, at: datetime) -> Scan:
    """A scan for Pokja and for who sent it. Raises NotFound."""
    found = Scan.objects.filter(pk=row_number(number)).first()
    if found is None or not (by is None or found.kept_by_id == by.pk or reach_of(by, at=at).is_pokja):
        raise NotFound(number)
    return found


@finder(Application)
def _application(by: User | None, number: str, at: datetime) -> Application:
    return application_for(by, number, at=at)


@finder(Scan)
def _scan(by: User | None, number: str, at: datetime) -> Scan:
    return scan_for(by, number, at=at)
