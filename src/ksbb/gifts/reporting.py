"""What the public sees of an agregator's money: read from the ledger, by kind of money, never added. Names nobody."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat

from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.funds import queries as ledger
from ksbb.funds.enums import AccountType, FundKind, TransferKind
from ksbb.funds.models import Account, Book, Transfer
from ksbb.gifts.bases import Basis, basis_by_code
from ksbb.gifts.duties import Duty, duty
from ksbb.gifts.enums import Decision, GiftState, SpendingKind
from ksbb.gifts.models import Filing, Gift, Lot, Mandate, Packing, Spending, SpendingItem
from ksbb.gifts.queries import mandates_of
from ksbb.gifts.rules import OUTLIER, holds
from ksbb.parties.models import Organisation
from ksbb.parties.queries import listed_organisation, listed_organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AGES = ((0, 30), (31, 90), (91, 180), (181, None))
"""Unspent money by days since it came (the last is open)."""
FLAGGED = 50
SIGNED = Case(When(reverses__isnull=True, then=F("amount")), default=-F("amount"), output_field=BigIntegerField())


def agregators() -> QuerySet[Organisation]:
    """Organisations with a page of money, those whose standing fell included."""
    return listed_organisations().filter(is_agregator=True)


def agregator(reference: str) -> Organisation:
    """One of them. Raises NotFound."""
    found = listed_organisation(reference)
    if not found.is_agregator:
        raise NotFound(reference)
    return found


def fund_named(text: str) -> FundKind:
    """The kind of money that an address names. Raises NotFound."""
    if text not in FundKind.values:
        raise NotFound(text)
    return FundKind(text)


# --- The figures of each kind of money --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FundMoney:
    """One kind of money in whole rupiah. Goods are worth what was paid for them; `beside` is bought, but no package."""

    fund: FundKind
    received: int
    refunded: int
    bought: int
    costs: int
    unspent: int
    ages: Sequence[int]
    delivered: int
    stock: int
    lost: int
    beside: int
    goods: Sequence[ledger.GoodsBalance] = field(default_factory=list)

    @property
    def open_end(self) -> int:
        """What came in and stands nowhere: nothing."""
        return self.received - self.refunded - self.costs - self.bought - self.unspent


def money_of(organisation: Organisation, *, on: date) -> list[FundMoney]:
    """The figures of each kind of money that an agregator ever took."""
    books = ledger.books_of(organisation)
    moved, worth = _moved(books), _worth(books)
    aged = ages(Q(organisation=organisation), on=on)
    found = []
    for book in books:
        trial = ledger.trial_balance(book)
        held = {row.type: row.balance for row in trial if not row.item}
        delivered, stock, lost = worth.get(book.pk, (0, 0, 0))
        bought, of_kind = held.get(AccountType.PURCHASES, 0), moved.get(book.pk, {})
        found.append(
            FundMoney(
                fund=FundKind(book.fund),
                received=of_kind.get(TransferKind.RECEIVE, 0),
                refunded=of_kind.get(TransferKind.REFUND, 0),
                bought=bought,
                costs=held.get(AccountType.COSTS, 0),
                unspent=held.get(AccountType.GIFT, 0),
                ages=aged.get(book.fund, (0,) * len(AGES)),
                delivered=delivered,
                stock=stock,
                lost=lost,
                beside=bought - delivered - stock - lost,
                goods=ledger.goods_among(trial),
            )
        )
    return found


def _moved(books: Iterable[Book]) -> dict[int, dict[str, int]]:
    """What came in and went back, by book; a reversal lessens the kind that it answers."""
    kinds = [TransferKind.RECEIVE, TransferKind.REFUND]
    rows = Transfer.objects.filter(book__in=[book.pk for book in books], kind__in=kinds).order_by()
    found: dict[int, dict[str, int]] = {}
    for book, kind, total in (
        rows.values("book", "kind").annotate(total=Sum(SIGNED)).values_list("book", "kind", "total")
    ):
        found.setdefault(book, {})[kind] = total
    return found


def _worth(books: Iterable[Book]) -> dict[int, tuple[int, int, int]]:
    """What was paid for the bought packages that were delivered, are in stock, were lost."""
    lots = Lot.objects.filter(book__in=[book.pk for book in books], withdrawn=False, item__isnull=False)
    price = F("item__unit_price_rp")
    sums = lots.values("book").annotate(all=Sum(F("quantity") * price), gone=Sum(F("lost") * price)).order_by()
    posted = Packing.objects.filter(lot__in=lots).values("lot__book").order_by()
    brought = dict(
        posted.annotate(worth=Sum(F("posted") * F("lot__item__unit_price_rp"))).values_list("lot__book", "worth")
    )
    return {
        row["book"]: (delivered := brought.get(row["book"], 0), row["all"] - row["gone"] - delivered, row["gone"])
        for row in sums
    }


def ages(which: Q, *, on: date) -> dict[str, tuple[int, ...]]:
    """What the accounts of gifts still hold, by kind of money and by days since it came."""
    holds_still = F("account__credits") - F("account__debits")
    gifts = Gift.objects.filter(which, state=GiftState.RECEIVED, account__isnull=False).values("fund").order_by()
    sums = {}
    for number, (youngest, oldest) in enumerate(AGES):
        came = Q(received_on__lte=on - timedelta(days=youngest)) if youngest else Q()
        came &= Q(received_on__gte=on - timedelta(days=oldest)) if oldest else Q()
        sums[f"age{number}"] = Sum(holds_still, filter=came, default=0)
    rows: Any = gifts.annotate(**sums)
    return {row["fund"]: tuple(row[name] for name in sums) for row in rows}


@dataclass(frozen=True, slots=True)
class Collected:
    """One line about one agregator and kind of money for the pages that show money beside goods."""

    organisation: Organisation
    fund: FundKind
    received: int
    spent: int


def collected() -> list[Collected]:
    """What each agregator collected (given back taken off) and spent, by kind of money. One query."""
    owner = [f"book__organisation__{column}" for column in ("reference", "name", "example")]
    chosen = Account.objects.filter(
        type__in=[AccountType.GIFT, AccountType.RELEASED], book__organisation__in=agregators()
    )
    rows = chosen.order_by("book__organisation__name", "book").values_list(*owner, "book", "book__fund", "type")
    held: dict[tuple[Any, ...], dict[str, int]] = {}
    for *whose, kind, balance in rows.annotate(left=Sum(F("credits") - F("debits"))):
        held.setdefault(tuple(whose), {})[kind] = balance
    found = []
    for (reference, name, example, _book, fund), by_kind in held.items():
        spent, unspent = by_kind.get(AccountType.RELEASED, 0), by_kind.get(AccountType.GIFT, 0)
        if spent or unspent:
            organisation = Organisation(reference=reference, name=name, example=example)
            found.append(Collected(organisation, FundKind(fund), spent + unspent, spent))
    return found


def flagged(organisation: Organisation) -> list[SpendingItem]:
    """Bought packages that cost over a fifth more than the published price, newest first (T20)."""
    bought = SpendingItem.objects.filter(
        spending__book__organisation=organisation,
        spending__kind=SpendingKind.PURCHASE,
        spending__state=Decision.AGREED,
        spending__reversed_at__isnull=True,
    )
    dear = bought.annotate(hundredfold=F("unit_price_rp") * 100).filter(
        hundredfold__gt=F("reference_rp") * (100 + OUTLIER)
    )
    return list(dear.select_related("spending__book").order_by("-spending__occurred_on", "-pk")[:FLAGGED])


# --- Legal bases and reports ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal basis with its costs, what came in under it, the reasons above its cap, and its report."""

    mandate: Mandate
    basis: Basis
    holds: bool
    costs: int
    proceeds: int
    reasons: Sequence[Spending]
    filings: Sequence[Filing]
    duty: Duty
    own: int
    """Gifts that the agregator itself said came; the others are known from publications alone."""

    @property
    def told(self) -> dict[str, Any]:
        """The same as plain data for everybody; the cap in thousandths."""
        mandate = self.mandate
        return {
            "basis": self.basis.code,
            "number": mandate.number,
            "issuer": mandate.issuer,
            "area": mandate.area.code,
            "valid_from": mandate.valid_from.isoformat(),
            "valid_until": mandate.valid_until.isoformat() if mandate.valid_until else None,
            "holds": self.holds,
            "costs_rp": self.costs,
            "proceeds_rp": self.proceeds,
            "cap": self.basis.cap,
            "report": self.duty.value,
        }


