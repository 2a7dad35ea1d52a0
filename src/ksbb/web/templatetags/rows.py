"""Rows that stand on page after page, kept once rendered. Safe to keep: all that a row shows is in its key.

The rows of promises and deeds are written in Python: a page holds dozens, each unlike the next, and a template takes
ten times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from ksbb.core.formats import angka, tanggal, tanggal_pendek, tanggal_waktu
from ksbb.needs.enums import NeedState
from ksbb.web.public.history import Deed

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


NOTHING = SafeString("")
EXAMPLE = SafeString(' <span class="example">contoh</span>')
ON_BEHALF = SafeString(' <span class="muted">atas nama, dicatat Pokja</span>')
UNTRACKED = SafeString('<span class="tag ended">Kelanjutan tidak tercatat</span>')
MUTED = '<p class="small muted">{}</p>'


@register.simple_tag
def promise_row(row: PromiseRow) -> SafeString:
    """One promise: who and what on the left, how it stands on the right."""
    what = f"{angka(row.quantity)} {row.spoken}{f' untuk {row.period}' if row.period else ''}"
    tag = '<span class="tag {}">{}</span> <span class="muted">sejak {}</span>'
    return format_html(
        '<li class="row-split"><div><p><strong>{}</strong>{}{}</p><p class="small">{}{}</p>{}</div>'
        '<div><p class="small">{}</p>{}</div></li>',
        row.giver,
        ON_BEHALF if row.on_behalf else NOTHING,
        EXAMPLE if row.example else NOTHING,
        what,
        f", isi setara: {row.equivalent}" if row.equivalent else "",
        format_html(MUTED, row.recorded_later) if row.recorded_later else NOTHING,
        UNTRACKED if row.untracked else format_html(tag, row.mark, row.state, tanggal_pendek(row.state_since)),
        format_html(MUTED, _followed(row)),
    )


def _followed(row: PromiseRow) -> str:
    """What became of a promise: when it was made, how many came, or when they are to come."""
    if row.untracked:
        return f"Komitmen {tanggal_pendek(row.accepted_at) if row.accepted_at else ''}"
    if row.delivered:
        more = f", lebih {angka(row.surplus)}" if row.surplus else ""
        return f"{angka(row.delivered)} disalurkan, {angka(row.confirmed)} diterima{more}"
    return f"Rencana antar {tanggal(row.deliver_on)}"


@register.simple_tag
def deed_row(entry: Deed | Mapping[str, Any]) -> SafeString:
    """One entry of a timeline: a `Deed`, or a mapping with some of its fields."""
    deed = Deed(**entry) if isinstance(entry, Mapping) else entry
    text = format_html('<a href="{}">{}</a>', deed.url, deed.text) if deed.url else deed.text
    return format_html(
        '<li{}><time datetime="{}">{}</time><p>{}{}</p>{}</li>',
        format_html(' class="{}"', deed.kind) if deed.kind else NOTHING,
        localtime(deed.at).isoformat(),
        tanggal_waktu(deed.at),
        text,
        format_html(" <small>oleh {}</small>", deed.by) if deed.by else NOTHING,
        format_html("<p><small>{}</small></p>", deed.note) if deed.note else NOTHING,
    )


@lru_cache(KEPT)
def _rendered(template: str, row: NamedTuple) -> SafeString:
    return mark_safe(get_template(template).render({"row": row}))  # noqa: S308 - a rendered template
