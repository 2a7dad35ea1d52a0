"""Writes the journal: one append-only row per deed, in the deed's own transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from ksbb.core import chain
from ksbb.core.models import JournalEntry, Salt

if TYPE_CHECKING:
    from collections.abc import Iterator

_written: ContextVar[list[int] | None] = ContextVar("journal_written", default=None)


def canonical(payload: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: equal content gives equal bytes. Dates are written in ISO form."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


PART = 500
"""Subjects asked for at once."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A text about people in a payload (a reason, a note, a name): only its salted hash is journaled.

    The text itself stays in its own table, where it can be erased; its salt is erased with it (`forget_bound`), found
    by the subject of the deed, or by `about` where the text belongs to somebody ("party:12").
    """

    text: str
    about: str = ""


def _bind(payload: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """The payload with salted hashes in place of bound texts; an empty text is left empty."""
    plain = dict(payload)
    salts = []
    for name, value in payload.items():
        if isinstance(value, Bound):
            salt = secrets.token_bytes(chain.SALT_BYTES)
            plain[name] = chain.salted(salt, value.text) if value.text else ""
            salts += [Salt(subject=value.about or subject, commitment=plain[name], salt=salt)] if value.text else []
    if salts:
        Salt.objects.bulk_create(salts)
    return plain


def binds(commitment: str, text: str) -> bool:
    """Was it this text that a payload bound? False as well once the salt is erased."""
    kept = Salt.objects.filter(commitment=commitment).first()
    return kept is not None and chain.salted(bytes(kept.salt), text) == commitment


def forget_bound(subjects: Iterable[str]) -> int:
    """Erase the salts of all texts that deeds on these subjects bound. Returns how many; the chain still holds."""
    ordered = list(subjects)
    parts = (ordered[start : start + PART] for start in range(0, len(ordered), PART))
    return sum(Salt.objects.filter(subject__in=part).delete()[0] for part in parts)


def write(
    *,
    verb: str,
    subject: str,
    actor_id: int | None,
    payload: Mapping[str, Any],
    at: datetime,
    effective_at: datetime | None = None,
) -> JournalEntry:
    """Append one deed. `payload` must hold no name, contact or free text about a person, unless it is `Bound`."""
    entry = JournalEntry.objects.create(
        recorded_at=at,
        effective_at=effective_at or at,
        actor_id=actor_id,
        verb=verb,
        subject=subject,
        payload=canonical(_bind(payload, subject)),
    )
    if (counter := _written.get()) is not None:
        counter[0] += 1
    return entry


@contextmanager
def exactly_one(verb: str) -> Iterator[None]:
    """Fail loudly when the deed inside wrote no journal row, or more than one (deeds within deeds count their own)."""
    counter = [0]
    token = _written.set(counter)
    try:
        yield
    finally:
        _written.reset(token)
    if counter[0] != 1:
        raise RuntimeError(f"deed {verb!r} wrote {counter[0]} journal rows instead of one")


def histories(subjects: Iterable[str]) -> list[JournalEntry]:
    """All deeds on several subjects, oldest first."""
    return list(JournalEntry.objects.filter(subject__in=list(subjects)).order_by("sequence"))


def history(subject: str) -> list[JournalEntry]:
    """All deeds on one subject, oldest first."""
    return list(JournalEntry.objects.filter(subject=subject).order_by("sequence"))


def counts_between(since: datetime, until: datetime) -> dict[str, int]:
    """How many deeds of each verb were recorded in `since` <= t < `until`: what changed since yesterday."""
    recorded = JournalEntry.objects.filter(recorded_at__gte=since, recorded_at__lt=until)
    return dict(recorded.values_list("verb").annotate(number=Count("pk")).order_by("-number", "verb"))
