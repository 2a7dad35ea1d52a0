"""What people asked about their own data, and which clock runs."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from ksbb.core.doors import finder
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.privacy import rules
from ksbb.privacy.enums import RequestState
from ksbb.privacy.models import DataRequest
from ksbb.privacy.queries.people import Person


def requests_of(person: Person) -> list[DataRequest]:
    """Every use of a right by one person, newest first."""
    mine = Q(party__in=person.parties)
    if person.user is not None:
        mine |= Q(user=person.user)
    if person.address:
        mine |= Q(contact__iexact=person.address)
    return list(DataRequest.objects.filter(mine).order_by("-asked_at", "-pk"))


def waiting() -> QuerySet[DataRequest]:
    """Requests that wait for an officer, the most pressing first."""
    return DataRequest.objects.filter(state=RequestState.WAITING).select_related("user", "party").order_by("due_at")


def overdue(*, at: datetime) -> int:
    """How many answers are later than the law allows."""
    return waiting().filter(due_at__lt=at).count()


def waiting_for_alarm(*, at: datetime) -> list[DataRequest]:
    """Requests that nobody answered in two days and that nobody was warned of yet."""
    return list(waiting().filter(asked_at__lte=at - rules.ALARM_AFTER, alarmed_at=None))


def by_reference(reference: str, *, by: User | None, at: datetime) -> DataRequest:
    """A request for Pokja; nobody (the console) finds all. Raises NotFound for everybody else."""
    found = (
        DataRequest.objects.filter(reference=read_reference(reference) or "").select_related("user", "party").first()
    )
    if found is None or not (by is None or reach_of(by, at=at).is_pokja):
        raise NotFound(reference)
    return found


@finder(DataRequest)
def _request(by: User | None, reference: str, at: datetime) -> DataRequest:
    return by_reference(reference, by=by, at=at)
