"""Doing: correct, withdraw, restrict, take back, erase, and ask an officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ksbb.core.refusals import Refused
from ksbb.privacy import actions, queries
from ksbb.privacy.enums import Right
from ksbb.web.desks.forms import DeedForm, Phone, Pick, Words
from ksbb.web.giving.people import sent
from ksbb.web.giving.steps import asked
from ksbb.web.rights.visitors import Asker, close, for_person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.privacy.models import DataRequest

ASKED_BY_HAND = (Right.CORRECT, Right.ACCESS, Right.ERASE, Right.RESTRICT, Right.WITHDRAW)


@dataclass(frozen=True, slots=True)
class Ask:
    """A page that asks for one deed: what it does, stated before the button."""

    title: str
    button: str
    lead: str
    points: tuple[str, ...] = ()
    danger: bool = False


class CorrectForm(DeedForm):
    """The name and, where it opens nothing, the number that we hold."""

    name = Words(label="Nama", most=120)
    phone = Phone(label="Nomor telepon", required=False)


class YesForm(DeedForm):
    """A deed that cannot be undone wants a tick."""

    sure = forms.BooleanField(
        label="Ya, saya mengerti dan menghendakinya", error_messages={"required": "Centang dahulu bila Anda yakin."}
    )


class EraseForm(YesForm):
    """What becomes of the promises that run."""

    running = Pick(
        label="Komitmen Anda yang masih berjalan",
        choices=[("batal", "Batalkan semuanya, lalu hapus data saya"), ("tetap", "Pertahankan; jangan hapus dahulu")],
    )
    field_order = ["running", "sure"]


class AskForm(DeedForm):
    """What an officer should do."""

    kind = Pick(label="Tentang apa?", choices=[(one.value, one.label) for one in ASKED_BY_HAND])
    words = Words(label="Permintaan Anda", rows=4, most=600, help_text="Jelaskan seperlunya. Jangan menulis nomor KTP.")


def _asked(request: HttpRequest, ask: Ask, form: DeedForm, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "rights/ask.html", {"ask": ask, "form": form, **more}, status=status)


def _told(request: HttpRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("rights:home")


@asked
@for_person
def correct(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Betulkan: the name at once; the addresses of an account on its own page, by a code."""
    person = asker.person
    held = person.user or next(iter(person.parties), None)
    form = CorrectForm(sent(request), initial={"name": held.name, "phone": held.phone} if held else None)
    if asker.user is not None or "@" not in asker.contact:
        del form.fields["phone"]
    done = form.attempt(
        lambda said: actions.correct_own_data(
            by=asker.user,
            contact=asker.contact,
            name=said["name"],
            phone=said.get("phone"),
            at=asker.at,
            key=said["key"],
        )
    )
    if done is not None:
        return _told(request, "Data Anda sudah dibetulkan.")
    lead = "Berlaku saat itu juga, juga pada komitmen Anda."
    return _asked(request, Ask("Betulkan data saya", "Simpan", lead), form, account=asker.user is not None)


@asked
@for_person
def withdraw(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Tarik persetujuan."""
    ask = Ask(
        "Tarik persetujuan saya",
        "Tarik persetujuan",
        "Berlaku saat itu juga, untuk semua komitmen Anda.",
        (
            "Nama Anda tidak tampil lagi untuk umum.",
            "Kontak Anda tidak dapat dibuka lagi oleh siapa pun. Bila Anda narahubung penerima, kontak itu dihapus.",
            "Kami tidak mengirim kabar lagi, juga pengingat. Komitmen yang berjalan tetap perlu Anda antar.",
            "Jumlah bantuan tetap terhitung, tanpa nama.",
        ),
    )
    return _at_once(request, asker, ask, actions.withdraw_consent, "Persetujuan Anda sudah ditarik.")


@asked
@for_person
def restrict(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Batasi pemrosesan."""
    ask = Ask(
        "Batasi pemakaian data saya",
        "Batasi",
        "Data Anda kami simpan, tetapi tidak kami pakai sampai Anda memulihkannya.",
        (
            "Nama Anda tidak tampil untuk umum, kontak Anda tertutup.",
            "Kami tidak mengirim kabar.",
            "Anda belum dapat membuat komitmen baru sampai dipulihkan.",
        ),
    )
    return _at_once(request, asker, ask, actions.restrict_processing, "Pemakaian data Anda dibatasi.")


def _at_once(request: HttpRequest, asker: Asker, ask: Ask, deed: Callable[..., DataRequest], done: str) -> HttpResponse:
    form = YesForm(sent(request))
    made = form.attempt(lambda said: deed(by=asker.user, contact=asker.contact, at=asker.at, key=said["key"]))
    return _told(request, done) if made is not None else _asked(request, ask, form)


@require_POST
@for_person
def resume(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Pulihkan."""
    try:
        actions.resume_processing(by=asker.user, contact=asker.contact, at=asker.at)
    except Refused as stop:
        messages.error(request, stop.refusal.message)
        return redirect("rights:home")
    return _told(request, "Data Anda dipakai lagi seperti biasa. Nama tetap tersembunyi pada komitmen yang lalu.")


ERASE = Ask(
    "Hapus data saya",
    "Hapus data saya",
    "Tidak dapat dibatalkan.",
    (
        "Nama, alamat e-mail, nomor telepon, pesan, dan isian yang belum dikirim dihapus. Akun Anda ditutup.",
        "Jumlah bantuan tetap tercatat atas nama “Dihapus atas permintaan”.",
        "Nama yang ditulis penerima pada bukti terima tidak dapat diubah oleh siapa pun.",
    ),
    danger=True,
)


@asked
@for_person
def erase(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Hapus: what must go on first is said before the button."""
    person = asker.person
    refusal = queries.why_open(person, cancel_open=False, at=asker.at)
    choice = refusal is not None and refusal.code == "promise_running"
    if refusal is not None and not choice:
        return render(request, "rights/ask.html", {"ask": ERASE, "refusal": refusal, "form": YesForm()})
    form = (EraseForm if choice else YesForm)(sent(request))
    if form.is_bound and form.is_valid() and form.cleaned_data.get("running") == "tetap":
        return _told(request, "Data Anda belum dihapus. Kembalilah ke sini sesudah komitmen Anda selesai.")
    done = form.attempt(
        lambda said: actions.erase_own_data(
            by=asker.user, contact=asker.contact, cancel_open=said.get("running") == "batal", at=asker.at
        )
    )
    if done is None:
        return _asked(request, ERASE, form, refusal_first=refusal)
    close(request)
    logout(request)
    return render(request, "rights/erased.html", {"reference": done.reference})


@asked
@for_person
def ask(request: HttpRequest, asker: Asker) -> HttpResponse:
    """Minta petugas: what cannot be done alone. Answered in 3×24 hours."""
    form = AskForm(sent(request))
    made = form.attempt(
        lambda said: actions.ask_about_data(
            by=asker.user,
            contact=asker.contact,
            kind=Right(said["kind"]),
            words=said["words"],
            at=asker.at,
            key=said["key"],
        )
    )
    if made is not None:
        return _told(request, f"Permintaan {made.reference} terkirim. Jawabannya ada di halaman ini dalam 3×24 jam.")
    lead = "Untuk hal yang tidak dapat Anda lakukan sendiri di halaman ini. Petugas menjawab dalam 3×24 jam."
    return _asked(request, Ask("Minta petugas", "Kirim permintaan", lead), form)
