"""A report about money that was collected, as a page: the same words as its PDF (DOC-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from ksbb.core.refusals import NotFound
from ksbb.documents import queries as documents
from ksbb.documents.enums import PaperKind
from ksbb.gifts import reporting
from ksbb.opendata import datasets
from ksbb.web.capaian.answering import as_csv, as_json, form_of, public
from ksbb.web.papers.contents import assemble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponseBase

    from ksbb.funds.enums import FundKind
    from ksbb.gifts.models import Filing


@public
def report_page(request: HttpRequest, reference: str, report: str) -> HttpResponseBase:
    """What was handed in, with the way to its PDF; or the figures as JSON."""
    filing = reporting.filing_by_reference(report)
    organisation = filing.mandate.organisation
    if organisation.reference != reporting.agregator(reference).reference:
        raise NotFound(report)
    figures = reporting.frozen_figures(filing)
    told = {fund: one.told for fund, one in figures.items()}
    form = form_of(request)
    if form == "csv":
        return as_csv(request, datasets.REPORT, _rows(filing, told))
    if form == "json":
        return as_json({"reference": filing.reference, "since": filing.since, "until": filing.until, "funds": told})
    home = reverse("agregator:page", args=[organisation.reference])
    context = {
        "sheet": assemble(PaperKind.REPORT, filing.reference).sheet,
        "filing": filing,
        "organisation": organisation,
        "paper": documents.standing_on(filing.reference).get(PaperKind.REPORT),
        "ask": reverse("papers:ask", args=["laporan-pub", filing.reference]),
        "crumbs": [("Beranda", reverse("public:home")), (organisation.name, home), ("Laporan PUB", "")],
    }
    return render(request, "agregator/report.html", context)


def _rows(filing: Filing, told: Mapping[FundKind, Mapping[str, int]]) -> Iterator[dict[str, Any]]:
    """One row for each figure of each kind of money."""
    mandate = filing.mandate
    head = {
        "report": filing.reference,
        "agregator": mandate.organisation.reference,
        "number": mandate.number,
        "since": filing.since,
        "until": filing.until,
        "filed_on": localdate(filing.filed_at),
        "example": mandate.example,
    }
    for fund, figures in told.items():
        yield from ({**head, "fund": fund.value, "key": key, "value": value} for key, value in figures.items())
