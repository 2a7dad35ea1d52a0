"""Rows that stand on page after page, kept once rendered. Safe to keep: all that a row shows is in its key."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from ksbb.needs.enums import NeedState

if TYPE_CHECKING:
    from ksbb.needs.models import Need

register = template.Library()
KEPT = 2048


class NeedRow(NamedTuple):
    """Everything that the row of a need shows; `open` is verified, in date and not full."""

    reference: str
    package: str
    recipient: str
    example: bool
    where: str
    open: bool
    deliver_until: date
    day: date
    period: str
    fill: str
    left: int
    counted_as: str
    quantity: int
    promised: int
    delivered: int
    confirmed: int
    elsewhere: int
    pick: bool


@register.simple_tag
def need_row(need: Need, day: date, pick: bool = False) -> SafeString:
    """One need, loaded as by `needs.queries`, on this day; `pick` offers it for the list of choices."""
    place, left = need.place, need.remaining
    title = place.village.title if place.level == "rw" and place.village else place.title
    return _rendered(
        NeedRow(
            reference=need.reference,
            package=need.package.name,
            recipient=need.recipient.name,
            example=need.example,
            where=f"{title}, {place.city.name}" if place.city else title,
            open=bool(left) and need.state == NeedState.VERIFIED and need.deliver_until >= day,
            deliver_until=need.deliver_until,
            day=day,
            period=need.period.name,
            fill=need.fill.value,
            left=left,
            counted_as=need.package.counted_as,
            quantity=need.quantity,
            promised=need.promised,
            delivered=need.delivered,
            confirmed=need.confirmed,
            elsewhere=need.elsewhere,
            pick=pick and left > 0,
        )
    )


@lru_cache(KEPT)
def _rendered(row: NeedRow) -> SafeString:
    return mark_safe(get_template("public/need_row.html").render({"row": row}))  # noqa: S308 - a rendered template
