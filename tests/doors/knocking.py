"""Knocks at each door with the same deed and tells what came of it, in words that can be compared."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client

from ksbb.core.deeds import verbs
from ksbb.core.models import JournalEntry
from ksbb.core.refusals import Refused
from ksbb.parties.models import Party
from tests.world import World

_REFERENCE = re.compile(r"KS-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
_SEAL = re.compile(r'"[0-9a-f]{64}"')
_NUMBER = re.compile(r'"(giver|row|lot|file|voucher)":\d+')


def _plain(payload: str) -> str:
    """A payload without what is drawn anew: references, seals, numbers of fresh rows (PostgreSQL reuses none)."""
    return _SEAL.sub('"seal"', _NUMBER.sub(r'"\1":0', _REFERENCE.sub("KS", payload)))


@dataclass(frozen=True)
class Outcome:
    """`code` is "" when the deed was done; `made` counts new and lost rows by table; `journal` is what was noted."""

    code: str
    subject: str
    made: Mapping[str, int]
    journal: tuple[tuple[str, int | None, str], ...]


def as_json(value: Any) -> Any:
    """An argument as a caller writes it."""
    if isinstance(value, Party):
        return value.organisation.reference if value.organisation else str(value.pk)
    if isinstance(value, models.Model):
        names = ("reference", "code", "username")
        return next((getattr(value, name) for name in names if hasattr(value, name)), str(value.pk))
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {name: as_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def by_action(w: World, verb: str, by: str, arguments: dict[str, Any]) -> Outcome:
    def act() -> str:
        action = verbs[verb].action
        actor = {"by": w.people[by]} if by else {}
        return str(action(**actor, **arguments, at=w.at)._meta.object_name)

    def guarded() -> tuple[str, str]:
        try:
            return "", act()
        except Refused as error:
            return error.refusal.code, ""

    return _watched(guarded)


def by_console(w: World, verb: str, by: str, arguments: dict[str, Any]) -> Outcome:
    words = ["deed", verb, json.dumps(as_json(arguments))] + (["--as", by] if by else [])

    def run() -> tuple[str, str]:
        told = io.StringIO()
        try:
            call_command(*words, stdout=told)
        except CommandError as error:
            return str(error).split(":")[0], ""
        return "", json.loads(told.getvalue())["subject"]

    return _watched(run)


def by_api(w: World, verb: str, by: str, arguments: dict[str, Any]) -> Outcome:
    token = w.token(by)

    def post() -> tuple[str, str]:
        response = Client(raise_request_exception=True).post(
            f"/api/v1/deeds/{verb}",
            json.dumps(as_json(arguments)),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "kunci-uji"},
        )
        told = response.json()
        if response.status_code == 201:
            return "", told["subject"]
        assert response["Content-Type"] == "application/problem+json", response.content
        assert response.status_code == told["status"]
        return told["code"], ""

    return _watched(post)


def rolled_back(deed: Callable[[], Outcome]) -> Outcome:
    """Do it, tell what came of it, and undo it, so that the next door finds the same world."""
    with transaction.atomic():
        outcome = deed()
        transaction.set_rollback(True)
    return outcome


def _watched(knock: Callable[[], tuple[str, str]]) -> Outcome:
    before, last = _rows(), JournalEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    code, subject = knock()
    after = _rows()
    noted = JournalEntry.objects.filter(sequence__gt=last).order_by("sequence")
    journal = tuple((one.verb, one.actor_id, _plain(one.payload)) for one in noted)
    made = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    # the memory of keys is the door's own affair: the API always sends one
    made.pop("core.IdempotentDeed", None)
    return Outcome(code, subject, made, journal)


def _rows() -> Counter[str]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("ksbb.")]
    return Counter({model._meta.label: model._base_manager.count() for model in ours})
