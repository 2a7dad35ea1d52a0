"""Organisations and their standing."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.core.text import why_not_show
from ksbb.parties import queries, rules
from ksbb.parties.enums import PartyKind, RoleName, Standing
from ksbb.parties.models import Organisation, Party, Role, StandingChange, User

EXISTS = Refusal("organisation_exists", "Nama organisasi kosong atau sudah terdaftar.")
DIRECT = "Masuk bersama catatan sebelumnya, tanpa permohonan berizin."


@deed("register_organisation")
def register_organisation(
    *, by: User | None, name: str, is_agregator: bool = False, example: bool = False, at: datetime, key: str = ""
) -> Organisation:
    """Record an organisation. It cannot act until its permit is approved by two; what nobody registered (`by=None`: a
    history is loaded) can be made active as it was.
    """
    by_pokja = queries.reach_of(by, at=at).is_pokja
    insist(FORBIDDEN if example and by is not None and not by_pokja else None)
    member = None if by_pokja else by  # Pokja registers others, not itself
    organisation = enter_organisation(
        name=name, by=by, member=member, gives=True, is_agregator=is_agregator, example=example, at=at
    )
    journal.write(
        verb="register_organisation",
        subject=organisation.reference,
        actor_id=by.pk if by else None,
        payload={"agregator": is_agregator},
        at=at,
    )
    return organisation


def enter_organisation(
    *,
    name: str,
    by: User | None,
    member: User | None,
    gives: bool,
    is_agregator: bool = False,
    activity: str = "",
    example: bool = False,
    at: datetime,
) -> Organisation:
    """Write a new organisation that waits to be looked at, inside the deed that brings it. `member` speaks for it."""
    insist(why_not_show(name, longest=160))
    if not name.strip():
        raise Refused(EXISTS)
    organisation, made = Organisation.objects.exclude(standing=Standing.REJECTED).get_or_create(
        name=name,
        defaults={
            "reference": new_reference(),
            "is_agregator": is_agregator,
            "standing_since": at,
            "activity": activity,
            "example": example,
        },
    )
    if not made:
        raise Refused(EXISTS)
    stand(organisation=organisation, standing=Standing.APPLIED, by=by, at=at)
    if gives:
        kind = PartyKind.AGREGATOR if is_agregator else PartyKind.ORGANISATION
        Party.objects.create(kind=kind, organisation=organisation, name=name, example=example)
    if member is not None:
        role = RoleName.COLLABORATOR if gives else RoleName.KEEPER
        Role.objects.create(user=member, name=role, organisation=organisation, since=at, granted_by=by)
    return organisation


@deed("set_standing")
def set_standing(
    *, by: User, organisation: Organisation, standing: Standing, reason: str = "", at: datetime, key: str = ""
) -> Organisation:
    """Verify, suspend or revoke an organisation, with a reason that the public reads. New promises stop at once."""
    organisation = queries.held_organisation(organisation.pk)
    insist(
        rules.why_not_stand(
            reach=queries.reach_of(by, at=at),
            organisation=organisation,
            standing=standing,
            reason=reason,
            registered_by=queries.registered_by(organisation),
            alike=queries.look_alikes(organisation.name, but=organisation.pk),
            on=localdate(at),
        )
    )
    direct = standing == Standing.ACTIVE and not organisation.activity
    stand(organisation=organisation, standing=standing, reason=reason or (DIRECT if direct else ""), by=by, at=at)
    journal.write(
        verb="set_standing",
        subject=organisation.reference,
        actor_id=by.pk,
        payload={"standing": standing},
        at=at,
    )
    return organisation


def stand(
    *,
    organisation: Organisation,
    standing: Standing,
    reason: str = "",
    by: User | None,
    at: datetime,
    effective_at: datetime | None = None,
) -> StandingChange:
    """Change the standing together with its history, inside the deed that decides it. Nothing else writes either."""
    moment = effective_at or at
    organisation.standing, organisation.standing_since, organisation.standing_reason = standing, moment, reason
    organisation.save(update_fields=["standing", "standing_since", "standing_reason"])
    if standing == Standing.ACTIVE:
        Party.objects.filter(organisation=organisation, proven_at=None).update(proven_at=at)
    return StandingChange.objects.create(
        organisation=organisation,
        standing=standing,
        reason=reason,
        effective_at=moment,
        recorded_at=at,
        recorded_by=by,
    )


def grant_permit(*, organisation: Organisation, activity: str, valid_from: date, valid_until: date | None) -> None:
    """Note the days between which the permit that two officers approved lets a held organisation act."""
    organisation.activity = activity
    organisation.permit_from, organisation.permit_until = valid_from, valid_until
    organisation.save(update_fields=["activity", "permit_from", "permit_until"])


def rename_applicant(*, organisation: Organisation, name: str) -> None:
    """Mend the name of a held organisation that only applied so far."""
    insist(why_not_show(name, longest=160))
    others = Organisation.objects.exclude(standing=Standing.REJECTED).exclude(pk=organisation.pk)
    if not name.strip() or others.filter(name=name).exists():
        raise Refused(EXISTS)
    organisation.name = name
    organisation.save(update_fields=["name"])
    Party.objects.filter(organisation=organisation).update(name=name)


def dismiss_applicant(*, organisation: Organisation, reason: str, by: User, at: datetime) -> None:
    """Refuse a held organisation that only applied: its people are free again to give in their own name."""
    stand(organisation=organisation, standing=Standing.REJECTED, reason=reason, by=by, at=at)
    Role.objects.filter(organisation=organisation, until=None).update(until=at)
