"""What a courier or a giver is asked at the receiver's door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from ksbb.deliveries.enums import Finding
from ksbb.web.desks.counting import CountForm
from ksbb.web.desks.forms import Day, DeedForm, Pick, Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ksbb.deliveries.actions import Count
    from ksbb.deliveries.models import Delivery, DeliveryLine


class HandedForm(CountForm):
    """How many of each line the courier counted; no condition is asked here."""

    def __init__(self, data: Any = None, *, carried: Sequence[DeliveryLine]) -> None:
        super().__init__(data, carried=carried)
        del self.fields["note"]
        for row in carried:
            self.fields[f"condition_{row.line_id}"].widget = forms.HiddenInput()


class TypedForm(CountForm):
    """The receiver's counts, and the six digits that the receiver holds."""

    code = Words(label="6 angka dari penerima", most=40)

    def __init__(self, data: Any = None, *, carried: Sequence[DeliveryLine]) -> None:
        super().__init__(data, carried=carried)
        self.fields["code"].widget.attrs.update(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        )
        self.order_fields([*(name for name in self.fields if name not in {"code", "note"}), "note", "code"])


class ProblemForm(CountForm):
    """What is wrong at the door; counts unless nobody is there."""

    finding = Pick(
        label="Apa yang terjadi?",
        choices=[
            (Finding.DIFFERENT, "Jumlahnya beda"),
            (Finding.DAMAGED, "Ada yang rusak"),
            (Finding.NOBODY, "Tidak ada orang"),
        ],
    )

    def __init__(self, data: Any = None, *, carried: Sequence[DeliveryLine]) -> None:
        super().__init__(data, carried=carried)
        self.order_fields(["finding", *(name for name in self.fields if name not in {"finding", "note"}), "note"])

    def found(self) -> tuple[Finding, list[Count]]:
        """What was found, and the counts where somebody was there to count with."""
        finding = Finding(self.cleaned_data["finding"])
        return finding, [] if finding == Finding.NOBODY else self.counts()


class LinkForm(DeedForm):
    """Which stops go to the courier, on which day."""

    stops = forms.MultipleChoiceField(
        label="Perhentian",
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Pilih paling sedikit satu perhentian.", "invalid_choice": "Pilih dari daftar."},
    )
    day = Day(label="Untuk hari", help_text="Tautan berlaku pada hari itu saja, sampai pukul 24.00 WIB.")

    def __init__(self, data: Any = None, *, deliveries: Sequence[tuple[Delivery, str]], on: date) -> None:
        day = min((max(one.planned_on, on) for one, _ in deliveries), default=on)
        ticked = [one.reference for one, _ in deliveries if max(one.planned_on, on) == day]
        super().__init__(data, initial={"day": day, "stops": ticked})
        self.known = {one.reference: one for one, _ in deliveries}
        stops = self.fields["stops"]
        if isinstance(stops, forms.MultipleChoiceField):
            stops.choices = [(one.reference, words) for one, words in deliveries]

    def clean_day(self) -> date:
        """The day, if it is one of the calendar's near ones; the rule says the rest."""
        day: date | None = self.cleaned_data["day"]
        if day is None:
            raise ValidationError("Pilih tanggal dari kalender.")
        return day

    def chosen(self) -> list[Delivery]:
        """The ticked stops in the order of the list."""
        ticked = set(self.cleaned_data["stops"])
        return [one for reference, one in self.known.items() if reference in ticked]
