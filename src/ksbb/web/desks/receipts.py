"""The officer's side of receipts: signed paper, a decision in the receiver's stead, differences to settle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse

from ksbb.commitments import queries as promises
from ksbb.core.formats import angka, tanggal_waktu
from ksbb.core.states import why_not_move
from ksbb.deliveries import actions, queries
from ksbb.deliveries.enums import DISPUTE_NEXT_STATES, DisputeState
from ksbb.web.desks.counting import DecisionForm, PaperForm
from ksbb.web.desks.forms import DeedForm, Pick, Reason
from ksbb.web.desks.paging import paged
from ksbb.web.desks.recipient import LATE_SHOWN, LateForm, late_question
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at
from ksbb.web.desks.words import load_words, waited

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from ksbb.deliveries.models import Dispute


@sits_at(AREA, "GET", "HEAD")
def unconfirmed(visit: Visit) -> HttpResponse:
    """Deliveries of the area that wait for the receiver's word."""
    page = paged(visit.request, queries.unconfirmed_in(visit.reach), "penyaluran")
    carried = queries.carried_by(page.rows)
    rows = [
        {
            "delivery": delivery,
            "what": load_words(carried.get(delivery.pk, [])),
            "waited": waited(delivery.state_since, at=visit.at),
        }
        for delivery in page.rows
    ]
    lapsed = promises.lapsed_in(visit.reach, since=visit.at - LATE_SHOWN)
    return visit.show("desks/unconfirmed.html", {"rows": rows, "page": page, "lapsed": lapsed})


class CameLateForm(LateForm):
    """The same, and why an officer records it."""

    reason = Reason(label="Dasar catatan ini", help_text="Misalnya: dilihat sendiri di pos RW, 3 Mei.")


