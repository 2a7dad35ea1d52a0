"""What an address of these pages asks for, and how such addresses are written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import timezone

from ksbb.core.refusals import Refusal, Refused
from ksbb.opendata.enums import Measure, Unmet
from ksbb.opendata.spans import Span, span_from
from ksbb.web.public.answers import path

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ksbb.places.models import Place

PRESETS = (("2 Mei 2020", "2020-05-02"), ("22 Mei 2020 pukul 11.00", "2020-05-22T11:00"), ("Hari ini", ""))
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A span and what it is narrowed to. `refusal` says why the address could not be read; then today is shown."""

    span: Span
    as_of: str = ""
    since: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    package: str = ""
    period: str = ""
    measure: str = Measure.COMMITTED.value
    per: str = ""
    place_code: str = ""
    institutions: bool = False
    refusal: Refusal | None = None

    @property
    def pairs(self) -> dict[str, str]:
        """The fields of the address that make this span; empty ones left out."""
        return {name: text for name, text in (("sejak", self.since), ("hingga", self.as_of)) if text}

    def url(self, name: str = "capaian:index", *args: str, **more: str) -> str:
        """The address of a page of the same span, with more fields; an empty text leaves a field out."""
        fields = {**self.pairs, **{key: text for key, text in more.items() if text}}
        return path(name, *args) + (f"?{urlencode(fields)}" if fields else "")

    def rows_url(self, measure: str, **more: str) -> str:
        """The rows behind a number."""
        return self.url("capaian:rows", tahap=measure, **more)

    def at(self, place: Place) -> Asked:
        """The same, in one place."""
        return replace(self, span=self.span.at(place))


def asked(request: HttpRequest) -> Asked:
    """Read the address. A date that cannot be read is refused in words, beside the figures of today."""
    fields = {name: text.strip()[:LONGEST] for name, text in request.GET.items() if isinstance(text, str)}
    today = timezone.localdate()
    measure = fields.get("tahap", "")
    narrowed = Asked(
        span=span_from(today=today),
        typed={name: fields.get(name, "") for name in ("sejak", "hingga", "jam")},
        package=fields.get("paket", ""),
        period=fields.get("periode", ""),
        measure=measure if measure in (*Measure.values, *Unmet.values) else Measure.COMMITTED.value,
        per=fields.get("per", ""),
        place_code=fields.get("wilayah", ""),
        institutions=bool(fields.get("lembaga")),
    )
    as_of = fields.get("hingga", "")
    if as_of and fields.get("jam"):
        as_of = f"{as_of[:10]}T{fields['jam']}"
    try:
        span = span_from(as_of, since=fields.get("sejak", ""), today=today)
    except Refused as error:
        return replace(narrowed, refusal=error.refusal)
    span = span.for_institutions() if narrowed.institutions else span
    typed = {"sejak": span.since_text[:10], "hingga": span.as_of[:10], "jam": span.as_of[11:]}
    return replace(narrowed, span=span, as_of=span.as_of if as_of else "", since=span.since_text, typed=typed)
