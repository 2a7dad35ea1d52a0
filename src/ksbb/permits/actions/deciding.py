"""The officers' side: two approvals, a question back, a refusal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.formats import tanggal
from ksbb.core.refusals import insist
from ksbb.core.text import why_not_reason
from ksbb.notices.actions import tell_person
from ksbb.notices.enums import Kind
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import look_alikes, people_of, reach_of
from ksbb.permits import letters, queries, rules
from ksbb.permits.enums import ApplicationState
from ksbb.permits.models import Application, Permit
from ksbb.permits.rules import permit_kinds


@deed("approve_application")
def approve_application(
    *, by: User, application: Application, check: str, alike_reason: str = "", at: datetime, key: str = ""
) -> Application:
    """Approve as the first or the second officer; `check` says how the permit was checked with its issuer.

    Never the applicant, never the same person twice; the second approval makes the organisation active.
    """
    application = queries.locked(application)
    organisation = application.organisation
    insist(
        rules.why_not_approve(
            reach=reach_of(by, at=at),
            application=application,
            people=_people(organisation),
            check=check,
            alike=look_alikes(organisation.name, but=organisation.pk),
            alike_reason=alike_reason,
            on=localdate(at),
        )
    )
    application.alike_reason = alike_reason or application.alike_reason
    if application.state == ApplicationState.SUBMITTED:
        application.first_by, application.first_at, application.first_check = by, at, check
        _move(application, ApplicationState.HALFWAY, at=at)
    else:
        application.second_by, application.second_at, application.second_check = by, at, check
        _move(application, ApplicationState.APPROVED, at=at)
        _let_in(application, by=by, at=at)
        _tell(application, letters.approved(application), at=at)
    _note("approve_application", application, by, at)
    return application


def _let_in(application: Application, *, by: User, at: datetime) -> None:
    """Write the permit, and make the organisation active unless it is suspended: that is lifted on its own."""
    organisation = application.organisation
    Permit.objects.create(
        organisation=organisation,
        application=application,
        activity=application.activity,
        kind=application.permit_kind,
        number=application.number,
        issuer=application.issuer,
        valid_from=application.valid_from,
        valid_until=application.valid_until,
        recorded_at=at,
    )
    parties.grant_permit(
        organisation=organisation,
        activity=application.activity,
        valid_from=_begins(organisation, application.valid_from, on=localdate(at)),
        valid_until=application.valid_until,
    )
    if organisation.standing not in {Standing.ACTIVE, Standing.SUSPENDED}:
        kind = permit_kinds()[application.permit_kind].name
        until = f" sampai {tanggal(application.valid_until)}" if application.valid_until else ""
        reason = f"Disetujui dua petugas. {kind} nomor {application.number}, berlaku{until or ' tanpa batas waktu'}."
        parties.stand(organisation=organisation, standing=Standing.ACTIVE, reason=reason[:300], by=by, at=at)


def _begins(organisation: Organisation, valid_from: date, *, on: date) -> date:
    """The first day that the permits cover without a gap: a new one may follow the present one by a day."""
    held, until = organisation.permit_from, organisation.permit_until
    if held is not None and until is not None and on <= until and valid_from <= until + timedelta(days=1):
        return min(held, valid_from)
    return valid_from


@deed("ask_changes")
def ask_changes(*, by: User, application: Application, reason: str, at: datetime, key: str = "") -> Application:
    """Ask the applicant to mend something. What was typed stays; a first approval no longer counts."""
    application = _held_for(by, application, ApplicationState.CHANGES, reason, at=at)
    application.first_by, application.first_at, application.first_check = None, None, ""
    _move(application, ApplicationState.CHANGES, reason=reason, at=at)
    _note("ask_changes", application, by, at)
    _tell(application, letters.changes_asked(application), at=at)
    return application


@deed("refuse_application")
def refuse_application(*, by: User, application: Application, reason: str, at: datetime, key: str = "") -> Application:
    """Refuse with a reason that the applicant reads. A new organisation ends there; an old one keeps its standing."""
    application = _held_for(by, application, ApplicationState.REFUSED, reason, at=at)
    _move(application, ApplicationState.REFUSED, reason=reason, at=at)
    if application.organisation.standing == Standing.APPLIED:
        parties.dismiss_applicant(organisation=application.organisation, reason=reason, by=by, at=at)
    _note("refuse_application", application, by, at)
    _tell(application, letters.refused(application), at=at)
    return application


def _held_for(by: User, application: Application, to: ApplicationState, reason: str, *, at: datetime) -> Application:
    application = queries.locked(application)
    people = _people(application.organisation)
    insist(
        rules.why_not_judge(reach=reach_of(by, at=at), application=application, people=people, to=to),
        why_not_reason(reason, longest=300),
    )
    return application


def _people(organisation: Organisation) -> set[int]:
    return {person.pk for person in people_of(organisation.pk)}


def _move(application: Application, to: ApplicationState, *, at: datetime, reason: str = "") -> None:
    application.state, application.state_since, application.state_reason = to, at, reason
    application.save()


def _note(verb: str, application: Application, by: User, at: datetime) -> None:
    payload = {"state": application.state, "permit": application.permit_kind}
    journal.write(verb=verb, subject=application.organisation.reference, actor_id=by.pk, payload=payload, at=at)


def _tell(application: Application, letter: letters.Letter, *, at: datetime) -> None:
    title, body = letter
    mark = f"permohonan:{application.pk}:{application.state}:{at.isoformat()}"
    tell_person(person=application.applied_by, title=title, body=body, dedupe=mark, at=at, kind=Kind.ACCOUNT)
