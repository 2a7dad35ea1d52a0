"""The form that counts what arrived: prefilled with what was sent, for the receiver and for the officer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from ksbb.core.formats import angka
from ksbb.deliveries.actions import Count
from ksbb.deliveries.enums import Condition
from ksbb.deliveries.rules import MOST_RECEIVED
from ksbb.web.desks.forms import Amount, DeedForm, Pick, Reason, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.deliveries.models import DeliveryLine

MATCH, DIFFERENT = "cocok", "selisih"


class SecondAdultName(Words):
    """The other adult who received at a home for children: kept privately, shown as a number."""

    def __init__(self, **more: Any) -> None:
        hint = "Di lembaga yang dihuni anak, penerimaan disaksikan dua orang dewasa. Namanya tidak ditampilkan umum."
        super().__init__(most=160, help_text=hint, **more)


class CountForm(DeedForm):
    """What arrived of each line, in what condition, and a note.

    With `answers=True` the two buttons "Jumlahnya cocok" and "Ada selisih" send `answer`, and a button that
    contradicts the numbers is asked about rather than believed. `children=True` asks for a second adult.
    """

    adult = "Nama orang dewasa kedua yang ikut menerima"
    note = Words(label="Catatan", required=False, rows=2)

    def __init__(
        self, data: Any = None, *, carried: Sequence[DeliveryLine], answers: bool = False, children: bool = False
    ) -> None:
        super().__init__(data)
        self.carried = carried
        self.answers = answers
        for row in carried:
            label = f"{row.line.need.package.name}: berapa yang diterima?"
            self.fields[f"received_{row.line_id}"] = Amount(
                least=0, most=MOST_RECEIVED, label=label, initial=row.quantity
            )
            self.fields[f"condition_{row.line_id}"] = Pick(
                label="Keadaan barang", choices=Condition.choices, initial=Condition.GOOD
            )
        if children:
            self.fields["second_adult"] = SecondAdultName(label=self.adult)
        self.order_fields([name for name in self.fields if name != "note"])

    def counts(self) -> list[Count]:
        """The cleaned answers, one for each line."""
        return [
            Count(
                line=row.line_id,
                received=self.cleaned_data[f"received_{row.line_id}"],
                condition=Condition(self.cleaned_data[f"condition_{row.line_id}"]),
            )
            for row in self.carried
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Each line beside its fields, for the page."""
        return [
            {"row": row, "received": self[f"received_{row.line_id}"], "condition": self[f"condition_{row.line_id}"]}
            for row in self.carried
        ]

    def clean(self) -> dict[str, Any]:
        """Hold the pressed button against the numbers."""
        said = super().clean() or self.cleaned_data
        if not self.answers or self.errors:
            return said
        off = [row for row in self.carried if said.get(f"received_{row.line_id}") != row.quantity]
        damaged = any(said.get(f"condition_{row.line_id}") != Condition.GOOD for row in self.carried)
        answer = self.data.get("answer", MATCH)
        if answer == MATCH and off:
            sent = angka(off[0].quantity)
            raise ValidationError(f"Jumlahnya berbeda dari yang dikirim ({sent}). Kalau benar, tekan “Ada selisih”.")
        if answer == DIFFERENT and not off and not damaged and not said.get("note"):
            raise ValidationError("Ubah dulu jumlah atau keadaan barang, atau tulis catatan.")
        return said


class PaperForm(CountForm):
    """The same from a signed sheet: with its number."""

    adult = "Nama dua orang dewasa yang menandatangani"
    paper_number = Words(label="Nomor tanda terima yang ditandatangani", most=60)

    def __init__(self, data: Any = None, *, carried: Sequence[DeliveryLine], children: bool = False) -> None:
        super().__init__(data, carried=carried, children=children)
        self.order_fields(["paper_number", *(name for name in self.fields if name != "note")])


class DecisionForm(CountForm):
    """The same as an officer's decision: with a written reason."""

    reason = Reason(label="Mengapa petugas yang memutus?")

    def __init__(self, data: Any = None, *, carried: Sequence[DeliveryLine]) -> None:
        super().__init__(data, carried=carried)
        del self.fields["note"]
