"""Who acted in the receiver's place: always shown as "atas nama", by office and never by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksbb.access.queries import offices_acting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ksbb.core.models import JournalEntry
    from ksbb.places.models import Place
    from ksbb.recipients.models import Recipient

RECEIVERS_DEEDS = frozenset(
    {"accept_equivalent", "admit", "confirm_on_paper", "decline", "propose", "propose_time", "set_contact", "withdraw"}
)
"""What the receiver does, or an officer in the receiver's place: then it is shown as "atas nama"."""


def acting_offices(entries: Iterable[JournalEntry], recipient: Recipient, place: Place) -> dict[int, str]:
    """By the sequence of a journal row: "Petugas Kelurahan Cideng, atas nama RW 03 Cideng". One query."""
    asked = [entry for entry in entries if entry.verb in RECEIVERS_DEEDS]
    offices = offices_acting(
        [(entry.actor_id, entry.recorded_at) for entry in asked],
        place=place,
        organisation_id=recipient.organisation_id,
    )
    return {
        entry.sequence: f"{office}, atas nama {recipient.name}"
        for entry in asked
        if (office := offices.get((entry.actor_id or 0, entry.recorded_at)))
    }
