"""Asking for something, one decision a page. The answers so far are kept in the session until they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse

from ksbb.catalogue import queries as catalogue
from ksbb.catalogue.enums import Basis
from ksbb.catalogue.rules import PERSONS_PER_FAMILY, fitting_quantity
from ksbb.core.formats import angka, rentang_tanggal, tanggal
from ksbb.core.refusals import NotFound
from ksbb.needs import actions as needs
from ksbb.needs.enums import Urgency
from ksbb.needs.rules import VERIFY_WITHIN, why_not_quantity
from ksbb.recipients import queries as recipients
from ksbb.web.desks.forms import Amount, DeedForm, Pick, PlainForm, Reason, Words
from ksbb.web.desks.visits import RECIPIENT, Question, Visit, sits_at
from ksbb.web.public.plates import plate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpResponse

    from ksbb.catalogue.models import Package, Period
    from ksbb.recipients.models import Fact, Recipient

Draft = dict[str, Any]


def _draft(visit: Visit, recipient: Recipient) -> Draft:
    """The answers so far, as kept in the session."""
    kept = visit.request.session.get("drafts", {}).get(recipient.reference)
    return dict(kept) if isinstance(kept, dict) else {}


def _keep(visit: Visit, recipient: Recipient, draft: Draft) -> None:
    """Keep the answers (an empty draft forgets them)."""
    drafts = dict(visit.request.session.get("drafts", {}))
    drafts.pop(recipient.reference, None)
    visit.request.session["drafts"] = {**drafts, recipient.reference: draft} if draft else drafts


def _newest_facts(recipient: Recipient) -> dict[str, Fact]:
    return recipients.latest_facts([recipient.pk]).get(recipient.pk, {})


def with_days(period: Period) -> str:
    """The name and the days, once."""
    days = rentang_tanggal(period.starts_on, period.ends_on)
    return period.name if days in period.name else f"{period.name} ({days})"


def _fitting(facts: dict[str, Fact], package: Package, period: Period) -> int | None:
    families, residents = recipients.families_and_residents(facts)
    return fitting_quantity(package=package, period=period, families=families, residents=residents)


def _reckoning(facts: dict[str, Fact], package: Package, period: Period) -> str:
    """How the fitting quantity comes about: "410 KK × 4 orang × 7 hari = 11.480"; "" where no fact says."""
    families, residents = recipients.families_and_residents(facts)
    fitting = fitting_quantity(package=package, period=period, families=families, residents=residents)
    if fitting is None:
        return ""
    by_family = families is not None and (residents is None or package.basis == Basis.FAMILIES)
    parts = [f"{angka(families)} KK" if by_family and families is not None else f"{angka(residents or 0)} orang"]
    if by_family and package.basis != Basis.FAMILIES:
        parts.append(f"{PERSONS_PER_FAMILY} orang")
    if package.basis == Basis.PERSON_DAYS:
        parts.append(f"{(period.ends_on - period.starts_on).days + 1} hari")
    return f"{' × '.join(parts)} = {angka(fitting)} {package.counted_as}"


def running_now(running: Sequence[Period], *, on: date) -> Period | None:
    """The period that one asks for first: of those that have begun the one that is over soonest, else the next."""
    begun = [period for period in running if period.starts_on <= on]
    return min(begun, key=lambda period: (period.ends_on, period.pk), default=next(iter(running), None))


def _chosen(draft: Draft) -> tuple[Package, Period | None]:
    """The package and, once chosen, the period of a draft. Raises NotFound when a code is no longer known."""
    package = catalogue.package_by_code(str(draft.get("package", "")))
    return package, catalogue.period_by_code(str(draft["period"])) if draft.get("period") else None


@sits_at(RECIPIENT, "GET", "HEAD")
def start(visit: Visit) -> HttpResponse:
    """For which of the own recipients?"""
    mine = recipients.spoken_for(visit.reach)
    if len(mine) == 1:
        return redirect("desks:propose_package", mine[0].reference)
    return visit.show("desks/choose_recipient.html", {"mine": mine, "page": "desks:propose_package"})


@sits_at(RECIPIENT)
def package(visit: Visit, reference: str) -> HttpResponse:
    """What is needed? Every package with its contents."""
    recipient = recipients.own_recipient(visit.reach, reference)
    institution = recipient.kind.institution
    offered = [p for p in catalogue.packages() if (p.for_institutions if institution else p.for_rw)]
    if visit.sent is not None:
        chosen = next((p for p in offered if p.code == visit.sent.get("package")), None)
        if chosen is None:
            raise NotFound("package")
        _keep(visit, recipient, {**_draft(visit, recipient), "package": chosen.code})
        return redirect("desks:propose_quantity", recipient.reference)
    contents = [
        {"package": p, "version": version, "items": items, "plate": plate([(i.name, i.quantity) for i in items][:5])}
        for p, version, items in catalogue.contents_of(offered, on=visit.today)
    ]
    return visit.show("desks/propose_package.html", {"recipient": recipient, "offered": contents})


class QuantityForm(DeedForm):
    """For which period, how many; and why, where it is more than the record shows."""

    period = Pick(label="Untuk periode mana?")
    quantity = Amount(label="Berapa yang dibutuhkan?")
    beyond_fact_reason = Reason(
        label="Alasan bila jumlahnya di atas data atau sangat besar", required=False, help_text="Kosongkan bila wajar."
    )


@sits_at(RECIPIENT)
def quantity(visit: Visit, reference: str) -> HttpResponse:
    """How many, beside what the newest fact calls for."""
    recipient = recipients.own_recipient(visit.reach, reference)
    draft = _draft(visit, recipient)
    if not draft.get("package"):
        return redirect("desks:propose_package", recipient.reference)
    chosen, _ = _chosen(draft)
    facts = _newest_facts(recipient)
    running = catalogue.running_periods(on=visit.today)
    fit = {period.code: _fitting(facts, chosen, period) for period in running}
    now = running_now(running, on=visit.today)
    form = QuantityForm(visit.sent, initial={"period": now.code if now else "", **draft})
    form.choose("period", [(p.code, with_days(p)) for p in running])
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        refusal = why_not_quantity(
            quantity=said["quantity"], fitting=fit[said["period"]], reason=said["beyond_fact_reason"]
        )
        if refusal is None:
            _keep(visit, recipient, {**draft, **{k: v for k, v in said.items() if k != "key"}})
            return redirect("desks:propose_reason", recipient.reference)
        form.add_error("beyond_fact_reason", refusal.message)
    reckoned = [(period, _reckoning(facts, chosen, period)) for period in running]
    context = {"recipient": recipient, "package": chosen, "form": form, "facts": facts.values(), "running": running}
    return visit.show("desks/propose_quantity.html", {**context, "reckoned": [row for row in reckoned if row[1]]})


class WhyForm(DeedForm):
    """How pressing, and what people should know."""

    urgency = Pick(label="Seberapa mendesak?", choices=Urgency.choices, initial=Urgency.NORMAL)
    reason = Words(
        label="Keterangan untuk calon pemberi", rows=3, most=600, required=False, help_text="Tanpa nama warga."
    )
    source = Words(label="Dari mana data ini?", help_text="Misalnya: rapat RW 20 November.")


@sits_at(RECIPIENT)
def reason(visit: Visit, reference: str) -> HttpResponse:
    """How pressing it is and where the number comes from."""
    recipient = recipients.own_recipient(visit.reach, reference)
    draft = _draft(visit, recipient)
    if not draft.get("quantity"):
        return redirect("desks:propose_package", recipient.reference)
    form = WhyForm(visit.sent, initial={"urgency": Urgency.NORMAL, **draft})
    if form.is_bound and form.is_valid():
        _keep(visit, recipient, {**draft, **{k: v for k, v in form.cleaned_data.items() if k != "key"}})
        return redirect("desks:propose_check", recipient.reference)
    back = reverse("desks:propose_quantity", args=[recipient.reference])
    question = Question("Keterangan", "Lanjut", back, lead=f"Langkah 3 dari 4 · {recipient.name}")
    return visit.ask(form, question)


@sits_at(RECIPIENT)
def check(visit: Visit, reference: str) -> HttpResponse:
    """Everything once more, then send."""
    recipient = recipients.own_recipient(visit.reach, reference)
    draft = _draft(visit, recipient)
    if not draft.get("source"):
        return redirect("desks:propose_package", recipient.reference)
    chosen, period = _chosen(draft)
    if period is None:
        return redirect("desks:propose_quantity", recipient.reference)
    form = PlainForm(visit.sent)
    need = form.attempt(
        lambda said: needs.propose(
            by=visit.user,
            recipient=recipient,
            package=chosen,
            period=period,
            at=visit.at,
            key=said["key"],
            **_terms(draft),
        )
    )
    if need is not None:
        _keep(visit, recipient, {})
        return visit.go("desks:own_need", need.reference, done="Pengajuan terkirim ke petugas kelurahan.")
    return visit.ask(form, _check_question(visit, recipient, chosen, period, draft))


def _terms(draft: Draft) -> dict[str, Any]:
    return {
        "quantity": int(draft["quantity"]),
        "source": str(draft["source"]),
        "reason": str(draft.get("reason", "")),
        "beyond_fact_reason": str(draft.get("beyond_fact_reason", "")),
        "urgency": Urgency(draft.get("urgency", Urgency.NORMAL)),
    }


def _check_question(visit: Visit, recipient: Recipient, chosen: Package, period: Period, draft: Draft) -> Question:
    def change(step: str) -> str:
        return reverse(f"desks:propose_{step}", args=[recipient.reference])

    number = f"{angka(int(draft['quantity']))} {chosen.counted_as}"
    facts = [
        {"term": "Untuk", "value": recipient.name},
        {"term": "Paket", "value": chosen.name, "change_url": change("package")},
        {"term": "Jumlah", "value": number, "note": period.name, "change_url": change("quantity")},
        {"term": "Kemendesakan", "value": Urgency(draft["urgency"]).label, "change_url": change("reason")},
        {"term": "Keterangan", "value": draft.get("reason") or "–", "change_url": change("reason")},
        {"term": "Sumber data", "value": draft["source"], "change_url": change("reason")},
    ]
    if draft.get("beyond_fact_reason"):
        facts.insert(3, {"term": "Alasan di atas data", "value": draft["beyond_fact_reason"]})
    until = tanggal(visit.at + VERIFY_WITHIN)
    return Question(
        "Periksa pengajuan Anda",
        "Kirim pengajuan",
        change("reason"),
        lead=f"Petugas kelurahan memeriksa paling lambat {until}.",
        facts=facts,
    )
