"""Writes of the outbox: enqueue inside a deed, send from the worker, mend what failed, choose how to be told."""

from ksbb.notices.actions.choosing import Choice, mark_read, set_preferences
from ksbb.notices.actions.dropping import drop_messages
from ksbb.notices.actions.mending import give_up_message, resend_message, send_by_hand
from ksbb.notices.actions.sending import forget_messages, send_due
from ksbb.notices.actions.stopping import resume_letters, stop_letters
from ksbb.notices.actions.writing import enqueue, tell_person

__all__ = [
    "Choice",
    "drop_messages",
    "enqueue",
    "forget_messages",
    "give_up_message",
    "mark_read",
    "resend_message",
    "resume_letters",
    "send_by_hand",
    "send_due",
    "set_preferences",
    "stop_letters",
    "tell_person",
]
