"""Every open verb as an operation of its own, with the schema of its arguments read from the action."""

from __future__ import annotations

import enum
import inspect
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from ninja import Router

from ksbb.api.door import NO, NO_DEED, Token, user_of
from ksbb.api.giving import Key
from ksbb.api.pages import answer
from ksbb.api.problems import bad_json
from ksbb.api.shapes import DeedDone, Page, VerbRow
from ksbb.core import doors
from ksbb.core.deeds import Verb, verbs

autodiscover_modules("actions")  # so that every verb is known

router = Router()
GIVEN = {"by", "at", "key"}
"""Arguments that the door fills in itself."""


def open_verbs() -> list[Verb]:
    """The verbs that anybody with a token may try, by name."""
    return sorted((verb for verb in verbs.values() if verb.open_doors), key=lambda verb: verb.name)


def arguments(verb: Verb) -> dict[str, Any]:
    """The JSON schema of a verb's arguments."""
    action = inspect.unwrap(verb.action)
    hints = typing.get_type_hints(action)
    wanted = {name: one for name, one in inspect.signature(action).parameters.items() if name not in GIVEN}
    return {
        "type": "object",
        "properties": {name: _schema(hints[name]) for name in wanted},
        "required": [name for name, one in wanted.items() if one.default is inspect.Parameter.empty],
        "additionalProperties": False,
    }


def _schema(hint: Any) -> dict[str, Any]:
    parts = typing.get_args(hint)
    if type(None) in parts:
        return {"anyOf": [_schema(next(part for part in parts if part is not type(None))), {"type": "null"}]}
    if parts:
        return {"type": "array", "items": _schema(parts[0]), "maxItems": doors.MOST_ITEMS}
    if is_dataclass(hint):
        return _record(hint)
    if issubclass(hint, models.Model):
        return {"type": "string", "maxLength": doors.LONGEST_NAME, "description": f"Nomor atau kode {hint.__name__}"}
    if issubclass(hint, enum.Enum):
        return {"type": "string", "enum": [one.value for one in hint]}
    return dict(PLAIN[hint])


PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": doors.LONGEST_TEXT},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def _record(record: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(record)
    known = fields(record)
    return {
        "type": "object",
        "properties": {field.name: _schema(hints[field.name]) for field in known},
        "required": [field.name for field in known if field.default is MISSING and field.default_factory is MISSING],
        "additionalProperties": False,
    }


@router.get("/deeds", response={200: Page[VerbRow], **NO}, summary="Semua perbuatan dengan isiannya")
def list_verbs(request: HttpRequest) -> HttpResponse:
    rows = [{"verb": verb.name, "about": _about(verb), "arguments": arguments(verb)} for verb in open_verbs()]
    return answer({"items": rows, "next": None})


def _about(verb: Verb) -> str:
    return (inspect.getdoc(verb.action) or verb.name).split("\n\n")[0].replace("\n", " ")


def _operation(verb: Verb) -> Callable[..., HttpResponse]:
    def perform(request: HttpRequest, idempotency_key: str = Key) -> HttpResponse:
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return bad_json()
        if not isinstance(body, dict):
            return bad_json()
        done = doors.perform(verb.name, by=user_of(request), body=body, at=timezone.now(), key=idempotency_key)
        return answer(told(verb.name, done), status=201, public=False)

    perform.__name__ = f"deed_{verb.name}"
    return perform


def told(verb: str, done: models.Model) -> dict[str, Any]:
    """What a deed did, in the words of the API."""
    return {
        "verb": verb,
        "subject": done._meta.object_name,
        "reference": getattr(done, "reference", None),
        "id": done.pk,
    }


def offer() -> None:
    """Make one operation for each open verb. Called once the rooms are loaded."""
    for verb in open_verbs():
        schema = {"required": True, "content": {"application/json": {"schema": arguments(verb)}}}
        router.post(
            f"/deeds/{verb.name}",
            auth=Token(),
            response={201: DeedDone, **NO_DEED},
            summary=_about(verb),
            operation_id=f"deed_{verb.name}",
            openapi_extra={"requestBody": schema},
        )(_operation(verb))
