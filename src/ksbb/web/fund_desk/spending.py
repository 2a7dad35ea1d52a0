"""Spending: drafted by one person with the receipt, agreed to by another, undone by reversal; costs by their cap."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.urls import reverse

from ksbb.catalogue.queries import contents_of, package_by_code, packages
from ksbb.core.formats import persen, rupiah, tanggal, tanggal_waktu
from ksbb.core.units import Unit
from ksbb.gifts import actions, rules
from ksbb.gifts.actions import ItemDraft, SpendingDraft
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.enums import Decision, SpendingKind
from ksbb.gifts.queries import cost_of, find_mandate, find_spending, items_of, proceeds_of, shares_of, standing, working
from ksbb.web.desks.forms import PlainForm, ReasonForm
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AGREGATOR, Question, Visit, sits_at
from ksbb.web.fund_desk.importing import own_channel
from ksbb.web.fund_desk.pokja import DecisionForm
from ksbb.web.fund_desk.spending_forms import OTHERS, BillForm, CostForm, PurchaseForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.gifts.models import Mandate, Spending

HERE = "fund_desk:spendings"


@sits_at(AGREGATOR, "GET", "HEAD")
def spendings(visit: Visit) -> HttpResponse:
    """What waits for a second person, and all spending."""
    own = standing.agregator_of(visit.reach)
    chosen, rows = visit.request.GET.get("saring", ""), working.spendings(own)
    chosen = chosen if chosen in SpendingKind.values else ""
    context = {
        "waiting": working.waiting_spendings(own)[:50],
        "page": paged(visit.request, rows.filter(kind=chosen) if chosen else rows, "pembelanjaan"),
        "kinds": [("", "Semua"), *SpendingKind.choices],
        "chosen": chosen,
    }
    return visit.show("fund_desk/spendings.html", context)


@sits_at(AGREGATOR, "GET", "HEAD")
def choose(visit: Visit) -> HttpResponse:
    """What was bought?"""
    return visit.show("fund_desk/buy.html", {"packages": packages()})


@sits_at(AGREGATOR)
def purchase(visit: Visit, package: str) -> HttpResponse:
    """Draft a purchase of ready packages, with what was bought beside them."""
    own, bought = standing.agregator_of(visit.reach), package_by_code(package)
    contents = contents_of([bought], on=visit.today)
    inside = [f"{item.quantity} {item.name}".strip() for _, _, items in contents for item in items]
    form = PurchaseForm.at(visit, standing.channels(state=Decision.AGREED, organisation=own), missing=inside)

    def deed(said: dict[str, Any]) -> Spending:
        ready = ItemDraft(
            name=bought.name,
            quantity=said["quantity"],
            unit_price_rp=said["unit_price_rp"],
            package=bought,
            missing=", ".join(said["missing"])[:300],
        )
        draft = _draft(visit, form, said)
        return actions.draft_purchase(
            by=visit.user, draft=draft, items=[ready, *_others(said)], at=visit.at, key=said["key"]
        )

    done = form.attempt(deed)
    if done is not None:
        return visit.go("fund_desk:spending", done.reference, done="Belanja dicatat. Menunggu orang kedua.")
    reference = contents[0][1].price_rp if contents else None
    known = f"Harga acuannya {rupiah(reference)}. " if reference else ""
    lead = f"{known}Uang belum berpindah di pembukuan sampai orang kedua menyetujui; platform tidak memegang uang."
    back = reverse("fund_desk:buy")
    return visit.ask(form, Question(f"Belanja {bought.spoken}", "Catat belanja", back, lead, upload=True))


def _draft(visit: Visit, form: BillForm, said: dict[str, Any]) -> SpendingDraft:
    channel = own_channel(visit, said["channel"])
    voucher = None
    if said["receipt"]:
        told = {"organisation": channel.organisation, "content": said["receipt"]}
        voucher = actions.keep_voucher(by=visit.user, **told, at=visit.at)
    return SpendingDraft(
        channel=channel,
        amount_rp=said["amount_rp"],
        occurred_on=said["occurred_on"],
        supplier=said["supplier"],
        note=said["note"],
        voucher=voucher,
        place=said.get("place"),
    )


def _others(said: dict[str, Any]) -> Sequence[ItemDraft]:
    rows = [(said[f"name_{n}"], said[f"quantity_{n}"], said[f"price_{n}"]) for n in range(1, OTHERS + 1)]
    return [
        ItemDraft(name=name, quantity=many, unit_price_rp=price, unit=Unit.ITEM) for name, many, price in rows if name
    ]


@sits_at(AGREGATOR)
def cost(visit: Visit) -> HttpResponse:
    """Draft a cost of collecting; the share of its legal basis stands before the button."""
    own = standing.agregator_of(visit.reach)
    bases = list(standing.mandates(state=Decision.AGREED, organisation=own))
    form = CostForm.at(visit, standing.channels(state=Decision.AGREED, organisation=own))
    form.choose("mandate", [(str(one.pk), f"{basis_by_code(one.basis).name} {one.number}") for one in bases])

    def deed(said: dict[str, Any]) -> Spending:
        return actions.draft_cost(
            by=visit.user,
            draft=_draft(visit, form, said),
            mandate=find_mandate(visit.user, said["mandate"], visit.at),
            override_reason=said["override_reason"],
            at=visit.at,
            key=said["key"],
        )

    done = form.attempt(deed)
    if done is not None:
        return visit.go("fund_desk:spending", done.reference, done="Biaya dicatat. Menunggu orang kedua.")
    facts = [_meter(one) for one in bases]
    lead = "Biaya penyelenggaraan dibatasi dasar hukumnya. Di atas batas ditolak, kecuali ada alasan yang terbuka."
    return visit.ask(form, Question("Catat biaya", "Catat biaya", reverse(HERE), lead, facts=facts, upload=True))


def _meter(mandate: Mandate, more: int = 0) -> dict[str, Any]:
    """How much of a basis' proceeds went into costs, beside its cap; with what is about to be agreed to."""
    basis, costs, proceeds = basis_by_code(mandate.basis), cost_of(mandate) + more, proceeds_of(mandate)
    share = persen(costs, proceeds, decimals=1) if proceeds else "belum ada hasil"
    cap = f"batas {persen(basis.cap, 1000)}" if basis.cap is not None else "tanpa batas yang kami ketahui"
    over = rules.over_cap(costs_rp=costs, proceeds_rp=proceeds, cap=basis.cap)
    near = basis.cap is not None and rules.over_cap(
        costs_rp=costs * 100, proceeds_rp=proceeds * rules.WARNING, cap=basis.cap
    )
    warning = " Melebihi batas." if over else " Hampir mencapai batas." if near else ""
    note = f"{rupiah(costs)} dari {rupiah(proceeds)}; {cap}.{warning}"
    return {"term": f"Biaya {mandate.number}", "value": share, "note": note}


