"""Reads about promises that lapsed, should their goods come after all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Sum

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line, Movement
from ksbb.commitments.queries.promises import lines
from ksbb.parties.queries import overseen
from ksbb.parties.rules import Reach
from ksbb.recipients.models import Recipient


def lapsed_of(line: Line) -> int:
    """How many of a line lapsed and have not come late since."""
    moved = Movement.objects.filter(line=line, stage=Stage.COMMITTED, cause__in=["release", "late_goods"])
    return max(0, -(moved.aggregate(sum=Sum("delta"))["sum"] or 0))


def lapsed() -> QuerySet[Line]:
    """Lines that counted and lapsed, wholly or in part, the latest first."""
    released = Movement.objects.filter(line=OuterRef("pk"), stage=Stage.COMMITTED, cause="release")
    return lines().filter(Exists(released)).order_by("-state_since", "-pk")


def lapsed_to(recipients: Iterable[Recipient], *, since: datetime) -> list[Line]:
    """Lapsed lines to these recipients of late."""
    return list(lapsed().filter(need__recipient__in=list(recipients), state_since__gte=since)[:50])


def lapsed_in(reach: Reach, *, since: datetime) -> list[Line]:
    """Lapsed lines of an officer's area of late."""
    return list(lapsed().filter(overseen(reach, "need__place"), state_since__gte=since)[:50])
