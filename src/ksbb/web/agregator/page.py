"""An agregator as everybody sees it: standing, legal bases, and every rupiah by kind of money, with its rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.core.units import Unit
from ksbb.gifts import campaigns, reporting
from ksbb.gifts.duties import Duty, due_on
from ksbb.opendata import datasets
from ksbb.web.agregator.drawing import cap_bar, cap_says, is_over, waterfall
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public
from ksbb.web.public.organisations import trust

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.http import HttpRequest, HttpResponseBase

    from ksbb.gifts.reporting import FundMoney, Ground
    from ksbb.parties.models import Organisation

AGE_WORDS = ("0–30 hari", "31–90 hari", "91–180 hari", "lebih dari 180 hari")
DUTY_TAGS = {Duty.FILED: "promised", Duty.LATE: "fault", Duty.HIDDEN: "fault", Duty.DUE: "open"}


@public
def agregator_page(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The page, or its figures as CSV or JSON."""
    found = reporting.agregator(reference)
    if found.reference != reference:
        return HttpResponsePermanentRedirect(reverse("agregator:page", args=[found.reference]))
    at = timezone.now()
    on = timezone.localdate(at)
    funds = reporting.money_of(found, on=on)
    form = form_of(request)
    if form == "csv":
        return as_csv(request, datasets.MONEY, figure_rows(found, funds, on=on))
    grounds = reporting.grounds_of(found, on=on)
    if form == "json":
        return as_json(told(found, funds, grounds, on=on))
    by_press = any(money.received for money in funds) and not any(ground.own for ground in grounds)
    context = {
        "funds": [_fund(found, money, on=on, by_press=by_press) for money in funds if money.received or money.goods],
        "grounds": [_ground(ground) for ground in grounds],
        "by_press": by_press,
        "nothing_holds": not any(ground.holds for ground in grounds),
        "flagged": reporting.flagged(found),
        "campaigns": campaigns.progress_of(found),
        "crumbs": _crumbs(found),
        "day": on,
    }
    return render(request, "agregator/page.html", context | trust(found, at=at))


def _crumbs(organisation: Organisation) -> list[tuple[str, str]]:
    listed = reverse("public:organisations")
    return [("Beranda", reverse("public:home")), ("Organisasi", listed), (organisation.name, "")]


def _fund(organisation: Organisation, money: FundMoney, *, on: date, by_press: bool) -> dict[str, Any]:
    """What the template shows of one kind of money; each figure with the address of its rows.

    Of money that is known from the press alone, nothing is told as nought: it was not told at all.
    """
    book = reverse("agregator:book", args=[organisation.reference, money.fund])
    figures = [
        ("Terkumpul", money.received, "terima"),
        ("Dibelanjakan untuk barang", money.bought, "beli"),
        ("Biaya penyelenggaraan", money.costs, "biaya"),
        ("Dikembalikan", money.refunded, "kembali"),
    ]
    csv_url = reverse("agregator:page", args=[organisation.reference]) + "?bentuk=csv"
    return {
        "money": money,
        "book": book,
        "figures": [(word, amount, f"{book}?jenis={kind}") for word, amount, kind in figures if amount or not by_press],
        "ages": [
            (word, amount, f"{book}?umur={number}")
            for number, (word, amount) in enumerate(zip(AGE_WORDS, money.ages, strict=True))
        ],
        "goods": [(row, Unit(row.unit).label) for row in money.goods],
        "waterfall": waterfall(money, csv_url=csv_url, as_of=on) if money.received else None,
    }


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "ground": ground,
        "says": cap_says(ground),
        "over": is_over(ground),
        "bar": cap_bar(ground) if ground.basis.cap is not None and ground.proceeds else "",
        "due": due_on(ground.mandate),
        "tag": DUTY_TAGS.get(ground.duty, "wait"),
        "duty": "" if ground.duty == Duty.NONE else ground.duty.label,
    }


def figures_of(money: FundMoney) -> dict[str, int]:
    """The figures of one kind of money in rupiah, by the names of the API."""
    names = ("received", "refunded", "bought", "costs", "unspent", "delivered", "stock", "lost", "beside")
    ages = {
        f"unspent_{first}_{last or 'up'}": amount
        for (first, last), amount in zip(reporting.AGES, money.ages, strict=True)
    }
    return {name: getattr(money, name) for name in names} | ages


def figure_rows(organisation: Organisation, funds: list[FundMoney], *, on: date) -> Iterator[dict[str, Any]]:
    """One row for each figure, as the CSV holds it."""
    head = {"as_of": on, "agregator": organisation.reference, "name": organisation.name}
    for money in funds:
        line = {**head, "fund": money.fund.value, "example": organisation.example}
        for key, value in figures_of(money).items():
            yield {**line, "key": key, "value": value, "unit": Unit.RUPIAH.value}
        for row in money.goods:
            for key in ("acquired", "delivered", "stock", "lost"):
                yield {**line, "key": f"goods.{row.item}.{key}", "value": getattr(row, key), "unit": row.unit}


def told(organisation: Organisation, funds: list[FundMoney], grounds: list[Ground], *, on: date) -> dict[str, Any]:
    """The whole page as plain data."""
    return {
        "as_of": on.isoformat(),
        "agregator": organisation.reference,
        "name": organisation.name,
        "standing": organisation.standing,
        "example": organisation.example,
        "funds": [
            {
                "fund": money.fund.value,
                **figures_of(money),
                "goods": [asdict(row) for row in money.goods],
            }
            for money in funds
        ],
        "grounds": [ground.told for ground in grounds],
    }
