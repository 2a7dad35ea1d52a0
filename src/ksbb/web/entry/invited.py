"""What the invited see: who invites and why, then a name and a way to sign in. Only a POST uses the invitation up."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ksbb.access import actions, queries
from ksbb.access.queries import user_by_contact
from ksbb.core import limits
from ksbb.core.refusals import Refused
from ksbb.web.desks.inviting import Username
from ksbb.web.entry import codes, links
from ksbb.web.entry.codes import CodeForm, ask_code, asked_for, let_in
from ksbb.web.entry.fields import ContactField, blurred
from ksbb.web.entry.sessions import note_shared
from ksbb.web.giving.account_forms import PASSWORD_HINT, shared_phone
from ksbb.web.giving.fields import PlainField
from ksbb.web.giving.people import as_user, sent

if TYPE_CHECKING:
    from ksbb.access.models import Invitation
    from ksbb.core.refusals import Refusal
    from ksbb.parties.models import User

DRAFT = "undangan"
CODE, KEY, WORD = "kode", "kunci", "sandi"
WAYS = (
    (CODE, "Kode 6 angka ke nomor HP atau e-mail saya"),
    (KEY, "Sidik jari, wajah, atau kunci layar HP ini"),
    (WORD, "Nama pengguna dan kata sandi"),
)


class NameForm(forms.Form):
    """Who accepts, and how the person will sign in."""

    nama = PlainField(
        label="Nama Anda",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Tulis nama Anda.", "max_length": "Nama terlalu panjang; paling banyak 120 huruf."},
    )
    cara = forms.ChoiceField(
        label="Dengan apa Anda mau masuk nanti?",
        choices=WAYS,
        initial=CODE,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu cara.", "invalid_choice": "Pilih satu cara."},
    )
    kontak = ContactField(required=False, help_text="Hanya untuk cara pertama. Kodenya dikirim ke sini.")
    bersama = shared_phone()

    def clean(self) -> dict[str, Any]:
        """A code needs somewhere to go."""
        said = super().clean() or {}
        if said.get("cara") == CODE and not said.get("kontak") and "kontak" not in self.errors:
            self.add_error("kontak", "Tulis nomor HP atau e-mail untuk menerima kode.")
        return said


class PasswordForm(forms.Form):
    """A name to sign in with and a password, for those who want no message."""

    username = Username(label="Nama pengguna", help_text="Huruf kecil dan angka. Nama ini dipakai setiap kali masuk.")
    password = forms.CharField(
        label="Kata sandi",
        help_text=PASSWORD_HINT,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Tulis kata sandi."},
    )

    def clean_username(self) -> str:
        """No address: whoever bore a colleague's as a name would be given the colleague's role (T16)."""
        username: str = self.cleaned_data["username"]
        if "@" in username:
            raise forms.ValidationError("Pakai nama tanpa tanda @. Contoh: rw904.cipulir")
        return username

    def clean_password(self) -> str:
        """As strong as every other."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


@dataclass(frozen=True, slots=True)
class Guest:
    """One request with a link that still works."""

    request: HttpRequest
    signed: str
    token: str
    invitation: Invitation
    at: datetime

    @property
    def draft(self) -> dict[str, str]:
        """What was answered so far, in this browser and for this invitation."""
        kept: dict[str, Any] = self.request.session.get(DRAFT, {})
        return kept if kept.get("undangan") == self.invitation.pk else {}

    def keep(self, said: dict[str, Any]) -> None:
        """Remember the answers of the first page."""
        kept = {"nama": said["nama"], "kontak": said["kontak"], "undangan": self.invitation.pk}
        self.request.session[DRAFT] = kept
        note_shared(self.request, shared=said["bersama"])

    def accept(self, **more: Any) -> User:
        """Use the invitation up for the person who answered."""
        user = actions.accept_invitation(token=self.token, at=self.at, **more)
        self.request.session.pop(DRAFT, None)
        return user

    def go(self, to: str) -> HttpResponse:
        return redirect(f"entry:{to}", signed=self.signed)

    def show(self, template: str, shown: dict[str, Any], *, refusal: Refusal | None = None) -> HttpResponse:
        form = shown.get("form")
        status = 409 if refusal else 422 if form is not None and form.is_bound and form.errors else 200
        shown = {"invitation": self.invitation, "signed": self.signed, "refusal": refusal, **shown}
        return render(self.request, template, shown, status=status)


