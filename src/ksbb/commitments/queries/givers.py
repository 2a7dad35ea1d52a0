"""Who gives to a need already, and how much of it a giver may hold whom nobody knows yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from ksbb.commitments import rules
from ksbb.commitments.models import Line
from ksbb.needs.models import Need


@dataclass(frozen=True, slots=True)
class Serving:
    """Who has promised something of a need: how many givers (a warning, never a wall), and what newcomers hold."""

    givers: int
    held_by_newcomers: int


def serving_of(need: Need) -> Serving:
    """The promises on a need as one sum. One query."""
    counted = Line.objects.filter(need=need, quantity__gt=0)
    newcomers = Sum("quantity", filter=Q(vouched_at=None))
    found = counted.aggregate(givers=Count("commitment__giver", distinct=True), held=newcomers)
    return Serving(found["givers"], found["held"] or 0)


def room_for_newcomers(need: Need, serving: Serving) -> int:
    """How many of a need a giver whom nobody knows yet may hold at once; the rest waits for the receiver's yes."""
    percent = need.package.programme.newcomer_percent
    return rules.room(need=need, known=False, held=serving.held_by_newcomers, percent=percent)
