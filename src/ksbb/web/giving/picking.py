"""Daftar pilihan: several needs gathered in one list, promised together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ksbb.core.formats import angka
from ksbb.core.references import read_reference
from ksbb.needs import queries as needs
from ksbb.needs.rules import why_not_take
from ksbb.web.giving import drafts
from ksbb.web.giving.drafts import LIST, MOST_LISTED, Draft, Part
from ksbb.web.giving.fields import CountField
from ksbb.web.giving.forms import STEPPER
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from ksbb.needs.models import Need


class ListForm(forms.Form):
    """One quantity for each chosen need."""

    def __init__(self, *args: Any, chosen: list[tuple[Need, int]], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen, self.on = chosen, on
        for need, quantity in chosen:
            self.fields[need.reference] = CountField(
                label=f"Jumlah untuk {need.recipient.name}",
                help_text=f"Masih dibutuhkan {angka(need.remaining)} {need.package.spoken}.",
                initial=quantity,
                max_value=10_000_000,
                widget=forms.NumberInput(attrs={**STEPPER, "max": str(need.remaining)}),
                error_messages={
                    "required": f"Isi jumlah untuk {need.recipient.name}.",
                    "invalid": "Tulis jumlah dengan angka, misalnya 20.",
                    "max_value": "Jumlah ini terlalu besar.",
                },
            )

    def clean(self) -> dict[str, Any]:
        """Each quantity within what is left."""
        answers = super().clean() or {}
        for need, _ in self.chosen:
            quantity = answers.get(need.reference)
            if quantity is not None and (refusal := why_not_take(need=need, quantity=quantity, on=self.on)):
                self.add_error(need.reference, f"{need.recipient.name}: {refusal.message}")
        return answers

    def rows(self) -> list[tuple[Need, forms.BoundField]]:
        """Each need with its field, for the page."""
        return [(need, self[need.reference]) for need, _ in self.chosen]


@never_cache
@asked
def pick(request: HttpRequest) -> HttpResponse:
    """The list: add by POST, change quantities, drop, go on."""
    today = timezone.localdate()
    listed = drafts.picked(request.session)
    if request.method == "POST" and request.POST.get("aksi") == "tambah":
        return _add(request, listed)
    if request.method == "POST" and request.POST.get("aksi", "").startswith("hapus:"):
        listed.pop(request.POST["aksi"][6:], None)
        drafts.pick(request.session, listed)
        return redirect("giving:pick")
    found = needs.by_references(listed)
    chosen = [(found[ref], quantity) for ref, quantity in listed.items() if ref in found]
    form = ListForm(request.POST if request.method == "POST" and chosen else None, chosen=chosen, on=today)
    if form.is_bound and form.is_valid():
        return _go_on(request, form)
    wanted = needs.by_references([request.GET.get("tambah", "")])
    adding = next((need for ref, need in wanted.items() if ref not in listed), None)
    shown = {"form": form, "rows": form.rows(), "adding": adding, "full": len(listed) >= MOST_LISTED}
    return render(request, "giving/pick.html", shown, status=422 if form.is_bound and form.errors else 200)


def _add(request: HttpRequest, listed: dict[str, int]) -> HttpResponse:
    reference = read_reference(request.POST.get("kebutuhan", "")) or ""
    if needs.by_references([reference]) and len(listed) < MOST_LISTED:
        listed.setdefault(reference, 1)
        drafts.pick(request.session, listed)
    return redirect("giving:pick")


def _go_on(request: HttpRequest, form: ListForm) -> HttpResponse:
    """Turn the list into a draft of several parts and go to the day."""
    quantities: dict[str, int] = form.cleaned_data
    drafts.pick(request.session, quantities)
    kept = drafts.draft(request.session, LIST)
    if kept is None or kept.reference:
        kept = Draft(LIST, drafts.new_key())
    days = {part.need: (part.on, part.through) for part in kept.parts}
    kept.parts = [Part(ref, n, "", *days.get(ref, ("", ""))) for ref, n in quantities.items()]
    drafts.keep(request.session, kept)
    return redirect("giving:when", ref=LIST)
