"""Roles carry exactly what they say, at their place and below, while they last; secrets are kept as digests."""

from typing import Any

import pytest

from ksbb.core.refusals import Refused
from ksbb.parties import actions, queries
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import ApiToken, Organisation, Party, ProofCode, Role
from ksbb.places.queries import place_by_code, province
from tests.situations import AT, OTHER_VILLAGE, REASON, World, days, fresh, hours, impossible, person, refused


def test_an_officer_oversees_the_own_place_and_below(world: World) -> None:
    reach = queries.reach_of(world.lurah, at=AT)

    assert reach.oversees(world.village)
    assert reach.oversees(world.recipient.place)
    assert not reach.oversees(place_by_code("31.74.04"))
    assert not reach.oversees(place_by_code(OTHER_VILLAGE))
    assert queries.reach_of(world.pokja, at=AT).oversees(province())
    assert not queries.reach_of(None, at=AT).oversees(world.village)


def test_an_rw_head_speaks_for_the_very_rw_only(world: World) -> None:
    reach = queries.reach_of(world.rw, at=AT)

    assert reach.speaks_for(place=world.recipient.place, organisation_id=None)
    assert not reach.speaks_for(place=world.neighbour(902).place, organisation_id=None)
    assert not reach.speaks_for(place=world.recipient.place, organisation_id=7)
    assert not reach.oversees(world.recipient.place)


def test_a_role_lasts_from_its_day_to_its_end(world: World) -> None:
    role = Role.objects.get(user=world.rw)
    assert queries.reach_of(world.rw, at=hours(-1)).head_of == ()

    actions.end_role(by=world.lurah, role=role, at=days(1))

    assert queries.reach_of(world.rw, at=hours(1)).head_of == (world.recipient.place,)
    assert queries.reach_of(world.rw, at=days(1)).head_of == ()
    with refused("role_over"):
        actions.end_role(by=world.lurah, role=role, at=days(2))
    assert fresh(role).until == days(1)


@pytest.mark.parametrize(
    ("by", "name", "scope", "expected"),
    [
        ("pokja", RoleName.OFFICER, "village", ""),
        ("lurah", RoleName.RW_HEAD, "rw", ""),
        ("lurah", RoleName.OFFICER, "village", "not_allowed"),
        ("lurah", RoleName.POKJA, "village", "not_allowed"),
        ("lurah", RoleName.KEEPER, "organisation", "not_allowed"),
        ("donor", RoleName.RW_HEAD, "rw", "not_allowed"),
        ("rw", RoleName.RW_HEAD, "rw", "not_allowed"),
        ("pokja", RoleName.RW_HEAD, "village", "role_scope"),
        ("pokja", RoleName.KEEPER, "village", "role_scope"),
        ("pokja", RoleName.OFFICER, "organisation", "role_scope"),
        ("pokja", RoleName.OFFICER, "nothing", "role_scope"),
    ],
)
def test_who_grants_what(world: World, by: str, name: RoleName, scope: str, expected: str) -> None:
    newcomer = person("baru")
    made = actions.register_organisation(by=None, name="Koperasi Uji", at=AT)
    scopes: dict[str, dict[str, Any]] = {
        "village": {"place": world.village},
        "rw": {"place": world.recipient.place},
        "organisation": {"organisation": made},
        "nothing": {},
    }
    where = scopes[scope]

    if expected:
        with refused(expected):
            actions.grant_role(by=getattr(world, by), user=newcomer, name=name, at=AT, **where)
    else:
        role = actions.grant_role(by=getattr(world, by), user=newcomer, name=name, at=AT, **where)
        assert actions.grant_role(by=getattr(world, by), user=newcomer, name=name, at=AT, **where) == role


def test_the_last_pokja_stays(world: World) -> None:
    first, second = Role.objects.filter(name=RoleName.POKJA).order_by("pk")
    actions.end_role(by=world.pokja, role=second, at=AT)

    with refused("last_pokja"):
        actions.end_role(by=world.pokja, role=first, at=AT)