@sits_at(AREA)
def came_late(visit: Visit, number: str) -> HttpResponse:
    """Record goods of a lapsed promise where the receiver cannot."""
    line = promises.overseen_line(visit.reach, number)
    form = CameLateForm(visit.sent, initial={"quantity": promises.lapsed_of(line)})
    done = form.attempt(
        lambda said: actions.receive_late(
            by=visit.user,
            line=line,
            quantity=said["quantity"],
            note=said["note"],
            reason=said["reason"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:area_receipts", done="Barang yang datang sesudah gugur sudah tercatat.")
    return visit.ask(form, late_question(line, back=reverse("desks:area_receipts")))


@sits_at(AREA)
def paper(visit: Visit, reference: str) -> HttpResponse:
    """Record a receipt atas nama the receiver from the signed sheet."""
    delivery = queries.overseen_delivery(visit.reach, reference)
    children = delivery.recipient.kind.children
    form = PaperForm(visit.sent, carried=queries.lines_of(delivery), children=children)
    done = form.attempt(
        lambda said: actions.confirm_on_paper(
            by=visit.user,
            delivery=delivery,
            counts=form.counts(),
            paper_number=said["paper_number"],
            note=said["note"],
            second_adult=said.get("second_adult", ""),
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:area_receipts", done="Tanda terima kertas tercatat atas nama penerima.")
    context = {"delivery": delivery, "form": form, "rows": form.rows(), "receipt": queries.receipt_of(delivery)}
    return visit.show("desks/paper.html", context)


@sits_at(AREA)
def decide(visit: Visit, reference: str) -> HttpResponse:
    """Decide with a written reason what was received, where the receiver cannot."""
    delivery = queries.overseen_delivery(visit.reach, reference)
    form = DecisionForm(visit.sent, carried=queries.lines_of(delivery))
    done = form.attempt(
        lambda said: actions.override_receipt(
            by=visit.user, delivery=delivery, counts=form.counts(), reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:area_receipts", done="Keputusan tercatat dan tampil sebagai keputusan petugas.")
    context = {"delivery": delivery, "form": form, "rows": form.rows(), "receipt": queries.receipt_of(delivery)}
    return visit.show("desks/paper.html", {**context, "decision": True})


@sits_at(AREA, "GET", "HEAD")
def disputes(visit: Visit) -> HttpResponse:
    """Differences between sent and received that wait for an officer, oldest first."""
    rows = [
        {"dispute": dispute, "waited": waited(dispute.opened_at, at=visit.at), **_sides(dispute)}
        for dispute in queries.open_disputes(visit.reach)[:100]
    ]
    return visit.show("desks/disputes.html", {"rows": rows})


def _sides(dispute: Dispute) -> dict[str, object]:
    """Sent and received beside each other."""
    row = dispute.delivery_line
    return {
        "row": row,
        "sent": row.quantity,
        "received": queries.highest_word(row) - dispute.excess if dispute.excess else row.quantity - dispute.shortfall,
        "difference": _difference(dispute),
        "recipient": row.delivery.recipient,
        "what": row.line.need.package.spoken,
    }


def _difference(dispute: Dispute) -> str:
    """By how much the words differ: "6 kurang", "5 lebih"."""
    short, over = f"{angka(dispute.shortfall)} kurang", f"{angka(dispute.excess)} lebih"
    return ", ".join(words for words, number in ((short, dispute.shortfall), (over, dispute.excess)) if number)


def _course(dispute: Dispute) -> list[dict[str, str]]:
    """Who says they brought how many and when, and what the receiver found: what an officer needs before deciding."""
    sent, found = dispute.delivery_line, queries.receipts_for([dispute.delivery_line_id])[dispute.delivery_line_id]
    delivery, receipt = sent.delivery, found.receipt
    what = sent.line.need.package.spoken
    handed = f", {tanggal_waktu(delivery.handed_at)}" if delivery.handed_at else ""
    facts = [
        {"term": "Dibawa oleh", "value": delivery.giver.name},
        {"term": "Menurut pemberi", "value": f"{angka(sent.quantity)} {what}{handed}"},
        {
            "term": "Menurut penerima",
            "value": f"{angka(found.received)} {what}, {tanggal_waktu(receipt.effective_at)}"
            f" ({receipt.get_method_display().lower()})",
        },
        {"term": "Keadaan barang", "value": found.get_condition_display()},
    ]
    told = queries.told_on_call(sent)
    if told is not None:
        facts.append({"term": "Menurut telepon ulang", "value": f"{angka(told)} {what}"})
    return [*facts, {"term": "Catatan penerima", "value": receipt.note}] if receipt.note else facts


SHORT = [
    (DisputeState.OWED, "Pemberi mengantar kekurangannya"),
    (DisputeState.RETURNED, "Kekurangannya dibuka untuk pemberi lain"),
]


class SettleForm(DeedForm):
    """What becomes of the shortfall, and why."""

    outcome = Pick(label="Bagaimana kekurangannya?", choices=[])
    reason = Reason(label="Alasan keputusan")

    def __init__(self, data: Any = None, *, dispute: Dispute) -> None:
        super().__init__(data)
        outcome = cast("forms.ChoiceField", self.fields["outcome"])
        if dispute.shortfall:
            outcome.choices = SHORT
            if queries.highest_word(dispute.delivery_line) >= dispute.delivery_line.quantity:
                outcome.choices = [*SHORT, (DisputeState.MET, "Ternyata lengkap: semuanya sampai")]
        else:
            high = queries.highest_word(dispute.delivery_line)
            outcome.label = "Angka mana yang benar?"
            outcome.choices = [
                (DisputeState.LOWER, f"Yang lebih rendah: {angka(high - dispute.excess)}"),
                (DisputeState.HIGHER, f"Yang lebih tinggi: {angka(high)}"),
            ]


@sits_at(AREA)
def settle(visit: Visit, number: str) -> HttpResponse:
    """Settle one difference. Both numbers stay on record."""
    dispute = queries.dispute_for(visit.user, number, at=visit.at)
    form = SettleForm(visit.sent, dispute=dispute)
    done = form.attempt(
        lambda said: actions.settle_dispute(
            by=visit.user,
            dispute=dispute,
            outcome=DisputeState(said["outcome"]),
            reason=said["reason"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:area_disputes", done="Selisih sudah diputus.")
    sides = _sides(dispute)
    facts = [*_course(dispute), {"term": "Selisih", "value": f"{sides['difference']} ({sides['what']})"}]
    refusal = why_not_move(DISPUTE_NEXT_STATES, DisputeState(dispute.state), DisputeState.OWED)
    title = f"Selisih di {dispute.delivery_line.delivery.recipient.name}"
    question = Question(title, "Putuskan", reverse("desks:area_disputes"), facts=facts, refusal=refusal)
    return visit.ask(form, question)
