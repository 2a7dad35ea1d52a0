"""Rows that stand on page after page, kept once rendered. Safe to keep: all that a row shows is in its key."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from ksbb.needs.enums import NeedState

if TYPE_CHECKING:
    from ksbb.needs.models import Need
    from ksbb.web.public.history import Deed

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
        "public/need_row.html",
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
        ),
    )


class PastRow(NamedTuple):
    """A need in the table of all periods of its recipient."""

    reference: str
    package: str
    example: bool
    period: str
    counted_as: str
    quantity: int
    promised: int
    delivered: int
    confirmed: int
    elsewhere: int


@register.simple_tag
def past_row(need: Need) -> SafeString:
    """One need of a recipient as a row of the table."""
    return _rendered(
        "public/past_row.html",
        PastRow(
            reference=need.reference,
            package=need.package.name,
            example=need.example,
            period=need.period.name,
            counted_as=need.package.counted_as,
            quantity=need.quantity,
            promised=need.promised,
            delivered=need.delivered,
            confirmed=need.confirmed,
            elsewhere=need.elsewhere,
        ),
    )


class Choice(NamedTuple):
    """A select of the filter form."""

    name: str
    label: str
    first: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    sends: bool = False


@register.simple_tag
def choice(select: Choice) -> SafeString:
    """A select with its label."""
    return _rendered("public/choice.html", select)


class PromiseRow(NamedTuple):
    """One public promise: never more of the giver than the giver chose to show."""

    giver: str
    on_behalf: bool
    example: bool
    quantity: int
    spoken: str
    period: str
    """"" on the page of a need, where all are of one."""
    equivalent: str
    recorded_later: str
    untracked: bool
    mark: str
    state: str
    state_since: datetime
    accepted_at: datetime | None
    delivered: int
    confirmed: int
    surplus: int
    deliver_on: date


@register.simple_tag
def promise_row(row: PromiseRow) -> SafeString:
    """One promise."""
    return _rendered("public/promise_row.html", row)


@register.simple_tag
def deed_row(deed: Deed) -> SafeString:
    """One entry of a public timeline."""
    return _rendered("components/timeline_entry.html", deed)


@lru_cache(KEPT)
def _rendered(template: str, row: NamedTuple | Deed) -> SafeString:
    return mark_safe(get_template(template).render({"row": row}))  # noqa: S308 - a rendered template
