"""What the agregator owes the public: the report about each legal basis, looked at before it is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.urls import reverse

from ksbb.core.formats import persen, rentang_tanggal, rupiah
from ksbb.gifts import actions, duties, reporting
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.queries import find_mandate, standing
from ksbb.web.desks.forms import Day, DeedForm
from ksbb.web.desks.visits import AGREGATOR, Visit, sits_at
from ksbb.web.fund_desk.spending_forms import Scan
from ksbb.web.papers.reports import COSTS, figures_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpResponse

    from ksbb.core.refusals import Refusal
    from ksbb.gifts.models import Filing, Mandate
    from ksbb.gifts.reporting import Ground, PeriodFigures

HERE = "fund_desk:reports"
ACCOUNTANT = "accountant_needed"


@sits_at(AGREGATOR, "GET", "HEAD")
def reports(visit: Visit) -> HttpResponse:
    """Every legal basis with where its report stands, and what was handed in."""
    own = standing.agregator_of(visit.reach)
    rows = [
        (ground, duties.due_on(ground.mandate), _has_days(ground, on=visit.today))
        for ground in reporting.grounds_of(own, on=visit.today)
    ]
    return visit.show("fund_desk/reports.html", {"organisation": own, "rows": rows})


def _has_days(ground: Ground, *, on: date) -> bool:
    """Is there anything that can be reported by now: a basis without end, or one that ended without its report?"""
    until = ground.mandate.valid_until
    return not ground.basis.ends or (until is not None and until < on and not ground.filings)


class SpanForm(forms.Form):
    """Which days of a legal basis that has no end."""

    since = Day(label="Sejak tanggal")
    until = Day(label="Sampai tanggal")


class FilingForm(DeedForm):
    """The days that were looked at, and the accountant's opinion where the law asks for one."""

    since = Day(widget=forms.HiddenInput(attrs={"id": False}))
    until = Day(widget=forms.HiddenInput(attrs={"id": False}))
    accountant = Scan(label="Opini akuntan publik", required=False)


@sits_at(AGREGATOR)
def file_report(visit: Visit, number: str) -> HttpResponse:
    """Look at the figures of the days; hand them in as they are."""
    found = own_mandate(visit, number)
    ends = basis_by_code(found.basis).ends
    asked = SpanForm(visit.request.POST or visit.request.GET or None)
    span = _whole(found) if ends else asked.cleaned_data if asked.is_valid() else None
    files = visit.request.FILES if visit.sent is not None else None
    form = FilingForm(visit.sent, files=files, initial=span or {})
    done = form.attempt(lambda said: _file(visit, found, said))
    if done is not None:
        return visit.go(HERE, done=f"Laporan {done.reference} diserahkan dan tampil untuk umum.")
    context = {"mandate": found, "basis": basis_by_code(found.basis), "form": form, "span": span}
    looked_at = _looked_at(visit, found, span) if span else {}
    return visit.show("fund_desk/file_report.html", {**context, "asked": None if ends else asked, **looked_at})


def own_mandate(visit: Visit, number: str) -> Mandate:
    """A legal basis of the own agregator. Raises NotFound."""
    found = find_mandate(visit.user, number, visit.at)
    visit.insist_own(found.organisation_id)
    return found


def _whole(mandate: Mandate) -> dict[str, date] | None:
    return {"since": mandate.valid_from, "until": mandate.valid_until} if mandate.valid_until else None


def _file(visit: Visit, mandate: Mandate, said: dict[str, Any]) -> Filing:
    opinion, key = said.pop("accountant"), said.pop("key")
    with transaction.atomic():  # no opinion is kept of a report that is refused
        told = {"organisation": mandate.organisation, "content": opinion}
        voucher = actions.keep_voucher(by=visit.user, **told, at=visit.at, key=key) if opinion else None
        return actions.file_report(by=visit.user, mandate=mandate, accountant=voucher, **said, at=visit.at, key=key)


def _looked_at(visit: Visit, mandate: Mandate, span: Mapping[str, date]) -> dict[str, Any]:
    """The figures of the days, and why they cannot be handed in; an opinion that lacks is asked for, not refused."""
    figures = reporting.period_figures(mandate, **span)
    refusal: Refusal | None = duties.why_not_file(
        mandate,
        **span,
        on=visit.today,
        filed=reporting.is_filed(mandate, **span),
        received_rp=sum(one.received for one in figures.values()),
        accountant=None,
    )
    lacks_opinion = refusal is not None and refusal.code == ACCOUNTANT
    return {
        "days": rentang_tanggal(span["since"], span["until"]),
        "funds": [(fund, _facts(mandate, one)) for fund, one in figures.items()],
        "refusal": None if lacks_opinion else refusal,
        "opinion": refusal.message if refusal is not None and lacks_opinion else "",
        "filed": reverse(HERE),
    }


def _facts(mandate: Mandate, one: PeriodFigures) -> list[dict[str, Any]]:
    cap = basis_by_code(mandate.basis).cap
    limit = f"batas {persen(cap, 1000)}" if cap is not None else "batas tidak kami ketahui"
    share = f"{persen(one.costs, one.received, decimals=1)} dari yang terkumpul, {limit}" if one.received else limit
    return [
        {"term": word, "value": rupiah(amount), "note": share if word == COSTS else ""}
        for word, amount in figures_in_words(one)
    ]
