"""Decisions about deliveries, without database, clock or request."""

from ksbb.deliveries.rules.receiving import (
    MOST_RECEIVED,
    OWN_DELIVERY,
    OWN_RECORD,
    why_not_advance,
    why_not_load,
    why_not_one_journey,
    why_not_receive,
    why_not_settle,
)

__all__ = [
    "MOST_RECEIVED",
    "OWN_DELIVERY",
    "OWN_RECORD",
    "why_not_advance",
    "why_not_load",
    "why_not_one_journey",
    "why_not_receive",
    "why_not_settle",
]
