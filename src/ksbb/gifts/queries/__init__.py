"""Every read about money through an agregator. A giver's name is shown only where the gift says so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.timezone import localdate

from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Commitment, Line, Movement
from ksbb.core.doors import finder
from ksbb.core.formats import tanggal
from ksbb.core.references import read_reference, row_number
from ksbb.core.refusals import NotFound, Refusal
from ksbb.funds.enums import FundKind, TransferKind
from ksbb.funds.models import Book, Transfer
from ksbb.funds.queries import closed_until
from ksbb.gifts.bases import bases, basis_by_code
from ksbb.gifts.enums import ChannelKind, Decision, GiftState, SpendingKind
from ksbb.gifts.models import (
    Campaign,
    Channel,
    Filing,
    Gift,
    Lot,
    Mandate,
    Packing,
    Share,
    Spending,
    SpendingItem,
    Voucher,
)
from ksbb.gifts.registering import account_digits
from ksbb.gifts.rules import REPORT_DAYS, holds
from ksbb.parties.models import Organisation, Party, User
from ksbb.parties.queries import held_organisation, party_of, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDES_AFTER = timedelta(days=REPORT_DAYS + 30)
"""So long after the end of a mandate, without its report, the agregator takes no new intents (LAW-03)."""


# --- Standing ---------------------------------------------------------------------------------------------------------


def held_agregator(organisation_id: int) -> Organisation:
    """An agregator under lock: a suspension at the same moment comes before an intent or after it."""
    return held_organisation(organisation_id)


def mandates_of(organisation: Organisation) -> list[Mandate]:
    """Its legal bases that were agreed to, newest first: public."""
    agreed = Mandate.objects.filter(organisation=organisation, state__in=[Decision.AGREED, Decision.ENDED])
    return list(agreed.select_related("area").order_by("-valid_from", "-pk"))


def mandate_for(organisation: Organisation, fund: FundKind, *, on: date) -> Mandate | None:
    """The basis on which it may take this kind of money on that day; the strictest cap first where several hold."""
    fitting = [code for code, basis in bases().items() if fund in basis.funds]
    rows = Mandate.objects.filter(organisation=organisation, basis__in=fitting).order_by("pk")
    held = [row for row in rows if holds(row, on=on)]
    return min(held, key=_strictness, default=None)


def funds_of(organisation: Organisation, *, on: date) -> frozenset[FundKind]:
    """The kinds of money that its legal bases let it take on that day."""
    held = [basis_by_code(row.basis) for row in mandates_of(organisation) if holds(row, on=on)]
    return frozenset(kind for basis in held for kind in basis.funds)


def _strictness(mandate: Mandate) -> tuple[bool, int]:
    cap = basis_by_code(mandate.basis).cap
    return cap is None, cap or 0


def hiding(*, on: date) -> QuerySet[Mandate]:
    """Mandates under which money came and whose report is so late that their agregators take nothing new."""
    ended = Mandate.objects.filter(state=Decision.AGREED, valid_until__lt=on - HIDES_AFTER)
    received = Gift.objects.filter(mandate=OuterRef("pk"), received_rp__gt=0)
    return ended.filter(Exists(received), ~Exists(Filing.objects.filter(mandate=OuterRef("pk"))))


def report_hides(organisation: Organisation, *, on: date) -> bool:
    """Is the report about a mandate that ended so late that nothing new may be given?"""
    return hiding(on=on).filter(organisation=organisation).exists()


def locked_mandate(mandate: Mandate) -> Mandate:
    """A legal basis under lock: costs that count against its cap are agreed to one after the other."""
    return Mandate.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mandate.pk)


def locked_channel(channel: Channel) -> Channel:
    """A channel under lock."""
    return Channel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=channel.pk)


def why_not_twice(*, kind: ChannelKind, number: str, nmid: str) -> Refusal | None:
    """Why a channel cannot be registered again while the same one runs, with this or another organisation or fund.

    A bank account is known by its digits, a QRIS by its NMID.
    """
    running = Channel.objects.filter(kind=kind, ended_at__isnull=True).exclude(state=Decision.REFUSED)
    if kind == ChannelKind.BANK:
        known = account_digits(number) in {account_digits(one) for one in running.values_list("number", flat=True)}
    else:
        known = running.filter(nmid=nmid).exists()
    return Refusal("channel_known", "Rekening atau QRIS ini sudah terdaftar.") if known else None


def channels_of(organisation: Organisation, *, at: datetime | None = None) -> list[Channel]:
    """Its channels; those that givers may use at that moment only, where one is told."""
    chosen = Channel.objects.filter(organisation=organisation).order_by("fund", "kind", "pk")
    if at is not None:
        chosen = chosen.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), state=Decision.AGREED)
        chosen = chosen.filter(usable_from__lte=at)
    return list(chosen)


# --- Gifts ------------------------------------------------------------------------------------------------------------


LOADED = ("giver__organisation", "organisation", "mandate", "channel", "campaign", "place__parent", "package")


def gift_by_reference(reference: str) -> Gift:
    """A gift for those who already hold the right to it, or for what is public of it. Raises NotFound."""
    found = Gift.objects.filter(reference=read_reference(reference) or "").select_related(*LOADED).first()
    if found is None:
        raise NotFound(reference)
    return found


def locked_gift(gift: Gift) -> Gift:
    """A gift under lock."""
    found: Gift = (
        Gift.objects.select_for_update(of=("self",))
        .select_related("giver__organisation", "organisation", "channel__organisation")
        .get(pk=gift.pk)
    )
    return found


def is_giver(by: User, giver: Party, *, at: datetime) -> bool:
    """Does the person give as this party?"""
    own = party_of(by, at=at)
    return own is not None and own.pk == giver.pk


def times_received(gift: Gift) -> int:
    """How often money was posted as come for this gift, undone times included."""
    received = Transfer.objects.filter(about=gift.reference, kind=TransferKind.RECEIVE, reverses__isnull=True)
    return received.count()


def waiting_intents(giver: Party) -> int:
    """How many of the giver's intents wait for their money."""
    return Gift.objects.filter(giver=giver, state=GiftState.INTENT).count()


