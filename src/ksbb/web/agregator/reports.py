"""A report about money that was collected, as a page: the same words as its PDF (DOC-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse

from ksbb.core.refusals import NotFound
from ksbb.documents import queries as documents
from ksbb.documents.enums import PaperKind
from ksbb.gifts import reporting
from ksbb.web.capaian.answering import as_json, form_of, public
from ksbb.web.papers.contents import assemble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@public
def report_page(request: HttpRequest, reference: str, report: str) -> HttpResponseBase:
    """What was handed in, with the way to its PDF; or the figures as JSON."""
    filing = reporting.filing_by_reference(report)
    organisation = filing.mandate.organisation
    if organisation.reference != reporting.agregator(reference).reference:
        raise NotFound(report)
    figures = reporting.frozen_figures(filing)
    if form_of(request) == "json":
        told = {fund: {**vars_of(one), "closing": one.closing} for fund, one in figures.items()}
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


def vars_of(one: reporting.PeriodFigures) -> dict[str, int]:
    """The five figures by name."""
    return {name: getattr(one, name) for name in ("opening", "received", "refunded", "bought", "costs")}
