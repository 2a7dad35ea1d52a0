"""What becomes of people's identity when they ask, or when its time is over: parts of the deeds of the privacy room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session

from ksbb.core import journal
from ksbb.parties.enums import PartyKind, StopKind
from ksbb.parties.models import ApiToken, Party, ProcessingStop, ProofCode, User


def stop_processing(*, user: User | None, parties: Iterable[Party], kind: StopKind, at: datetime) -> None:
    """From now on data of these is only kept. What runs already stays as it is."""
    if user is not None:
        ProcessingStop.objects.get_or_create(user=user, kind=kind, lifted_at=None, defaults={"since": at})
    for party in parties:
        ProcessingStop.objects.get_or_create(party=party, kind=kind, lifted_at=None, defaults={"since": at})


def resume_processing(*, user: User | None, parties: Iterable[Party], at: datetime) -> int:
    """Take every stop back. Returns how many ran."""
    running = ProcessingStop.objects.filter(lifted_at=None)
    lifted = running.filter(party__in=list(parties)).update(lifted_at=at)
    return lifted + (running.filter(user=user).update(lifted_at=at) if user is not None else 0)


def rename(*, user: User | None, parties: Iterable[Party], name: str, phone: str | None) -> None:
    """Correct the name, and the telephone number where one is told (None leaves it)."""
    told = {"name": name} | ({} if phone is None else {"phone": phone})
    if user is not None:
        User.objects.filter(pk=user.pk).update(**told)
    Party.objects.filter(pk__in=[party.pk for party in parties], kind=PartyKind.INDIVIDUAL).update(**told)


def forget_givers(ids: Iterable[int], *, name: str) -> int:
    """Take name and addresses off givers; their promises and amounts stay. Returns how many."""
    people = Party.objects.filter(pk__in=list(ids), kind=PartyKind.INDIVIDUAL)
    journal.forget_bound(f"party:{number}" for number in people.values_list("pk", flat=True))
    return people.update(name=name, email="", phone="")


def forget_accounts(ids: Iterable[int], *, name: str, at: datetime) -> int:
    """Make accounts nobody's: no name, no address, no way in. The numbers stay, since history names people by them."""
    done = 0
    for user in User.objects.filter(pk__in=list(ids)):
        user.name, user.username = name, f"dihapus-{user.pk}"
        user.email = user.phone = ""
        user.password, user.is_active = make_password(None), False
        user.last_login, user.date_joined = None, at
        user.save()
        ApiToken.objects.filter(user=user).delete()
        done += 1
    return done


def end_sessions(*, user_id: int | None, needles: Iterable[str]) -> int:
    """Drop the sessions of a person, and those whose drafts hold one of these addresses. Returns how many."""
    wanted = [needle.lower() for needle in needles if needle]
    ended = 0
    for session in Session.objects.iterator():
        held = session.get_decoded()
        mine = user_id is not None and str(held.get("_auth_user_id", "")) == str(user_id)
        if mine or any(needle in str(held).lower() for needle in wanted):
            session.delete()
            ended += 1
    return ended


def forget_codes_to(contacts: Iterable[str]) -> int:
    """Drop the codes that were sent to these addresses."""
    return ProofCode.objects.filter(contact__in=list(contacts)).delete()[0]


def forget_tokens(*, before: datetime) -> int:
    """Drop tokens that were revoked before a moment. Returns how many."""
    return ApiToken.objects.filter(revoked_at__lt=before).delete()[0]


def forget_sessions(*, before: datetime) -> int:
    """Drop the sessions that ended before a moment. Returns how many."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]