def why_reported(mandates: Iterable[int | None], *, day: date) -> Refusal | None:
    """Why nothing is posted on that day any more: the report about one of these legal bases tells of it already."""
    told = Filing.objects.filter(mandate__in=list(mandates), since__lte=day, until__gte=day)
    return (
        Refusal("reported", f"{tanggal(day)} sudah dilaporkan. Catat pada hari sesudahnya.") if told.exists() else None
    )


def intents_past(*, on: date) -> list[Gift]:
    """Intents whose days are over."""
    return list(Gift.objects.filter(state=GiftState.INTENT, expires_on__lt=on).order_by("pk"))


# --- Spending ---------------------------------------------------------------------------------------------------------


def locked_spending(spending: Spending) -> Spending:
    """Some spending under lock, with what its deeds read."""
    found: Spending = (
        Spending.objects.select_for_update(of=("self",))
        .select_related("book__organisation", "channel__organisation", "mandate", "gift", "place", "campaign")
        .get(pk=spending.pk)
    )
    return found


def items_of(spending: Spending) -> list[SpendingItem]:
    """The lines of a purchase."""
    rows = SpendingItem.objects.filter(spending=spending).select_related("package", "spending")
    return list(rows.order_by("number"))


def eligible_gifts(spending: Spending, book: Book) -> list[Gift]:
    """Gifts under lock that may bear the spending, first in first out.

    Of the same kind of money, come by the day of the spending; meant for nothing in particular, or for its campaign,
    its packages and a place that covers where it goes. Costs are borne by any gift under the same mandate. The book is
    under lock already.
    """
    chosen = Gift.objects.filter(organisation=book.organisation_id, fund=book.fund, state=GiftState.RECEIVED).filter(
        received_rp__gt=F("spent_rp") + F("refunded_rp"), received_on__lte=spending.occurred_on
    )
    if spending.kind == SpendingKind.COST:
        chosen = chosen.filter(mandate=spending.mandate)
    else:
        packages = {item.package_id for item in items_of(spending)}  # None: a line that is no package
        covering = spending.place.lineage_ids if spending.place else []
        chosen = chosen.filter(
            Q(campaign__isnull=True) | Q(campaign=spending.campaign),
            Q(package__isnull=True) | Q(package__in=packages - {None} if len(packages) == 1 else []),
            Q(place__isnull=True) | Q(place__in=covering),
        )
    locked = chosen.select_for_update(of=("self",)).order_by("pk")
    return sorted(locked, key=lambda gift: (gift.received_on or date.max, gift.pk))


