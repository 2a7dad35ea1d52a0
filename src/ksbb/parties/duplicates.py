"""Every read about givers that are counted twice: look-alikes, and the proposals to count them as one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower

from ksbb.core.doors import finder
from ksbb.core.refusals import NotFound
from ksbb.parties.enums import CorrectionState
from ksbb.parties.models import Merge, Party, User
from ksbb.parties.queries import reach_of


def merges(state: CorrectionState | None = None) -> QuerySet[Merge]:
    """Proposals to count two givers as one, newest first."""
    found = Merge.objects.select_related("duplicate", "into").order_by("-proposed_at", "-pk")
    return found.filter(state=state) if state else found


def merge_for(by: User | None, reference: str, *, at: datetime) -> Merge:
    """A proposed merging by its reference, for Pokja and the console. Raises NotFound."""
    found = merges().filter(reference=reference).first()
    if found is None or not (by is None or reach_of(by, at=at).is_pokja):
        raise NotFound(reference)
    return found


@finder(Merge)
def _merge(by: User | None, reference: str, at: datetime) -> Merge:
    return merge_for(by, reference, at=at)


def locked_parties(ids: Iterable[int]) -> dict[int, Party]:
    """Parties under lock, in one order."""
    return {party.pk: party for party in Party.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")}


def alike_givers(*, limit: int = 100) -> list[Party]:
    """Givers that share their name with another and are not one yet, side by side: perhaps the same. For Pokja only."""
    free = Party.objects.filter(merged_into=None).annotate(same=Lower("name"))
    twice = free.values("same").annotate(n=Count("pk")).filter(n__gt=1).order_by().values("same")
    return list(free.filter(same__in=twice).order_by("same", "pk")[:limit])
