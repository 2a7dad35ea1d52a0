"""Reads about the lot: which days are undrawn, which calls wait, what calling back has shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone

from ksbb.core.doors import finder
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound
from ksbb.deliveries.enums import CallState, DisputeState
from ksbb.deliveries.models import CallBack, CallCount, Dispute, Draw, Receipt, ReceiptLine
from ksbb.deliveries.rules import ENOUGH, wilson
from ksbb.parties.queries import overseen, reach_of

if TYPE_CHECKING:
    from ksbb.deliveries.models import Delivery, DeliveryLine
    from ksbb.parties.models import User
    from ksbb.parties.rules import Reach


def undrawn_days(*, before: date, limit: int) -> list[date]:
    """Days on which receipts were recorded and for which no lot was drawn yet, oldest first."""
    zone = get_default_timezone()
    days = Receipt.objects.annotate(day=TruncDate("recorded_at", tzinfo=zone)).filter(day__lt=before)
    known = Draw.objects.values_list("day", flat=True)
    return list(days.exclude(day__in=known).order_by("day").values_list("day", flat=True).distinct()[:limit])


def receipts_between(since: datetime, until: datetime) -> list[Receipt]:
    """Receipts recorded in `since` <= t < `until`, with their deliveries, by reference of the delivery."""
    rows = Receipt.objects.filter(recorded_at__gte=since, recorded_at__lt=until).select_related("delivery")
    return list(rows.order_by("delivery__reference"))


def calls() -> QuerySet[CallBack]:
    """Calls with what a row shows."""
    return CallBack.objects.select_related(
        "draw", "receipt__delivery__giver", "receipt__delivery__recipient__place__village"
    )


def waiting_calls(reach: Reach) -> QuerySet[CallBack]:
    """Calls that wait in the area of this officer, soonest due first."""
    mine = overseen(reach, "receipt__delivery__recipient__place")
    return calls().filter(mine, state=CallState.WAITING).order_by("due_at", "pk")


def call_for(by: User | None, number: str, *, at: datetime) -> CallBack:
    """A call by its number, for an officer of its place; nobody (the console) finds all. Raises NotFound."""
    found = calls().filter(pk=row_number(number)).first()
    if found is None:
        raise NotFound(number)
    if by is not None and not reach_of(by, at=at).oversees(found.receipt.delivery.recipient.place):
        raise NotFound(number)
    return found


@finder(CallBack)
def _call(by: User | None, number: str, at: datetime) -> CallBack:
    return call_for(by, number, at=at)


def counted_in(receipt: Receipt) -> dict[int, ReceiptLine]:
    """What a receipt says, by delivery line id."""
    rows = ReceiptLine.objects.filter(receipt=receipt).select_related("delivery_line__line__need__package")
    return {row.delivery_line_id: row for row in rows.order_by("pk")}


def told_in(call: CallBack) -> dict[int, int]:
    """What the receiver told on the telephone, by delivery line id."""
    return dict(CallCount.objects.filter(call=call).values_list("delivery_line", "told"))


def recorders_of(delivery: Delivery, lines: list[DeliveryLine], receipt: Receipt) -> list[int | None]:
    """Who recorded the receipt or the promises behind it."""
    found = {row.line.commitment.recorded_by_id for row in lines} | {receipt.recorded_by_id}
    return [pk for pk in found if pk is not None]


def missing_of(rows: list[DeliveryLine]) -> dict[int, int]:
    """How many of each line are in doubt or found missing: the shortfalls that were not found met, by line id."""
    found: Counter[int] = Counter()
    shortfalls = Dispute.objects.filter(delivery_line__in=[row.pk for row in rows]).exclude(state=DisputeState.MET)
    for line_id, shortfall in shortfalls.values_list("delivery_line", "shortfall"):
        found[line_id] += shortfall
    return dict(found)


def told_on_call(row: DeliveryLine) -> int | None:
    """What the receiver told of a line on the telephone; None where nobody called, or it was as recorded."""
    return CallCount.objects.filter(delivery_line=row).values_list("told", flat=True).first()


def highest_word(row: DeliveryLine) -> int:
    """The most that the receiver said of a line, on the receipt or on the telephone."""
    said = ReceiptLine.objects.filter(delivery_line=row).values_list("received", flat=True)
    return max(*said, told_on_call(row) or 0)


def owed_of(row: DeliveryLine) -> int:
    """How many of a journey's line were left owed by its settled differences."""
    settled = Dispute.objects.filter(delivery_line=row, state=DisputeState.OWED)
    return settled.aggregate(sum=Sum("shortfall"))["sum"] or 0


def open_dispute(row: DeliveryLine) -> Dispute | None:
    """The difference of a line that waits for an officer, under lock."""
    return Dispute.objects.select_for_update(of=("self",)).filter(delivery_line=row, state=DisputeState.OPEN).first()


@dataclass(frozen=True, slots=True)
class Share:
    """What the calls of some days showed. `low` and `high` are the 95 % interval of the share found wrong."""

    drawn: int
    right: int
    wrong: int
    unreached: int
    waiting: int
    example: bool

    @property
    def asked(self) -> int:
        """How many receivers answered."""
        return self.right + self.wrong

    @property
    def enough(self) -> bool:
        """Do so many answers say anything?"""
        return self.asked >= ENOUGH

    @property
    def share(self) -> float:
        """The share found wrong, as a fraction."""
        return self.wrong / self.asked if self.asked else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval (Wilson)."""
        return wilson(self.wrong, self.asked)


def share_between(since: date, until: date) -> Share:
    """What the calls about receipts of these days (both included) showed."""
    chosen = CallBack.objects.filter(draw__day__gte=since, draw__day__lte=until)
    found = Counter(chosen.values_list("state", flat=True))
    return Share(
        drawn=found.total(),
        right=found[CallState.RIGHT],
        wrong=found[CallState.WRONG],
        unreached=found[CallState.UNREACHED],
        waiting=found[CallState.WAITING],
        example=chosen.filter(receipt__delivery__example=True).exists(),
    )


def draws_between(since: date, until: date) -> list[Draw]:
    """The lots of these days, newest first: public."""
    return list(Draw.objects.filter(day__gte=since, day__lte=until).order_by("-day"))


def drawn_references(draws: list[Draw]) -> dict[int, list[str]]:
    """The deliveries on whose receipts the lot fell, by draw id: public."""
    found: dict[int, list[str]] = {}
    rows = CallBack.objects.filter(draw__in=draws).order_by("receipt__delivery__reference")
    for draw_id, reference in rows.values_list("draw", "receipt__delivery__reference"):
        found.setdefault(draw_id, []).append(reference)
    return found


def last_drawn_day() -> date | None:
    """The newest day that was drawn."""
    newest: date | None = Draw.objects.aggregate(newest=Max("day"))["newest"]
    return newest
