"""How somebody without an account proves an address: a code of six digits, then half an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ksbb.core import limits
from ksbb.core.formats import samar_telepon
from ksbb.core.refusals import Refused
from ksbb.core.text import clean
from ksbb.parties.rules import read_contact
from ksbb.privacy import actions
from ksbb.web.giving.forms import CodeForm
from ksbb.web.giving.people import sent
from ksbb.web.giving.steps import asked
from ksbb.web.rights.visitors import close, open_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ASKED = "data_saya_kode"
UNREADABLE = "Tulis alamat e-mail seperti nama@contoh.id, atau nomor telepon seperti 0812 3456 7890."


class AddressForm(forms.Form):
    """The address under which the person gave, or is known as a contact."""

    alamat = forms.CharField(
        label="Alamat e-mail atau nomor telepon Anda",
        help_text="Yang Anda pakai saat berkomitmen, atau yang dicatat sebagai narahubung.",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Tulis alamat e-mail atau nomor telepon Anda.", "max_length": UNREADABLE},
    )

    def clean_alamat(self) -> str:
        """The address in the form in which it is kept."""
        try:
            return read_contact(clean(self.cleaned_data["alamat"]))
        except Refused as stop:
            raise ValidationError(UNREADABLE) from stop


@never_cache
@asked
def address(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send the code. The answer is the same whether we hold anything or not."""
    form = AddressForm(sent(request))
    if request.method == "POST" and form.is_valid():
        contact, at = form.cleaned_data["alamat"], timezone.now()
        try:
            limits.count(limits.TRACKING, limits.address(request), at=at)
            actions.send_data_code(contact=contact, at=at)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        except Refused as stop:
            form.add_error(None, stop.refusal.message)
        else:
            request.session[_ASKED] = contact
            return redirect("rights:code")
    return render(request, "rights/address.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@asked
def code(request: HttpRequest) -> HttpResponse:
    """Take the code back and open the page."""
    contact = request.session.get(_ASKED, "")
    if not contact:
        return redirect("rights:address")
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            limits.count(limits.TRACKING, limits.address(request), at=at)
            actions.check_data_code(contact=contact, digits=form.cleaned_data["kode"], at=at)
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
        except Refused as stop:
            form.add_error("kode", stop.refusal.message)
        else:
            del request.session[_ASKED]
            open_for(request, contact, at=at)
            return redirect("rights:home")
    masked = samar_telepon(contact) if "@" not in contact else contact
    shown: dict[str, Any] = {"form": form, "address": masked, "demo": settings.KSBB_DEMO}
    return render(request, "rights/code.html", shown, status=422 if form.errors else 200)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page on a shared phone."""
    close(request)
    return redirect("rights:home")
