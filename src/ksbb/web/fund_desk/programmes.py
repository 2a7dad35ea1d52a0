"""Programmes that an agregator asks money for: the own ones, opening one after looking at it, closing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.catalogue.queries import package_by_code, packages
from ksbb.core.formats import rupiah, tanggal
from ksbb.funds.enums import FundKind
from ksbb.gifts import actions, campaigns, duties, rules
from ksbb.gifts.queries import find_campaign, funds_of, standing
from ksbb.web.desks.forms import Amount, Day, Pick, PreviewForm, ReasonForm, Words
from ksbb.web.desks.pokja_opening import AreaField
from ksbb.web.desks.visits import AGREGATOR, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.gifts.models import Campaign

HERE = "fund_desk:programmes"


@sits_at(AGREGATOR, "GET", "HEAD")
def programmes(visit: Visit) -> HttpResponse:
    """The own programmes with what came for each, open ones first."""
    own = standing.agregator_of(visit.reach)
    rows = [(one, rules.why_closed(one.campaign, on=visit.today)) for one in campaigns.progress_of(own)]
    return visit.show("fund_desk/programmes.html", {"organisation": own, "rows": rows})


class CampaignForm(PreviewForm):
    """What money is asked for."""

    title = Words(label="Judul program", most=120)
    story = Words(label="Uraian singkat", rows=3, most=1000, required=False)
    fund = Pick(label="Untuk dana apa?")
    budget_rp = Amount(label="Anggaran, rupiah", most=rules.LARGEST)
    place = AreaField(label="Wilayah", required=False, help_text="Kosong: tempat yang paling perlu.")
    package = Pick(label="Paket", menu=True, required=False)
    closes_on = Day(label="Sampai tanggal", required=False, help_text="Kosong: sampai Anda menutupnya.")


@sits_at(AGREGATOR)
def open_campaign(visit: Visit) -> HttpResponse:
    """Ask for money for something: looked at as the public will see it, then opened."""
    own = standing.agregator_of(visit.reach)
    kinds = sorted(funds_of(own, on=visit.today))
    form = CampaignForm(visit.sent)
    form.choose("fund", [(kind.value, kind.label) for kind in kinds])
    form.choose("package", [("", "Paket yang paling perlu"), *((one.code, one.name) for one in packages())])

    def deed(said: dict[str, Any]) -> Campaign:
        key, package = said.pop("key"), package_by_code(said["package"]) if said["package"] else None
        told = {**said, "fund": FundKind(said["fund"]), "package": package}
        return actions.open_campaign(by=visit.user, organisation=own, **told, at=visit.at, key=key)

    done = form.attempt(deed)
    if done is not None:
        return visit.go(HERE, done=f"Program {done.reference} dibuka dan tampil untuk umum.")
    lead = "Periksa sekali lagi: judul dan uraian tampil untuk umum, dan tidak dapat diubah sesudah dibuka."
    button, facts = ("Buka program", _facts(form.cleaned_data)) if form.previewing else ("Periksa program", [])
    told = lead if form.previewing else ""
    refusal = None if kinds else rules.NO_OWN_MANDATE
    return visit.ask(form, Question("Buka program", button, reverse(HERE), told, "Program", facts, refusal))


def _facts(said: dict[str, Any]) -> list[dict[str, Any]]:
    package = package_by_code(said["package"]).name if said["package"] else "paket yang paling perlu"
    return [
        {"term": "Judul", "value": said["title"], "note": said["story"]},
        {"term": "Jenis dana", "value": FundKind(said["fund"]).label},
        {"term": "Anggaran", "value": rupiah(said["budget_rp"])},
        {"term": "Untuk", "value": said["place"].title if said["place"] else "tempat yang paling perlu"},
        {"term": "Paket", "value": package},
        {"term": "Sampai", "value": tanggal(said["closes_on"]) if said["closes_on"] else "sampai ditutup"},
    ]


@sits_at(AGREGATOR)
def close_campaign(visit: Visit, reference: str) -> HttpResponse:
    """Ask for nothing more; what came stays meant for it."""
    found = find_campaign(visit.user, reference, visit.at)
    visit.insist_own(found.organisation_id)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.close_campaign(
            by=visit.user, campaign=found, reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go(HERE, done=f"Program {done.reference} ditutup.")
    progress = campaigns.progress(found, on=visit.today)
    facts = [
        {"term": "Terkumpul", "value": rupiah(progress.received), "note": f"dari anggaran {rupiah(found.budget_rp)}"},
        {"term": "Belum dibelanjakan", "value": rupiah(progress.unspent), "note": "tetap untuk program ini"},
    ]
    lead = "Program tidak menerima niat baru. Alasannya tampil untuk umum."
    refusal = duties.why_not_close(found)
    title = f"Tutup program: {found.title}"
    question = Question(title, "Tutup program", reverse(HERE), lead, "Program", facts, refusal, danger=True)
    return visit.ask(form, question)
