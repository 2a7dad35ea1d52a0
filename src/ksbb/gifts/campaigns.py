"""Reads of programmes of an agregator: what is asked for, what came, what of it reached whom. Names no giver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum

from ksbb.commitments.models import Line
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.gifts.enums import Decision, GiftState
from ksbb.gifts.models import Campaign, Gift, Packing, Spending
from ksbb.gifts.reporting import ages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ksbb.parties.models import Organisation

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """A programme with what came for it and was spent of that, in rupiah; unspent money by age."""

    campaign: Campaign
    received: int
    spent: int
    refunded: int
    ages: Sequence[int]

    @property
    def unspent(self) -> int:
        """What the agregator still holds of it."""
        return self.received - self.spent - self.refunded


def locked_campaign(campaign: Campaign) -> Campaign:
    """A programme under lock."""
    return Campaign.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=campaign.pk)


def campaign_by_reference(reference: str) -> Campaign:
    """One programme with what its page names. Raises NotFound."""
    loaded = ("organisation", "package", "place__city", "place__district", "place__village")
    found = Campaign.objects.filter(reference=read_reference(reference) or "").select_related(*loaded).first()
    if found is None:
        raise NotFound(reference)
    return found


def progress_of(organisation: Organisation) -> list[Progress]:
    """Every programme of an agregator, open ones first."""
    rows = Campaign.objects.filter(organisation=organisation).select_related("place", "package")
    found = list(rows.order_by(F("closed_at").asc(nulls_first=True), "-pk"))
    sums = _sums(Q(campaign__in=found))
    return [Progress(one, *sums.get(one.pk, (0, 0, 0)), ages=()) for one in found]


def progress(campaign: Campaign, *, on: date) -> Progress:
    """One programme, with its unspent money by age."""
    by_age = ages(Q(campaign=campaign), on=on).get(campaign.fund, (0, 0, 0, 0))
    sums = _sums(Q(campaign=campaign)).get(campaign.pk, (0, 0, 0))
    return Progress(campaign, *sums, ages=by_age)


def _sums(which: Q) -> dict[int, tuple[int, int, int]]:
    rows = Gift.objects.filter(which, state__in=[GiftState.RECEIVED, GiftState.REFUNDED]).order_by()
    sums = rows.values_list("campaign").annotate(Sum("received_rp"), Sum("spent_rp"), Sum("refunded_rp"))
    return {pk: (received, spent, refunded) for pk, received, spent, refunded in sums}


def spendings_of(campaign: Campaign) -> list[Spending]:
    """What was bought for it, newest first."""
    agreed = Spending.objects.filter(campaign=campaign, state=Decision.AGREED, reversed_at__isnull=True)
    return list(agreed.select_related("book").order_by("-occurred_on", "-pk")[:SHOWN])


def reached(campaign: Campaign) -> list[tuple[Line, int, int]]:
    """Which promised lines got how many packages bought for it: set aside, and delivered by the books."""
    packings = Packing.objects.filter(lot__item__spending__campaign=campaign, lot__withdrawn=False)
    rows = packings.values_list("line").annotate(Sum("quantity"), Sum("posted")).order_by("-line")[:SHOWN]
    counted = {line: (packed, brought) for line, packed, brought in rows}
    loaded = ("need__recipient", "need__place__city", "need__place__district", "need__place__village", "need__package")
    lines = Line.objects.filter(pk__in=counted).select_related(*loaded)
    return [(line, *counted[line.pk]) for line in lines.order_by("-pk")]
