"""What was noted in the last ten minutes, so that one press takes it back: by reversal, never by deleting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.core.formats import rupiah
from ksbb.gifts import rules
from ksbb.gifts.queries import statements, working

if TYPE_CHECKING:
    from datetime import datetime

    from ksbb.parties.models import Organisation

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Fresh:
    """One deed of the last ten minutes: what it was, until when it is taken back, and by which address."""

    text: str
    since: datetime
    url: str

    @property
    def until(self) -> datetime:
        """The last moment."""
        return self.since + rules.UNDO


def fresh(own: Organisation, *, at: datetime) -> list[Fresh]:
    """What of the agregator's people can be taken back now, the latest first. Two queries."""
    found = [
        Fresh(
            f"{rupiah(gift.received_rp)} dicatat diterima untuk {gift.reference}",
            gift.state_since,
            reverse("fund_desk:unreceive", args=[gift.reference]),
        )
        for gift in working.received_since(own, at - rules.UNDO)[:SHOWN]
    ]
    for row in statements.settled_since(own, at - rules.UNDO)[:SHOWN]:
        named = f" untuk {row.gift.reference}" if row.gift else ", bukan pemberian"
        text = f"Baris mutasi {rupiah(row.amount_rp)} diselesaikan{named}"
        found.append(Fresh(text, row.placed_at, reverse("fund_desk:reopen", args=[row.pk])))
    return sorted(found, key=lambda one: one.since, reverse=True)[:SHOWN]
