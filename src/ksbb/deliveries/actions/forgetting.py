"""What people wrote on deliveries goes when its time is over: part of the work of the privacy room."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.deliveries.models import Delivery, Dispute, SecondAdult


def forget_words(*, before: datetime) -> int:
    """Empty reasons on journeys planned, and on disputes settled, before a moment. Returns how many rows."""
    journeys = Delivery.objects.filter(planned_on__lt=localdate(before)).exclude(state_reason="")
    disputes = Dispute.objects.filter(settled_at__lt=before).exclude(reason="")
    journal.forget_bound(journeys.values_list("reference", flat=True))
    journal.forget_bound(disputes.values_list("delivery_line__delivery__reference", flat=True))
    return journeys.update(state_reason="") + disputes.update(reason="")


def forget_second_adults(*, before: datetime) -> int:
    """Drop the names of second adults on receipts recorded before a moment. Returns how many."""
    return SecondAdult.objects.filter(recorded_at__lt=before).delete()[0]
