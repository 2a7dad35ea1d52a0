"""Seeing: the page of the own data, and the copy to take along."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ksbb.core import limits
from ksbb.parties.queries import stops_of
from ksbb.privacy import queries
from ksbb.privacy.enums import RequestState
from ksbb.privacy.rules import hours_left
from ksbb.web.rights.visitors import Asker, asker_of, for_person

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is held, what runs, and what can be done; for strangers how to begin."""
    asker = asker_of(request)
    if asker is None:
        return render(request, "rights/begin.html", {"officer": settings.KSBB_DATA_OFFICER})
    person = asker.person
    asked = queries.requests_of(person)
    waiting = [{"row": one, "left": hours_left(one, at=asker.at)} for one in asked if one.state == RequestState.WAITING]
    shown = {
        "asker": asker,
        "person": person,
        "sections": queries.held_about(person),
        "stops": {one.kind: one for one in stops_of(user=person.user, parties=person.parties)}.values(),
        "closed": any(one.closed_at for one in person.contacts),
        "waiting": waiting,
        "answered": [one for one in asked if one.state != RequestState.WAITING and one.answered_by_id],
        "officer": settings.KSBB_DATA_OFFICER,
    }
    return render(request, "rights/home.html", shown)


@require_safe
@for_person
def copy(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Everything on one page, to read and print."""
    if (stop := _too_often(asker)) is not None:
        return stop
    shown = {"sections": queries.held_about(asker.person), "at": asker.at}
    return render(request, "rights/copy.html", shown)


@require_safe
@for_person
def copy_json(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Everything as JSON, to take to another program (UU 27/2022 pasal 13)."""
    if (stop := _too_often(asker)) is not None:
        return stop
    told: dict[str, Any] = {
        "dibuat": asker.at.isoformat(),
        "bagian": [asdict(section) for section in queries.held_about(asker.person)],
    }
    answer = HttpResponse(orjson.dumps(told, option=orjson.OPT_INDENT_2), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return answer


def _too_often(asker: Asker) -> HttpResponse | None:
    """Ten copies an hour for one person (SEC-15)."""
    who = f"akun:{asker.user.pk}" if asker.user is not None else limits.address(asker.request)
    try:
        limits.count(limits.EXPORTS, who, at=asker.at)
    except limits.TooOften as stop:
        return limits.too_often(asker.request, stop.seconds)
    return None
