"""Decisions about permits."""

from ksbb.permits.rules.activities import Activity, PermitKind, activities, activity_named, permit_kinds
from ksbb.permits.rules.deciding import (
    REMINDERS,
    reminder_due,
    why_not_amend,
    why_not_approve,
    why_not_days,
    why_not_fit,
    why_not_judge,
    why_not_number,
    why_not_renew,
    why_not_send,
)
from ksbb.permits.rules.scans import ENDINGS, LARGEST, media_type, why_not_keep

__all__ = [
    "ENDINGS",
    "LARGEST",
    "REMINDERS",
    "Activity",
    "PermitKind",
    "activities",
    "activity_named",
    "media_type",
    "permit_kinds",
    "reminder_due",
    "why_not_amend",
    "why_not_approve",
    "why_not_days",
    "why_not_fit",
    "why_not_judge",
    "why_not_keep",
    "why_not_number",
    "why_not_renew",
    "why_not_send",
]
