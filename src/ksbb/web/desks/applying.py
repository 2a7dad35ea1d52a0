"""Applying as an organisation or home: choose what you do, show the permit, follow the answer, renew in time."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from ksbb.core.limits import Limit, TooOften, count, too_often
from ksbb.core.refusals import NotFound
from ksbb.parties.queries import standing_history
from ksbb.permits import actions, queries
from ksbb.permits.actions import PermitDraft
from ksbb.permits.enums import ApplicationState
from ksbb.permits.rules import (
    LARGEST,
    activities,
    activity_named,
    permit_kinds,
    why_not_days,
    why_not_keep,
    why_not_number,
)
from ksbb.places.enums import Level
from ksbb.web.desks.forms import Day, DeedForm, Pick, Words
from ksbb.web.desks.pokja_opening import AreaField
from ksbb.web.desks.visits import ANY, Question, Visit, sits_at
from ksbb.web.giving.fields import no_identity_number

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from ksbb.parties.models import Organisation
    from ksbb.permits.models import Application, Scan
    from ksbb.permits.rules import Activity

APPLICATIONS = Limit("permohonan", 10, 86_400)
"""Applications and mended ones that one account sends in a day."""


class PermitForm(DeedForm):
    """A permit as it stands on the paper, and a picture of it."""

    on: date
    name = Words(label="Nama lembaga", most=160, help_text="Seperti tertulis pada izinnya.")
    area = AreaField(label="Kelurahan", help_text="Tempat lembaga ini berada, misalnya: Kelurahan Cipulir.")
    kind = Pick(label="Jenis izin")
    number = Words(label="Nomor izin", most=80)
    issuer = Words(label="Diterbitkan oleh", most=160)
    valid_from = Day(label="Berlaku sejak")
    valid_until = Day(label="Berlaku sampai", required=False, help_text="Kosongkan kalau izinnya tanpa batas waktu.")
    scan = forms.FileField(
        validators=[no_identity_number],
        label="Foto atau pindaian izin",
        required=False,
        help_text=f"PDF, JPEG, atau PNG, paling besar {LARGEST // 1_000_000} MB. Hanya dilihat Pokja.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
    )

    @classmethod
    def about(cls, visit: Visit, activity: Activity, initial: dict[str, Any] | None = None) -> PermitForm:
        """The form of one activity: its kinds of permit, and a kelurahan where it is a home."""
        files = visit.request.FILES if visit.sent is not None else None
        form = cls(visit.sent, files=files, initial={"kind": activity.permits[0].code, **(initial or {})})
        form.on = visit.today
        form.choose("kind", [(kind.code, kind.name) for kind in activity.permits])
        if len(activity.permits) == 1:
            form.fields["kind"].widget = forms.HiddenInput()
        if not activity.home:
            del form.fields["area"]
        if all(kind.ends for kind in activity.permits):
            form.fields["valid_until"].required, form.fields["valid_until"].help_text = True, ""
        form.fields["issuer"].help_text = f"Misalnya: {activity.permits[0].issuer}."
        return form

    def clean(self) -> dict[str, Any]:
        """What the deed would refuse about number and days is said beside them, in one round with the rest."""
        said = super().clean() or self.cleaned_data
        kind, since = said.get("kind", ""), said.get("valid_from")
        if said.get("number") and (refusal := why_not_number(kind=kind, number=said["number"])):
            self.add_error("number", refusal.message)
        if kind and since and "valid_until" in said:
            refusal = why_not_days(kind=kind, valid_from=since, valid_until=said["valid_until"], on=self.on)
            if refusal is not None:
                self.add_error("valid_until", refusal.message)
        return said

    def clean_area(self) -> Any:
        """A kelurahan, not a wider place."""
        place = self.cleaned_data["area"]
        if place is None or place.level != Level.VILLAGE:
            raise ValidationError("Tulis nama kelurahannya.")
        return place

    def clean_scan(self) -> str:
        """The picture as base64, or nothing."""
        sent = self.cleaned_data["scan"]
        if not sent:
            return ""
        content = sent.read(LARGEST + 1)
        if refusal := why_not_keep(content):
            raise ValidationError(refusal.message)
        return base64.b64encode(content).decode()


def _draft(said: dict[str, Any]) -> PermitDraft:
    names = ("kind", "number", "issuer", "valid_from", "valid_until")
    return PermitDraft(**{name: said[name] for name in names})


def _kept(visit: Visit, said: dict[str, Any]) -> Scan | None:
    content = said["scan"]
    return actions.keep_scan(by=visit.user, content=content, at=visit.at) if content else None


@sits_at(ANY)
def apply(visit: Visit) -> HttpResponse:
    """Choose an activity, then show its permit: `?kegiatan=…` is the second page."""
    activity = activity_named(visit.request.GET.get("kegiatan", ""))
    if activity is None:
        return visit.show("desks/activities.html", {"activities": activities().values()})
    form = PermitForm.about(visit, activity)
    try:
        made = form.attempt(lambda said: _apply(visit, activity, said))
    except TooOften as often:
        return too_often(visit.request, often.seconds)
    if made is not None:
        return visit.go("desks:own_application", made.pk, done="Permohonan terkirim. Dua petugas Pokja memeriksanya.")
    return visit.ask(form, _question(f"Daftarkan {activity.name.lower()}", activity, reverse("desks:apply")))


def _question(title: str, activity: Activity, back: str, lead: str = "") -> Question:
    wanted = " atau ".join(kind.name for kind in activity.permits)
    lead = lead or f"Yang diperlukan: {wanted}. Dua petugas memeriksanya pada penerbitnya sebelum lembaga ini aktif."
    return Question(title, "Kirim permohonan", back, lead, upload=True)


@transaction.atomic
def _apply(visit: Visit, activity: Activity, said: dict[str, Any]) -> Application:
    count(APPLICATIONS, f"akun:{visit.user.pk}", at=visit.at)
    return actions.apply_organisation(
        by=visit.user,
        name=said["name"],
        activity=activity.code,
        permit=_draft(said),
        place=said.get("area"),
        scan=_kept(visit, said),
        at=visit.at,
        key=said["key"],
    )


@sits_at(ANY, "GET", "HEAD")
def own(visit: Visit) -> HttpResponse:
    """The organisations that this person speaks for, and what was applied for."""
    mine = queries.own_organisations(visit.user)
    permits = queries.newest_permits(one.pk for one in mine)
    rows = [{"organisation": one, "permit": permits.get(one.pk)} for one in mine]
    return visit.show("desks/own_organisations.html", {"rows": rows, "applications": queries.sent_by(visit.user)})


@sits_at(ANY)
def own_application(visit: Visit, number: str) -> HttpResponse:
    """One application: where it stands, what was answered, and mending it where that was asked for."""
    application = queries.application_for(visit.user, number, at=visit.at)
    if application.applied_by_id != visit.user.pk:
        raise NotFound(number)
    form = PermitForm.about(visit, activities()[application.activity], _typed(application))
    mendable = application.state == ApplicationState.CHANGES
    done = form.attempt(lambda said: _amend(visit, application, said)) if mendable else None
    if done is not None:
        return visit.go("desks:own_application", application.pk, done="Perbaikan terkirim. Dua petugas memeriksa lagi.")
    context = {
        "application": application,
        "permit": permit_kinds()[application.permit_kind],
        "form": form if mendable else None,
        "history": standing_history(application.organisation),
    }
    return visit.show("desks/own_application.html", context)


def _typed(application: Application) -> dict[str, Any]:
    names = ("number", "issuer", "valid_from", "valid_until")
    kept = {name: getattr(application, name) for name in names}
    area = f"Kelurahan {application.place.name}" if application.place else ""
    return {**kept, "kind": application.permit_kind, "name": application.organisation.name, "area": area}


@transaction.atomic
def _amend(visit: Visit, application: Application, said: dict[str, Any]) -> Application:
    return actions.amend_application(
        by=visit.user,
        application=application,
        name=said["name"],
        permit=_draft(said),
        place=said.get("area"),
        scan=_kept(visit, said),
        at=visit.at,
        key=said["key"],
    )


@sits_at(ANY)
def renew(visit: Visit, reference: str) -> HttpResponse:
    """A new permit for an organisation that is known: before the old one ends, or to come back."""
    organisation = queries.own_organisation(visit.user, reference)
    activity = activity_named(organisation.activity or visit.request.GET.get("kegiatan", ""))
    if activity is None:
        known = [one for one in activities().values() if one.agregator == organisation.is_agregator]
        return visit.show("desks/activities.html", {"activities": known, "organisation": organisation})
    form = PermitForm.about(visit, activity, {"name": organisation.name, "issuer": activity.permits[0].issuer})
    del form.fields["name"]
    made = form.attempt(lambda said: _renew(visit, organisation, activity, said))
    if made is not None:
        return visit.go("desks:own_application", made.pk, done="Izin baru terkirim. Dua petugas memeriksanya.")
    lead = "Izin yang sekarang tetap berlaku sampai hari terakhirnya. Dua petugas memeriksa izin yang baru."
    return visit.ask(
        form, _question(f"Izin baru {organisation.name}", activity, reverse("desks:own_organisations"), lead)
    )


@transaction.atomic
def _renew(visit: Visit, organisation: Organisation, activity: Activity, said: dict[str, Any]) -> Application:
    return actions.renew_permit(
        by=visit.user,
        organisation=organisation,
        permit=_draft(said),
        activity=activity.code,
        place=said.get("area"),
        scan=_kept(visit, said),
        at=visit.at,
        key=said["key"],
    )
