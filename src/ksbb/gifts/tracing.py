"""Follows one gift through what it paid for to the RW that received it, by the stated rule (sharing.py)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from ksbb.gifts.enums import Decision
from ksbb.gifts.models import Lot, Packing, Share
from ksbb.gifts.sharing import packages_of, portions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ksbb.commitments.models import Line
    from ksbb.gifts.models import Gift, Spending


@dataclass(frozen=True, slots=True)
class Reached:
    """What of a gift's packages a promised line got: set aside, brought, and confirmed by the receiver."""

    line: Line
    packages: int
    delivered: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Goods:
    """What of a lot a gift paid for, and where it went. What is not in `reached` is in stock."""

    lot: Lot
    packages: int
    amount_rp: int
    reached: Sequence[Reached]


@dataclass(frozen=True, slots=True)
class Step:
    """One spending that a gift bore a part of."""

    spending: Spending
    amount_rp: int
    goods: Sequence[Goods]


def trace(gift: Gift) -> list[Step]:
    """Every spending that the gift had a part in, oldest first. Five queries, however many."""
    own = Share.objects.filter(gift=gift, spending__state=Decision.AGREED, spending__reversed_at__isnull=True)
    mine = list(own.select_related("spending").order_by("spending__occurred_on", "spending__pk"))
    spendings = [share.spending_id for share in mine]
    shares: dict[int, list[tuple[int, int]]] = {}
    for row in Share.objects.filter(spending__in=spendings).order_by("position"):
        shares.setdefault(row.spending_id, []).append((row.gift_id, row.amount_rp))
    lots = _lots(spendings)
    pieces = _pieces(lot.pk for some in lots.values() for lot in some)
    return [
        Step(
            share.spending,
            share.amount_rp,
            _goods(gift.pk, shares[share.spending_id], lots.get(share.spending_id, []), share.spending, pieces),
        )
        for share in mine
    ]


def _lots(spendings: Iterable[int]) -> dict[int, list[Lot]]:
    found: dict[int, list[Lot]] = {}
    rows = Lot.objects.filter(item__spending__in=list(spendings)).select_related("package", "item")
    for lot in rows.order_by("item__number"):
        if lot.item is not None:
            found.setdefault(lot.item.spending_id, []).append(lot)
    return found


Piece = tuple[Packing, str]
STAGES = ("confirmed", "delivered", "packed")


def _pieces(lots: Iterable[int]) -> dict[int, list[tuple[Piece, int]]]:
    """For each lot its packages in the order in which they left: confirmed, brought only, and set aside only.

    A line may be filled from several lots: the chain's numbers fill its packings in the order of packing.
    """
    ids = list(lots)
    lines = Packing.objects.filter(lot__in=ids).values("line")
    loaded = ("line__need__recipient", "line__need__place", "line__commitment", "line__need__package")
    brought: dict[int, list[int]] = {}
    found: dict[int, list[tuple[Piece, int]]] = {}
    for packing in Packing.objects.filter(line__in=lines).select_related(*loaded).order_by("pk"):
        line = packing.line
        left = brought.setdefault(line.pk, [line.confirmed, line.delivered])
        confirmed = min(packing.quantity, left[0])
        delivered = min(packing.quantity, left[1])
        left[0] -= confirmed
        left[1] -= delivered
        parts = (
            ("confirmed", confirmed),
            ("delivered", delivered - confirmed),
            ("packed", packing.quantity - delivered),
        )
        if packing.lot_id in ids:
            found.setdefault(packing.lot_id, []).extend(((packing, stage), many) for stage, many in parts if many)
    for rows in found.values():
        rows.sort(key=lambda row: ("confirmed", "delivered", "packed").index(row[0][1]))
    return found


def _goods(
    gift: int,
    shares: Sequence[tuple[int, int]],
    lots: Sequence[Lot],
    spending: Spending,
    pieces: dict[int, list[tuple[Piece, int]]],
) -> list[Goods]:
    by_money = portions(shares, _stretches(lots, spending.amount_rp)) if lots else []
    found = []
    for lot in lots:
        paid = [(who, amount) for who, which, amount in by_money if which == lot.pk]
        counted = packages_of(paid, lot.quantity)
        stages: dict[Line, dict[str, int]] = {}
        for who, (packing, stage), many in portions(counted, pieces.get(lot.pk, [])):
            if who == gift:
                stages.setdefault(packing.line, {})[stage] = many
        found.append(
            Goods(
                lot,
                dict(counted).get(gift, 0),
                dict(paid).get(gift, 0),
                [_reached(line, numbers) for line, numbers in stages.items()],
            )
        )
    return [goods for goods in found if goods.amount_rp]


def _reached(line: Line, stages: dict[str, int]) -> Reached:
    confirmed = stages.get("confirmed", 0)
    delivered = confirmed + stages.get("delivered", 0)
    return Reached(line, delivered + stages.get("packed", 0), delivered, confirmed)


def _stretches(lots: Sequence[Lot], amount_rp: int) -> list[tuple[int, int]]:
    """The rupiah of a purchase laid out over its lots; what was bought beside them is spread over them by price."""
    prices = [lot.item.amount_rp for lot in lots if lot.item is not None]
    total = sum(prices)
    ends = [reached * amount_rp // total for reached in accumulate(prices)]
    widths = [end - begin for begin, end in zip([0, *ends[:-1]], ends, strict=True)]
    return [(lot.pk, wide) for lot, wide in zip(lots, widths, strict=True)]
