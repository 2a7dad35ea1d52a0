"""What a giver of money reads: who may take it, by which way, what came of it. Names only where the gift says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line, Movement
from ksbb.commitments.queries import ANONYMOUS
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound, Refusal
from ksbb.funds.enums import FundKind
from ksbb.gifts.bases import Basis, bases, basis_by_code
from ksbb.gifts.enums import Decision, GiftState, SpendingKind
from ksbb.gifts.models import Campaign, Channel, Filing, Gift, Mandate, Spending, SpendingItem
from ksbb.gifts.queries import LOADED, channels_of, gift_by_reference, hiding, mandate_for, report_hides
from ksbb.gifts.rules import cost_share, holds, in_turn, report_days_late, usable, why_not_take, why_not_there
from ksbb.parties.models import Organisation, Party
from ksbb.parties.queries import listed_organisation, listed_organisations, standing_now
from ksbb.parties.rules import proves
from ksbb.places.models import Place

CLOSED = Refusal("channel_closed", "Saluran ini sedang tidak dipakai. Jangan kirim ke sana; pilih saluran lain.")


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal basis as the public reads it: what it says, what came in under it, and how much went into costs."""

    mandate: Mandate
    basis: Basis
    proceeds_rp: int
    costs_rp: int
    reported: datetime | None

    @property
    def share(self) -> int:
        """Costs in thousandths of what came in."""
        return cost_share(costs_rp=self.costs_rp, proceeds_rp=self.proceeds_rp)


@dataclass(frozen=True, slots=True)
class Choice:
    """One agregator on the page that lets a giver choose: its grounds of today, and why it takes nothing now."""

    organisation: Organisation
    grounds: Sequence[Ground]
    reported: datetime | None
    refusal: Refusal | None


# --- Choosing ---------------------------------------------------------------------------------------------------------


def agregator(reference: str) -> Organisation:
    """An agregator that the public sees. Raises NotFound."""
    found = listed_organisation(reference)
    if not found.is_agregator:
        raise NotFound(reference)
    return found


def takes_money(*, place: Place | None = None, at: datetime) -> bool:
    """Does some agregator take money now that may be meant for this place? The one query behind a link to giving."""
    today, here = localdate(at), OuterRef("organisation")
    ways = _usable(at).filter(organisation=here)
    covered = reduce(or_, (Q(Exists(ways.filter(fund__in=one.funds)), basis=one.code) for one in bases().values()))
    agreed = Mandate.objects.filter(state__in=[Decision.AGREED, Decision.ENDED], valid_from__lte=today)
    holding = agreed.filter(
        covered,
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        ~Exists(hiding(on=today).filter(organisation=here)),
        standing_now("organisation", at=at),
        organisation__is_agregator=True,
    )
    return (holding.filter(area__in=place.lineage_ids) if place else holding).exists()


def choices(*, place: Place | None = None, at: datetime) -> list[Choice]:
    """Every agregator, in the turn of the day; with a place, those apart whose bases do not cover it. Six queries."""
    today = localdate(at)
    listed = in_turn(sorted(listed_organisations().filter(is_agregator=True), key=lambda one: one.reference), on=today)
    agreed = Mandate.objects.filter(organisation__in=listed, state__in=[Decision.AGREED, Decision.ENDED])
    mandates = list(agreed.select_related("area").order_by("-valid_from", "-pk"))
    grounds = {ground.mandate.pk: ground for ground in _grounds(mandates)}
    open_ways = set(_usable(at).values_list("organisation", "fund"))
    found = []
    for one in listed:
        own = [grounds[mandate.pk] for mandate in mandates if mandate.organisation_id == one.pk]
        held = [ground for ground in own if holds(ground.mandate, on=today)]
        has_way = any((one.pk, kind.value) in open_ways for ground in held for kind in ground.basis.funds)
        reported = max((ground.reported for ground in own if ground.reported), default=None)
        refusal = _why_not_choose(one, held or own[:1], own, has_way=has_way, on=today)
        if refusal is None and not any(why_not_there(ground.mandate, place) is None for ground in held):
            refusal = why_not_there(held[0].mandate, place)
        found.append(Choice(one, held or own[:1], reported, refusal))
    return found


def _why_not_choose(
    one: Organisation, shown: Sequence[Ground], own: Sequence[Ground], *, has_way: bool, on: date
) -> Refusal | None:
    late = any(
        ground.proceeds_rp and ground.reported is None and report_days_late(ground.mandate, on=on) > 30
        for ground in own
        if ground.mandate.state == Decision.AGREED
    )
    refusal = why_not_take(organisation=one, mandate=shown[0].mandate if shown else None, late_report=late, on=on)
    return refusal or (None if has_way else Refusal("channel_closed", "Belum ada rekening atau QRIS yang disetujui."))


def _usable(at: datetime) -> QuerySet[Channel]:
    running = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    return Channel.objects.filter(running, state=Decision.AGREED, usable_from__lte=at)


def _grounds(mandates: Sequence[Mandate]) -> list[Ground]:
    """The sums under each legal basis. Three queries."""
    sums = Gift.objects.filter(mandate__in=mandates).values("mandate")
    came = {
        row["mandate"]: row["came"] - row["back"]
        for row in sums.annotate(came=Sum("received_rp"), back=Sum("refunded_rp"))
    }
    paid = Spending.objects.filter(kind=SpendingKind.COST, state=Decision.AGREED, reversed_at__isnull=True)
    costs = dict(
        paid.filter(mandate__in=mandates).values_list("mandate").annotate(sum=Sum("amount_rp")).order_by("mandate")
    )
    told = dict(
        Filing.objects.filter(mandate__in=mandates).values_list("mandate").annotate(at=Max("filed_at")).order_by()
    )
    return [
        Ground(one, basis_by_code(one.basis), came.get(one.pk, 0), costs.get(one.pk, 0), told.get(one.pk))
        for one in mandates
    ]


