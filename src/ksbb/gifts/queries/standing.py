"""What Pokja and an agregator read about legal bases and channels: those that wait, those that run."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q, QuerySet

from ksbb.gifts.enums import Decision
from ksbb.gifts.models import Channel, Mandate
from ksbb.parties.models import Organisation

if TYPE_CHECKING:
    from ksbb.parties.rules import Reach

Row = TypeVar("Row", Mandate, Channel)
_PEOPLE = ("organisation", "proposed_by", "decided_by")


def agregator_of(reach: Reach) -> Organisation:
    """The agregator that a person of its desk acts for; the first by name where there are several."""
    return Organisation.objects.filter(pk__in=reach.acts_for, is_agregator=True).order_by("name", "pk")[:1].get()


def mandates(*, state: Decision | None = None, organisation: Organisation | None = None) -> QuerySet[Mandate]:
    """Legal bases with their people, longest waiting first."""
    return _narrowed(Mandate.objects.select_related(*_PEOPLE, "area"), state, organisation)


def running_mandates(*, on: date) -> QuerySet[Mandate]:
    """Those that were agreed to and have not ended, the next to end first."""
    holding = Mandate.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), state=Decision.AGREED)
    return holding.select_related(*_PEOPLE, "area").order_by("valid_until", "pk")


def channels(*, state: Decision | None = None, organisation: Organisation | None = None) -> QuerySet[Channel]:
    """Channels with their people, longest waiting first; those taken away only among an organisation's own."""
    chosen = Channel.objects.select_related(*_PEOPLE)
    return _narrowed(chosen if organisation else chosen.filter(ended_at__isnull=True), state, organisation)


def _narrowed(rows: QuerySet[Row], state: Decision | None, organisation: Organisation | None) -> QuerySet[Row]:
    chosen = rows if state is None else rows.filter(state=state)
    return (chosen if organisation is None else chosen.filter(organisation=organisation)).order_by("proposed_at", "pk")