def own_spending(visit: Visit, reference: str) -> Spending:
    """Spending of the own agregator. Raises NotFound."""
    found = find_spending(visit.user, reference, visit.at)
    visit.insist_own(found.book.organisation_id)
    return found


@sits_at(AGREGATOR)
def spending(visit: Visit, reference: str) -> HttpResponse:
    """One spending: what, from whom, at which price, who decided; and the decision of a second person."""
    found = own_spending(visit, reference)
    form = DecisionForm(visit.sent)
    done = form.decide(visit, partial(actions.decide_spending, spending=found))
    if done is not None:
        return visit.go(HERE, done=f"{done.reference}: {done.get_state_display().lower()}.")
    refusal = rules.why_withdrawn(found) or rules.why_not_decide(found, reach=visit.reach, may=True)
    context = {
        "spending": found,
        "facts": _facts(found),
        "items": [(item, rules.is_outlier(item)) for item in items_of(found)],
        "shares": shares_of(found),
        "form": form,
        "refusal": refusal,
        "may_withdraw": rules.why_not_withdraw(found, by_id=visit.user.pk) is None,
        "may_reverse": rules.why_not_reverse(found, by_id=visit.user.pk, packed=0) is None,
    }
    return visit.show("fund_desk/spending.html", context)


def _facts(found: Spending) -> list[dict[str, Any]]:
    facts = [
        {"term": "Jumlah", "value": rupiah(found.amount_rp), "note": tanggal(found.occurred_on)},
        {"term": "Dibayar kepada", "value": found.supplier or "pemberi", "note": found.note},
        {"term": "Dari", "value": found.channel.holder, "note": f"{found.channel.bank} {found.channel.number}"},
        {"term": "Dicatat oleh", "value": found.proposed_by.name, "note": tanggal_waktu(found.proposed_at)},
    ]
    if found.decided_by and found.decided_at:
        note = f"{tanggal_waktu(found.decided_at)}. {found.decided_reason}"
        facts.append({"term": found.get_state_display(), "value": found.decided_by.name, "note": note})
    if found.kind == SpendingKind.COST and found.mandate is not None:
        facts.append(_meter(found.mandate, 0 if found.state == Decision.AGREED else found.amount_rp))
        if found.override_reason:
            facts.append(
                {"term": "Alasan melebihi batas", "value": found.override_reason, "note": "Tampil untuk umum."}
            )
    if found.gift is not None:
        facts.append({"term": "Titipan", "value": found.gift.reference, "note": ""})
    if found.reversed_at:
        facts.append({"term": "Dibatalkan", "value": tanggal_waktu(found.reversed_at), "note": found.reversed_reason})
    if found.withdrawn_at:
        facts.append({"term": "Ditarik", "value": tanggal_waktu(found.withdrawn_at), "note": ""})
    return facts


