"""The officer's register: recipients, their facts, contacts and heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.core import journal
from ksbb.core.refusals import NotFound
from ksbb.needs import queries as needs
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.recipients import actions, queries
from ksbb.recipients.enums import FactKind
from ksbb.recipients.rules import is_home
from ksbb.web.desks.contacts import ContactForm
from ksbb.web.desks.forms import Amount, Day, DeedForm, Pick, Reason, ReasonForm, Words
from ksbb.web.desks.homes import stock_facts
from ksbb.web.desks.own_needs import row
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at
from ksbb.web.desks.words import deeds
from ksbb.web.public.recipients import reporting

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.places.models import Place


@sits_at(AREA, "GET", "HEAD")
def register(visit: Visit) -> HttpResponse:
    """The recipients of the area."""
    text = visit.request.GET.get("q", "")[:100]
    page = paged(visit.request, queries.overseen_recipients(visit.reach, text=text), "penerima")
    facts = queries.latest_facts(recipient.pk for recipient in page.rows)
    rows = [{"recipient": r, "facts": facts.get(r.pk, {}).values()} for r in page.rows]
    return visit.show("desks/recipients.html", {"rows": rows, "page": page, "q": text})


@sits_at(AREA, "GET", "HEAD")
def recipient(visit: Visit, reference: str) -> HttpResponse:
    """One recipient: facts, needs, history, and what can be done."""
    found = queries.overseen_recipient(visit.reach, reference)
    context = {
        "recipient": found,
        "facts": queries.facts_of(found),
        "reports": queries.reports_of(found),
        "needs": [row(need) for need in needs.of_recipient(found, proposals=True)][:12],
        "contact": queries.contact_of(found) is not None,
        "entries": deeds(journal.history(found.reference), found),
    }
    if is_home(found.kind):
        context |= reporting(found, at=visit.at)
        context |= {"home": True, "months": queries.month_reports_of(found), "stock": stock_facts(found)}
    return visit.show("desks/area_recipient.html", context)


def villages(visit: Visit) -> list[Place]:
    """The kelurahan of this officer; for Pokja, those found by the words in the address."""
    if visit.reach.is_pokja:
        text = visit.request.GET.get("q", "")[:100]
        return [place for place in places.search_places(text) if place.level == Level.VILLAGE] if text else []
    found = [place for mine in visit.reach.officer_of for place in places.places_at(Level.VILLAGE, under=mine)]
    return found[:300]


@sits_at(AREA, "GET", "HEAD")
def choose_village(visit: Visit) -> HttpResponse:
    """In which kelurahan is the new recipient?"""
    context = {
        "villages": villages(visit),
        "searching": visit.reach.is_pokja,
        "q": visit.request.GET.get("q", "")[:100],
    }
    return visit.show("desks/choose_village.html", context)


def _village(visit: Visit, code: str) -> Place:
    """A kelurahan that this officer oversees. Raises NotFound for any other place."""
    place = places.place_by_code(code)
    if place.level != Level.VILLAGE or not visit.reach.oversees(place):
        raise NotFound(code)
    return place


@sits_at(AREA, "GET", "HEAD")
def choose_kind(visit: Visit, code: str) -> HttpResponse:
    """An RW (from the list, or new) or an institution?"""
    village = _village(visit, code)
    taken = queries.rw_on_record(village)
    rws = [{"place": rw, "taken": rw.pk in taken} for rw in places.children_of(village)]
    institutions = [kind for kind in queries.kinds() if kind.institution]
    return visit.show("desks/choose_kind.html", {"village": village, "rws": rws, "institutions": institutions})


class EnterRwForm(DeedForm):
    """A number, and a reason where the kelurahan would have more RW than is believed."""

    rw_number = Amount(label="Nomor RW", most=999)
    reason = Reason(label="Alasan, bila diminta", required=False)


@sits_at(AREA)
def enter_rw(visit: Visit, code: str) -> HttpResponse:
    """Enter an RW that is not on the list yet."""
    village = _village(visit, code)
    form = EnterRwForm(visit.sent)
    place = form.attempt(
        lambda said: actions.enter_rw(
            by=visit.user,
            village=village,
            rw_number=said["rw_number"],
            reason=said["reason"],
            at=visit.at,
            key=said["key"],
        )
    )
    if place is not None:
        return visit.go(
            "desks:register_rw", place.code, done=f"{place.name} dicatat. Sekarang daftarkan sebagai penerima."
        )
    lead = f"Kelurahan {village.name}. Nomor mulai 901 hanya untuk contoh."
    back = reverse("desks:choose_kind", args=[village.code])
    return visit.ask(form, Question("RW yang belum ada di daftar", "Catat RW", back, lead))


class RegisterForm(DeedForm):
    """Where the registration comes from."""

    source = Words(label="Sumber pendaftaran", help_text="Misalnya: data kelurahan, 20 November 2026.")


class RegisterInstitutionForm(RegisterForm):
    """The same with the institution's name."""

    name = Words(label="Nama lembaga", most=160)
    field_order = ["name", "source"]


