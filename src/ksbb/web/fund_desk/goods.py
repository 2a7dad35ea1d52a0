"""Goods: lots, which needs they go to, what to bring on a day, what comes back, what is spoilt, own stock."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.urls import reverse

from ksbb.catalogue.queries import current_statement, package_by_code, packages
from ksbb.core.formats import angka, tanggal
from ksbb.core.refusals import Refusal, Refused
from ksbb.gifts import actions
from ksbb.gifts.packing import why_not_write_off
from ksbb.gifts.queries import find_lot, find_packing, name_of, standing, working
from ksbb.needs import queries as needs
from ksbb.web.desks.forms import Amount, Day, DeedForm, Pick, Reason
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AGREGATOR, Question, Visit, sits_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from ksbb.gifts.models import Lot
    from ksbb.needs.models import Need

HERE = "fund_desk:lots"
AT_ONCE = 40
"""So many open needs are offered on one form."""


@sits_at(AGREGATOR, "GET", "HEAD")
def lots(visit: Visit) -> HttpResponse:
    """All goods, with what is left of each."""
    own = standing.agregator_of(visit.reach)
    return visit.show("fund_desk/lots.html", {"page": paged(visit.request, working.lots(own), "kelompok barang")})


def own_lot(visit: Visit, number: str) -> Lot:
    """A lot of the own agregator. Raises NotFound."""
    found = find_lot(visit.user, number, visit.at)
    visit.insist_own(found.book.organisation_id)
    return found


def _facts(lot: Lot) -> list[dict[str, Any]]:
    whence = lot.origin or (f"belanja {lot.item.spending.reference}" if lot.item else "")
    return [
        {"term": "Paket", "value": lot.package.name, "note": f"{whence}, {tanggal(lot.acquired_on)}"},
        {"term": "Jumlah", "value": f"{angka(lot.quantity)} {lot.package.counted_as}"},
        {"term": "Sudah dibagi", "value": angka(lot.packed)},
        {"term": "Rusak atau hilang", "value": angka(lot.lost)},
        {"term": "Belum dibagi", "value": angka(lot.free)},
    ]


@sits_at(AGREGATOR, "GET", "HEAD")
def lot(visit: Visit, number: str) -> HttpResponse:
    """One lot: where it goes, and what can be done with the rest."""
    found = own_lot(visit, number)
    context = {"lot": found, "name": name_of(found), "facts": _facts(found), "packings": working.packings_of(found)}
    return visit.show("fund_desk/lot.html", context)


class ShareOutForm(DeedForm):
    """How many of a lot go to which open need, all on one day."""

    deliver_on = Day(label="Diantar tanggal")
    agree = forms.BooleanField(
        label="Saya menyetujui pernyataan pemberi", error_messages={"required": "Centang dahulu."}
    )

    def __init__(self, data: Any = None, *, offered: Sequence[Need]) -> None:
        super().__init__(data)
        for need in offered:
            label = f"{need.recipient.name}, {need.place.title}. Masih perlu {angka(need.remaining)}"
            self.fields[f"n_{need.pk}"] = Amount(label=label, required=False)
        self.order_fields([name for name in self.fields if name.startswith("n_")])


@sits_at(AGREGATOR)
def share_out(visit: Visit, number: str) -> HttpResponse:
    """Promise packages of a lot to several open needs at once, all or none."""
    found = own_lot(visit, number)
    wanted = needs.NeedFilter(package=found.package.code)
    offered = list(needs.listed(wanted, on=visit.today)[:AT_ONCE])
    form = ShareOutForm(visit.sent, offered=offered)
    done = form.attempt(lambda said: _promise(visit, found, offered, said))
    if done is not None:
        return visit.go("fund_desk:lot", found.pk, done=f"Dibagi untuk {angka(done)} kebutuhan pada hari yang sama.")
    back = reverse("fund_desk:lot", args=[found.pk])
    lead = f"Belum dibagi {angka(found.free)}. Isi jumlah per kebutuhan; tersimpan semua atau tidak satu pun."
    refusal = None if offered else Refusal("no_need", "Sedang tidak ada kebutuhan terbuka untuk paket ini.")
    question = Question(f"Bagi {found.package.spoken}", "Bagi", back, lead, refusal=refusal)
    question_words = current_statement(on=visit.today).text
    return visit.show("fund_desk/share_out.html", {"form": form, "question": question, "statement": question_words})


def _promise(visit: Visit, lot: Lot, offered: Sequence[Need], said: dict[str, Any]) -> int:
    chosen = [(need, said[f"n_{need.pk}"]) for need in offered if said.get(f"n_{need.pk}")]
    if not chosen:
        raise Refused(Refusal("nothing_chosen", "Isi jumlah pada sedikitnya satu kebutuhan."))
    with transaction.atomic():
        for need, quantity in chosen:
            told = {"lot": lot, "need": need, "quantity": quantity, "deliver_on": said["deliver_on"]}
            key = f"{said['key']}:{need.pk}"
            actions.commit_lot(by=visit.user, **told, statement_accepted=said["agree"], at=visit.at, key=key)
    return len(chosen)


@sits_at(AGREGATOR, "GET", "HEAD")
def manifest(visit: Visit) -> HttpResponse:
    """What goes where on a day, to be printed and taken along."""
    own = standing.agregator_of(visit.reach)
    try:
        day = date.fromisoformat(visit.request.GET.get("hari", ""))
    except ValueError:
        day = visit.today
    rows = list(working.to_bring(own, on=day))
    days = sorted({row.line.deliver_on for row in working.to_bring(own)})
    context = {"organisation": own, "day": day, "days": days[:30], "rows": rows}
    context["total"] = sum(row.quantity - row.posted for row in rows)
    return visit.show("fund_desk/manifest.html", context)


class QuantityForm(DeedForm):
    """How many."""

    quantity = Amount(label="Banyaknya")


@sits_at(AGREGATOR)
def unpack(visit: Visit, number: str) -> HttpResponse:
    """Packages that were set aside come back into stock."""
    packing = find_packing(visit.user, number, visit.at)
    visit.insist_own(packing.lot.book.organisation_id)
    form = QuantityForm(visit.sent, initial={"quantity": packing.quantity - packing.posted})
    done = form.attempt(
        lambda said: actions.unpack(
            by=visit.user, packing=packing, quantity=said["quantity"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go(
            "fund_desk:lot", packing.lot_id, done="Barang kembali ke persediaan. Komitmennya tetap berjalan."
        )
    lead = (
        f"Belum disalurkan {angka(packing.quantity - packing.posted)}. Komitmen {packing.line.commitment.reference} "
        "tetap; kurangi atau batalkan di halaman komitmennya bila barang memang tidak jadi diantar."
    )
    back = reverse("fund_desk:lot", args=[packing.lot_id])
    return visit.ask(form, Question("Kembalikan ke persediaan", "Kembalikan", back, lead))


class LossForm(QuantityForm):
    """How many, and why; the public reads it."""

    reason = Reason(label="Apa yang terjadi?", help_text="Tampil untuk umum.")


@sits_at(AGREGATOR)
def write_off(visit: Visit, number: str) -> HttpResponse:
    """Say that packages were spoilt or lost."""
    found = own_lot(visit, number)
    form = LossForm(visit.sent)
    done = form.attempt(
        lambda said: actions.write_off(
            by=visit.user,
            lot=found,
            quantity=said["quantity"],
            reason=said["reason"],
            at=visit.at,
            key=said["key"],
        )
    )
    back = reverse("fund_desk:lot", args=[found.pk])
    if done is not None:
        return visit.go("fund_desk:lot", found.pk, done="Dicatat rusak atau hilang.")
    refusal = why_not_write_off(found, quantity=1)
    facts = _facts(found)
    return visit.ask(
        form, Question("Catat rusak atau hilang", "Catat", back, facts=facts, refusal=refusal, danger=True)
    )


class StockForm(DeedForm):
    """Goods that no money of givers bought."""

    package = Pick(label="Paket", menu=True)
    quantity = Amount(label="Banyaknya")
    origin = Reason(label="Dari mana?", help_text="Misalnya: sumbangan beras dari PT Contoh, gudang sendiri.")
    acquired_on = Day(label="Diperoleh tanggal")


@sits_at(AGREGATOR)
def stock(visit: Visit) -> HttpResponse:
    """Take own goods into the books."""
    own = standing.agregator_of(visit.reach)
    form = StockForm(visit.sent, initial={"acquired_on": visit.today})
    form.choose("package", [(one.code, one.name) for one in packages()])

    def deed(said: dict[str, Any]) -> Lot:
        key = said.pop("key")
        told = {**said, "package": package_by_code(said["package"])}
        return actions.record_stock(by=visit.user, organisation=own, **told, at=visit.at, key=key)

    done = form.attempt(deed)
    if done is not None:
        return visit.go("fund_desk:lot", done.pk, done="Barang sendiri dicatat.")
    lead = "Barang yang tidak dibeli dengan titipan uang. Barang dan uang tidak pernah dijumlahkan."
    return visit.ask(form, Question("Catat barang sendiri", "Catat barang", reverse(HERE), lead))
