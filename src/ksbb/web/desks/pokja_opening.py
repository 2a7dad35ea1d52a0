"""Opening the needs of a period for many recipients at once, and the periods themselves."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from ksbb.catalogue import actions as catalogue_actions
from ksbb.catalogue import queries as catalogue
from ksbb.core.refusals import NotFound
from ksbb.core.text import clean, searchable
from ksbb.needs import actions
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.recipients import queries as recipients
from ksbb.web.desks.forms import Day, DeedForm, Pick, Words
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.places.models import Place

SHOWN_ROWS = 200


class AreaField(forms.CharField):
    """A place by its code or by its words; empty is the whole city. `rw=True` knows RW by their words, too."""

    def __init__(self, *, rw: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.rw = rw

    def clean(self, value: Any) -> Place | None:
        text = clean(str(value or ""))[:100]
        if not text:
            return None
        try:
            return places.place_by_code(text)
        except NotFound:
            found = [place for place in places.search_places(text, limit=5) if self.rw or place.level != Level.RW]
        if not found:
            known = "kelurahan, atau RW dengan kelurahannya" if self.rw else "atau kelurahan"
            raise ValidationError(f"Wilayah ini tidak ditemukan. Tulis nama kota, kecamatan, {known}.")
        return found[0]


class OpeningForm(DeedForm):
    """What to open, when and for whom."""

    package = Pick(label="Paket", menu=True)
    period = Pick(label="Periode", menu=True)
    area = AreaField(label="Wilayah", required=False, help_text="Kosong: seluruh Jakarta.")
    kinds = forms.MultipleChoiceField(
        label="Jenis penerima",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih satu atau lebih."},
    )
    source = Words(label="Sumber keputusan", help_text="Misalnya: keputusan rapat Pokja, 20 November 2026.")

    def fill(self, visit: Visit) -> OpeningForm:
        """Set the answers that are known only now."""
        self.choose("package", [(package.code, package.name) for package in catalogue.packages()])
        running = catalogue.running_periods(on=visit.today)
        self.choose("period", [(period.code, period.name) for period in running])
        kinds = self.fields["kinds"]
        if isinstance(kinds, forms.MultipleChoiceField):
            kinds.choices = [(kind.code, kind.plural) for kind in recipients.kinds()]
        return self


def _plan(said: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `open_needs` for the answers given."""
    chosen = list(recipients.recipients(place=said["area"]).filter(kind__code__in=said["kinds"]))
    package, period = catalogue.package_by_code(said["package"]), catalogue.period_by_code(said["period"])
    fits = [r for r in chosen if (package.for_institutions if r.kind.institution else package.for_rw)]
    return {"recipients_of": fits, "package": package, "period": period}


@sits_at(POKJA)
def opening(visit: Visit) -> HttpResponse:
    """Choose, look at every row that would be made, then open. A second officer verifies the batch."""
    asked = visit.sent if visit.sent is not None else (visit.request.GET or None)
    form = OpeningForm(asked, initial={"kinds": ["rw"]}).fill(visit)
    if visit.sent is not None:
        made = form.attempt(
            lambda said: actions.open_needs(
                by=visit.user, source=said["source"], at=visit.at, key=said["key"], **_plan(said)
            )
        )
        if made is not None:
            return visit.go(
                "desks:pokja_batch", made.reference, done="Kumpulan dibuka. Petugas Pokja lain memverifikasinya."
            )
    preview = _preview(form) if form.is_bound and form.is_valid() else None
    return visit.show("desks/opening.html", {"form": form, "preview": preview})


def _preview(form: OpeningForm) -> dict[str, Any]:
    """Every recipient with its quantity, those left out with the reason, and the totals."""
    plan = _plan(form.cleaned_data)
    rows = actions.preview(**plan)
    opened = [(recipient, quantity) for recipient, quantity, obstacle in rows if quantity and not obstacle]
    left_out = [(recipient, obstacle) for recipient, _, obstacle in rows if obstacle]
    reasons = Counter(obstacle for _, obstacle in left_out)
    return {
        **plan,
        "area": form.cleaned_data["area"],
        "opened": opened[:SHOWN_ROWS],
        "number": len(opened),
        "hidden": max(len(opened) - SHOWN_ROWS, 0),
        "total": sum(quantity for _, quantity in opened),
        "left_out": left_out[:SHOWN_ROWS],
        "reasons": sorted(reasons.items()),
    }


class PeriodForm(DeedForm):
    """A named stretch of days."""

    programme = Pick(label="Program", menu=True)
    name = Words(label="Nama", most=80, help_text="Misalnya: Fase 5, 24–30 Mei 2020.")
    code = Words(label="Kode", most=40, required=False, help_text="Kosong: dibuat dari nama.")
    starts_on = Day(label="Hari pertama")
    ends_on = Day(label="Hari terakhir")

    def clean(self) -> dict[str, Any]:
        """A code from the name where none was given; days in order and not absurdly far apart."""
        said = super().clean() or self.cleaned_data
        words = searchable(str(said.get("code") or said.get("name") or "").replace("–", " "))
        said["code"] = re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:40]
        if not self.errors and not said["code"]:
            raise ValidationError("Tulis nama atau kode dengan huruf biasa.")
        if not self.errors and (said["ends_on"] - said["starts_on"]).days > 366:
            raise ValidationError("Satu periode paling lama setahun.")
        return said


@sits_at(POKJA)
def periods(visit: Visit) -> HttpResponse:
    """All periods, and naming a new one."""
    form = PeriodForm(visit.sent, initial={"starts_on": visit.today})
    form.choose("programme", [(programme.code, programme.name) for programme in catalogue.programmes()])
    made = form.attempt(lambda said: catalogue_actions.add_period(by=visit.user, at=visit.at, **said))
    if made is not None:
        return visit.go("desks:pokja_periods", done=f"Periode “{made.name}” ditambah.")
    question = Question("Periode", "Tambah periode", reverse("desks:pokja"))
    return visit.show("desks/periods.html", {"form": form, "question": question, "periods": catalogue.periods()[:40]})
