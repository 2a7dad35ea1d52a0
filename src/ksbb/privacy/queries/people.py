"""Who somebody is to us: the account, the givers and the contacts that are one and the same person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q

from ksbb.commitments.enums import RUNNING, LineState
from ksbb.commitments.models import Line
from ksbb.core.refusals import Refusal
from ksbb.parties.enums import PartyKind
from ksbb.parties.models import Party, User
from ksbb.parties.queries import reach_of, roles_of
from ksbb.privacy import rules
from ksbb.privacy.models import DataRequest
from ksbb.recipients.models import Contact
from ksbb.recipients.queries import contacts_at, contacts_for, spoken_for


@dataclass(frozen=True, slots=True)
class Person:
    """One person: perhaps an account, the givers behind the same proven address, and contacts of recipients."""

    user: User | None
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    address: str = ""
    """The proven address of somebody without an account."""

    @property
    def known(self) -> bool:
        """Do we hold anything?"""
        return self.user is not None or bool(self.parties or self.contacts)

    @property
    def subject(self) -> str:
        """How the journal names the person: by number."""
        if self.user is not None:
            return f"user:{self.user.pk}"
        if self.parties:
            return f"party:{self.parties[0].pk}"
        return self.contacts[0].recipient.reference if self.contacts else "-"

    @property
    def own_contacts(self) -> list[Contact]:
        """The contacts that are this very person: by the proven address, or under the person's own name.

        Somebody who speaks for a recipient sees its contact, which may be another person.
        """
        names = {one.name.casefold() for one in (self.user, *self.parties) if one is not None}
        proven = {self.address.casefold()} - {""}
        return [
            one for one in self.contacts if {one.email.casefold(), one.phone} & proven or one.name.casefold() in names
        ]

    @property
    def needles(self) -> tuple[str, ...]:
        """Every address known to be the person's. A phone typed beside an e-mail address may be a stranger's."""
        found = {self.address}
        if self.user is not None:
            found |= {self.user.phone}
        for giver in self.parties:
            found |= {giver.email or giver.phone}
        for contact in self.own_contacts:
            found |= {contact.email, contact.phone}
        return tuple(sorted(found - {""}))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the person is written under."""
        return tuple(sorted({one.name for one in (self.user, *self.parties, *self.own_contacts) if one is not None}))


def _guests_at(contact: str) -> tuple[Party, ...]:
    """Givers without account under this proven address. A phone beside an e-mail was typed, not proven: no key."""
    match = Q(email__iexact=contact) if "@" in contact else Q(phone=contact, email="")
    return tuple(Party.objects.filter(match, kind=PartyKind.INDIVIDUAL, user=None).order_by("pk")) if contact else ()


def person_of(user: User, *, at: datetime) -> Person:
    """Everything that is the signed-in person's: by the account, and by its e-mail address once that is proven."""
    unproven = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).exists()
    email = "" if unproven else user.email
    own = tuple(Party.objects.filter(user=user).order_by("pk"))
    contacts = {one.pk: one for one in (*contacts_at(email), *contacts_for(spoken_for(reach_of(user, at=at))))}
    return Person(user, own + _guests_at(email), tuple(contacts.values()), email)


def person_behind(contact: str) -> Person:
    """Everything that belongs to the one who proved this address with a code. An account is opened by signing in."""
    return Person(None, _guests_at(contact), tuple(contacts_at(contact)), contact)


def person_in(request: DataRequest, *, at: datetime) -> Person:
    """The person whom a request is about."""
    return person_of(request.user, at=at) if request.user is not None else person_behind(request.contact)


def lines_given(person: Person) -> list[Line]:
    """Every promise of a person, whatever became of it."""
    given = Line.objects.filter(commitment__giver__in=person.parties)
    return list(given.select_related("commitment").order_by("pk"))


def open_lines(person: Person) -> list[Line]:
    """The promises of a person that still run, code awaited or not."""
    running = Line.objects.filter(state__in=RUNNING | {LineState.AWAITING_CODE}, clockless=False)
    return list(running.filter(commitment__giver__in=person.parties).order_by("pk"))


def why_open(person: Person, *, cancel_open: bool, at: datetime) -> Refusal | None:
    """Why this person's identity cannot be erased yet."""
    lines = open_lines(person)
    roles = [role for role in roles_of(person.user) if role.until is None or role.until > at] if person.user else []
    return rules.why_not_erase(
        running=len(lines),
        carried=sum(1 for line in lines if line.state == LineState.ON_THE_WAY),
        roles=len(roles),
        cancel_open=cancel_open,
    )
