"""Inviting the head of an RW or the keeper of an institution: a role for an account, made here where there is none."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from ksbb.core.refusals import insist
from ksbb.core.text import clean
from ksbb.parties import actions, queries, rules
from ksbb.parties.enums import RoleName
from ksbb.recipients import queries as recipients
from ksbb.web.desks.forms import DeedForm, Phone, Words
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

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
        super().__init__(max_length=60, error_messages={"required": "Isian ini belum diisi."}, **more)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "").lower()

    def validate(self, value: str) -> None:
        super().validate(value)
        if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{3,}", value):
            raise ValidationError("Pakai 4 huruf atau lebih: huruf kecil, angka, titik, atau tanda hubung.")


class InviteForm(DeedForm):
    """Whom to invite. An unknown username becomes a new account."""

    username = Username(label="Nama pengguna", help_text="Kalau belum ada, akun baru dibuat tanpa e-mail.")
    name = Words(label="Nama orangnya", most=120, help_text="Dipakai hanya untuk akun baru.")
    phone = Phone(label="Nomor telepon", required=False)


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


@sits_at(AREA)
def invite(visit: Visit, reference: str) -> HttpResponse:
    """Give the head of the RW (or the institution's keeper) the receiver's desk."""
    recipient = recipients.overseen_recipient(visit.reach, reference)
    role, scope = _role(recipient)
    refusal = rules.why_not_grant(
        reach=visit.reach, name=role, place=scope.get("place"), organisation_id=recipient.organisation_id
    )
    form = InviteForm(visit.sent, initial={"username": _suggestion(recipient)})
    invited = form.attempt(lambda said: _grant(visit, said, role=role, scope=scope, refusal=refusal))
    if invited is not None:
        return visit.show("desks/invited.html", {"recipient": recipient, "person": invited[0], "password": invited[1]})
    back = reverse("desks:area_recipient", args=[recipient.reference])
    lead = f"{role.label} dapat mengajukan kebutuhan dan mengonfirmasi bantuan untuk {recipient.name}."
    return visit.ask(form, Question(f"Undang {role.label}", "Undang", back, lead, refusal=refusal))


def _role(recipient: Recipient) -> tuple[RoleName, dict[str, Any]]:
    if recipient.organisation_id is None:
        return RoleName.RW_HEAD, {"place": recipient.place}
    return RoleName.KEEPER, {"organisation": recipient.organisation}


@transaction.atomic
def _grant(visit: Visit, said: dict[str, Any], *, role: RoleName, scope: dict[str, Any], refusal: Any) -> Any:
    insist(refusal)
    user, password = invite_account(visit=visit, said=said)
    actions.grant_role(by=visit.user, user=user, name=role, at=visit.at, key=said["key"], **scope)
    return user, password


def _suggestion(recipient: Recipient) -> str:
    """A username that says who it is: rw904.cipulir."""
    words = re.sub(r"[^a-z0-9]+", ".", recipient.name.lower()).strip(".")
    return re.sub(r"^rw\.(\d+)\.", r"rw\1.", words)[:40]
