"""An agregator's own people register the legal basis on which they take money, and the channels by which it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse

from ksbb.core.refusals import Refused
from ksbb.core.text import clean
from ksbb.funds.enums import FundKind
from ksbb.gifts import actions, qris, rules
from ksbb.gifts.bases import bases, basis_by_code
from ksbb.gifts.enums import ChannelKind
from ksbb.gifts.queries import standing as reading
from ksbb.places.queries import province
from ksbb.web.desks.forms import Day, DeedForm, Pick, PreviewForm, Words
from ksbb.web.desks.pokja_opening import AreaField
from ksbb.web.desks.visits import AGREGATOR, Question, Visit, sits_at
from ksbb.web.fund_desk.importing import own_channel
from ksbb.web.fund_desk.pokja import WAITS_A_DAY, ask_end

if TYPE_CHECKING:
    from django.http import HttpResponse

HERE = "fund_desk:standing"
SECOND = "Pokja memeriksa usulan ini; yang mengajukan tidak dapat menyetujuinya sendiri."


@sits_at(AGREGATOR, "GET", "HEAD")
def standing(visit: Visit) -> HttpResponse:
    """The own legal bases and channels, with where each stands."""
    own = reading.agregator_of(visit.reach)
    context = {
        "organisation": own,
        "mandates": [(row, basis_by_code(row.basis)) for row in reading.mandates(organisation=own)],
        "channels": [(row, rules.usable(row, at=visit.at)) for row in reading.channels(organisation=own)],
        "cooling": WAITS_A_DAY,
    }
    return visit.show("fund_desk/standing.html", context)


@sits_at(AGREGATOR, "GET", "HEAD")
def kinds(visit: Visit) -> HttpResponse:
    """Which kind of legal basis?"""
    return visit.show("fund_desk/kinds.html", {"bases": bases().values()})


class MandateForm(DeedForm):
    """What the paper of a legal basis says."""

    number = Words(label="Nomor izin atau keputusan", most=80)
    issuer = Words(label="Penerbit", most=160, help_text="Misalnya: Gubernur DKI Jakarta.")
    area = AreaField(label="Wilayah", required=False, help_text="Kosong: seluruh Jakarta.")
    valid_from = Day(label="Berlaku sejak")
    valid_until = Day(label="Berlaku sampai")
    pks_number = Words(label="Nomor perjanjian kerja sama (PKS) dengan Pokja", most=80, required=False)
    pks_on = Day(label="Tanggal PKS", required=False)

    def __init__(self, data: Any = None, *, ends: bool) -> None:
        super().__init__(data)
        self.fields["valid_until"].required = ends


@sits_at(AGREGATOR)
def propose_mandate(visit: Visit, basis: str) -> HttpResponse:
    """Register a legal basis of one kind."""
    own, kind = reading.agregator_of(visit.reach), basis_by_code(basis)
    form = MandateForm(visit.sent, ends=kind.ends)

    def deed(said: dict[str, Any]) -> object:
        key = said.pop("key")
        told = {**said, "area": said["area"] or province()}
        return actions.propose_mandate(by=visit.user, organisation=own, basis=basis, **told, at=visit.at, key=key)

    if form.attempt(deed) is not None:
        return visit.go(HERE, done="Dasar hukum diajukan. Menunggu diperiksa Pokja.")
    return visit.ask(
        form, Question(f"Ajukan {kind.name}", "Ajukan", reverse("fund_desk:kinds"), f"{kind.law}. {SECOND}")
    )


class ChannelForm(DeedForm):
    """A bank account in the agregator's own name."""

    fund = Pick(label="Untuk dana apa?", choices=FundKind.choices)
    bank = Words(label="Nama bank", most=60)
    number = Words(label="Nomor rekening", most=40)
    holder = Words(
        label="Nama pemilik rekening", most=80, help_text="Persis seperti yang muncul di aplikasi bank pemberi."
    )


@sits_at(AGREGATOR)
def propose_bank(visit: Visit) -> HttpResponse:
    """Register a bank account."""
    own = reading.agregator_of(visit.reach)
    form = ChannelForm(visit.sent)
    done = form.attempt(
        lambda said: actions.propose_channel(
            by=visit.user,
            organisation=own,
            fund=FundKind(said["fund"]),
            kind=ChannelKind.BANK,
            holder=said["holder"],
            bank=said["bank"],
            number=said["number"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go(HERE, done="Rekening diajukan. Menunggu diperiksa Pokja.")
    lead = f"Rekening harus atas nama {own.name} sendiri; platform tidak memegang uang. {SECOND} {WAITS_A_DAY}"
    return visit.ask(form, Question("Ajukan rekening bank", "Ajukan rekening", reverse(HERE), lead))


class QrisForm(PreviewForm):
    """The text of a QRIS as its issuer gave it."""

    fund = Pick(label="Untuk dana apa?", choices=FundKind.choices)
    payload = forms.CharField(
        label="Isi kode QRIS",
        max_length=qris.LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="Tempel teksnya, dari 000201 sampai empat angka pemeriksa. Kode tidak diubah di sini.",
        error_messages={"required": "Isian ini belum diisi.", "max_length": "Kode QRIS ini terlalu panjang."},
    )
    said: qris.Qris | None = None

    def clean_payload(self) -> str:
        """Read before it is sent: what is broken is said at the field."""
        text = clean(str(self.cleaned_data["payload"]))
        try:
            self.said = qris.read(text)
        except Refused as refused:
            raise forms.ValidationError(refused.refusal.message) from None
        return text


@sits_at(AGREGATOR)
def propose_qris(visit: Visit) -> HttpResponse:
    """Paste a QRIS; see which name, NMID and city it holds; send it then."""
    own = reading.agregator_of(visit.reach)
    form = QrisForm(visit.sent)
    done = form.attempt(
        lambda said: actions.propose_channel(
            by=visit.user,
            organisation=own,
            fund=FundKind(said["fund"]),
            kind=ChannelKind.QRIS,
            holder=form.said.merchant if form.said else "",
            payload=said["payload"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go(HERE, done="QRIS diajukan. Menunggu diperiksa Pokja.")
    return visit.show("fund_desk/qris.html", {"form": form, "said": form.said, "organisation": own, "second": SECOND})


@sits_at(AGREGATOR)
def end(visit: Visit, number: str) -> HttpResponse:
    """Take an own channel away at once."""
    return ask_end(visit, own_channel(visit, number), back=HERE)
