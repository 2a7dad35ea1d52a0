"""Pokja's register of roles and organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.urls import reverse

from ksbb.core.formats import tanggal_waktu
from ksbb.core.text import by_number
from ksbb.parties import actions, queries
from ksbb.parties.enums import PLACE_ROLES, RoleName, Standing
from ksbb.places import queries as places
from ksbb.web.desks.forms import DeedForm, Phone, Pick, PlainForm, Words
from ksbb.web.desks.inviting import Username, invite_account
from ksbb.web.desks.paging import paged
from ksbb.web.desks.pokja_opening import AreaField
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.parties.models import Organisation
    from ksbb.places.models import Place


@sits_at(POKJA, "GET", "HEAD")
def roles(visit: Visit) -> HttpResponse:
    """Every role in force."""
    return visit.show("desks/roles.html", {"now": visit.at, "roles": queries.running_roles()[:500]})


class GrantForm(DeedForm):
    """Who gets which role, where."""

    role = Pick(label="Peran", choices=RoleName.choices)
    username = Username(label="Nama pengguna", help_text="Kalau belum ada, akun baru dibuat.")
    name = Words(label="Nama orangnya", most=120, help_text="Dipakai hanya untuk akun baru.")
    phone = Phone(label="Nomor telepon", required=False)
    area = AreaField(
        rw=True,
        label="Wilayah",
        required=False,
        help_text="Misalnya: Kelurahan Ragunan, atau RW 5 Ragunan. Untuk Pokja kosongkan.",
    )
    organisation = Pick(label="Organisasi", menu=True, required=False)

    def clean(self) -> dict[str, Any]:
        """A role of a place needs a place, one of an organisation an organisation."""
        said = super().clean() or self.cleaned_data
        role = said.get("role")
        if role in PLACE_ROLES and role != RoleName.POKJA and not said.get("area") and not self.errors:
            self.add_error("area", "Peran ini memerlukan wilayah.")
        if role and role not in PLACE_ROLES and not said.get("organisation"):
            self.add_error("organisation", "Peran ini memerlukan organisasi.")
        return said


@sits_at(POKJA)
def grant(visit: Visit) -> HttpResponse:
    """Give a role; an unknown username becomes an account with a one-time password."""
    form = GrantForm(visit.sent, initial={"role": RoleName.OFFICER})
    known = queries.organisations()
    form.choose("organisation", [("", "–"), *((o.reference, o.name) for o in known)])
    granted = form.attempt(lambda said: _grant(visit, said))
    if granted is not None:
        return visit.show("desks/invited.html", {"person": granted[0], "password": granted[1], "where": granted[2]})
    return visit.ask(form, Question("Beri peran", "Beri peran", reverse("desks:pokja_roles")))


@transaction.atomic
def _grant(visit: Visit, said: dict[str, Any]) -> Any:
    role = RoleName(said["role"])
    scope: dict[str, Any] = (
        {"organisation": queries.find_organisation(visit.user, said["organisation"], visit.at)}
        if (role not in PLACE_ROLES)
        else {"place": places.province() if role == RoleName.POKJA else said["area"]}
    )
    user, password = invite_account(visit=visit, said=said)
    given = actions.grant_role(by=visit.user, user=user, name=role, at=visit.at, key=said["key"], **scope)
    begins = f", berlaku mulai {tanggal_waktu(given.since)}" if given.since > visit.at else ""
    return user, password, f"{role.label}, {_named(**scope)}{begins}"


def _named(*, place: Place | None = None, organisation: Organisation | None = None) -> str:
    """What a role is for: "RW 005, Ragunan", "Kelurahan Ragunan", an organisation's name."""
    if place is None:
        return organisation.name if organisation else ""
    return f"{place.title}, {place.village.name}" if place.village else place.title


@sits_at(POKJA)
def end_role(visit: Visit, number: str) -> HttpResponse:
    """End a role, after a look at whose it is."""
    role = queries.find_role(visit.user, number, visit.at)
    form = PlainForm(visit.sent)
    done = form.attempt(lambda said: actions.end_role(by=visit.user, role=role, at=visit.at, key=said["key"]))
    if done is not None:
        return visit.go("desks:pokja_roles", done="Peran diakhiri.")
    scope = role.place.title if role.place else role.organisation.name if role.organisation else ""
    facts = [
        {"term": "Orang", "value": role.user.name, "note": role.user.username},
        {"term": "Peran", "value": RoleName(role.name).label, "note": scope},
    ]
    lead = "Orang ini langsung kehilangan meja kerjanya. Riwayat perbuatannya tetap ada."
    question = Question("Akhiri peran", "Akhiri peran", reverse("desks:pokja_roles"), lead, facts=facts, danger=True)
    return visit.ask(form, question)


@sits_at(POKJA, "GET", "HEAD")
def organisations(visit: Visit) -> HttpResponse:
    """All organisations, those that wait for a look first; by name, with 2 before 10."""
    text = visit.request.GET.get("q", "")[:100]
    order = [
        Standing.APPLIED,
        Standing.SUSPENDED,
        Standing.EXPIRED,
        Standing.ACTIVE,
        Standing.REVOKED,
        Standing.REJECTED,
    ]
    found = queries.organisations(text=text)
    found.sort(key=lambda one: (order.index(Standing(one.standing)), by_number(one.name)))
    page = paged(visit.request, found, "organisasi")
    return visit.show("desks/organisations.html", {"page": page, "q": text})


class OrganisationForm(DeedForm):
    """A giver that takes part as an organisation."""

    name = Words(label="Nama organisasi", most=160)
    is_agregator = forms.BooleanField(
        label="Agregator: menerima uang di rekeningnya sendiri, membeli, dan menyalurkan", required=False
    )


@sits_at(POKJA)
def register(visit: Visit) -> HttpResponse:
    """Record an organisation. It cannot act until its permit is approved."""
    form = OrganisationForm(visit.sent)
    made = form.attempt(
        lambda said: actions.register_organisation(
            by=visit.user, name=said["name"], is_agregator=said["is_agregator"], at=visit.at, key=said["key"]
        )
    )
    if made is not None:
        return visit.go("desks:pokja_organisation", made.reference, done="Organisasi tercatat, belum aktif.")
    back = reverse("desks:pokja_organisations")
    lead = "Yang tercatat di sini belum bisa berkomitmen: wakilnya mengirim izin, dua orang Pokja menyetujui."
    return visit.ask(form, Question("Daftarkan organisasi", "Daftarkan", back, lead))
