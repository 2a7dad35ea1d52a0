"""Every write about people, organisations, roles and proof of contact."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.core.text import why_not_publish, why_not_reason
from ksbb.parties import queries, rules
from ksbb.parties.enums import PartyKind, RoleName, Standing
from ksbb.parties.models import ApiToken, Organisation, Party, ProofCode, Role, User
from ksbb.places.models import Place


@deed("register_person", open_doors=False)
def register_person(
    *,
    username: str,
    name: str,
    password: str = "",
    email: str = "",
    phone: str = "",
    at: datetime,
    by: User | None = None,
) -> User:
    """Make an account. An empty password makes one that cannot sign in until it is set."""
    if User.objects.filter(username=username).exists() or (email and queries.user_by_email(email)):
        raise Refused(Refusal("user_exists", "Nama pengguna atau alamat e-mail ini sudah terdaftar."))
    user = User.objects.create_user(username=username, email=email, password=password or None, name=name, phone=phone)
    journal.write(verb="register_person", subject=f"user:{user.pk}", actor_id=by.pk if by else None, payload={}, at=at)
    return user


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
    """Give a person a role at a place or for an organisation; granting it twice gives the same role."""
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
    role, _ = Role.objects.get_or_create(
        user=user,
        name=name,
        place=place,
        organisation=organisation,
        until=None,
        defaults={"since": at, "granted_by": by},
    )
    scope = {"place": place.code} if place else {"organisation": organisation.reference if organisation else ""}
    journal.write(
        verb="grant_role" if by else "appoint",
        subject=f"user:{user.pk}",
        actor_id=by.pk if by else None,
        payload={"role": name, **scope},
        at=at,
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
    pokja = list(held.filter(name=RoleName.POKJA, until=None))  # all, in one order: two who end each other take turns
    role = held.get(pk=role.pk)
    if role.until is not None:
        raise Refused(Refusal("role_over", "Peran ini sudah berakhir."))
    if role.name == RoleName.POKJA and pokja == [role]:
        raise Refused(Refusal("last_pokja", "Ini petugas Pokja terakhir. Tunjuk pengganti lebih dahulu."))
    role.until = at
    role.save(update_fields=["until"])
    journal.write(verb="end_role", subject=f"user:{role.user_id}", actor_id=by.pk, payload={"role": role.name}, at=at)
    return role


def own_party(*, user: User, at: datetime) -> Party:
    """The party the person gives as, made at the first gift. An account counts as proof of the address."""
    found = queries.party_of(user, at=at)
    if found is not None:
        return found
    own, _ = Party.objects.get_or_create(  # two first gifts at once make one party
        user=user,
        defaults={
            "kind": PartyKind.INDIVIDUAL,
            "name": user.name,
            "email": user.email,
            "phone": user.phone,
            "proven_at": at,
        },
    )
    return own


def guest_party(*, name: str, email: str, phone: str, example: bool = False) -> Party:
    """A guest who gives without an account; unproven until a code comes back."""
    return Party.objects.create(kind=PartyKind.INDIVIDUAL, name=name, email=email, phone=phone, example=example)


def mark_proven(*, party: Party, at: datetime) -> Party:
    """Note that the address was proven. Where the same address was proven before, that earlier party is returned."""
    earlier = queries.proven_party(contact=party.email or party.phone)
    if earlier is not None:
        return earlier
    party.proven_at = at
    party.save(update_fields=["proven_at"])
    return party


def new_code(*, contact: str, purpose: str, at: datetime) -> str:
    """Make a six-digit code for an address and keep its digest. Raises Refused when too many were sent."""
    insist(rules.why_not_send_code(sent_last_hour=queries.codes_sent_last_hour(contact=contact, at=at)))
    digits = f"{secrets.randbelow(1_000_000):06d}"
    ProofCode.objects.create(
        contact=contact,
        purpose=purpose,
        digest=make_password(digits),
        sent_at=at,
        expires_at=at + rules.CODE_LIFE,
    )
    return digits


def check_code(*, contact: str, purpose: str, digits: str, at: datetime) -> None:
    """Use up a code, or raise Refused. A wrong try is counted even though the deed around it fails."""
    code = queries.latest_code(contact=contact, purpose=purpose)
    plain = "".join(symbol for symbol in digits if symbol.isdigit())
    matches = code is not None and check_password(plain, code.digest)
    refusal = rules.why_not_accept_code(code=code, matches=matches, at=at)
    if refusal is None and code is not None:
        code.used_at = at
        code.save(update_fields=["used_at"])
    insist(refusal)


def count_wrong_try(*, contact: str, purpose: str) -> None:
    """Count a wrong code, in a transaction of its own so that the count outlives the refusal."""
    with transaction.atomic():
        code = queries.latest_code(contact=contact, purpose=purpose)
        if code is not None:  # in the database itself: of several wrong tries at once none is lost
            ProofCode.objects.filter(pk=code.pk).update(tries=F("tries") + 1)


def forget_codes(*, before: datetime) -> int:
    """Drop the codes sent before a moment (work of the worker). Returns how many."""
    return ProofCode.objects.filter(sent_at__lt=before).delete()[0]


@deed("issue_token", open_doors=False)
def issue_token(*, user: User, token: str, statement: int = 0, at: datetime) -> ApiToken:
    """Keep the digest of a fresh bearer token; the caller shows the token itself once.

    Taking a token is accepting the giver's statement: its version is kept in the journal.
    """
    issued = ApiToken.objects.create(user=user, digest=queries.token_digest(token), issued_at=at)
    payload = {"statement": statement}
    journal.write(verb="issue_token", subject=f"user:{user.pk}", actor_id=None, payload=payload, at=at)
    return issued


@deed("revoke_tokens")
def revoke_tokens(*, by: User, at: datetime) -> User:
    """End all bearer tokens of the person."""
    ApiToken.objects.filter(user=by, revoked_at=None).update(revoked_at=at)
    journal.write(verb="revoke_tokens", subject=f"user:{by.pk}", actor_id=by.pk, payload={}, at=at)
    return by
