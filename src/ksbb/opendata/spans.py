"""What a figure speaks of: up to when, since when, known by when, and where. Also how people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Movement
from ksbb.core.refusals import Refusal, Refused
from ksbb.needs.enums import COUNTED
from ksbb.needs.models import Need
from ksbb.places.queries import within

if TYPE_CHECKING:
    from ksbb.places.models import Place

WIB = ZoneInfo("Asia/Jakarta")
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
_WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2})[:.](\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?")

BAD_DATE = Refusal(
    "date_invalid", "Tulis tanggal seperti 2020-05-02, atau dengan jam seperti 2020-05-22T11:00 (waktu Jakarta)."
)
BAD_RANGE = Refusal("range_reversed", "Tanggal mulai harus sebelum tanggal akhir.")


def end_of(day: date) -> datetime:
    """The moment before which a deed still belongs to the day: 00.00 WIB of the next one."""
    return datetime.combine(day + timedelta(days=1), time(), WIB)


def start_of(day: date) -> datetime:
    """00.00 WIB of the day."""
    return datetime.combine(day, time(), WIB)


@dataclass(frozen=True, slots=True)
class Span:
    """What a figure speaks of: deeds before `until`, promises since `since`, known before `known_at`, in one place."""

    until: datetime
    since: datetime | None = None
    known_at: datetime | None = None
    place: Place | None = None
    institutions: bool = False

    @property
    def whole_day(self) -> date | None:
        """The day D when the span ends with it; None when it ends within a day."""
        local = self.until.astimezone(WIB)
        return local.date() - timedelta(days=1) if local.time() == time() else None

    def is_of(self, today: date) -> bool:
        """Does it tell how things stand today: all that is known, from the first deed on?"""
        return self.whole_day == today and self.since is None and self.known_at is None

    @property
    def as_of(self) -> str:
        """The end as it is written in addresses: "2020-05-02", or "2020-05-22T11:00"."""
        return _written(self.until, whole=self.whole_day)

    @property
    def since_text(self) -> str:
        """The beginning as it is written in addresses; empty when all counts from the first."""
        if self.since is None:
            return ""
        local = self.since.astimezone(WIB)
        return _written(self.since, whole=local.date() if local.time() == time() else None)

    @property
    def key(self) -> str:
        """What tells this span from others, for remembering its answer."""
        place = self.place.pk if self.place else "-"
        return f"{self.until.isoformat()}:{self.since}:{self.known_at}:{place}:{self.institutions}".replace(" ", "T")

    def at(self, place: Place | None) -> Span:
        """The same span in another place."""
        return replace(self, place=place)

    def for_institutions(self) -> Span:
        """The same span, of institutions."""
        return replace(self, institutions=True)

    def movements(self) -> QuerySet[Movement]:
        """The movements inside the span."""
        chosen = Movement.objects.filter(
            effective_at__lt=self.until, need__recipient__kind__institution=self.institutions
        )
        if self.known_at is not None:
            chosen = chosen.filter(recorded_at__lt=self.known_at)
        if self.since is not None:
            chosen = chosen.filter(
                Q(stage=Stage.COMMITTED, line__accepted_at__gte=self.since)
                | (~Q(stage=Stage.COMMITTED) & Q(effective_at__gte=self.since))
            )
        if self.place is not None:
            chosen = chosen.filter(within("need__place", self.place))
        return chosen

    def needs(self) -> QuerySet[Need]:
        """The needs verified inside the span (a need that was withdrawn or rejected never was)."""
        chosen = Need.objects.filter(
            verified_at__lt=self.until, state__in=COUNTED, recipient__kind__institution=self.institutions
        )
        if self.known_at is not None:
            chosen = chosen.filter(recorded_at__lt=self.known_at)
        if self.since is not None:
            chosen = chosen.filter(verified_at__gte=self.since)
        if self.place is not None:
            chosen = chosen.filter(within("place", self.place))
        return chosen


def _written(moment: datetime, *, whole: date | None) -> str:
    return whole.isoformat() if whole else moment.astimezone(WIB).strftime("%Y-%m-%dT%H:%M")


def span_from(as_of: str = "", *, since: str = "", known_at: str = "", place: Place | None = None, today: date) -> Span:
    """Read a span as addresses write it; an empty `as_of` is today. Without a zone, Jakarta time is meant.

    Raises Refused with a plain sentence for what cannot be read, and for a beginning after the end.
    """
    until = _moment(as_of, ends=True) if as_of.strip() else end_of(today)
    start = _moment(since, ends=False) if since.strip() else None
    known = _moment(known_at, ends=True) if known_at.strip() else None
    if start is not None and start >= until:
        raise Refused(BAD_RANGE)
    return Span(until=until, since=start, known_at=known, place=place)


def _moment(text: str, *, ends: bool) -> datetime:
    """A moment as written: a date stands for its whole day, so as an end for the midnight after it."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise Refused(BAD_DATE)
    try:
        day = date.fromisoformat(found[1])
        if not EARLIEST <= day <= LATEST:
            raise Refused(BAD_DATE)
        if found[2] is None:
            return end_of(day) if ends else start_of(day)
        clock = time(int(found[2]), int(found[3]), int(found[4] or 0))
        return datetime.combine(day, clock, _zone(found[5]))
    except ValueError:
        raise Refused(BAD_DATE) from None


def _zone(text: str | None) -> tzinfo | None:
    """ "+07:00" or "Z" as a zone; Jakarta where nothing is said."""
    return datetime.fromisoformat(f"2000-01-01T00:00:00{text.replace('Z', '+00:00')}").tzinfo if text else WIB
