"""The questions of a gift of money, one form for each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from ksbb.core.formats import rupiah
from ksbb.gifts.enums import ChannelKind
from ksbb.gifts.rules import LARGEST, SMALLEST
from ksbb.places.enums import Level
from ksbb.web.giving.fields import PlainField, RupiahField
from ksbb.web.giving.forms import WhoForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.catalogue.models import Package
    from ksbb.gifts.models import Campaign, Channel
    from ksbb.places.models import Place

NEEDED, PLACE, PACKAGE, CAMPAIGN = "perlu", "wilayah", "paket", "program"
PRESETS = (50_000, 100_000, 250_000, 500_000, 1_000_000)
PICK = {"required": "Pilih salah satu.", "invalid_choice": "Pilih salah satu."}


def place_said(place: Place) -> str:
    """A place with what it lies in: an RW alone says nothing."""
    above = place.parent if place.level in {Level.DISTRICT, Level.VILLAGE, Level.RW} else None
    return f"{place.title}, {above.title}" if above else place.title


class PurposeForm(forms.Form):
    """What the money is for, and how much."""

    tujuan = forms.ChoiceField(label="Untuk apa?", widget=forms.RadioSelect, initial=NEEDED, error_messages=PICK)
    wilayah = forms.ChoiceField(label="Wilayah yang mana?", required=False, error_messages=PICK)
    paket = forms.ChoiceField(label="Paket yang mana?", required=False, error_messages=PICK)
    jumlah = forms.ChoiceField(
        label="Berapa?",
        choices=[*((str(one), rupiah(one)) for one in PRESETS), ("lain", "Jumlah lain")],
        widget=forms.RadioSelect,
        required=False,
        error_messages=PICK,
    )
    jumlah_lain = RupiahField(label="Jumlah lain", help_text="Dalam rupiah, misalnya 250.000.", required=False)

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        packages: Sequence[Package],
        campaign: Campaign | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        purposes = [(NEEDED, "Yang paling perlu, menurut agregator")]
        if campaign is not None:
            purposes.append((CAMPAIGN, f"Program: {campaign.title}"))
        purposes += [(PLACE, "Satu wilayah"), (PACKAGE, "Satu jenis paket")]
        named = [(one.code, place_said(one)) for one in places]
        self.fields["tujuan"].choices = purposes  # type: ignore[attr-defined]
        self.fields["wilayah"].choices = [("", "Pilih wilayah"), *named]  # type: ignore[attr-defined]
        self.fields["paket"].choices = [("", "Pilih paket"), *((one.code, one.name) for one in packages)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was chosen is named, and there is one amount."""
        answers = super().clean() or {}
        if answers.get("tujuan") == PLACE and not answers.get("wilayah") and "wilayah" not in self.errors:
            self.add_error("wilayah", "Pilih wilayahnya.")
        if answers.get("tujuan") == PACKAGE and not answers.get("paket") and "paket" not in self.errors:
            self.add_error("paket", "Pilih paketnya.")
        if not {"jumlah", "jumlah_lain"} & set(self.errors):
            answers["amount_rp"] = self._amount(answers.get("jumlah", ""), answers.get("jumlah_lain"))
        return answers

    def _amount(self, preset: str, typed: int | None) -> int:
        if preset not in {"", "lain"} and typed is not None and typed != int(preset):
            self.add_error("jumlah_lain", "Pilih satu: jumlah di atas, atau tulis jumlah lain.")
        elif preset in {"", "lain"} and typed is None:
            self.add_error("jumlah_lain" if preset else "jumlah", "Pilih atau tulis jumlahnya.")
        amount = typed if typed is not None else int(preset) if preset.isdigit() else 0
        if amount and not SMALLEST <= amount <= LARGEST:
            self.add_error("jumlah_lain", f"Isi jumlah antara {rupiah(SMALLEST)} dan {rupiah(LARGEST)}.")
        return amount

    @property
    def place(self) -> str:
        """The code of the chosen place; what was chosen for another purpose was looked at and left."""
        return str(self.cleaned_data["wilayah"]) if self.cleaned_data["tujuan"] == PLACE else ""

    @property
    def package(self) -> str:
        """The code of the chosen package."""
        return str(self.cleaned_data["paket"]) if self.cleaned_data["tujuan"] == PACKAGE else ""


class WayForm(forms.Form):
    """By which of the agregator's own channels; kinds of money stand apart."""

    saluran = forms.ChoiceField(
        label="Lewat mana Anda mengirim?",
        help_text="Donasi, zakat, dan infak dibukukan terpisah dan tidak pernah dicampur.",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih salah satu saluran.", "invalid_choice": "Pilih salah satu saluran."},
    )

    def __init__(self, *args: Any, ways: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["saluran"].choices = [(str(one.pk), way_says(one)) for one in ways]  # type: ignore[attr-defined]


def way_says(channel: Channel) -> str:
    """A channel in one line: the kind of money first."""
    fund = channel.get_fund_display()
    if channel.kind == ChannelKind.QRIS:
        return f"{fund}: QRIS atas nama {channel.holder}"
    return f"{fund}: transfer ke {channel.bank} atas nama {channel.holder}"


class GiverForm(WhoForm):
    """Who gives, without an account. No code is sent: an intent holds nothing that others could miss."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, phones=True, **kwargs)
        email, phone = self.fields["email"], self.fields["telepon"]
        email.help_text = "Isi salah satu: e-mail atau nomor telepon. Dengan itu Anda membuka titipan ini lagi."
        phone.help_text = "Cukup salah satu. Tidak diperlihatkan kepada umum."


class CancelForm(forms.Form):
    """Taking an intent back."""

    alasan = PlainField(label="Alasan", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
