"""The public page of a gift of money: from the intent to the RW, each step dated and leading to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from ksbb.commitments.enums import Stage
from ksbb.commitments.rules import thread_of
from ksbb.core.formats import bulan, tanggal
from ksbb.funds.enums import Precision
from ksbb.gifts.enums import ChannelKind
from ksbb.gifts.queries import gift_by_reference, giving
from ksbb.gifts.rules import is_outlier, report_days_late
from ksbb.gifts.tracing import trace
from ksbb.voices.queries import thanks_in
from ksbb.web.public.answers import public
from ksbb.web.titipan.summary import purpose_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from ksbb.gifts.models import Channel, Gift, SpendingItem
    from ksbb.gifts.tracing import Goods, Reached, Step
    from ksbb.voices.models import Word


@dataclass(frozen=True, slots=True)
class Brought:
    """What of the gift one RW or institution got, and when."""

    reached: Reached
    delivered_at: datetime | None
    confirmed_at: datetime | None
    thanks: Sequence[Word]


@dataclass(frozen=True, slots=True)
class Bought:
    """Packages of one lot that the gift paid for."""

    goods: Goods
    brought: Sequence[Brought]

    @property
    def promised(self) -> int:
        """Packages set aside for a need."""
        return sum(one.reached.packages for one in self.brought)

    @property
    def in_stock(self) -> int:
        """Packages that nobody was promised yet."""
        return self.goods.packages - self.promised


@dataclass(frozen=True, slots=True)
class Spent:
    """One spending, the lines of its bill, and what of it the gift bore."""

    step: Step
    items: Sequence[tuple[SpendingItem, bool]]
    bought: Sequence[Bought]


@public
def gift_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One gift. Its giver's name only where the giver chose so, and only once money came."""
    gift, at = gift_by_reference(ref), timezone.now()
    if gift.reference != ref:
        return HttpResponsePermanentRedirect(reverse("titipan:gift", args=[gift.reference]))
    steps = spent_of(gift)
    context: dict[str, object] = {
        "gift": gift,
        "giver": giving.public_name(gift),
        "purpose": purpose_of(gift),
        "came_on": came_on(gift),
        "steps": steps,
        "refunds": giving.refunds_of(gift) if gift.refunded_rp else [],
        "crumbs": [("Beranda", reverse("public:home")), ("Agregator", reverse("titipan:agregators")), (ref, "")],
        "as_of": at,
    }
    return render(request, "titipan/gift.html", context | how(gift, at=at) | report(gift, on=timezone.localdate(at)))


def spent_of(gift: Gift) -> list[Spent]:
    """The gift's steps with bills and days. Eight queries, however many steps; none where nothing was spent."""
    if not gift.spent_rp:
        return []
    steps = trace(gift)
    bills = giving.items_for(step.spending for step in steps)
    lines = [reached.line for step in steps for goods in step.goods for reached in goods.reached]
    days, words = giving.days_of(lines), thanks_in(thread_of(line) for line in lines)
    return [
        Spent(
            step,
            [(item, is_outlier(item)) for item in bills.get(step.spending.pk, [])],
            [Bought(goods, [_brought(one, days, words) for one in goods.reached]) for goods in step.goods],
        )
        for step in steps
    ]


def thanks_of(gift: Gift) -> list[Word]:
    """What receivers of goods that the gift paid for said in thanks, as the public reads it."""
    if not gift.spent_rp:
        return []
    lines = [reached.line for step in trace(gift) for goods in step.goods for reached in goods.reached]
    return [word for words in thanks_in(thread_of(line) for line in lines).values() for word in words]


def _brought(one: Reached, days: Mapping[tuple[int, str], datetime], words: Mapping[str, Sequence[Word]]) -> Brought:
    delivered = days.get((one.line.pk, Stage.DELIVERED)) if one.delivered else None
    confirmed = days.get((one.line.pk, Stage.CONFIRMED)) if one.confirmed else None
    return Brought(one, delivered, confirmed, words.get(thread_of(one.line), ()))


def came_on(gift: Gift) -> str:
    """The day on which the money came, as exactly as it is known."""
    day: date | None = gift.received_on
    if day is None:
        return ""
    if gift.precision == Precision.WEEK:
        return f"pekan yang mulai {tanggal(day)}"
    return bulan(day) if gift.precision == Precision.MONTH else tanggal(day)


def how(gift: Gift, *, at: datetime) -> dict[str, object]:
    """How to send the money of an intent, or why not to."""
    if not giving.is_open(gift) or gift.channel is None:
        return {"open": False}
    refusal = giving.why_not_send(gift, at=at)
    shown = refusal is None and gift.channel.kind == ChannelKind.QRIS
    return {"open": True, "refusal": refusal, "qr": drawn(gift.channel) if shown else ""}


def drawn(channel: Channel) -> SafeString:
    """The registered QRIS as a picture, symbol for symbol as it was registered."""
    import segno

    code = segno.make(channel.payload, error="m", micro=False, encoding=None if channel.payload.isascii() else "utf-8")
    picture = code.svg_inline(scale=4, border=4, omitsize=True, svgid="qris", svgclass=None, lineclass=None)
    return mark_safe(picture)  # noqa: S308 - made by segno: one path of numbers, none of the payload's text


def report(gift: Gift, *, on: date) -> dict[str, object]:
    """What the agregator owes the public about the legal basis under which the money came."""
    ground = giving.ground_of(gift.mandate)
    late = report_days_late(gift.mandate, on=on)
    overdue = late if ground.reported is None and late > 0 and ground.proceeds_rp else 0
    return {"ground": ground, "days_late": overdue}
