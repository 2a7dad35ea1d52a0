"""The forms of a bill: what was paid to whom from which account, with the receipt; goods or a cost."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from ksbb.gifts.rules import LARGEST
from ksbb.permits.rules import LARGEST as LARGEST_FILE
from ksbb.web.desks.forms import Amount, Day, DeedForm, Pick, Words
from ksbb.web.desks.pokja_opening import AreaField
from ksbb.web.giving.fields import no_identity_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ksbb.gifts.models import Channel
    from ksbb.web.desks.visits import Visit

OTHERS = 3
"""So many things beside the packages on one bill: bags, transport."""
MOST_EACH = 10**9


class Scan(forms.FileField):
    """A PDF or a photo of a paper, read as base64; empty where none was sent."""

    def __init__(self, **more: Any) -> None:
        help_text = f"PDF atau foto, paling besar {LARGEST_FILE // 1_000_000} MB. Hanya dilihat lembaga Anda dan Pokja."
        widget = forms.ClearableFileInput(attrs={"accept": ".pdf,image/*"})
        super().__init__(validators=[no_identity_number], help_text=help_text, widget=widget, **more)

    def clean(self, data: Any, initial: Any = None) -> str:
        """Its content."""
        sent = super().clean(data, initial)
        content = sent.read(2 * LARGEST_FILE + 1) if sent else b""
        if len(content) > 2 * LARGEST_FILE:
            raise ValidationError("Berkas terlalu besar. Kirim yang lebih kecil.")
        return base64.b64encode(content).decode()


class BillForm(DeedForm):
    """What was paid, from which account, to whom, with the receipt."""

    channel = Pick(label="Dibayar dari")
    supplier = Words(label="Penjual atau penerima bayaran", most=160)
    amount_rp = Amount(label="Jumlah pada nota, rupiah", most=LARGEST)
    occurred_on = Day(label="Tanggal nota")
    note = Words(label="Keterangan", most=400, required=False)
    receipt = Scan(label="Foto atau pindaian nota", required=False)

    @classmethod
    def at(cls, visit: Visit, channels: Iterable[Channel], **more: Any) -> Any:
        """The form of a visit, with the own accounts to choose from."""
        files = visit.request.FILES if visit.sent is not None else None
        form = cls(visit.sent, files=files, initial={"occurred_on": visit.today}, **more)
        form.choose(
            "channel",
            [(str(one.pk), f"{one.get_kind_display()} {one.bank} {one.number}{one.nmid}") for one in channels],
        )
        return form


class PurchaseForm(BillForm):
    """Ready packages, with what is missing in them, and things beside them."""

    quantity = Amount(label="Banyaknya paket")
    unit_price_rp = Amount(label="Harga satu paket, rupiah", most=MOST_EACH)
    missing = forms.MultipleChoiceField(
        label="Isi yang tidak ada dalam paket ini",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kosongkan bila isinya lengkap seperti yang diterbitkan.",
    )
    place = AreaField(label="Untuk wilayah", required=False, help_text="Kosong: tidak ditentukan.")
    field_order = ("channel", "supplier", "occurred_on", "quantity", "unit_price_rp", "missing", "amount_rp")

    def __init__(self, *args: Any, missing: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = self.fields["missing"]
        if isinstance(choices, forms.MultipleChoiceField):
            choices.choices = [(one, one) for one in missing]
        if not missing:
            del self.fields["missing"]
        for number in range(1, OTHERS + 1):
            self.fields[f"name_{number}"] = Words(label=f"Barang lain {number}", most=160, required=False)
            self.fields[f"quantity_{number}"] = Amount(label=f"Banyaknya barang lain {number}", required=False)
            self.fields[f"price_{number}"] = Amount(
                label=f"Harga satuan barang lain {number}, rupiah", most=MOST_EACH, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A thing beside the packages has a name, a number and a price, or is not there."""
        said = super().clean() or self.cleaned_data
        said.setdefault("missing", [])
        for number in range(1, OTHERS + 1):
            told = [said.get(f"{part}_{number}") for part in ("name", "quantity", "price")]
            if any(told) and not all(told) and not self.errors:
                self.add_error(f"name_{number}", "Isi nama, banyaknya, dan harganya, atau kosongkan ketiganya.")
        return said


class CostForm(BillForm):
    """A cost, under the legal basis whose cap it counts against."""

    mandate = Pick(label="Dibebankan pada dasar hukum")
    override_reason = Words(
        label="Alasan bila melebihi batas", rows=3, most=400, required=False, help_text="Alasan ini tampil untuk umum."
    )
