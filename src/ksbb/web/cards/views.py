"""The picture of a card: drawn when first asked for, kept by its content, never more than one at a time (T19)."""

from __future__ import annotations

import re
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from ksbb.catalogue import queries as catalogue
from ksbb.core import limits
from ksbb.core.refusals import NotFound
from ksbb.needs import queries as needs
from ksbb.parties import queries as parties
from ksbb.permits.rules import activity_named
from ksbb.places import queries as places
from ksbb.recipients import queries as recipients
from ksbb.web.cards import faces, sharing
from ksbb.web.cards.drawing import draw
from ksbb.web.strokes import Quantities

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest

    from ksbb.catalogue.models import Package
    from ksbb.parties.models import Organisation
    from ksbb.web.cards.faces import Face

DRAWN = limits.Limit("kartu", 60, 600)
"""Pictures drawn anew for one connection; those that are kept cost nothing and are not counted."""
ASKED = 20
_one_at_a_time = BoundedSemaphore(1)
PATIENCE = 5.0
A_YEAR = "public, max-age=31536000, immutable"


def picture(request: HttpRequest, kind: str, reference: str, digest: str) -> HttpResponse:
    """The card of a public record; an address of an older state leads to the present one."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not re.fullmatch(r"[0-9a-f]{16}", digest):
        raise NotFound(digest)
    face = face_of(kind, reference, at=timezone.now())
    if face.digest != digest:
        return redirect(sharing.picture(face, kind=kind, reference=reference))
    kept = caches["cards"].get(digest)
    if kept is None:
        try:
            limits.count(DRAWN, limits.address(request), at=timezone.now())
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        kept = _drawn(face)
    if kept is None:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    return HttpResponse(kept, content_type="image/jpeg", headers={"Cache-Control": A_YEAR})


def _drawn(face: Face) -> bytes | None:
    """Draw and keep it, unless somebody did so while we waited; None when the queue is too long."""
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        return None
    try:
        found: bytes | None = caches["cards"].get(face.digest)
        if found is None:
            found = draw(face)
            caches["cards"].set(face.digest, found)
        return found
    finally:
        _one_at_a_time.release()


def face_of(kind: str, reference: str, *, at: datetime) -> Face:
    """The card of a record as it is now. Raises NotFound for what has none."""
    on = timezone.localdate(at)
    match kind:
        case sharing.NEED:
            return faces.of_need(needs.by_reference(reference))
        case sharing.PLACE:
            place = places.place_by_code(reference)
            recipient = recipients.at_rw(place) if place.level == "rw" else None
            if recipient is None:
                raise NotFound(reference)
            recipient.place = place
            return faces.of_recipient(recipient, needs.of_recipient(recipient, limit=ASKED), on=on)
        case sharing.RECIPIENT:
            found = recipients.by_reference(reference)
            return faces.of_recipient(found, needs.of_recipient(found, limit=ASKED), on=on)
        case sharing.PACKAGE:
            package = catalogue.package_by_code(reference)
            return faces.of_package(package, package_now(package, on=on))
        case sharing.ORGANISATION:
            return organisation_face(parties.listed_organisation(reference), at=at)
        case _:
            raise NotFound(kind)


def organisation_face(organisation: Organisation, *, at: datetime) -> Face:
    """Its card, with the standing of this minute."""
    activity = activity_named(organisation.activity)
    kind = activity.name if activity else "Agregator" if organisation.is_agregator else "Organisasi"
    return faces.of_organisation(organisation, kind=kind, standing=parties.standing_on(organisation, at=at))


def package_now(package: Package, *, on: date) -> Quantities:
    """The four numbers of a package's open needs. One query."""
    return Quantities(*needs.open_totals(package.code, on=on), unit=package.counted_as)
