"""Thanks that everybody may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from ksbb.voices import queries
from ksbb.web.public.answers import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
def thanks(request: HttpRequest) -> HttpResponse:
    """The newest thanks of receivers, each looked at by an officer first."""
    return render(request, "voices/thanks.html", {"words": queries.newest_thanks()})