def shares_of(spending: Spending) -> list[Share]:
    """Who bore it, in order."""
    rows = Share.objects.filter(spending=spending).select_related("gift__giver__organisation")
    return list(rows.order_by("position"))


def cost_of(mandate: Mandate) -> int:
    """Costs agreed to under a mandate, in rupiah."""
    agreed = Spending.objects.filter(mandate=mandate, kind=SpendingKind.COST, state=Decision.AGREED)
    total: int = agreed.filter(reversed_at__isnull=True).aggregate(sum=Sum("amount_rp", default=0))["sum"]
    return total


def proceeds_of(mandate: Mandate) -> int:
    """What came in under a mandate and was not given back, in rupiah."""
    sums = Gift.objects.filter(mandate=mandate).aggregate(
        came=Sum("received_rp", default=0), back=Sum("refunded_rp", default=0)
    )
    return int(sums["came"] - sums["back"])


# --- Goods ------------------------------------------------------------------------------------------------------------


def locked_lots_of(spending: Spending) -> list[Lot]:
    """The lots of a purchase under lock."""
    return list(Lot.objects.select_for_update(of=("self",)).filter(item__spending=spending).order_by("pk"))


def locked_lot(lot: Lot) -> Lot:
    """A lot under lock, with what its deeds read."""
    found: Lot = (
        Lot.objects.select_for_update(of=("self",))
        .select_related("book__organisation", "package", "account", "item__spending")
        .get(pk=lot.pk)
    )
    return found


def locked_packing(packing: Packing) -> Packing:
    """A packing under lock."""
    found: Packing = (
        Packing.objects.select_for_update(of=("self",)).select_related("line__commitment").get(pk=packing.pk)
    )
    return found


def only_line(commitment: Commitment) -> Line:
    """The line of a promise that has one."""
    return Line.objects.select_related("commitment__giver", "need").get(commitment=commitment)


def unpacked(line: Line) -> int:
    """What of a promised line has no packages set aside for it."""
    packed: int = Packing.objects.filter(line=line).aggregate(sum=Sum("quantity", default=0))["sum"]
    return line.quantity - packed


def name_of(lot: Lot) -> str:
    """The public reference under which the books know a lot: its purchase, or its own."""
    return lot.item.spending.reference if lot.item else lot.account.code.rsplit(":", 1)[-1]


def delivered_of(packing: Packing) -> int:
    """What the chain says was delivered of one packing: lots of a line are emptied in the order they were set aside."""
    before: int = Packing.objects.filter(line=packing.line_id, pk__lt=packing.pk).aggregate(
        sum=Sum("quantity", default=0)
    )["sum"]
    line = Line.objects.get(pk=packing.line_id)
    return min(packing.quantity, max(0, line.delivered - before))


def delivered_on(line: Line, *, at: datetime) -> date:
    """The day of the newest delivery of a line; today where there is none."""
    moved = Movement.objects.filter(line=line, stage=Stage.DELIVERED).order_by("-effective_at", "-pk")
    newest = moved.values_list("effective_at", flat=True).first()
    return localdate(min(newest, at)) if newest else localdate(at)


