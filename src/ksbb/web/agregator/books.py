"""The public ledger of one kind of money: trial balance, months, and the rows behind every figure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.core.formats import bulan, rupiah
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound
from ksbb.core.units import Unit
from ksbb.funds import queries as ledger
from ksbb.funds.enums import AccountType, FundKind, TransferKind
from ksbb.gifts import books, reporting
from ksbb.opendata import datasets
from ksbb.web.agregator.page import AGE_WORDS
from ksbb.web.agregator.rowing import amount_said, day_said, row_told, running, seen
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponseBase

    from ksbb.funds.models import Book

PAGE = 50
NARROWED = {"jenis": "kind", "tentang": "about", "program": "campaign"}
"""Words of the address that narrow the rows of a book."""
IN_RUPIAH = {TransferKind.RECEIVE, TransferKind.REFUND, TransferKind.PURCHASE, TransferKind.COST, TransferKind.RELEASE}


def _opened(reference: str, fund: str) -> Book:
    """The book of an address, with its organisation. Raises NotFound."""
    organisation = reporting.agregator(reference)
    book = ledger.book_of(organisation.pk, reporting.fund_named(fund))
    book.organisation = organisation
    return book


def _context(book: Book, last: str = "") -> dict[str, Any]:
    fund = FundKind(book.fund).label
    home = reverse("agregator:page", args=[book.organisation.reference])
    crumbs = [("Beranda", reverse("public:home")), (book.organisation.name, home), (fund, "")]
    if last:
        address = reverse("agregator:book", args=[book.organisation.reference, book.fund])
        crumbs = [*crumbs[:-1], (fund, address), (last, "")]
    return {"book": book, "organisation": book.organisation, "fund": fund, "crumbs": crumbs}


@public
def book_page(request: HttpRequest, reference: str, fund: str) -> HttpResponseBase:
    """The book; with `jenis`, `tentang` or `program` its rows of that kind or about that, with `umur` unspent gifts."""
    book, form = _opened(reference, fund), form_of(request)
    age = request.GET.get("umur", "")
    if age and form == "html":
        return _unspent(request, book, age)
    asked = {word: request.GET.get(name, "")[:40] for name, word in NARROWED.items()}
    if asked["kind"] not in TransferKind.values:
        asked["kind"] = ""
    if any(asked.values()) or form != "html":
        return _rows(request, book, asked, form=form)
    trial = [
        (row, *(amount_said(number, row.unit) for number in (row.debits, row.credits, row.balance)))
        for row in ledger.trial_balance(book)
    ]
    context = {
        "trial": trial,
        "months": books.months_of(book),
        "csv_url": "?bentuk=csv",
        "json_url": "?bentuk=json",
    }
    return render(request, "agregator/book.html", context | _context(book))


def _rows(request: HttpRequest, book: Book, asked: dict[str, str], *, form: str) -> HttpResponseBase:
    kind, about, campaign = (asked[word] for word in NARROWED.values())
    rows = books.transfers(book, kind=kind, about=about, campaign=campaign)
    if form == "csv":
        return as_csv(request, datasets.LEDGER, (row_told(book, row) for row in rows.iterator()))
    query = urlencode({name: asked[word] for name, word in NARROWED.items() if asked[word]})
    number, total = _page_of(request, rows)
    part = rows[(number - 1) * PAGE : number * PAGE]
    more = number * PAGE < total
    if form == "json":
        onward = request.build_absolute_uri(f"{request.path}?{query}&bentuk=json&hal={number + 1}") if more else None
        return as_json({"rows": total, "items": [row_told(book, row) for row in part], "next": onward})
    named = [TransferKind(kind).label if kind else "", f"program {campaign}" if campaign else ""]
    heading = ", ".join(filter(None, named)) or f"Tentang {about}"
    heading = heading[0].upper() + heading[1:]
    context = {
        "heading": heading,
        "rows": [seen(row, -row.amount if row.reverses_id else row.amount) for row in part],
        "total": amount_said(books.sum_of(rows), Unit.RUPIAH) if kind in IN_RUPIAH else "",
        "behind": books.spending_behind(book, about) if about else None,
        **_paging(number, total, query),
    }
    return render(request, "agregator/rows.html", context | _context(book, heading))


def _page_of(request: HttpRequest, rows: QuerySet[Any]) -> tuple[int, int]:
    """The number of the page, within what there is, and how many rows there are."""
    total = rows.count()
    return min(row_number(request.GET.get("hal", ""), longest=6) or 1, max(-(-total // PAGE), 1)), total


def _paging(number: int, total: int, query: str) -> dict[str, Any]:
    last = min(number * PAGE, total)
    joined = f"{query}&" if query else ""
    return {
        "shown": f"{(number - 1) * PAGE + 1}–{last} dari {total} baris" if total else "",
        "previous_url": f"?{joined}hal={number - 1}" if number > 1 else "",
        "next_url": f"?{joined}hal={number + 1}" if last < total else "",
        "csv_url": f"?{joined}bentuk=csv",
        "json_url": f"?{joined}bentuk=json",
    }


def _unspent(request: HttpRequest, book: Book, age: str) -> HttpResponseBase:
    """Gifts of which something is left; without their givers."""
    chosen = row_number(age, longest=1) if age in {"0", "1", "2", "3"} else None
    rows = books.unspent_gifts(book, on=timezone.localdate(), age=chosen)
    number, total = _page_of(request, rows)
    total_rp = rupiah(books.left_of(rows))
    word = "Belum dibelanjakan" if chosen is None else f"Belum dibelanjakan, {AGE_WORDS[chosen]}"
    context = {
        "heading": word,
        "total": total_rp,
        "gifts": [
            (one, day_said(one.received_on or one.state_since.date(), one.precision))
            for one in rows[(number - 1) * PAGE : number * PAGE]
        ],
        **_paging(number, total, f"umur={age[:5]}"),
    }
    return render(request, "agregator/unspent.html", context | _context(book, word))


@public
def book_month(request: HttpRequest, reference: str, fund: str, month: str) -> HttpResponseBase:
    """A month of the money; with `akun` of one account: how it began, its rows with the balance, how it ended."""
    book, first = _opened(reference, fund), _month(month)
    code = request.GET.get("akun", "")[:60]
    accounts = [ledger.account_by_code(book, code)] if code else list(ledger.accounts_of(book, AccountType.BANK))
    if not accounts or (code and not (accounts[0].debits or accounts[0].credits)):
        raise NotFound(month)  # an account that nothing came to is nobody's yet: its channel may still be waiting
    found = books.month_statement(accounts, first)
    if form_of(request) == "csv":
        every = running(found.rows.iterator(), found.opening)
        return as_csv(request, datasets.LEDGER, ({**row_told(book, row), "balance": balance} for row, balance in every))
    return _month_part(request, book, found, first, code)


def _month_part(
    request: HttpRequest, book: Book, found: books.MonthStatement, month: date, code: str
) -> HttpResponseBase:
    """A page of the month, or the same as JSON."""
    number, total = _page_of(request, found.rows)
    start, until = (number - 1) * PAGE, ledger.closed_until(book)
    part = running(found.rows[start : start + PAGE], found.balance_before(start))
    closed = until is not None and month <= until
    if form_of(request) == "json":
        items = [{**row_told(book, row), "balance": balance} for row, balance in part]
        told = {"month": f"{month:%Y-%m}", "opening": found.opening, "closing": found.closing, "closed": closed}
        return as_json({**told, "rows": total, "items": items})
    unit = found.accounts[0].unit
    context = {
        "account": found.accounts[0] if code else None,
        "rows": [seen(row, row.change, balance) for row, balance in part],
        "opening": amount_said(found.opening, unit),
        "closing": amount_said(found.closing, unit),
        "closed": closed,
        "month": bulan(month),
        **_paging(number, total, f"akun={code}" if code else ""),
    }
    return render(request, "agregator/month.html", context | _context(book, bulan(month)))


def _month(text: str) -> date:
    """The first day of a month like 2020-05. Raises NotFound."""
    year, _, number = text.partition("-")
    if len(year) != 4 or len(number) != 2 or not (year + number).isascii() or not (year + number).isdigit():
        raise NotFound(text)
    try:
        first = date(int(year), int(number), 1)
    except ValueError:
        raise NotFound(text) from None
    if first > timezone.localdate():
        raise NotFound(text)  # nothing is dated ahead
    return first
