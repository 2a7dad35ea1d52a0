"""Signing in by six digits: to one's own address, or read out by an officer. Without a script, without a password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ksbb.access import actions
from ksbb.core import limits
from ksbb.core.refusals import Refused
from ksbb.core.text import clean
from ksbb.parties.queries import user_named
from ksbb.web.entry.fields import ContactField, blurred
from ksbb.web.entry.onward import relative
from ksbb.web.entry.sessions import note_shared
from ksbb.web.giving.account_forms import shared_phone
from ksbb.web.giving.fields import CodeField
from ksbb.web.giving.people import sent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.parties.models import User

ASKED = "kode_masuk"
PAGE = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that this browser asked for: to which address, and the mark that binds it to this request."""

    contact: str
    nonce: str
    onward: str = ""


class ContactForm(forms.Form):
    """Where the code goes, and whose phone this is."""

    kontak = ContactField()
    bersama = shared_phone()


class CodeForm(forms.Form):
    """Six digits."""

    kode = CodeField(label="Kode 6 angka")


class HandedForm(forms.Form):
    """A name and the six digits that the officer read out."""

    nama = forms.CharField(
        label="Nama pengguna atau e-mail",
        help_text="Petugas dapat membacakan nama pengguna Anda.",
        max_length=254,
        error_messages={"required": "Tulis nama pengguna atau e-mail Anda."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    kode = CodeField(label="Kode 6 angka dari petugas")
    bersama = shared_phone()


def ask_code(request: HttpRequest, contact: str, *, onward: str = "", any_address: bool = False) -> None:
    """Send a code to the address and bind it to this browser. Raises `Refused` or `TooOften`."""
    at = timezone.now()
    limits.count(limits.CODES, limits.address(request), at=at)
    nonce = secrets.token_hex(16)
    send = actions.send_proof if any_address else actions.send_code
    send(contact=contact, nonce=nonce, at=at)
    request.session[ASKED] = {"contact": contact, "nonce": nonce, "onward": onward}


def asked_for(request: HttpRequest) -> Asked | None:
    """The code that this browser waits for."""
    kept = request.session.get(ASKED)
    return Asked(**kept) if kept else None


def let_in(request: HttpRequest, user: User, *, onward: str) -> HttpResponse:
    """Sign the person in, through the second step where one is asked of them."""
    request.session.pop(ASKED, None)
    record_authentication(request, user, "code")
    return perform_login(request, Login(user=user, redirect_url=onward or None))


@never_cache
@PAGE
def code(request: HttpRequest) -> HttpResponse:
    """Where shall the code go? The answer is the same whoever has the address (T17)."""
    form = ContactForm(sent(request))
    onward = relative(request.POST.get("next") or request.GET.get("next"))
    if request.method == "POST" and form.is_valid():
        try:
            ask_code(request, form.cleaned_data["kontak"], onward=onward)
            note_shared(request, shared=form.cleaned_data["bersama"])
            return redirect("entry:code_typed")
        except Refused as stop:
            form.add_error("kontak", stop.refusal.message)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
    return _page(request, "account/code.html", {"form": form, "onward": onward})


@never_cache
@PAGE
def code_typed(request: HttpRequest) -> HttpResponse:
    """The six digits, in the browser that asked for them."""
    asked = asked_for(request)
    if asked is None:
        return redirect("entry:code")
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            limits.count(limits.SIGN_IN, limits.address(request), at=at)
            user = actions.sign_in_by_code(
                contact=asked.contact, nonce=asked.nonce, digits=form.cleaned_data["kode"], at=at
            )
            return let_in(request, user, onward=asked.onward)
        except Refused as stop:
            form.add_error("kode", stop.refusal.message)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
    shown = {
        "form": form,
        "address": blurred(asked.contact),
        "again": reverse("entry:code"),
        "demo": settings.KSBB_DEMO,
    }
    return _page(request, "account/code_typed.html", shown)


@never_cache
@PAGE
def handed(request: HttpRequest) -> HttpResponse:
    """A code that the officer read out, for those whom no message reaches."""
    form = HandedForm(sent(request))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            limits.count(limits.SIGN_IN, limits.address(request), at=at)
            user = _by_handed(form.cleaned_data, at)
            note_shared(request, shared=form.cleaned_data["bersama"])
            return let_in(request, user, onward="")
        except Refused as stop:
            form.add_error("kode", stop.refusal.message)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
    return _page(request, "account/handed.html", {"form": form})


def _by_handed(said: dict[str, Any], at: datetime) -> User:
    named = user_named(clean(said["nama"]).lower())
    return actions.sign_in_by_handed_code(user=named, digits=said["kode"], at=at)


def _page(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    form = shown["form"]
    return render(request, template, shown, status=422 if form.is_bound and form.errors else 200)
