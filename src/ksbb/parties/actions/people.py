"""Accounts, and the parties that people give as."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import F

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.rows import sole
from ksbb.core.text import why_not_publish, why_not_show
from ksbb.parties import queries
from ksbb.parties.enums import PartyKind, RoleName
from ksbb.parties.models import Party, ProcessingStop, User
from ksbb.parties.rules import read_email, read_phone


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
    user = new_person(username=username, name=name, password=password, email=email, phone=phone)
    journal.write(verb="register_person", subject=f"user:{user.pk}", actor_id=by.pk if by else None, payload={}, at=at)
    return user


def new_person(*, username: str, name: str, password: str = "", email: str = "", phone: str = "") -> User:
    """An account, within a deed that notes itself. Refused where the username or the address is taken."""
    insist(why_not_show(name, longest=120), why_not_publish(username, longest=150))
    if User.objects.filter(username=username).exists() or (email and queries.user_by_email(email)):
        raise Refused(Refusal("user_exists", "Nama pengguna atau alamat e-mail ini sudah terdaftar."))
    return User.objects.create_user(username=username, email=email, password=password or None, name=name, phone=phone)


def set_contact_of(*, user: User, email: str = "", phone: str = "") -> User:
    """Write a proven e-mail address or phone to an account, within a deed that notes itself."""
    if email:
        other = queries.user_by_email(read_email(email))
        if other is not None and other.pk != user.pk:
            raise Refused(Refusal("user_exists", "Alamat e-mail ini sudah dipakai akun lain."))
        User.objects.filter(pk=user.pk).update(email=email)
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if phone:
        User.objects.filter(pk=user.pk).update(phone=read_phone(phone))
    user.refresh_from_db()
    return user


def end_sessions_of(user: User) -> User:
    """Make every session of the person void, within a deed that notes itself."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db()
    return user


def giving_party(*, user: User, at: datetime) -> Party:
    """The party the person gives as, if the person may give now. Raises Refused."""
    held = list(queries.roles_now(user, at))
    insist(queries.why_not_give(user, held, at=at))
    acts = any(role.name == RoleName.COLLABORATOR for role in held)
    own = None if acts else sole(Party.objects.filter(user=user))
    if own is None:
        return own_party(user=user, at=at)
    own.user = user
    return own


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
        ProcessingStop.objects.filter(party=earlier, lifted_at=None).update(lifted_at=at)  # consent is given anew
        return earlier
    party.proven_at = at
    party.save(update_fields=["proven_at"])
    return party
