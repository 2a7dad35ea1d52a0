"""Inviting the head of an RW or the keeper of a home by a link, and helping those in whom no message reaches."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from ksbb.access import actions as invitations
from ksbb.access import queries as access
from ksbb.access.rules import SHORTEST_TOKEN, why_not_invite
from ksbb.core.refusals import NotFound
from ksbb.core.text import clean, why_not_publish
from ksbb.parties import actions, queries
from ksbb.parties.enums import RoleName
from ksbb.recipients import queries as recipients
from ksbb.web.desks.forms import DeedForm, Phone, PlainForm
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at
from ksbb.web.entry import links

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.access.models import Invitation
    from ksbb.parties.models import User
    from ksbb.recipients.models import Recipient

PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another when written by hand."""


def one_time_password() -> str:
    """Twelve plain symbols in three groups (59 bits), easy to read aloud."""
    return "-".join("".join(secrets.choice(PLAIN) for _ in range(4)) for _ in range(3))


class Username(forms.CharField):
    """A name to sign in with; e-mail is not needed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, error_messages={"required": "Nama pengguna belum diisi."}, **more)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "").lower()

    def validate(self, value: str) -> None:
        super().validate(value)
        if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{3,}", value):
            raise ValidationError("Pakai 4 huruf atau lebih: huruf kecil, angka, titik, atau tanda hubung.")
        if refusal := why_not_publish(value):
            raise ValidationError(refusal.message)


def invite_account(*, visit: Visit, said: dict[str, Any]) -> tuple[User, str]:
    """The account of that username, made with a one-time password where there is none. The password is shown once."""
    if queries.username_taken(said["username"]):
        return queries.find_user(visit.user, said["username"], visit.at), ""
    password = one_time_password()
    user = actions.register_person(
        username=said["username"],
        name=said["name"],
        phone=said["phone"],
        password=password,
        by=visit.user,
        at=visit.at,
    )
    return user, password


class LinkForm(DeedForm):
    """To which telephone the link goes; it is not kept."""

    phone = Phone(
        label="Nomor WhatsApp",
        required=False,
        help_text="Hanya untuk membuka WhatsApp dengan pesan yang sudah jadi. Nomor ini tidak disimpan.",
    )


@sits_at(AREA)
def invite(visit: Visit, reference: str) -> HttpResponse:
    """Invite the head of the RW (or the keeper of the home) by a link; who speaks for it now, and what is open."""
    recipient = recipients.overseen_recipient(visit.reach, reference)
    form = LinkForm(visit.sent)
    made = form.attempt(lambda said: _invite(visit, recipient, said))
    if made is not None:
        invitation, link, phone = made
        shown = {
            "recipient": recipient,
            "invitation": invitation,
            "link": link,
            "whatsapp": links.whatsapp(invitation=invitation, link=link, phone=phone),
            "square": links.square(link),
        }
        return visit.show("desks/invited.html", shown)
    shown = {
        "recipient": recipient,
        "form": form,
        "holders": access.holders(recipient),
        "open": access.open_invitation(recipient),
        "refusal": why_not_invite(
            reach=visit.reach,
            place=recipient.place,
            retired=recipient.retired_at is not None,
            token="x" * SHORTEST_TOKEN,
        ),
        "role": RoleName.RW_HEAD.label if recipient.organisation_id is None else RoleName.KEEPER.label,
    }
    return visit.show("desks/invite.html", shown)


def _invite(visit: Visit, recipient: Recipient, said: dict[str, Any]) -> tuple[Invitation, str, str]:
    token = links.new_token()
    invitation = invitations.invite(by=visit.user, recipient=recipient, token=token, at=visit.at)
    return invitation, links.link_of(token), said["phone"]


@sits_at(AREA, "POST")
def revoke(visit: Visit, reference: str) -> HttpResponse:
    """Make the open invitation of a recipient void."""
    recipient = recipients.overseen_recipient(visit.reach, reference)
    found = access.open_invitation(recipient)
    if found is None:
        raise NotFound(reference)
    return visit.press(
        lambda: invitations.revoke_invitation(by=visit.user, invitation=found, at=visit.at, key=visit.key),
        to="desks:invite",
        args=[recipient.reference],
        done="Undangan dibatalkan. Tautannya tidak berlaku lagi.",
    )


@sits_at(AREA)
def hand_code(visit: Visit, reference: str, number: str) -> HttpResponse:
    """Read six digits out to somebody whom no message reaches; the person is told, the history keeps it."""
    recipient = recipients.overseen_recipient(visit.reach, reference)
    person = next((role.user for role in access.holders(recipient) if str(role.pk) == number), None)
    if person is None:
        raise NotFound(number)
    form, digits = PlainForm(visit.sent), f"{secrets.randbelow(1_000_000):06d}"
    made = form.attempt(lambda _: invitations.hand_code(by=visit.user, user=person, digits=digits, at=visit.at))
    if made is not None:
        return visit.show("desks/handed_code.html", {"recipient": recipient, "person": person, "digits": digits})
    lead = (
        "Untuk orang yang tidak bisa menerima pesan. Pastikan Anda berbicara dengan orangnya sendiri. Kode ini dicatat "
        "dan orangnya diberi tahu."
    )
    back = reverse("desks:invite", args=[recipient.reference])
    return visit.ask(form, Question(f"Kode masuk untuk {person.name}", "Buat kode", back, lead))
