"""Who stood beside: at a home for children a second adult confirms a receipt. Private; the public sees the number."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q

from ksbb.deliveries.models.journeys import Receipt


class SecondAdult(models.Model):
    """The other named adult of a receipt (on paper: both who signed). Apart from the receipt, so that it can go."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="+")
    name = models.CharField("nama", max_length=160)
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "orang dewasa kedua"
        constraints = [CheckConstraint(name="second_adult_named", condition=~Q(name=""))]

    def __str__(self) -> str:
        return f"{self.receipt_id}"
