"""An invitation makes one person one thing, once, within 72 hours, while its office stands (T01, J3)."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ksbb.access import actions, queries
from ksbb.access.models import Invitation
from ksbb.core.models import JournalEntry
from ksbb.core.refusals import Refused
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Role, User
from ksbb.parties.queries import roles_of
from ksbb.places import actions as places
from ksbb.recipients.models import Recipient
from tests import world as the
from tests.world import TOKEN, World, make_world


def _accept(world: World, **more: Any) -> User:
    return actions.accept_invitation(token=TOKEN, at=more.pop("at", world.at), **{"name": "Bu Ketua", **more})


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        ("lurah", "rw", ""),
        ("lurah", "panti", ""),
        ("pokja", "rw_lain", ""),
        ("lurah_lain", "rw", "not_allowed"),
        ("ketua_rw", "rw", "not_allowed"),
        ("kolaborator", "rw", "not_allowed"),
    ],
)
def test_who_invites(world: World, by: str, to: str, code: str):
    recipient: Recipient = getattr(world, to)
    if code:
        with pytest.raises(Refused, match=code):
            actions.invite(by=world.people[by], recipient=recipient, token=TOKEN, at=world.at)
        assert not Invitation.objects.exists()
        return
    made = actions.invite(by=world.people[by], recipient=recipient, token=TOKEN, at=world.at)
    assert made.role == (RoleName.KEEPER if to == "panti" else RoleName.RW_HEAD)
    assert TOKEN not in str(vars(made))


def test_a_guessable_token_is_refused(world: World):
    with pytest.raises(Refused, match="weak_token"):
        actions.invite(by=world.lurah, recipient=world.rw, token="rw901", at=world.at)


def test_accepting_makes_account_and_role_in_one_deed(world: World):
    the.open_invitation(world)
    before = JournalEntry.objects.count()

    user = _accept(world, email="ketua.baru@uji.example")

    assert JournalEntry.objects.count() == before + 1
    [role] = roles_of(user)
    assert (role.name, role.place, role.granted_by) == (RoleName.RW_HEAD, world.rw.place, world.lurah)
    assert user.username.startswith("rw901.")
    assert not user.has_usable_password()


def test_a_keeper_keeps_the_very_home(world: World):
    actions.invite(by=world.lurah, recipient=world.panti, token=TOKEN, at=world.at)

    [role] = roles_of(_accept(world))

    assert (role.name, role.organisation) == (RoleName.KEEPER, world.panti.organisation)


def _used(world: World) -> None:
    _accept(world)


def _replaced(world: World) -> None:
    actions.invite(by=world.lurah, recipient=world.rw, token="x" * 32, at=world.at)


def _revoked(world: World) -> None:
    actions.revoke_invitation(by=world.lurah, invitation=Invitation.objects.get(), at=world.at)


def _office_over(world: World) -> None:
    parties.end_role(by=world.pokja, role=the.role_of(world, "lurah"), at=world.at)


@pytest.mark.parametrize(
    ("meanwhile", "later", "code"),
    [
        (_used, timedelta(0), "invitation_used"),
        (_replaced, timedelta(0), "invitation_revoked"),
        (_revoked, timedelta(0), "invitation_revoked"),
        (_office_over, timedelta(0), "invitation_revoked"),
        (lambda _: None, timedelta(hours=72, seconds=1), "invitation_expired"),
    ],
)
def test_when_a_link_is_over(world: World, meanwhile: Any, later: timedelta, code: str):
    the.open_invitation(world)
    meanwhile(world)
    people = User.objects.count()

    with pytest.raises(Refused, match=code):
        _accept(world, at=world.at + later)

    assert User.objects.count() == people


def test_seventy_two_hours_are_whole(world: World):
    the.open_invitation(world)
    _accept(world, at=world.at + timedelta(hours=72))


def test_an_officer_does_not_accept_the_own_invitation(world: World):
    the.open_invitation(world)

    for more in ({"user": world.lurah}, {"email": world.lurah.email}, {"phone": world.lurah.phone}):
        with pytest.raises(Refused, match="own_invitation"):
            _accept(world, **more)


def test_one_open_invitation_holds_in_the_database(world: World):
    made = the.open_invitation(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            recipient=world.rw,
            role=made.role,
            digest="x",
            office="x",
            invited_by=world.lurah,
            invited_at=world.at,
            expires_at=world.at,
        )


def test_two_who_accept_at_once_make_one_head(fresh_db: Any):
    at = timezone.now()
    places.seed(at=at)
    world = make_world(at=at)
    the.open_invitation(world)
    heads = Role.objects.filter(name=RoleName.RW_HEAD, place=world.rw.place).count()
    told: list[str] = []
    gate = threading.Barrier(4)

    def accept(number: int) -> None:
        gate.wait()
        try:
            _accept(world, name=f"Ketua {number}", username=f"ketua.{number}")
            told.append("")
        except Refused as stop:
            told.append(stop.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["", *["invitation_used"] * 3]
    assert Role.objects.filter(name=RoleName.RW_HEAD, place=world.rw.place).count() == heads + 1
    assert User.objects.filter(username__startswith="ketua.").count() == 1


def test_a_link_is_found_by_its_token_alone(world: World):
    made = the.open_invitation(world)

    assert queries.invitation_of(TOKEN) == made
    assert queries.invitation_of(TOKEN + "x") is None
    assert queries.invitation_of(made.digest) is None
