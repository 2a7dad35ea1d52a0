"""Every write about deliveries. `confirm` is what runs when an RW confirms a delivery."""

from ksbb.deliveries.actions.journeys import Load, call_off, depart, hand_over, plan_delivery
from ksbb.deliveries.actions.receiving import Count, confirm, confirm_on_paper, override_receipt, receive
from ksbb.deliveries.actions.reminding import remind_unconfirmed
from ksbb.deliveries.actions.settling import settle_dispute

__all__ = [
    "Count",
    "Load",
    "call_off",
    "confirm",
    "confirm_on_paper",
    "depart",
    "hand_over",
    "override_receipt",
    "plan_delivery",
    "receive",
    "remind_unconfirmed",
    "settle_dispute",
]
