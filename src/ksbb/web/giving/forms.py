"""The questions of the giving flow, one form for each page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from ksbb.catalogue.enums import Basis
from ksbb.commitments.enums import Mode
from ksbb.commitments.rules import why_not_promise
from ksbb.core.formats import angka, tanggal
from ksbb.core.refusals import Refusal
from ksbb.needs.rules import why_not_take, why_not_wait
from ksbb.web.giving.fields import CodeField, CountField, DayField, PhoneField, PlainField

if TYPE_CHECKING:
    from ksbb.needs.models import Need
    from ksbb.web.giving.drafts import Part

STEPPER = {"inputmode": "numeric", "min": "1"}
NAME_ASKED = dict.fromkeys(("required", "invalid_choice"), "Pilih apakah nama Anda ditampilkan.")
MODES = [(Mode.OWN, "Saya antar sendiri"), (Mode.COURIER, "Saya kirim lewat kurir")]
"""How the goods come, as the giver says it."""


def quantity_field(
    label: str = "", *, required: str = "Isi jumlah yang Anda bantu.", help_text: str = ""
) -> CountField:
    """How many, typed or stepped."""
    return CountField(
        label=label,
        help_text=help_text,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs=STEPPER),
        error_messages={
            "required": required,
            "invalid": "Tulis jumlah dengan angka, misalnya 20.",
            "max_value": "Jumlah ini terlalu besar.",
        },
    )


class QuantityForm(forms.Form):
    """How much: never more than is left, and an equivalent where the contents differ."""

    jumlah = quantity_field()
    setara = PlainField(
        label="Isi paket Anda",
        shown=True,
        help_text="Contoh: beras 5 kg, telur 1 kg, minyak 1 liter. Penerima menyetujuinya lebih dahulu.",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Isi setara terlalu panjang; paling banyak 400 huruf."},
    )

    tunggu = forms.BooleanField(label="Yang tidak muat masuk daftar tunggu", required=False)

    def __init__(self, *args: Any, need: Need, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need, self.on = need, on
        counted, field = need.package.counted_as, self.fields["jumlah"]
        field.label = f"Berapa {counted} yang akan Anda bantu?"
        field.help_text = f"Masih dibutuhkan {angka(need.remaining)} {counted}. Sebagian juga boleh."
        if not need.remaining:
            field.help_text = "Sudah penuh dengan komitmen. Kalau ada yang batal, giliran Anda naik sendiri."
        if need.remaining:
            field.widget.attrs["max"] = str(need.remaining)

    def clean(self) -> dict[str, Any]:
        """The quantity fits, or it may wait; else the reason why the need cannot take it."""
        answers = super().clean() or {}
        quantity, waits = answers.get("jumlah"), answers.get("tunggu") or not self.need.remaining
        if quantity is None:
            return answers
        fits = min(quantity, self.need.remaining) if waits else quantity
        if fits or not waits:
            refusal = why_not_take(need=self.need, quantity=fits, on=self.on)
        else:
            refusal = why_not_wait(need=self.need, on=self.on)
        if refusal is None and quantity > fits and answers.get("setara"):
            refusal = Refusal("wait_for_published", "Untuk menunggu giliran, pilih isi paket acuan.")
        if refusal is not None:
            self.add_error("jumlah", refusal.message)
        return answers | {"tunggu": quantity > fits}

    @property
    def offers_waiting(self) -> bool:
        """Is the need short of what is asked, so that waiting is worth offering?"""
        return bool(self.need.remaining and self.is_bound and (self["jumlah"].errors or self["tunggu"].value()))


class WhenForm(forms.Form):
    """How the goods come, and on which day for each need (first and last day for daily meals)."""

    cara = forms.ChoiceField(
        label="Bagaimana bantuan sampai ke penerima?",
        choices=MODES,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih cara bantuan sampai.", "invalid_choice": "Pilih salah satu cara."},
    )

    def __init__(self, *args: Any, parts: list[tuple[Part, Need]], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.on = parts, on
        for n, (part, need) in enumerate(parts):
            daily, last = is_daily(need), need.deliver_until
            place = f" ke {need.recipient.name}" if len(parts) > 1 else ""
            word = "Hari pertama" if daily else "Tanggal antar"
            self.fields[f"hari_{n}"] = day_field(f"{word}{place}", first=on, last=last, initial=part.on)
            if daily:
                self.fields[f"hingga_{n}"] = day_field(
                    f"Hari terakhir{place}", first=on, last=last, initial=part.through
                )

    def clean(self) -> dict[str, Any]:
        """Each day within the limit of its need."""
        answers = super().clean() or {}
        for n, (part, need) in enumerate(self.parts):
            first = answers.get(f"hari_{n}")
            last = answers.get(f"hingga_{n}", first)
            if first is None or last is None:
                continue
            refusal = why_not_promise(
                need=need,
                quantity=part.quantity,
                deliver_on=first,
                deliver_through=last,
                equivalent="",
                on=self.on,
            )
            if refusal is not None and refusal.code.startswith("date_"):
                self.add_error(f"hingga_{n}" if refusal.code == "date_order" else f"hari_{n}", refusal.message)
        return answers

    def answered(self) -> list[Part]:
        """The parts with their chosen days."""
        for n, (part, _) in enumerate(self.parts):
            part.on = self.cleaned_data[f"hari_{n}"].isoformat()
            part.through = self.cleaned_data.get(f"hingga_{n}", self.cleaned_data[f"hari_{n}"]).isoformat()
        return [part for part, _ in self.parts]


class WhoForm(forms.Form):
    """Who gives: for people without an account. The code goes to the e-mail address, else to the phone."""

    nama = PlainField(
        label="Nama Anda",
        shown=True,
        help_text="Nama orang, keluarga, atau kelompok.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Tulis nama Anda.", "max_length": "Nama terlalu panjang; paling banyak 120 huruf."},
    )
    email = forms.EmailField(
        label="Alamat e-mail",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Tulis alamat e-mail Anda; kode dikirim ke sana.",
            "invalid": "Alamat e-mail ini belum lengkap. Contoh: nama@surat.id",
            "max_length": "Alamat e-mail terlalu panjang.",
        },
    )
    telepon = PhoneField(label="Nomor telepon", required=False)
    tampil = forms.ChoiceField(
        label="Nama di halaman publik",
        choices=[("tidak", "Tulis “Hamba Allah”"), ("ya", "Tampilkan nama saya")],
        widget=forms.RadioSelect,
        initial="tidak",
        error_messages=NAME_ASKED,
    )

    def __init__(self, *args: Any, phones: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phones = phones
        email, phone = self.fields["email"], self.fields["telepon"]
        if phones:
            email.help_text = "Isi salah satu: e-mail atau nomor telepon. Kode 6 angka dikirim ke sana."
            phone.help_text = "Cukup salah satu. Hanya diperlihatkan kepada penerima bantuan Anda."
            return
        email.required = True
        email.help_text = "Kode 6 angka dikirim ke e-mail, karena di sini belum ada layanan pesan telepon."
        phone.help_text = "Hanya diperlihatkan kepada penerima bantuan Anda."

    def clean(self) -> dict[str, Any]:
        """At least one address."""
        answers = super().clean() or {}
        if self.phones and not (answers.get("email") or answers.get("telepon") or self.errors):
            self.add_error("email", "Isi alamat e-mail atau nomor telepon.")
        return answers


class NameForm(forms.Form):
    """Whether the account's name is shown: the only question for people who signed in."""

    tampil = forms.ChoiceField(
        label="Nama di halaman publik",
        widget=forms.RadioSelect,
        error_messages=NAME_ASKED,
    )

    def __init__(self, *args: Any, giver: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("tidak", "Tulis “Hamba Allah”"), ("ya", f"Tampilkan nama: {giver}")]
        self.fields["tampil"].choices = choices  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    """The giver's statement, accepted on the page that sends."""

    setuju = forms.BooleanField(
        label="Saya setuju dengan pernyataan ini.",
        error_messages={"required": "Centang pernyataan ini agar komitmen dapat dikirim."},
    )


class CodeForm(forms.Form):
    """The six digits that prove the address."""

    kode = CodeField(label="Kode 6 angka", help_text="Boleh ditempel; spasi diabaikan.", required=True)


def is_daily(need: Need) -> bool:
    """Does the aid come day after day (meals), so that it has a first and a last day?"""
    return need.package.basis == Basis.PERSON_DAYS


def day_field(label: str, *, first: date, last: date, initial: str = "") -> DayField:
    """A question for a day between two others."""
    made = DayField(
        label=label,
        help_text=f"Antara {tanggal(first)} dan {tanggal(last)}.",
        initial=initial or None,
        error_messages={"required": f"{label}: pilih tanggalnya."},
    )
    made.widget.attrs.update(min=first.isoformat(), max=last.isoformat())
    return made
