"""Pictures as files: public ones to everybody, all others to who sent them and who reviews them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ksbb.core.refusals import NotFound
from ksbb.deliveries import photos, queries
from ksbb.web.giving.people import for_giver
from ksbb.web.public.answers import public, whereabouts

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ksbb.commitments.models import Commitment
    from ksbb.deliveries.models import Evidence
    from ksbb.parties.models import User

SIZES = {"besar": False, "kecil": True}
KEPT_SECONDS = 86_400
"""A browser keeps a public picture for a day: what was taken down is gone everywhere within 24 hours (T24)."""


def picture(folder: str, name: str, size: str, *, called: str, kept: str) -> HttpResponse:
    """The file itself, under a harmless name, as what it is and nothing else. Raises NotFound."""
    if size not in SIZES or not name:
        raise NotFound(called)
    try:
        content = photos.contents(folder, name, small=SIZES[size])
    except FileNotFoundError:
        raise NotFound(called) from None
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="foto-{called}.jpg"'
    answer["Cache-Control"] = kept
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@require_safe
def public_file(request: HttpRequest, photo: str, size: str) -> HttpResponse:
    """A reviewed picture. Knows no session and sets no cookie."""
    found = queries.published(photo)
    kept = f"public, max-age={KEPT_SECONDS}"
    return picture(photos.PUBLIC, found.public_name, size, called=found.reference, kept=kept)


@require_safe
@login_required
def private_file(request: HttpRequest, photo: str, size: str) -> HttpResponse:
    """A picture for its sender's side or a reviewer, kept by nobody on the way."""
    found = queries.file_for(cast("User", request.user), photo, at=timezone.now())
    return picture(photos.PRIVATE, found.name, size, called=found.reference, kept="private, no-store")


@require_safe
@for_giver
def tracked_file(request: HttpRequest, commitment: Commitment, photo: str, size: str) -> HttpResponse:
    """A picture for who tracked the promise that its delivery carries."""
    found = queries.photo_of_promise(commitment, photo)
    return picture(photos.PRIVATE, found.name, size, called=found.reference, kept="private, no-store")


@public
def page(request: HttpRequest, photo: str) -> HttpResponse:
    """One reviewed photo, large, with what is known about it."""
    found = queries.published(photo)
    shown = {"photo": found, "where": whereabouts(found.recipient.place), **links(found)}
    return render(request, "photos/page.html", shown)


def links(photo: Evidence) -> dict[str, object]:
    """The needs that a photo belongs to."""
    if photo.need is not None:
        return {"needs": [photo.need]}
    carried = queries.lines_of(photo.delivery) if photo.delivery else []
    return {"needs": list({row.line.need_id: row.line.need for row in carried}.values())}
