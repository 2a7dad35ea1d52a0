"""Every write about promises: making them, keeping them, ending them."""

from ksbb.commitments.actions.counting import move
from ksbb.commitments.actions.ending import cancel, decline, reduce, release, release_expired
from ksbb.commitments.actions.falling import tell_affected
from ksbb.commitments.actions.hiding import forget_line_words, forget_sources, hide_names
from ksbb.commitments.actions.keeping import (
    accept_equivalent,
    admit,
    note_contact,
    propose_time,
    reveal_contact,
    reveal_giver,
    schedule,
)
from ksbb.commitments.actions.promising import (
    Guest,
    LineDraft,
    promise,
    promise_as_guest,
    prove,
    record_promise,
    resend_code,
)
from ksbb.commitments.actions.reminding import remind

__all__ = [
    "Guest",
    "LineDraft",
    "accept_equivalent",
    "admit",
    "cancel",
    "decline",
    "forget_line_words",
    "forget_sources",
    "hide_names",
    "move",
    "note_contact",
    "promise",
    "promise_as_guest",
    "propose_time",
    "prove",
    "record_promise",
    "reduce",
    "release",
    "release_expired",
    "remind",
    "resend_code",
    "reveal_contact",
    "reveal_giver",
    "schedule",
    "tell_affected",
]
