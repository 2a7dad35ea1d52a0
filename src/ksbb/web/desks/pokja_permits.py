"""Pokja looks at applications: the permit beside what its activity calls for, look-alike names, two approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.urls import reverse

from ksbb.core.formats import tanggal
from ksbb.parties.queries import look_alikes, people_of
from ksbb.permits import actions, queries
from ksbb.permits.enums import ApplicationState
from ksbb.permits.rules import activities, permit_kinds, why_not_fit, why_not_judge
from ksbb.web.desks.forms import DeedForm, Reason, ReasonForm
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at
from ksbb.web.desks.words import waited

if TYPE_CHECKING:
    from ksbb.core.refusals import Refusal
    from ksbb.permits.models import Application


@sits_at(POKJA, "GET", "HEAD")
def applications(visit: Visit) -> HttpResponse:
    """Applications that wait for an officer, longest waiting first."""
    page = paged(visit.request, queries.waiting(), "permohonan")
    rows = [
        {
            "application": one,
            "activity": activities()[one.activity].name,
            "waited": waited(one.state_since, at=visit.at),
            "mine": visit.user.pk in {one.first_by_id, one.applied_by_id},
        }
        for one in page.rows
    ]
    return visit.show("desks/applications.html", {"rows": rows, "page": page})


class ApprovalForm(DeedForm):
    """How the permit was checked, and where a name looks like another's, why it is its own."""

    check_note = Reason(
        label="Bagaimana izin ini dicek pada penerbitnya?",
        help_text="Misalnya: nomor dan nama dicari di situs penerbit pada 3 Mei 2026, cocok.",
    )
    alike_reason = Reason(label="Mengapa ini lembaga yang berbeda?", help_text="Namanya mirip dengan lembaga lain.")

    def __init__(self, data: Any = None, *, alike: bool, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        if not alike:
            del self.fields["alike_reason"]


@sits_at(POKJA)
def application(visit: Visit, number: str) -> HttpResponse:
    """One application with all that an officer weighs; approving it is one press."""
    found = queries.application_for(visit.user, number, at=visit.at)
    alike = look_alikes(found.organisation.name, but=found.organisation_id)
    form = ApprovalForm(visit.sent, alike=bool(alike), initial={"alike_reason": found.alike_reason})
    done = form.attempt(lambda said: _approve(visit, found, said))
    if done is not None:
        second = done.state == ApplicationState.APPROVED
        word = "Disetujui dua petugas." if second else "Persetujuan pertama tercatat. Menunggu yang kedua."
        return visit.go("desks:pokja_application", found.pk, done=word)
    fits = why_not_fit(activity=found.activity, kind=found.permit_kind)
    context = {
        "application": found,
        "activity": activities()[found.activity],
        "permit": permit_kinds()[found.permit_kind],
        "fits": fits,
        "alike": alike,
        "form": form,
        "refusal": _refusal(visit, found),
        "earlier": [one for one in queries.applications_of(found.organisation) if one.pk != found.pk],
        "waits": found.state in {ApplicationState.SUBMITTED, ApplicationState.HALFWAY},
    }
    return visit.show("desks/application.html", context)


def _approve(visit: Visit, found: Application, said: dict[str, Any]) -> Application:
    return actions.approve_application(
        by=visit.user,
        application=found,
        check=said["check_note"],
        alike_reason=said.get("alike_reason", ""),
        at=visit.at,
        key=said["key"],
    )


def _refusal(visit: Visit, found: Application) -> Refusal | None:
    """Why this officer cannot decide on it, told before the buttons."""
    people = {person.pk for person in people_of(found.organisation_id)}
    return why_not_judge(reach=visit.reach, application=found, people=people, to=ApplicationState.REFUSED)


@sits_at(POKJA)
def ask_changes(visit: Visit, number: str) -> HttpResponse:
    """Ask the applicant to mend something."""
    found = queries.application_for(visit.user, number, at=visit.at)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.ask_changes(
            by=visit.user, application=found, reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:pokja_applications", done="Pemohon diminta memperbaiki. Isiannya tersimpan.")
    back = reverse("desks:pokja_application", args=[found.pk])
    lead = "Pemohon membaca alasan ini. Isiannya tetap ada; persetujuan pertama, kalau ada, tidak berlaku lagi."
    return visit.ask(form, Question(f"Minta perbaikan: {found.organisation.name}", "Minta perbaikan", back, lead))


@sits_at(POKJA)
def refuse(visit: Visit, number: str) -> HttpResponse:
    """Refuse, with a reason that the applicant reads."""
    found = queries.application_for(visit.user, number, at=visit.at)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.refuse_application(
            by=visit.user, application=found, reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:pokja_applications", done="Permohonan ditolak. Pemohon membaca alasannya.")
    back = reverse("desks:pokja_application", args=[found.pk])
    lead = f"Diajukan {tanggal(found.applied_at)}. Pemohon membaca alasan ini."
    question = Question(f"Tolak {found.organisation.name}", "Tolak permohonan", back, lead, danger=True)
    return visit.ask(form, question)


@sits_at(POKJA, "GET", "HEAD")
def scan(visit: Visit, number: str) -> HttpResponse:
    """The picture of the permit, as a download: never shown inside a page, never kept by a cache."""
    found = queries.application_for(visit.user, number, at=visit.at).scan
    if found is None or not default_storage.exists(found.path):
        raise Http404
    with default_storage.open(found.path) as kept:
        response = HttpResponse(kept.read(), content_type=found.media_type)
    name = f"izin-{found.pk}.{found.path.rpartition('.')[2]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
