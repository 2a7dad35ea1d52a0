"""What an agregator's people have to do: intents, spending, goods and reports, with what is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet

from ksbb.gifts.enums import Decision, GiftState
from ksbb.gifts.models import Filing, Gift, Lot, Mandate, Packing, Spending, StatementRow
from ksbb.gifts.rules import REPORT_DAYS
from ksbb.parties.models import Organisation

LAPSED_SHOWN = timedelta(days=60)
"""So long an intent that lapsed stays in the list: its money may still come."""


def intents(organisation: Organisation, *, on: date, text: str = "") -> QuerySet[Gift]:
    """Intents whose money may have come, the next to lapse first; by the beginning of a reference, too."""
    rows = Gift.objects.filter(organisation=organisation, state__in=[GiftState.INTENT, GiftState.EXPIRED])
    rows = rows.filter(expires_on__gte=on - LAPSED_SHOWN)
    if text:
        rows = rows.filter(reference__startswith=text.upper())
    return rows.select_related("channel", "place", "package", "campaign").order_by("expires_on", "pk")


def received(organisation: Organisation, *, text: str = "") -> QuerySet[Gift]:
    """Gifts that came, newest first."""
    rows = Gift.objects.filter(organisation=organisation, state=GiftState.RECEIVED)
    if text:
        rows = rows.filter(reference__startswith=text.upper())
    return rows.select_related("channel").order_by("-received_on", "-pk")


def received_since(organisation: Organisation, moment: datetime) -> QuerySet[Gift]:
    """Gifts that were noted as come since then and are whole, the latest first; not those that a row brought."""
    by_row = StatementRow.objects.filter(settled_at__gte=moment, gift__isnull=False).values("gift")
    rows = received(organisation).filter(state_since__gte=moment, spent_rp=0, refunded_rp=0).exclude(pk__in=by_row)
    return rows.order_by("-state_since", "-pk")


def spendings(organisation: Organisation) -> QuerySet[Spending]:
    """All its spending, newest first."""
    rows = Spending.objects.filter(book__organisation=organisation)
    return rows.select_related("channel", "proposed_by", "decided_by", "gift", "mandate").order_by(
        "-proposed_at", "-pk"
    )


def waiting_spendings(organisation: Organisation) -> QuerySet[Spending]:
    """Spending that waits for a second person, longest waiting first."""
    waits = spendings(organisation).filter(state=Decision.WAITING, withdrawn_at__isnull=True)
    return waits.order_by("proposed_at", "pk")


def lots(organisation: Organisation) -> QuerySet[Lot]:
    """Its goods, newest first; those with something left before the others."""
    rows = Lot.objects.filter(book__organisation=organisation, withdrawn=False)
    left = rows.annotate(left=F("quantity") - F("packed") - F("lost"))
    return left.select_related("package", "item__spending").order_by("-left", "-acquired_on", "-pk")


_LOADED = ("lot__package", "line__need__recipient", "line__need__place", "line__need__package", "line__commitment")


def packings_of(lot: Lot) -> list[Packing]:
    """Where packages of a lot go."""
    return list(Packing.objects.filter(lot=lot, quantity__gt=0).select_related(*_LOADED).order_by("pk"))


def to_bring(organisation: Organisation, *, on: date | None = None) -> QuerySet[Packing]:
    """What is set aside and not brought, the earliest day first; of one day only, where one is told."""
    rows = Packing.objects.filter(lot__book__organisation=organisation, quantity__gt=F("posted"))
    if on is not None:
        rows = rows.filter(line__deliver_on=on)
    return rows.select_related(*_LOADED).order_by("line__deliver_on", "line__need__place__code", "pk")


def reports_due(organisation: Organisation, *, on: date) -> list[tuple[Mandate, date]]:
    """Legal bases that ended without the report about them, with the day on which it is due."""
    ended = Mandate.objects.filter(organisation=organisation, state=Decision.AGREED, valid_until__lt=on)
    received = Gift.objects.filter(organisation=organisation, received_rp__gt=0).values("mandate")
    open_ones = ended.filter(pk__in=received).exclude(pk__in=Filing.objects.values("mandate")).order_by("valid_until")
    return [(row, row.valid_until + timedelta(days=REPORT_DAYS)) for row in open_ones if row.valid_until]


def ending(organisation: Organisation, *, on: date, within: int = 30) -> list[Mandate]:
    """Legal bases that end within so many days."""
    until = on + timedelta(days=within)
    rows = Mandate.objects.filter(organisation=organisation, state=Decision.AGREED, valid_until__range=(on, until))
    return list(rows.order_by("valid_until"))
