"""Whose time is over: accounts, givers and contacts without any activity since a moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from ksbb.commitments.enums import RUNNING, LineState
from ksbb.commitments.models import Commitment, Line
from ksbb.needs.models import Need
from ksbb.parties.enums import PartyKind
from ksbb.parties.models import Party, Role, User
from ksbb.privacy import rules
from ksbb.recipients.models import Contact, ContactReading


def _lively(*, since: datetime) -> QuerySet[Line]:
    """Lines that run, or on which something happened since a moment."""
    return Line.objects.filter(
        Q(state__in=RUNNING | {LineState.AWAITING_CODE}, clockless=False) | Q(state_since__gte=since)
    )


def idle_givers(*, before: datetime) -> list[int]:
    """People who gave, and neither promised nor did anything on a promise since."""
    promised = Commitment.objects.filter(giver=OuterRef("pk"), recorded_at__gte=before)
    moved = _lively(since=before).filter(commitment__giver=OuterRef("pk"))
    named = Party.objects.filter(kind=PartyKind.INDIVIDUAL).exclude(email="", phone="", name=rules.ERASED_NAME)
    idle = named.exclude(Exists(promised)).exclude(Exists(moved))
    seen = User.objects.filter(
        Q(last_login__gte=before) | Q(date_joined__gte=before), is_active=True, pk=OuterRef("user")
    )
    return list(idle.exclude(Exists(seen)).exclude(proven_at__gte=before).values_list("pk", flat=True))


def idle_accounts(*, before: datetime) -> list[int]:
    """Accounts that nobody signed in to since, that hold no role and held none since, and whose gifts have ended."""
    role = Role.objects.filter(Q(until__isnull=True) | Q(until__gte=before), user=OuterRef("pk"))
    moved = _lively(since=before).filter(commitment__giver__user=OuterRef("pk"))
    idle = User.objects.filter(Q(last_login__isnull=True) | Q(last_login__lt=before), date_joined__lt=before)
    known = idle.exclude(username__startswith="dihapus-", is_active=False)
    return list(known.exclude(Exists(role)).exclude(Exists(moved)).values_list("pk", flat=True))


def idle_contacts(*, before: datetime) -> list[int]:
    """Contacts of recipients for whom nothing was asked, promised or read since."""
    asked = Need.objects.filter(recipient=OuterRef("recipient"), recorded_at__gte=before)
    moved = _lively(since=before).filter(need__recipient=OuterRef("recipient"))
    read = ContactReading.objects.filter(recipient=OuterRef("recipient"), read_at__gte=before)
    idle = Contact.objects.filter(recorded_at__lt=before)
    return list(idle.exclude(Exists(asked)).exclude(Exists(moved)).exclude(Exists(read)).values_list("pk", flat=True))
