"""Answers of a promise that is being written, kept in the session from page to page. Only a POST writes them."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ksbb.commitments.actions import LineDraft
from ksbb.commitments.enums import Mode
from ksbb.needs import queries as needs

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from ksbb.needs.models import Need

LIST = "daftar"
"""The draft that gathers several needs; every other draft is named by its need."""
MOST_DRAFTS = 5
MOST_LISTED = 30
_STORE, _PICKED = "bantu", "daftar_pilihan"


@dataclass(slots=True)
class Part:
    """One need's part of the draft; days in ISO form, empty until they are chosen."""

    need: str
    quantity: int
    equivalent: str = ""
    on: str = ""
    through: str = ""
    waits: bool = False


@dataclass(slots=True)
class Draft:
    """What was answered so far. `reference` is set once the promise was sent."""

    name: str
    key: str
    parts: list[Part] = field(default_factory=list)
    mode: str = ""
    giver: str = ""
    email: str = ""
    phone: str = ""
    show_name: bool | None = None
    reference: str = ""

    def dated(self) -> bool:
        """Is a day chosen for every part?"""
        return bool(self.parts) and all(part.on for part in self.parts)


def new_key() -> str:
    """A fresh idempotency key."""
    return secrets.token_hex(16)


def sound_key(text: str) -> str:
    """The key from a form if it is one of ours, else a fresh one."""
    return text if re.fullmatch(r"[0-9a-f]{32}", text) else new_key()


def draft(session: SessionBase, name: str) -> Draft | None:
    """The draft of this name in this session, if any."""
    kept = session.get(_STORE, {}).get(name)
    if kept is None:
        return None
    return Draft(**{**kept, "parts": [Part(**part) for part in kept["parts"]]})


def of_promise(session: SessionBase, reference: str) -> str:
    """The name of the draft that became this promise; "" where this session did not write it."""
    kept = session.get(_STORE, {})
    return next((name for name, told in kept.items() if told.get("reference") == reference), "")


def keep(session: SessionBase, kept: Draft) -> None:
    """Write a draft; the oldest ones make room."""
    drafts: dict[str, Any] = session.get(_STORE, {})
    drafts.pop(kept.name, None)
    drafts[kept.name] = asdict(kept)
    session[_STORE] = dict(list(drafts.items())[-MOST_DRAFTS:])


def renew(before: Draft, after: Draft) -> Draft:
    """An answer changed after the promise was sent: what follows is a new promise with a key of its own."""
    if after.reference and asdict(before) != asdict(after):
        after.reference, after.key = "", new_key()
    return after


def loaded(kept: Draft) -> list[tuple[Part, Need]]:
    """The parts with their needs, in the order they were chosen. A need that is gone is left out."""
    found = needs.by_references([part.need for part in kept.parts])
    return [(part, found[part.need]) for part in kept.parts if part.need in found]


def as_lines(kept: Draft) -> list[LineDraft]:
    """The draft as the action takes it."""
    return [
        LineDraft(
            need=need,
            quantity=part.quantity,
            deliver_on=date.fromisoformat(part.on),
            deliver_through=date.fromisoformat(part.through or part.on),
            mode=Mode(kept.mode),
            equivalent=part.equivalent,
            may_wait=part.waits,
        )
        for part, need in loaded(kept)
    ]


def picked(session: SessionBase) -> dict[str, int]:
    """The list of chosen needs: quantity by reference."""
    return dict(session.get(_PICKED, {}))


def pick(session: SessionBase, chosen: dict[str, int]) -> None:
    """Replace the list of chosen needs."""
    session[_PICKED] = chosen
