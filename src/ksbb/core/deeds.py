"""The frame round every action: one transaction, one journal row, safe retries, and the list of verbs for all doors."""

from __future__ import annotations

import functools
import hashlib
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import IntegrityError, models, transaction

from ksbb.core import journal
from ksbb.core.models import IdempotentDeed
from ksbb.core.refusals import Refusal, Refused
from ksbb.core.rows import sole

P = ParamSpec("P")
Subject = TypeVar("Subject", bound=models.Model)

KEY_REUSED = Refusal(
    "key_reused", "Kunci ini sudah dipakai untuk kiriman yang berbeda. Muat ulang halaman lalu coba lagi."
)
LONGEST_KEY = 100
KEY_INVALID = Refusal("key_invalid", "Kunci ini terlalu panjang. Muat ulang halaman lalu coba lagi.")


@dataclass(frozen=True, slots=True)
class Verb:
    """One deed as the generic doors see it. `open_doors` is False for work of the system itself (console only)."""

    name: str
    action: Callable[..., models.Model]
    open_doors: bool


verbs: dict[str, Verb] = {}


def deed(
    verb: str, *, open_doors: bool = True, before: Callable[[Mapping[str, Any]], object] | None = None
) -> Callable[[Callable[P, Subject]], Callable[P, Subject]]:
    """Make a function the action for `verb`.

    The function takes keyword arguments only, among them `at` (when we heard), mostly `by` (who acts) and, where a
    retry is thinkable, `key`. It returns the row that the deed is about. A call with a key that was used before by
    the same actor for the same verb returns that row again; with other arguments it is refused (`key_reused`).
    `before` sees the arguments ahead of the transaction: what it writes (a counted try) outlives a refusal.
    """

    def decorate(action: Callable[P, Subject]) -> Callable[P, Subject]:
        @functools.wraps(action)
        def perform(*args: P.args, **kwargs: P.kwargs) -> Subject:
            key = str(kwargs.get("key") or "")
            if before is not None:
                before(kwargs)
            if not key:
                with transaction.atomic(), journal.exactly_one(verb):
                    return action(*args, **kwargs)
            return _once(verb, key, action, kwargs)

        verbs[verb] = Verb(verb, perform, open_doors)
        return perform

    return decorate


def _once(verb: str, key: str, action: Callable[..., Subject], kwargs: Mapping[str, Any]) -> Subject:
    if len(key) > LONGEST_KEY:
        raise Refused(KEY_INVALID)
    scope = f"{verb}:{getattr(kwargs.get('by'), 'pk', None) or '-'}"
    mark = fingerprint(kwargs)
    if (earlier := _replay(scope, key, mark)) is not None:
        return typing.cast("Subject", earlier)
    try:
        with transaction.atomic():
            with journal.exactly_one(verb):
                result = action(**kwargs)
            IdempotentDeed.objects.create(
                scope=scope,
                key=key,
                fingerprint=mark,
                result_model=result._meta.label,
                result_id=result.pk,
                recorded_at=kwargs["at"],
            )
        return result
    except (IntegrityError, Refused):
        # a twin of this call may have finished while we waited for its lock: then its answer is ours
        if (earlier := _replay(scope, key, mark)) is not None:
            return typing.cast("Subject", earlier)
        raise


def _replay(scope: str, key: str, mark: str) -> models.Model | None:
    memory = sole(IdempotentDeed.objects.filter(scope=scope, key=key))
    if memory is None:
        return None
    if memory.fingerprint != mark:
        raise Refused(KEY_REUSED)
    found: models.Model = apps.get_model(memory.result_model)._base_manager.get(pk=memory.result_id)
    return found


def fingerprint(kwargs: Mapping[str, Any]) -> str:
    """SHA-256 over the arguments that make two calls the same call: all but `at` and `key`."""
    plain = {name: _plain(value) for name, value in kwargs.items() if name not in {"at", "key"}}
    return hashlib.sha256(journal.canonical(plain).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _field_names(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _field_names(value: Any) -> list[str]:
    """The field names of a dataclass instance, without copying its (possibly heavy) values."""
    return list(value.__dataclass_fields__)
