"""Decisions about deliveries, without database, clock or request."""

from ksbb.deliveries.rules.evidence import (
    ORIGINALS_KEPT_DAYS,
    PHOTOS_A_DAY,
    PHOTOS_A_SIDE,
    TWICE,
    place_fit,
    time_fit,
    why_not_add_photo,
    why_not_answer,
    why_not_publish_photo,
    why_not_review,
    why_not_speak,
)
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
    "ORIGINALS_KEPT_DAYS",
    "OWN_DELIVERY",
    "OWN_RECORD",
    "PHOTOS_A_DAY",
    "PHOTOS_A_SIDE",
    "TWICE",
    "place_fit",
    "time_fit",
    "why_not_add_photo",
    "why_not_advance",
    "why_not_answer",
    "why_not_load",
    "why_not_one_journey",
    "why_not_publish_photo",
    "why_not_receive",
    "why_not_review",
    "why_not_settle",
    "why_not_speak",
]