def grounds_of(organisation: Organisation, *, on: date, at: datetime | None = None) -> list[Ground]:
    """The legal bases of an agregator, newest first. With `at` only what was decided and reported by then.

    Nobody is called late for money that is known from the press alone: what was reported about it is not known here.
    """
    mandates = [one for one in mandates_of(organisation) if at is None or (one.decided_at and one.decided_at <= at)]
    agreed = Spending.objects.filter(
        mandate__in=mandates, kind=SpendingKind.COST, state=Decision.AGREED, reversed_at__isnull=True
    )
    costs = dict(agreed.values_list("mandate").annotate(Sum("amount_rp")).order_by())
    gifts = Gift.objects.filter(mandate__in=mandates, received_rp__gt=0)
    sums = gifts.values_list("mandate").annotate(
        net=Sum(F("received_rp") - F("refunded_rp")), own=Count("pk", filter=Q(recorded_by__isnull=True))
    )
    came = {mandate: (net, own) for mandate, net, own in sums.order_by()}
    reasons, filings = (
        list(agreed.exclude(override_reason="").select_related("book").order_by("pk")),
        filings_of(mandates),
    )
    found = []
    for one in mandates:
        mine = [filing for filing in filings if filing.mandate_id == one.pk]
        net, own = came.get(one.pk, (0, 0))
        found.append(
            Ground(
                mandate=one,
                basis=basis_by_code(one.basis),
                holds=holds(one, on=on),
                costs=costs.get(one.pk, 0),
                proceeds=net,
                reasons=[spending for spending in reasons if spending.mandate_id == one.pk],
                filings=mine,
                duty=duty(one, filed=bool(mine), on=on) if own or mine else Duty.NONE,
                own=own,
            )
        )
    return found


