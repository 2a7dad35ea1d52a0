"""What anybody may read of money: agregators, their ledger, the chain of a gift. Declared columns only, no giver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router

from ksbb.api.door import NO, NO_SUCH
from ksbb.api.pages import Window, answer, page
from ksbb.api.reading import Reference
from ksbb.api.shapes import AgregatorRow, AgregatorSheet, GiftRow, Page, TransferRow
from ksbb.core.refusals import NotFound
from ksbb.funds import queries as ledger
from ksbb.gifts import books, reporting
from ksbb.gifts import queries as gifts
from ksbb.gifts.enums import GiftState
from ksbb.gifts.tracing import Step, trace

router = Router()
Rows = Iterable[dict[str, Any]]


class LedgerWindow(Window):
    fund: Literal["donasi", "zakat", "infak", "lembaga"] = "donasi"
    month: str = Field("", pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$", description="Seperti 2020-05; kosong: semua.")


@router.get("/agregators", response={200: Page[AgregatorRow], **NO}, summary="Agregator")
def list_agregators(request: HttpRequest, wanted: Query[Window]) -> HttpResponse:
    rows = reporting.agregators().values("pk", "reference", "name", "standing", "example")
    return page(request, wanted, rows, _agregators)


COLUMNS = ("reference", "name", "standing", "example")


def _agregators(rows: list[dict[str, Any]]) -> Rows:
    for row in rows:
        url = f"{settings.KSBB_ORIGIN}/agregator/{row['reference']}/"
        yield {**{name: row[name] for name in COLUMNS}, "url": url}


@router.get("/agregators/{reference}", response={200: AgregatorSheet, **NO_SUCH}, summary="Satu agregator")
def show_agregator(request: HttpRequest, reference: str = Reference) -> HttpResponse:
    found, on = reporting.agregator(reference), timezone.localdate()
    (head,) = _agregators([{name: getattr(found, name) for name in COLUMNS}])
    funds = [_fund(money) for money in reporting.money_of(found, on=on)]
    grounds = [ground.told for ground in reporting.grounds_of(found, on=on)]
    return answer({**head, "grounds": grounds, "funds": funds})


def _fund(money: reporting.FundMoney) -> dict[str, Any]:
    names = ("received", "refunded", "bought", "costs", "unspent")
    return {
        "fund": money.fund.value,
        **{name: getattr(money, name) for name in names},
        "ages": list(money.ages),
        "goods": [asdict(row) for row in money.goods],
    }


LEDGER_COLUMNS = (
    "pk",
    "occurred_on",
    "precision",
    "kind",
    "about",
    "debit__code",
    "credit__code",
    "amount",
    "debit__unit",
    "reverses",
)


@router.get(
    "/agregators/{reference}/ledger", response={200: Page[TransferRow], **NO_SUCH}, summary="Pembukuan satu jenis dana"
)
def list_ledger(request: HttpRequest, wanted: Query[LedgerWindow], reference: str = Reference) -> HttpResponse:
    book = ledger.book_of(reporting.agregator(reference).pk, reporting.fund_named(wanted.fund))
    month = date.fromisoformat(f"{wanted.month}-01") if wanted.month else None
    return page(request, wanted, books.transfers(book, month=month).values(*LEDGER_COLUMNS), _transfers)


def _transfers(rows: list[dict[str, Any]]) -> Rows:
    for row in rows:
        yield {
            "row": row["pk"],
            "occurred_on": row["occurred_on"].isoformat(),
            "precision": row["precision"],
            "kind": row["kind"],
            "about": row["about"],
            "debit": row["debit__code"],
            "credit": row["credit__code"],
            "amount": -row["amount"] if row["reverses"] else row["amount"],
            "unit": row["debit__unit"],
            "reverses": row["reverses"],
        }


@router.get("/gifts/{reference}", response={200: GiftRow, **NO_SUCH}, summary="Rantai satu titipan")
def show_gift(request: HttpRequest, reference: str = Reference) -> HttpResponse:
    gift = gifts.gift_by_reference(reference)
    if gift.state not in {GiftState.RECEIVED, GiftState.REFUNDED}:
        raise NotFound(reference)  # what was only meant is nobody's to read
    names = ("reference", "fund", "state", "received_rp", "spent_rp", "refunded_rp", "precision", "example")
    return answer(
        {
            **{name: getattr(gift, name) for name in names},
            "agregator": gift.organisation.reference,
            "received_on": gift.received_on.isoformat() if gift.received_on else None,
            "steps": [_step(step) for step in trace(gift)],
        }
    )


def _step(step: Step) -> dict[str, Any]:
    reached = [
        {
            "need": one.line.need.reference,
            "recipient": one.line.need.recipient.reference,
            "packages": one.packages,
            "delivered": one.delivered,
            "confirmed": one.confirmed,
        }
        for goods in step.goods
        for one in goods.reached
    ]
    spending = step.spending
    return {"spending": spending.reference, "kind": spending.kind, "amount_rp": step.amount_rp, "reached": reached}
