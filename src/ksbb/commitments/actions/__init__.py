"""Every write about promises: making them, keeping them, ending them."""

from ksbb.commitments.actions.counting import move
from ksbb.commitments.actions.ending import cancel, decline, lessen, release, release_expired
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
from ksbb.commitments.actions.placing import (
    OfferDraft,
    accept_target,
    decline_target,
    lapse_offer,
    lapse_offers,
    offer,
    offer_as_guest,
    propose_target,
    withdraw_offer,
)
from ksbb.commitments.actions.promising import (
    Guest,
    LineDraft,
    guest_giver,
    promise,
    promise_as_guest,
    prove,
    record_promise,
    resend_code,
)
from ksbb.commitments.actions.reminding import remind
from ksbb.commitments.actions.talking import send_message, thank
from ksbb.commitments.actions.telling import write_to_giver

__all__ = [
    "Guest",
    "LineDraft",
    "OfferDraft",
    "accept_equivalent",
    "accept_target",
    "admit",
    "cancel",
    "decline",
    "decline_target",
    "forget_line_words",
    "forget_sources",
    "guest_giver",
    "hide_names",
    "lapse_offer",
    "lapse_offers",
    "lessen",
    "move",
    "note_contact",
    "offer",
    "offer_as_guest",
    "promise",
    "promise_as_guest",
    "propose_target",
    "propose_time",
    "prove",
    "record_promise",
    "release",
    "release_expired",
    "remind",
    "resend_code",
    "reveal_contact",
    "reveal_giver",
    "schedule",
    "send_message",
    "tell_affected",
    "thank",
    "withdraw_offer",
    "write_to_giver",
]
