"""Intents: that their money came, and taking a wrong confirmation back; giving unspent money back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.core.formats import rupiah, tanggal
from ksbb.core.refusals import Refused
from ksbb.core.text import clean
from ksbb.gifts import actions, rules
from ksbb.gifts.queries import find_gift, standing, working
from ksbb.web.desks.forms import Amount, Day, DeedForm, ReasonForm
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AGREGATOR, Question, Visit, sits_at
from ksbb.web.fund_desk.fresh import fresh

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.gifts.models import Gift

HERE = "fund_desk:intents"


@sits_at(AGREGATOR, "GET", "HEAD")
def intents(visit: Visit) -> HttpResponse:
    """Intents whose money may have come, and gifts that came; both by reference."""
    own = standing.agregator_of(visit.reach)
    text = clean(visit.request.GET.get("nomor", ""))[:20]
    waiting = paged(visit.request, working.intents(own, on=visit.today, text=text), "niat")
    context = {"rows": waiting.rows, "page": waiting, "came": working.received(own, text=text)[:25], "text": text}
    context["fresh"] = fresh(own, at=visit.at)
    return visit.show("fund_desk/intents.html", context)


def own_gift(visit: Visit, reference: str) -> Gift:
    """A gift for the own agregator. Raises NotFound for another's, and for a gift that one gave oneself elsewhere."""
    found = find_gift(visit.user, reference, visit.at)
    visit.insist_own(found.organisation_id)
    return found


def gift_facts(gift: Gift) -> list[dict[str, Any]]:
    """What the agregator needs to know of a gift; the giver's name stays out."""
    purpose = gift.campaign or gift.package or gift.place
    facts = [
        {"term": "Nomor", "value": gift.reference, "note": gift.get_state_display()},
        {"term": "Niat", "value": rupiah(gift.intended_rp), "note": f"sampai {tanggal(gift.expires_on)}"},
        {"term": "Lewat", "value": str(gift.channel.holder) if gift.channel else "belum dipilih"},
        {"term": "Tujuan", "value": _purpose(gift) if purpose else "yang paling perlu"},
    ]
    if gift.received_rp and gift.received_on:
        facts.append({"term": "Diterima", "value": rupiah(gift.received_rp), "note": tanggal(gift.received_on)})
        facts.append({"term": "Sisa", "value": rupiah(gift.unspent_rp)})
    return facts


def _purpose(gift: Gift) -> str:
    named = [gift.campaign.title if gift.campaign else "", gift.package.name if gift.package else ""]
    return ", ".join(filter(None, [*named, gift.place.title if gift.place else ""]))


class ReceiveForm(DeedForm):
    """How much came, and when."""

    amount_rp = Amount(label="Jumlah yang masuk, rupiah", most=rules.LARGEST)
    received_on = Day(label="Tanggal masuk di rekening")


@sits_at(AGREGATOR)
def receive(visit: Visit, reference: str) -> HttpResponse:
    """Say that the money of an intent came."""
    gift = own_gift(visit, reference)
    form = ReceiveForm(visit.sent, initial={"amount_rp": gift.intended_rp, "received_on": visit.today})
    done = form.attempt(
        lambda said: actions.receive_gift(
            by=visit.user,
            gift=gift,
            amount_rp=said["amount_rp"],
            received_on=said["received_on"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go(HERE, done=f"{rupiah(done.received_rp)} dicatat diterima untuk {done.reference}.")
    lead = "Cocokkan dengan mutasi rekening lembaga. Sesudah ini titipan tampil sebagai diterima, dan pemberi dikabari."
    refusal = rules.why_not_receive(gift, amount_rp=gift.intended_rp, received_on=visit.today, on=visit.today)
    title = f"Uang {gift.reference} sudah masuk?"
    return visit.ask(form, Question(title, "Catat diterima", reverse(HERE), lead, "Niat", gift_facts(gift), refusal))


@sits_at(AGREGATOR)
def take_back(visit: Visit, reference: str) -> HttpResponse:
    """Take a wrong confirmation back."""
    gift = own_gift(visit, reference)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.reverse_receipt(
            by=visit.user, gift=gift, reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go(HERE, done=f"{done.reference} kembali menjadi niat.")
    lead = "Dipakai bila titipan yang salah dikonfirmasi. Pembukuan dibalik, tidak dihapus; alasannya tercatat."
    title = f"Tarik konfirmasi {gift.reference}"
    facts = gift_facts(gift)
    return visit.ask(form, Question(title, "Tarik konfirmasi", reverse(HERE), lead, "Niat", facts, danger=True))


@sits_at(AGREGATOR, "POST")
def unreceive(visit: Visit, reference: str) -> HttpResponse:
    """The money of this gift did not come: the books answer it, the intent waits again."""
    gift = own_gift(visit, reference)

    def deed() -> object:
        if (refusal := rules.why_not_undo(since=gift.state_since, at=visit.at)) is not None:
            raise Refused(refusal)
        return actions.reverse_receipt(by=visit.user, gift=gift, reason=rules.UNDONE, at=visit.at, key=visit.key)

    return visit.press(deed, to="fund_desk:intents", done=f"Diurungkan. {gift.reference} kembali menjadi niat.")


@sits_at(AGREGATOR)
def refund(visit: Visit, reference: str) -> HttpResponse:
    """Draft that what is unspent goes back to the giver."""
    gift = own_gift(visit, reference)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.draft_refund(by=visit.user, gift=gift, reason=said["reason"], at=visit.at, key=said["key"])
    )
    if done is not None:
        return visit.go("fund_desk:spending", done.reference, done="Pengembalian dicatat. Menunggu orang kedua.")
    lead = (
        f"{rupiah(gift.unspent_rp)} yang belum dibelanjakan kembali lewat jalan masuknya, sesudah orang kedua setuju."
    )
    refusal = rules.why_not_refund(gift)
    title = f"Kembalikan sisa {gift.reference}"
    facts = gift_facts(gift)
    return visit.ask(form, Question(title, "Catat pengembalian", reverse(HERE), lead, "Niat", facts, refusal))