def ground_of(mandate: Mandate) -> Ground:
    """One legal basis with its sums. Three queries."""
    return _grounds([mandate])[0]


def ways_to(organisation: Organisation, *, fund: str = "", at: datetime) -> list[Channel]:
    """Channels by which a giver may send money now: agreed to, cooled, and covered by a legal basis that holds."""
    usable_now = [one for one in channels_of(organisation, at=at) if not fund or one.fund == fund]
    kinds = {one.fund for one in usable_now}
    covered = {kind for kind in kinds if mandate_for(organisation, FundKind(kind), on=localdate(at))}
    return [one for one in usable_now if one.fund in covered]


def why_not_choose(organisation: Organisation, *, at: datetime) -> Refusal | None:
    """Why nothing may be meant for this agregator now, before the giver has said anything."""
    today, ways = localdate(at), ways_to(organisation, at=at)
    mandate = mandate_for(organisation, FundKind(ways[0].fund), on=today) if ways else None
    return why_not_take(
        organisation=organisation, mandate=mandate, late_report=report_hides(organisation, on=today), on=today
    )


def open_campaign(organisation: Organisation, reference: str, *, on: date) -> Campaign | None:
    """A programme of this agregator that takes money today, or None."""
    found = Campaign.objects.filter(organisation=organisation, reference=read_reference(reference) or "").first()
    ended = found is None or found.closed_at is not None or (found.closes_on is not None and on > found.closes_on)
    return None if ended else found


# --- One gift ---------------------------------------------------------------------------------------------------------


def public_name(gift: Gift) -> str:
    """The giver as the public sees it: the name only where the giver chose so, and not before money came.

    An intent costs nothing; else anybody could put a name on a public page.
    """
    return gift.giver.name if gift.show_name and gift.received_on is not None else ANONYMOUS


def tracked(*, reference: str, proof: str) -> Gift:
    """A gift for who knows its reference and the e-mail address or the last four digits of the phone.

    Raises NotFound in the same way whether the reference or the proof is wrong (T17).
    """
    found = Gift.objects.filter(reference=read_reference(reference) or "").select_related("giver").first()
    known = proves(found.giver if found else Party(email="", phone=""), proof)
    if found is None or not known:
        raise NotFound(reference)
    return found


def why_not_send(gift: Gift, *, at: datetime) -> Refusal | None:
    """Why the giver should not send the money now, although it was meant: the agregator or its channel is closed."""
    today = localdate(at)
    refusal = why_not_take(
        organisation=gift.organisation,
        mandate=gift.mandate,
        late_report=report_hides(gift.organisation, on=today),
        on=today,
    )
    return refusal or (None if gift.channel is not None and usable(gift.channel, at=at) else CLOSED)


def gifts_of(giver: Party) -> QuerySet[Gift]:
    """All gifts of money of a giver, newest first."""
    return Gift.objects.filter(giver=giver).select_related(*LOADED).order_by("-recorded_at", "-pk")


def gifts_of_year(reference: str) -> list[Gift]:
    """What came of the same giver in the year in which this gift came, oldest first. Raises NotFound."""
    gift = gift_by_reference(reference)
    if gift.received_on is None:
        return []
    came = gifts_of(gift.giver).filter(received_on__year=gift.received_on.year)
    return list(came.order_by("received_on", "pk"))


def first_of_its_year(gift: Gift) -> Gift:
    """The first gift of the same giver in the same year: its reference names the statement of that year."""
    return gifts_of_year(gift.reference)[0]


def first_of_each_year(giver: Party) -> list[Gift]:
    """The first gift that came in each year, newest year first."""
    firsts: dict[int, Gift] = {}
    for gift in gifts_of(giver).filter(received_on__isnull=False).order_by("received_on", "pk"):
        if gift.received_on is not None:
            firsts.setdefault(gift.received_on.year, gift)
    return [firsts[year] for year in sorted(firsts, reverse=True)]


def items_for(spendings: Iterable[Spending]) -> dict[int, list[SpendingItem]]:
    """The lines of several purchases by purchase. One query."""
    found: dict[int, list[SpendingItem]] = {}
    for item in SpendingItem.objects.filter(spending__in=list(spendings)).order_by("spending", "number"):
        found.setdefault(item.spending_id, []).append(item)
    return found


def refunds_of(gift: Gift) -> list[Spending]:
    """What was given back of a gift, oldest first."""
    agreed = Spending.objects.filter(gift=gift, kind=SpendingKind.REFUND, state=Decision.AGREED)
    return list(agreed.order_by("occurred_on", "pk"))


def days_of(lines: Iterable[Line]) -> dict[tuple[int, str], datetime]:
    """When each line was last brought and last confirmed, by line and stage. One query."""
    stages = [Stage.DELIVERED, Stage.CONFIRMED]
    rows = Movement.objects.filter(line__in=list(lines), stage__in=stages, delta__gt=0).values("line", "stage")
    return {(row["line"], row["stage"]): row["last"] for row in rows.annotate(last=Max("effective_at")).order_by()}


def is_open(gift: Gift) -> bool:
    """Does the gift still wait for its money?"""
    return gift.state == GiftState.INTENT
