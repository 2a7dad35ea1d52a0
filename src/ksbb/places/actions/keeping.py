"""Keeps the register of places: single RW, dated figures, changed codes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, insist
from ksbb.core.text import clean
from ksbb.places import queries
from ksbb.places.actions.storing import known_rw, lock_villages, new_rw
from ksbb.places.enums import FigureKind, Level
from ksbb.places.models import Place, PlaceCode, PlaceFigure
from ksbb.places.rules import rw_code
from ksbb.places.rules.naming import VILLAGE_CODE


@deed("add_rw", open_doors=False)
def add_rw(
    *,
    village: Place,
    rw_number: int,
    at: datetime,
    reason: str = "",
    by: models.Model | None = None,
    key: str = "",
) -> Place:
    """Enter one RW at a desk. Refused: `not_a_village`, `rw_number_out_of_range`, `rw_known`, `figure_implausible`."""
    insist(
        None
        if village.level == Level.VILLAGE
        else Refusal("not_a_village", "RW hanya dapat ditambah di bawah kelurahan."),
        None
        if 1 <= rw_number <= 999  # three digits
        else Refusal("rw_number_out_of_range", "Nomor RW harus antara 1 dan 999."),
    )
    villages = lock_villages([village.code])
    code = rw_code(village.code, rw_number)
    insist(
        Refusal("rw_known", f"RW {rw_number:03d} sudah tercatat di Kelurahan {village.name}.")
        if code in known_rw(villages)
        else None,
        queries.why_not_import_rw(codes=[code], reason=reason),
    )
    place = new_rw(village, rw_number)
    place.save()
    journal.write(verb="add_rw", subject=f"place:{code}", actor_id=by.pk if by else None, payload={"code": code}, at=at)
    return place


@deed("record_figure", open_doors=False)
def record_figure(
    *,
    place: Place,
    kind: FigureKind,
    value: int,
    as_of: date,
    source: str,
    at: datetime,
    reason: str = "",
    by: models.Model | None = None,
    key: str = "",
) -> PlaceFigure:
    """Record a dated figure about a place; older ones stay. Refused as `queries.why_not_record_figure` says (UX-01)."""
    source = clean(source)
    today = timezone.localdate(at)
    insist(
        queries.why_not_record_figure(
            place=place, kind=kind, value=value, as_of=as_of, today=today, source=source, reason=reason
        )
    )
    figure = PlaceFigure.objects.create(
        place=place,
        kind=kind,
        value=value,
        as_of=as_of,
        source=source,
        reason=clean(reason),
        recorded_at=at,
        recorded_by_id=by.pk if by else None,
    )
    journal.write(
        verb="record_figure",
        subject=f"place:{place.code}",
        actor_id=by.pk if by else None,
        payload={"kind": kind.value, "value": value, "as_of": as_of},
        at=at,
    )
    return figure


@deed("recode_place", open_doors=False)
def recode_place(
    *,
    place: Place,
    code: str,
    valid_from: date,
    at: datetime,
    by: models.Model | None = None,
    key: str = "",
) -> Place:
    """Give a kelurahan its new Kemendagri code; its RW follow. The old codes still lead to the places.

    Refused: `not_a_village`, `code_malformed`, `code_taken` (borne by a place now), `code_date_too_early`.
    """
    insist(
        None if place.level == Level.VILLAGE else Refusal("not_a_village", "Hanya kode kelurahan yang dapat diganti."),
        None if VILLAGE_CODE.fullmatch(code) else Refusal("code_malformed", "Tulis kode seperti 31.74.05.1001."),
    )
    lock_villages([place.code])
    moved = [place, *Place.objects.filter(village=place)]
    new_codes = {row.pk: code + row.code.removeprefix(place.code) for row in moved}
    taken = Place.objects.filter(code__in=new_codes.values()).exclude(pk__in=new_codes)
    later = PlaceCode.objects.filter(place=place, valid_until__isnull=True, valid_from__gte=valid_from)
    insist(
        Refusal("code_taken", f"Kode {code} sudah dipakai.") if code == place.code or taken.exists() else None,
        Refusal("code_date_too_early", "Kode yang sekarang baru berlaku setelah tanggal itu.")
        if later.exists()
        else None,
    )
    old = place.code
    last_day = valid_from - timedelta(days=1)
    for row in moved:
        ended = PlaceCode.objects.filter(place=row, code=row.code, valid_until__isnull=True)
        if not ended.update(valid_until=last_day):
            PlaceCode.objects.create(place=row, code=row.code, valid_until=last_day)
        row.code = new_codes[row.pk]
        PlaceCode.objects.create(place=row, code=row.code, valid_from=valid_from)
    Place.objects.bulk_update(moved, ["code"], batch_size=200)
    journal.write(
        verb="recode_place",
        subject=f"place:{code}",
        actor_id=by.pk if by else None,
        payload={"from": old, "to": code, "valid_from": valid_from},
        at=at,
    )
    return place