@pytest.mark.parametrize(
    ("by", "standing", "reason", "expected"),
    [
        ("lurah", Standing.ACTIVE, "", "not_allowed"),
        ("pokja", Standing.ACTIVE, "", ""),
        ("pokja", Standing.SUSPENDED, "", "reason_needed"),
        ("pokja", Standing.SUSPENDED, "a" * 301, "text_too_long"),
        ("pokja", Standing.REVOKED, REASON, ""),
    ],
)
def test_standing(world: World, by: str, standing: Standing, reason: str, expected: str) -> None:
    made = actions.register_organisation(by=None, name="Koperasi Uji", at=AT)
    assert made.standing == Standing.APPLIED

    if expected:
        with refused(expected):
            actions.set_standing(by=getattr(world, by), organisation=made, standing=standing, reason=reason, at=AT)
    else:
        actions.set_standing(by=world.pokja, organisation=made, standing=standing, reason=reason, at=AT)
        assert fresh(made).standing == standing


@pytest.mark.parametrize(
    ("name", "expected"),
    [(" ", "organisation_exists"), ("O" * 161, "text_too_long"), ("[nama PT]", "placeholder_text")],
)
def test_names_of_organisations(world: World, name: str, expected: str) -> None:
    with refused(expected):
        actions.register_organisation(by=None, name=name, at=AT)
    actions.register_organisation(by=None, name="Koperasi Uji", at=AT)
    with refused("organisation_exists"):
        actions.register_organisation(by=None, name="Koperasi Uji", at=AT)
    assert Organisation.objects.count() == 1


def test_a_code_is_locked_after_five_wrong_tries(world: World) -> None:
    digits = actions.new_code(contact="a@contoh.example", purpose="uji", at=AT)
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with refused("code_wrong"):
            actions.try_code(contact="a@contoh.example", purpose="uji", digits=wrong)

    with refused("code_locked"):
        actions.try_code(contact="a@contoh.example", purpose="uji", digits=digits)
    with refused("code_locked"):
        actions.check_code(contact="a@contoh.example", purpose="uji", digits=digits, at=AT)
    assert digits not in ProofCode.objects.get().digest


@pytest.mark.parametrize(("contact", "purpose"), [("b@contoh.example", "uji"), ("a@contoh.example", "lain")])
def test_a_code_is_for_one_address_and_one_purpose(world: World, contact: str, purpose: str) -> None:
    digits = actions.new_code(contact="a@contoh.example", purpose="uji", at=AT)

    with refused("code_expired"):
        actions.check_code(contact=contact, purpose=purpose, digits=digits, at=AT)


def test_a_token_is_kept_as_a_digest_and_can_be_ended(world: World) -> None:
    actions.issue_token(user=world.donor, token="rahasia-sekali", at=AT)

    assert queries.token_owner("rahasia-sekali") == world.donor
    assert queries.token_owner("lain") is None
    assert "rahasia" not in ApiToken.objects.get().digest
    actions.revoke_tokens(by=world.donor, at=AT)
    assert queries.token_owner("rahasia-sekali") is None


def test_an_account_exists_once(world: World) -> None:
    with pytest.raises(Refused, match="user_exists"):
        actions.register_person(username="donor", name="Lain", at=AT)
    with pytest.raises(Refused, match="user_exists"):
        actions.register_person(username="lain", name="Lain", email="DONOR@contoh.example", at=AT)


def test_the_database_keeps_roles_and_parties_whole(world: World) -> None:
    with impossible():
        Role.objects.filter(user=world.rw).update(place=None)
    with impossible():
        Role.objects.create(user=world.rw, name=RoleName.RW_HEAD, place=world.recipient.place, since=AT)
    with impossible():
        Party.objects.create(kind="organisasi", user=world.donor, name="x")