def open_day(book: Book, day: date) -> date:
    """The day itself, or the first day of the month after the closed ones."""
    until = closed_until(book)
    if until is None or day.replace(day=1) > until:
        return day
    return date(until.year + until.month // 12, until.month % 12 + 1, 1)


def packings_behind() -> list[Packing]:
    """Packings of lines whose delivered number is not what the books hold for them."""
    sums = Packing.objects.values("line").annotate(
        held=Sum("posted"), set_aside=Sum("quantity"), brought=F("line__delivered")
    )
    behind = [row["line"] for row in sums if row["held"] != min(row["brought"], row["set_aside"])]
    found = Packing.objects.filter(line__in=behind).select_related("lot", "line").order_by("line", "pk")
    return [packing for packing in found if delivered_of(packing) != packing.posted]


# --- Doors ------------------------------------------------------------------------------------------------------------


def _own(by: User | None, organisation_id: int, *, at: datetime) -> bool:
    """Does the person act for the organisation, or see all of it? The console (nobody) finds all."""
    if by is None:
        return True
    reach = reach_of(by, at=at)
    return reach.is_pokja or organisation_id in reach.acts_for


def _found(rows: QuerySet[Any], by: User | None, path: str, reference: str, at: datetime) -> Any:
    row = rows.first()
    owner = row
    for step in path.split("__"):
        owner = getattr(owner, step, None)
    if row is None or not isinstance(owner, int) or not _own(by, owner, at=at):
        raise NotFound(reference)
    return row


@finder(Mandate)
def find_mandate(by: User | None, reference: str, at: datetime) -> Mandate:
    rows = Mandate.objects.filter(pk=row_number(reference)).select_related("organisation")
    return _found(rows, by, "organisation_id", reference, at)  # type: ignore[no-any-return]


@finder(Channel)
def find_channel(by: User | None, reference: str, at: datetime) -> Channel:
    """Running channels are public: a giver chooses one. Others only for their owner and Pokja."""
    found = Channel.objects.filter(pk=row_number(reference)).select_related("organisation", "account").first()
    if found is None:
        raise NotFound(reference)
    shown = found.state == Decision.AGREED and found.ended_at is None
    if not shown and not _own(by, found.organisation_id, at=at):
        raise NotFound(reference)
    return found


@finder(Voucher)
def find_voucher(by: User | None, reference: str, at: datetime) -> Voucher:
    rows = Voucher.objects.filter(pk=row_number(reference))
    return _found(rows, by, "organisation_id", reference, at)  # type: ignore[no-any-return]


@finder(Campaign)
def find_campaign(by: User | None, reference: str, at: datetime) -> Campaign:
    found = Campaign.objects.filter(reference=read_reference(reference) or "").select_related("organisation").first()
    if found is None:
        raise NotFound(reference)
    return found


@finder(Gift)
def find_gift(by: User | None, reference: str, at: datetime) -> Gift:
    """For its giver, its agregator and Pokja."""
    gift = gift_by_reference(reference)
    if by is not None and not is_giver(by, gift.giver, at=at) and not _own(by, gift.organisation_id, at=at):
        raise NotFound(reference)
    return gift


@finder(Spending)
def find_spending(by: User | None, reference: str, at: datetime) -> Spending:
    rows = Spending.objects.filter(reference=read_reference(reference) or "").select_related("book__organisation")
    return _found(rows, by, "book__organisation_id", reference, at)  # type: ignore[no-any-return]


@finder(Lot)
def find_lot(by: User | None, reference: str, at: datetime) -> Lot:
    rows = Lot.objects.filter(pk=row_number(reference)).select_related("book__organisation", "package")
    return _found(rows, by, "book__organisation_id", reference, at)  # type: ignore[no-any-return]


@finder(Packing)
def find_packing(by: User | None, reference: str, at: datetime) -> Packing:
    rows = Packing.objects.filter(pk=row_number(reference)).select_related("lot__book", "line__commitment")
    return _found(rows, by, "lot__book__organisation_id", reference, at)  # type: ignore[no-any-return]
