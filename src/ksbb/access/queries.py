"""Every read about invitations, recovery and devices."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q

from ksbb.access.models import Invitation, Recovery
from ksbb.access.rules import why_not_accept
from ksbb.core.doors import finder
from ksbb.core.references import row_number
from ksbb.core.refusals import NotFound, Refusal
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Role, User
from ksbb.parties.queries import reach_of
from ksbb.parties.rules import Reach
from ksbb.places.models import Place
from ksbb.recipients.models import Recipient

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def digest_of(token: str) -> str:
    """SHA-256 of an invitation's token: it is long and random, so a plain digest is enough."""
    return hashlib.sha256(token.encode("utf-8", "ignore")).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link's token opens, whatever became of it."""
    found = Invitation.objects.filter(digest=digest_of(token))
    return found.select_related(*_WHOLE).first()


_WHOLE = ("recipient__kind", "recipient__place__village", "recipient__organisation", "invited_by")


def offices_ahead(*, at: datetime) -> list[Role]:
    """Offices that somebody gave and that carry nothing yet."""
    given = Role.objects.filter(name__in=[RoleName.POKJA, RoleName.OFFICER], granted_by__isnull=False)
    return list(given.filter(since__gt=at, until=None).select_related("place").order_by("pk"))


def why_not_use(invitation: Invitation | None, *, at: datetime) -> Refusal | None:
    """Why a link no longer works. It ends with the office that sent it: an officer who left invites nobody."""
    overseen = invitation is not None and reach_of(invitation.invited_by, at=at).oversees(invitation.recipient.place)
    return why_not_accept(invitation=invitation, still_overseen=overseen, at=at)


def open_invitation(recipient: Recipient) -> Invitation | None:
    """The one invitation of a recipient that was neither accepted nor revoked; it may have run out."""
    return Invitation.objects.filter(recipient=recipient, accepted_at=None, revoked_at=None).first()


@finder(Invitation)
def find_invitation(by: User | None, number: str, at: datetime) -> Invitation:
    """An invitation by its number, for those who oversee its recipient."""
    found = Invitation.objects.filter(pk=row_number(number)).select_related(*_WHOLE).first()
    if found is None or not (by is None or reach_of(by, at=at).oversees(found.recipient.place)):
        raise NotFound(number)
    return found


def holders(recipient: Recipient) -> list[Role]:
    """The roles in force that speak for a recipient, with their people."""
    running = Role.objects.filter(until=None, user__is_active=True).select_related("user")
    if recipient.organisation_id is not None:
        return list(running.filter(name=RoleName.KEEPER, organisation=recipient.organisation_id).order_by("pk"))
    return list(running.filter(name=RoleName.RW_HEAD, place=recipient.place_id).order_by("pk"))


def places_of(theirs: Reach) -> list[Place]:
    """The places that somebody speaks for: as head of an RW, or as keeper of a home there."""
    homes = Recipient.objects.filter(organisation__in=theirs.keeps).select_related("place").order_by("pk")
    return [*theirs.head_of, *(home.place for home in homes)]


def has_second_factor(user: User) -> bool:
    """Does the account have a passkey or an authenticator app?"""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def second_factors(user: User) -> int:
    """How many passkeys and authenticator apps the account has."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).count()


def has_app(user: User) -> bool:
    """Does the account have an authenticator app (TOTP)?"""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def open_recovery(user: User) -> Recovery | None:
    """The recovery of a person's account that is neither done nor cancelled."""
    return Recovery.objects.filter(user=user, cancelled_at=None, finished_at=None).first()


@finder(Recovery)
def find_recovery(by: User | None, number: str, at: datetime) -> Recovery:
    """A recovery by its number, for the person itself and for Pokja."""
    found = Recovery.objects.filter(pk=row_number(number)).select_related("user").first()
    if found is None or not (by is None or found.user_id == by.pk or reach_of(by, at=at).is_pokja):
        raise NotFound(number)
    return found


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that is signed in: its number, what it calls itself, since when, and whether it is the asking one."""

    number: int
    agent: str
    since: datetime
    here: bool


def devices(user: User, *, session_key: str | None, at: datetime) -> list[Device]:
    """Where a person is signed in, the asking browser first."""
    rows: list[Any] = list(UserSession.objects.filter(user=user).order_by("-created_at"))
    keys = [row.session_key for row in rows]
    alive = set(Session.objects.filter(session_key__in=keys, expire_date__gt=at).values_list("session_key", flat=True))
    found = [
        Device(row.pk, row.user_agent, row.created_at, row.session_key == session_key)
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda one: not one.here)


def offices_acting(
    entries: Iterable[tuple[int | None, datetime]], *, place: Place, organisation_id: int | None
) -> dict[tuple[int, datetime], str]:
    """Which office acted at a recipient in place of those who speak for it: by person and moment. One query.

    The head of the RW or the keeper of the home is in nobody's place and is left out, so is whoever holds no office.
    """
    asked = {(user, on) for user, on in entries if user is not None}
    if not asked:
        return {}
    offices = Q(name__in=[RoleName.POKJA, RoleName.OFFICER], place__in=place.lineage_ids)
    own = Q(name=RoleName.RW_HEAD, place=place) if organisation_id is None else Q(organisation=organisation_id)
    held = Role.objects.filter(offices | own, user__in={user for user, _ in asked}).select_related("place")
    roles = list(held.order_by("name", "-place__code"))
    found = {}
    for user, on in asked:
        then = [one for one in roles if one.user_id == user and one.since <= on and not (one.until and one.until <= on)]
        if then and all(one.name in {RoleName.POKJA, RoleName.OFFICER} for one in then):
            place_of = then[0].place
            pokja = then[0].name == RoleName.POKJA or place_of is None
            found[user, on] = RoleName.POKJA.label if pokja else f"Petugas {place_of.title}"  # type: ignore[union-attr]
    return found


def user_by_contact(contact: str, *, at: datetime) -> User | None:
    """The one person whom a code sent to this e-mail address or phone signs in, if any.

    An address that its account never proved opens nothing, nor does a phone of two accounts; and no phone message
    opens a staff account (SEC-13). The same queries run whoever is found.
    """
    active = User.objects.filter(is_active=True)
    if "@" in contact:
        unproven = EmailAddress.objects.filter(verified=False, email__iexact=contact).values("user")
        found = list(active.filter(email__iexact=contact).exclude(email="").exclude(pk__in=unproven)[:2])
    else:
        found = list(active.filter(phone=contact).exclude(phone="")[:2])
    user = found[0] if len(found) == 1 else None
    staff = reach_of(user or User(pk=0, is_active=True), at=at).is_staff
    return None if staff and "@" not in contact else user


def free_username(stem: str) -> str:
    """A username that nobody has yet: the stem, or the stem with a number."""
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    names = (stem if number == 1 else f"{stem}.{number}" for number in itertools.count(1))
    return next(name for name in names if name not in taken)