def for_invited(page: Callable[[Guest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page the invitation behind its link; where it no longer works, say why and what to do."""

    @functools.wraps(page)
    def view(request: HttpRequest, signed: str) -> HttpResponse:
        at = timezone.now()
        try:
            limits.count(limits.LINKS, limits.address(request), at=at)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        token = links.token_of(signed)
        invitation = queries.invitation_of(token) if token else None
        refusal = queries.why_not_use(invitation, at=at)
        if invitation is None or refusal is not None:
            return render(
                request, "account/invitation_over.html", {"refusal": refusal}, status=404 if not token else 410
            )
        try:
            return page(Guest(request, signed, token, invitation, at))
        except Refused as stop:
            return render(request, "account/invitation_over.html", {"refusal": stop.refusal}, status=409)

    return codes.PAGE(never_cache(view))


@require_safe
@for_invited
def invitation(guest: Guest) -> HttpResponse:
    """Who invites you, as what, and what you can do then: one button. A preview that fetches it does nothing."""
    return guest.show("account/invitation.html", {"person": as_user(guest.request)})


@for_invited
def accept(guest: Guest) -> HttpResponse:
    """The name and the way to sign in; whoever is signed in already just says yes."""
    person = as_user(guest.request)
    if person is not None:
        if guest.request.method != "POST":
            return guest.show("account/invitation.html", {"person": person})
        guest.accept(user=person)
        return redirect("desks:home")
    form = NameForm(sent(guest.request))
    if guest.request.method != "POST" or not form.is_valid():
        return guest.show("account/accept.html", {"form": form})
    return _chosen(guest, form)


def _chosen(guest: Guest, form: NameForm) -> HttpResponse:
    said = form.cleaned_data
    guest.keep(said)
    if said["cara"] == WORD:
        return guest.go("accept_password")
    if said["cara"] == KEY:
        user = guest.accept(name=said["nama"])
        return let_in(guest.request, user, onward=reverse("mfa_add_webauthn"))
    try:
        ask_code(guest.request, said["kontak"], any_address=True)
    except Refused as stop:
        form.add_error("kontak", stop.refusal.message)
        return guest.show("account/accept.html", {"form": form})
    except limits.TooOften as stop:
        return limits.too_often(guest.request, stop.seconds)
    return guest.go("accept_code")


@for_invited
def accept_code(guest: Guest) -> HttpResponse:
    """The six digits prove the address; then the account and the role come to be together."""
    asked, draft = asked_for(guest.request), guest.draft
    if asked is None or not draft:
        return guest.go("accept")
    form = CodeForm(sent(guest.request))
    if guest.request.method == "POST" and form.is_valid():
        try:
            actions.prove_contact(
                contact=asked.contact, nonce=asked.nonce, digits=form.cleaned_data["kode"], at=guest.at
            )
        except Refused as stop:
            form.add_error("kode", stop.refusal.message)
        else:
            return let_in(guest.request, _proven(guest, asked.contact, draft["nama"]), onward="")
    shown = {"form": form, "address": blurred(asked.contact), "again": reverse("entry:accept", args=[guest.signed])}
    return guest.show("account/code_typed.html", shown)


def _proven(guest: Guest, contact: str, name: str) -> User:
    """The account of the proven address, or a new one under it."""
    known = user_by_contact(contact, at=guest.at)
    if known is not None:
        return guest.accept(user=known)
    where = {"email": contact} if "@" in contact else {"phone": contact}
    return guest.accept(name=name, **where)


@for_invited
def accept_password(guest: Guest) -> HttpResponse:
    """A username and a password, without any address."""
    if not guest.draft:
        return guest.go("accept")
    form = PasswordForm(sent(guest.request))
    if guest.request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            user = guest.accept(name=guest.draft["nama"], username=said["username"], password=said["password"])
            return let_in(guest.request, user, onward="")
        except Refused as stop:
            if stop.refusal.code != "user_exists":
                raise
            form.add_error("username", "Nama pengguna ini sudah dipakai. Tambahkan angka atau nama lain.")
    return guest.show("account/accept_password.html", {"form": form})