def filings_of(mandates: Iterable[Mandate]) -> list[Filing]:
    """The reports about these, oldest first."""
    return list(Filing.objects.filter(mandate__in=[one.pk for one in mandates]).order_by("since", "pk"))


def is_filed(mandate: Mandate, *, since: date, until: date) -> bool:
    """Was any of these days reported before?"""
    return Filing.objects.filter(mandate=mandate, since__lte=until, until__gte=since).exists()


def filing_by_reference(reference: str) -> Filing:
    """One report. Raises NotFound."""
    loaded = ("mandate__organisation", "mandate__area", "accountant")
    found = Filing.objects.filter(reference=read_reference(reference) or "").select_related(*loaded).first()
    if found is None:
        raise NotFound(reference)
    return found


def frozen_figures(filing: Filing) -> dict[FundKind, PeriodFigures]:
    """What the report said when it was handed in."""
    kept = json.loads(filing.figures)
    return {
        FundKind(fund): PeriodFigures(**{name: number for name, number in mine.items() if name != "closing"})
        for fund, mine in kept.items()
    }


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """What the gifts under one legal basis did in some days, by the ledger, for one kind of money."""

    opening: int = 0
    received: int = 0
    refunded: int = 0
    bought: int = 0
    costs: int = 0

    @property
    def closing(self) -> int:
        """What was left on the last day."""
        return self.opening + self.received - self.refunded - self.bought - self.costs

    @property
    def told(self) -> dict[str, int]:
        """All six by name, as they are kept and published."""
        return {**asdict(self), "closing": self.closing}


def period_figures(mandate: Mandate, *, since: date, until: date) -> dict[FundKind, PeriodFigures]:
    """By kind of money, from the transfers of the accounts of its gifts. What they paid is told apart by spending."""
    codes = Gift.objects.filter(mandate=mandate).annotate(code=Concat(Value("titipan:"), "reference")).values("code")
    accounts = Account.objects.filter(book__organisation=mandate.organisation_id, type=AccountType.GIFT, code__in=codes)
    spent_on_costs = Spending.objects.filter(kind=SpendingKind.COST).values("reference")
    grows = Q(credit__in=accounts)
    rows = (
        Transfer.objects.filter(grows | Q(debit__in=accounts), occurred_on__lte=until)
        .annotate(
            change=Case(When(grows, then=F("amount")), default=-F("amount"), output_field=BigIntegerField()),
            before=Case(When(occurred_on__lt=since, then=1), default=0),
            is_cost=Case(When(about__in=spent_on_costs, then=1), default=0),
        )
        .values("book__fund", "kind", "before", "is_cost")
        .annotate(total=Sum("change"))
        .order_by()
    )
    sums: dict[FundKind, dict[str, int]] = {}
    for row in rows:
        mine = sums.setdefault(FundKind(row["book__fund"]), {})
        word = "opening" if row["before"] else WORDS[TransferKind(row["kind"])]
        word = "costs" if word == "bought" and row["is_cost"] else word
        mine[word] = mine.get(word, 0) + (row["total"] if word in {"opening", "received"} else -row["total"])
    return {fund: PeriodFigures(**mine) for fund, mine in sorted(sums.items())}


WORDS = {TransferKind.RECEIVE: "received", TransferKind.REFUND: "refunded", TransferKind.RELEASE: "bought"}