@sits_at(AREA)
def register_rw(visit: Visit, code: str) -> HttpResponse:
    """Register an RW of the list as a recipient."""
    place = places.place_by_code(code)
    if place.level != Level.RW or not visit.reach.oversees(place):
        raise NotFound(code)
    form = RegisterForm(visit.sent)
    made = form.attempt(
        lambda said: actions.register_recipient(
            by=visit.user,
            kind=queries.kind_by_code("rw"),
            place=place,
            source=said["source"],
            at=visit.at,
            key=said["key"],
        )
    )
    if made is not None:
        return visit.go("desks:area_recipient", made.reference, done="RW terdaftar. Isi data jumlah KK berikutnya.")
    village = place.village.name if place.village else ""
    back = reverse("desks:choose_kind", args=[place.village.code if place.village else code])
    return visit.ask(form, Question(f"Daftarkan {place.name}", "Daftarkan", back, f"Kelurahan {village}"))


@sits_at(AREA)
def register_institution(visit: Visit, code: str, kind: str) -> HttpResponse:
    """Register a home or pesantren at its kelurahan; look-alikes are shown before it is sent a second time."""
    village = _village(visit, code)
    found = queries.kind_by_code(kind)
    if not found.institution:
        raise NotFound(kind)
    form = RegisterInstitutionForm(visit.sent)
    name = str(form.data.get("name", "")) if form.is_bound else ""
    alike = queries.similar(kind=found, place=village, name=name) if name else []
    unsure = bool(alike) and visit.request.POST.get("tetap") != "ya"
    made = None if unsure else form.attempt(lambda said: _register(visit, said, kind=found, place=village))
    if made is not None:
        return visit.go(
            "desks:area_recipient", made.reference, done="Lembaga terdaftar. Isi data jumlah penghuni berikutnya."
        )
    back = reverse("desks:choose_kind", args=[village.code])
    lead = f"Kelurahan {village.name}"
    question = Question(f"Daftarkan {found.name.lower()}", "Daftarkan", back, lead)
    return visit.ask(form, question, alike=alike if unsure else [])


def _register(visit: Visit, said: dict[str, Any], **what: Any) -> Any:
    return actions.register_recipient(
        by=visit.user, name=said["name"], source=said["source"], at=visit.at, key=said["key"], **what
    )


class FactForm(DeedForm):
    """A dated and sourced number."""

    kind = Pick(label="Yang dihitung", choices=FactKind.choices)
    value = Amount(label="Jumlah", least=0)
    as_of = Day(label="Per tanggal")
    source = Words(label="Sumber")
    reason = Reason(label="Alasan, bila di luar batas wajar", required=False)


@sits_at(AREA)
def record_fact(visit: Visit, reference: str) -> HttpResponse:
    """Record a newer number; older ones stay."""
    found = queries.overseen_recipient(visit.reach, reference)
    kind = FactKind.RESIDENTS if found.kind.institution else FactKind.VULNERABLE_FAMILIES
    form = FactForm(visit.sent, initial={"kind": kind, "as_of": visit.today})
    fact = form.attempt(
        lambda said: actions.record_fact(
            by=visit.user, recipient=found, at=visit.at, **{**said, "kind": FactKind(said["kind"])}
        )
    )
    if fact is not None:
        return visit.go("desks:area_recipient", found.reference, done="Data baru tercatat. Data lama tetap tersimpan.")
    back = reverse("desks:area_recipient", args=[found.reference])
    return visit.ask(
        form, Question(f"Data {found.name}", "Catat data", back, "Angka di bawah kota dibulatkan untuk umum.")
    )


@sits_at(AREA)
def contact(visit: Visit, reference: str) -> HttpResponse:
    """Who may be called about deliveries. The one on record is replaced unseen: whoever reads a contact is logged."""
    found = queries.overseen_recipient(visit.reach, reference)
    form = ContactForm(visit.sent)
    done = form.attempt(lambda said: actions.set_contact(by=visit.user, recipient=found, at=visit.at, **said))
    if done is not None:
        return visit.go("desks:area_recipient", found.reference, done="Narahubung tersimpan.")
    back = reverse("desks:area_recipient", args=[found.reference])
    lead = "Hanya pemberi yang sudah berkomitmen dan terbukti alamatnya bisa melihat ini."
    if queries.contact_of(found) is not None:
        lead += " Yang tersimpan sekarang tidak ditampilkan; isian ini menggantikan semuanya."
    return visit.ask(form, Question(f"Narahubung {found.name}", "Simpan", back, lead))


@sits_at(AREA)
def retire(visit: Visit, reference: str) -> HttpResponse:
    """Take a recipient off the lists, with a reason."""
    found = queries.overseen_recipient(visit.reach, reference)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.retire_recipient(
            by=visit.user, recipient=found, reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:area_recipients", done="Penerima dihentikan; riwayatnya tetap ada.")
    back = reverse("desks:area_recipient", args=[found.reference])
    lead = "Penerima hilang dari daftar dan tidak bisa mengajukan kebutuhan baru. Riwayatnya tetap ada."
    return visit.ask(form, Question(f"Hentikan {found.name}", "Hentikan", back, lead, danger=True))
