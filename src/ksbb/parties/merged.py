"""Which givers a person's own ones were merged into, read beside the person's roles so that it costs no query more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from ksbb.parties.models import Party

if TYPE_CHECKING:
    from ksbb.parties.models import User

ROOTS = ("root_of_own", "root_of_organisation", "root_of_email", "root_of_phone")


def roots_beside(user: User) -> dict[str, Subquery]:
    """Columns for rows of `Role`: the roots of the own account's giver, the organisation's, and a guest's."""
    merged = Party.objects.filter(merged_into__isnull=False).order_by("pk").values("merged_into")
    guests = merged.filter(user=None, organisation=None)
    found = (
        merged.filter(user=user),
        merged.filter(organisation=OuterRef("organisation")),
        guests.filter(email__iexact=user.email).exclude(email=""),
        guests.filter(phone=user.phone).exclude(phone=""),
    )
    return {name: Subquery(rows[:1]) for name, rows in zip(ROOTS, found, strict=True)}
