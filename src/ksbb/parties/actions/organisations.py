"""Organisations and their standing."""

from __future__ import annotations

from datetime import datetime

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.core.text import why_not_publish, why_not_reason
from ksbb.parties import queries, rules
from ksbb.parties.enums import PartyKind, RoleName, Standing
from ksbb.parties.models import Organisation, Party, Role, User


@deed("register_organisation")
def register_organisation(
    *, by: User | None, name: str, is_agregator: bool = False, example: bool = False, at: datetime, key: str = ""
) -> Organisation:
    """Record an organisation that applies to take part; it cannot act until Pokja verifies it."""
    by_pokja = queries.reach_of(by, at=at).is_pokja
    insist(why_not_publish(name, longest=160), FORBIDDEN if example and by is not None and not by_pokja else None)
    new = {"reference": new_reference(), "is_agregator": is_agregator, "standing_since": at, "example": example}
    organisation, made = Organisation.objects.get_or_create(name=name, defaults=new) if name.strip() else (None, False)
    if organisation is None or not made:
        raise Refused(Refusal("organisation_exists", "Nama organisasi kosong atau sudah terdaftar."))
    kind = PartyKind.AGREGATOR if is_agregator else PartyKind.ORGANISATION
    Party.objects.create(kind=kind, organisation=organisation, name=name, example=example)
    if by is not None and not by_pokja:  # Pokja registers others, not itself
        Role.objects.create(user=by, name=RoleName.COLLABORATOR, organisation=organisation, since=at, granted_by=by)
    journal.write(
        verb="register_organisation",
        subject=organisation.reference,
        actor_id=by.pk if by else None,
        payload={"agregator": is_agregator},
        at=at,
    )
    return organisation


@deed("set_standing")
def set_standing(
    *, by: User, organisation: Organisation, standing: Standing, reason: str = "", at: datetime, key: str = ""
) -> Organisation:
    """Verify, suspend or revoke an organisation. Anything but verification needs a public reason."""
    insist(
        rules.why_not_pokja(queries.reach_of(by, at=at)),
        why_not_reason(reason, longest=300) if standing != Standing.ACTIVE else None,
    )
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    organisation.standing, organisation.standing_since, organisation.standing_reason = standing, at, reason
    organisation.save(update_fields=["standing", "standing_since", "standing_reason"])
    if standing == Standing.ACTIVE:
        Party.objects.filter(organisation=organisation, proven_at=None).update(proven_at=at)
    journal.write(
        verb="set_standing",
        subject=organisation.reference,
        actor_id=by.pk,
        payload={"standing": standing},
        at=at,
    )
    return organisation
