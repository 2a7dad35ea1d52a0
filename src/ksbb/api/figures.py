"""The public figures as of a moment: the same sheet as the page and the CSV."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from ksbb.api.door import NO
from ksbb.api.pages import answer
from ksbb.api.problems import Problem, problem
from ksbb.api.shapes import FiguresSheet
from ksbb.core.refusals import Refused
from ksbb.opendata.figures import sheet, span_from
from ksbb.opendata.spans import BAD_DATE

router = Router()

_DAY = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_TIME = "[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?"
WHEN: Any = {"pattern": f"^(2[01][0-9][0-9]-({_DAY})({_TIME})?)?$"}
"""For the document only; `span_from` is what reads it."""


class FiguresFilter(Schema):
    as_of: str = Field(
        "", description="Tanggal, atau tanggal dan jam (WIB bila tanpa zona); kosong: hari ini.", json_schema_extra=WHEN
    )
    since: str = Field("", description="Awal rentang; kosong: semua dihitung sejak awal.", json_schema_extra=WHEN)
    known_at: str = Field("", description="Hanya yang tercatat sebelum saat ini.", json_schema_extra=WHEN)


@router.get("/figures", response={200: FiguresSheet, 409: Problem, **NO}, summary="Angka publik per tanggal")
def show_figures(request: HttpRequest, wanted: Query[FiguresFilter]) -> HttpResponse:
    try:
        span = span_from(wanted.as_of, since=wanted.since, known_at=wanted.known_at, today=timezone.localdate())
    except Refused as error:
        if error.refusal is not BAD_DATE:
            raise
        return problem(422, error.refusal.code, error.refusal.message)
    return answer(sheet(span))
