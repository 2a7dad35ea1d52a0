"""A calendar as a file to download."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import HttpResponse

from ksbb.commitments.calendars import calendar_of

if TYPE_CHECKING:
    from ksbb.commitments.models import Line


def calendar_file(lines: Iterable[Line]) -> HttpResponse:
    """The hand-overs of some lines, for the calendar of whoever may see them; never stored on the way."""
    headers = {"Content-Disposition": 'attachment; filename="serah-terima.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(calendar_of(lines), content_type="text/calendar; charset=utf-8", headers=headers)