@sits_at(AGREGATOR)
def withdraw(visit: Visit, reference: str) -> HttpResponse:
    """Withdraw an own draft that nobody decided."""
    found = own_spending(visit, reference)
    form = PlainForm(visit.sent)
    done = form.attempt(
        lambda said: actions.withdraw_spending(by=visit.user, spending=found, at=visit.at, key=said["key"])
    )
    if done is not None:
        return visit.go(HERE, done="Catatan ditarik. Tidak ada uang yang berpindah.")
    back = reverse("fund_desk:spending", args=[found.reference])
    refusal = rules.why_not_withdraw(found, by_id=visit.user.pk)
    lead = "Catatan yang belum diputus dapat ditarik oleh yang menulisnya."
    return visit.ask(form, Question("Tarik catatan", "Tarik catatan", back, lead, facts=_facts(found), refusal=refusal))


@sits_at(AGREGATOR)
def undo(visit: Visit, reference: str) -> HttpResponse:
    """Reverse agreed spending: the gifts hold their money again, the goods are gone from the books."""
    found = own_spending(visit, reference)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.reverse_spending(
            by=visit.user, spending=found, reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go(HERE, done=f"{done.reference} dibatalkan dengan pembukuan balik.")
    back = reverse("fund_desk:spending", args=[found.reference])
    refusal = rules.why_not_reverse(found, by_id=visit.user.pk, packed=0)
    lead = "Pembukuan dibalik, tidak dihapus. Alasannya tampil untuk umum."
    facts = _facts(found)
    question = Question("Batalkan pembelanjaan", "Batalkan", back, lead, facts=facts, refusal=refusal, danger=True)
    return visit.ask(form, question)


@sits_at(AGREGATOR, "GET", "HEAD")
def receipt(visit: Visit, reference: str) -> HttpResponse:
    """The receipt, as a download: never shown inside a page, never kept by a cache."""
    found = own_spending(visit, reference).voucher
    if found is None or not default_storage.exists(found.path):
        raise Http404
    with default_storage.open(found.path) as kept:
        response = HttpResponse(kept.read(), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="bukti-{found.pk}.{found.path.rpartition(".")[2]}"'
    return response
