"""Answers of a gift of money that is being meant, kept in the session from page to page. Only a POST writes them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ksbb.web.giving.drafts import MOST_DRAFTS, new_key

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

_STORE = "titip"


@dataclass(slots=True)
class Meant:
    """What was answered so far. `reference` is set once it was sent; a purpose left empty is "where it is needed"."""

    agregator: str
    key: str
    amount_rp: int = 0
    place: str = ""
    package: str = ""
    campaign: str = ""
    channel: int = 0
    giver: str = ""
    email: str = ""
    phone: str = ""
    show_name: bool | None = None
    reference: str = ""


def meant(session: SessionBase, agregator: str) -> Meant:
    """The answers for this agregator in this session; none yet is a fresh start."""
    kept = session.get(_STORE, {}).get(agregator)
    return Meant(**kept) if kept else Meant(agregator, new_key())


def keep(session: SessionBase, before: Meant, after: Meant) -> None:
    """Write the answers. One that changed after it was sent begins a new gift, with a key of its own."""
    if before.reference and asdict(before) != asdict(after):
        after.reference, after.key = "", new_key()
    write(session, after)


def write(session: SessionBase, kept: Meant) -> None:
    """Write the answers as they are; the oldest ones make room."""
    found: dict[str, Any] = session.get(_STORE, {})
    found.pop(kept.agregator, None)
    found[kept.agregator] = asdict(kept)
    session[_STORE] = dict(list(found.items())[-MOST_DRAFTS:])
