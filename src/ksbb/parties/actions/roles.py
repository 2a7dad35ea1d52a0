"""Roles: given, and ended."""

from __future__ import annotations

from datetime import datetime

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.parties import queries, rules
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Organisation, Role, User
from ksbb.places.models import Place


@deed("grant_role")
def grant_role(
    *,
    by: User,
    user: User,
    name: RoleName,
    place: Place | None = None,
    organisation: Organisation | None = None,
    at: datetime,
    key: str = "",
) -> Role:
    """Give a person a role at a place or for an organisation; granting it twice gives the same role.

    An office (Pokja, officer) begins a day later, so that colleagues see it on the list of roles and can end it.
    """
    reach = queries.reach_of(by, at=at)
    organisation_id = organisation.pk if organisation else None
    insist(
        rules.why_not_grant(reach=reach, name=name, place=place, organisation_id=organisation_id),
        rules.why_not_grant_to(reach=reach, user_id=user.pk),
    )
    return _grant(user=user, name=name, place=place, organisation=organisation, by=by, at=at)


@deed("appoint", open_doors=False)
def appoint(
    *, user: User, name: RoleName, place: Place | None = None, organisation: Organisation | None = None, at: datetime
) -> Role:
    """Give a role at the console: how the first Pokja officer comes to be."""
    return _grant(user=user, name=name, place=place, organisation=organisation, by=None, at=at)


def _grant(
    *, user: User, name: RoleName, place: Place | None, organisation: Organisation | None, by: User | None, at: datetime
) -> Role:
    since = at + rules.OFFICE_WAIT if by is not None and name in {RoleName.POKJA, RoleName.OFFICER} else at
    role = hold(user=user, name=name, place=place, organisation=organisation, by=by, at=since)
    scope = {"place": place.code} if place else {"organisation": organisation.reference if organisation else ""}
    journal.write(
        verb="grant_role" if by else "appoint",
        subject=f"user:{user.pk}",
        actor_id=by.pk if by else None,
        payload={"role": name, **scope},
        at=at,
    )
    return role


def hold(
    *, user: User, name: RoleName, place: Place | None, organisation: Organisation | None, by: User | None, at: datetime
) -> Role:
    """The running role, made where there is none, within a deed that decided it and notes itself."""
    role, _ = Role.objects.get_or_create(
        user=user,
        name=name,
        place=place,
        organisation=organisation,
        until=None,
        defaults={"since": at, "granted_by": by},
    )
    return role


@deed("end_role")
def end_role(*, by: User, role: Role, at: datetime, key: str = "") -> Role:
    """End a role now. The last Pokja officer cannot be removed."""
    reach = queries.reach_of(by, at=at)
    insist(
        rules.why_not_grant(
            reach=reach, name=RoleName(role.name), place=role.place, organisation_id=role.organisation_id
        )
    )
    held = Role.objects.select_for_update().order_by("pk")
    # all, in one order: two who end each other take turns; one who only begins tomorrow leaves nobody in office today
    pokja = list(held.filter(name=RoleName.POKJA, until=None, since__lte=at))
    role = held.get(pk=role.pk)
    if role.until is not None:
        raise Refused(Refusal("role_over", "Peran ini sudah berakhir."))
    if role.name == RoleName.POKJA and pokja == [role]:
        raise Refused(Refusal("last_pokja", "Ini petugas Pokja terakhir. Tunjuk pengganti lebih dahulu."))
    role.until = max(at, role.since)
    role.save(update_fields=["until"])
    journal.write(verb="end_role", subject=f"user:{role.user_id}", actor_id=by.pk, payload={"role": role.name}, at=at)
    return role
