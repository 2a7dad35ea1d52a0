"""The own account: devices, phone and e-mail, confirming who is there, stopping a recovery."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ksbb.access import actions, queries
from ksbb.core import limits
from ksbb.core.references import row_number
from ksbb.core.refusals import Refused
from ksbb.parties.queries import reach_of
from ksbb.web.entry.codes import ASKED, PAGE, CodeForm, ContactForm, ask_code, asked_for
from ksbb.web.entry.fields import blurred
from ksbb.web.entry.onward import relative
from ksbb.web.giving.people import sent, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CONTACT, CONFIRM = "kontak", "yakin"
"""What a code was asked for; never a path, so that no code asked for elsewhere passes here."""
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "HP Android"), ("Windows", "Windows"), ("Mac", "Mac"))
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_words(agent: str) -> str:
    """ "Chrome di HP Android"; "Perangkat lain" where the browser says nothing known."""
    browser = next((word for mark, word in BROWSERS if mark in agent), "")
    system = next((word for mark, word in SYSTEMS if mark in agent), "Linux" if "Linux" in agent else "")
    return " di ".join(part for part in (browser, system) if part) or "Perangkat lain"


@never_cache
@login_required
@PAGE
def devices(request: HttpRequest) -> HttpResponse:
    """Where this account is signed in; one may be signed out, or all."""
    user = signed_in(request)
    if request.method == "POST":
        return _sign_out(request)
    found = queries.devices(user, session_key=request.session.session_key, at=timezone.now())
    rows = [(one, device_words(one.agent)) for one in found]
    return render(request, "account/devices.html", {"rows": rows})


def _sign_out(request: HttpRequest) -> HttpResponse:
    user, wanted = signed_in(request), request.POST.get("keluar", "")
    if wanted == "semua":
        actions.end_sessions(by=user, at=timezone.now())
        get_adapter().logout(request)
        messages.success(request, "Semua perangkat sudah dikeluarkan. Silakan masuk lagi.")
        return redirect("account_login")
    if not re.fullmatch(r"[0-9]+", wanted) or not actions.end_device(user=user, number=row_number(wanted)):
        raise Http404
    messages.success(request, "Perangkat itu sudah dikeluarkan.")
    return redirect("entry:devices")


@never_cache
@login_required
@PAGE
def contact(request: HttpRequest) -> HttpResponse:
    """Another phone number or e-mail: a code proves it first."""
    form = ContactForm(sent(request))
    form.fields.pop("bersama")
    if request.method == "POST" and form.is_valid():
        try:
            ask_code(request, form.cleaned_data["kontak"], onward=CONTACT, any_address=True)
            return redirect("entry:contact_code")
        except Refused as stop:
            form.add_error("kontak", stop.refusal.message)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
    return _page(request, "account/contact.html", form, {})


@never_cache
@login_required
@PAGE
def contact_code(request: HttpRequest) -> HttpResponse:
    """The code that proves the new address; the old one is told (SEC-13)."""
    asked, form = asked_for(request), CodeForm(sent(request))
    if asked is None or asked.onward != CONTACT:
        return redirect("entry:contact")
    if request.method == "POST" and form.is_valid():
        at, digits = timezone.now(), form.cleaned_data["kode"]
        where = {"email": asked.contact} if "@" in asked.contact else {"phone": asked.contact}
        try:
            actions.prove_contact(contact=asked.contact, nonce=asked.nonce, digits=digits, at=at)
            actions.change_contact(by=signed_in(request), at=at, **where)
            request.session.pop(ASKED, None)
            messages.success(request, "Alamat tersimpan. Alamat lama sudah diberi tahu.")
            return redirect("giving:account")
        except Refused as stop:
            form.add_error("kode", stop.refusal.message)
    shown = {"address": blurred(asked.contact), "again": reverse("entry:contact"), "demo": settings.KSBB_DEMO}
    return _page(request, "account/code_typed.html", form, shown)


@never_cache
@login_required
@PAGE
def sure(request: HttpRequest) -> HttpResponse:
    """Once more: is it you? By password or key where there is one, else by a code to the own address."""
    user = signed_in(request)
    onward = relative(request.POST.get("next") or request.GET.get("next")) or reverse("giving:account")
    methods = get_adapter().get_reauthentication_methods(user)
    if methods:
        return redirect(f"{methods[0]['url']}?{urlencode({'next': onward})}")
    address, form = user.email or user.phone, CodeForm(sent(request) if "kode" in request.POST else None)
    try:
        if request.method == "POST" and _confirmed(request, form, address):
            record_authentication(request, user, "code", reauthenticated=True)
            return redirect(onward)
    except Refused as stop:
        form = CodeForm({})
        form.errors["kode"] = form.error_class([stop.refusal.message])
    except limits.TooOften as stop:
        return limits.too_often(request, stop.seconds)
    asked = asked_for(request)
    waiting = asked is not None and asked.onward == CONFIRM
    shown = {"onward": onward, "address": blurred(address) if address else "", "waiting": waiting}
    return _page(request, "account/sure.html", form, shown)


def _confirmed(request: HttpRequest, form: CodeForm, address: str) -> bool:
    """Send a code to the own address, or look at the one that came back."""
    asked = asked_for(request)
    if "kirim" in request.POST and address:
        ask_code(request, address, onward=CONFIRM, any_address=True)
    elif asked is not None and asked.onward == CONFIRM and form.is_bound and form.is_valid():
        digits = form.cleaned_data["kode"]
        actions.prove_contact(contact=asked.contact, nonce=asked.nonce, digits=digits, at=timezone.now())
        request.session.pop(ASKED, None)
        return True
    return False


@never_cache
@login_required
@require_POST
def cancel_recovery(request: HttpRequest) -> HttpResponse:
    """The person says: I did not ask for this (SEC-14)."""
    user = signed_in(request)
    recovery = queries.open_recovery(user)
    if recovery is not None:
        actions.cancel_recovery(by=user, recovery=recovery, at=timezone.now())
        messages.success(request, "Pemulihan dibatalkan. Tidak ada yang berubah pada akun Anda.")
    return redirect("giving:account")


class AddKey(AddWebAuthnView):
    """A passkey. Staff go on to their spare codes; for others the code to their address is the spare."""

    def get_success_url(self) -> str:
        """Where to go on."""
        user: Any = self.request.user
        if not reach_of(user, at=timezone.now()).is_staff:
            return reverse("desks:home")
        return str(super().get_success_url())


def _page(request: HttpRequest, template: str, form: Any, shown: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"form": form, **shown}, status=422 if form.is_bound and form.errors else 200)
