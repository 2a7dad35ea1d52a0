"""Standing is dated and kept: every change leaves a row, nobody decides alone, and the database says so too."""

import pytest
from django.db import IntegrityError, transaction

from ksbb.parties import actions, queries
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Organisation, StandingChange
from ksbb.permits import actions as permits
from tests.situations import AT, REASON, World, day, days, fresh, impossible, person, refused


def active(world: World, name: str = "Koperasi Uji") -> Organisation:
    made = actions.register_organisation(by=None, name=name, at=AT)
    return actions.set_standing(by=world.pokja, organisation=made, standing=Standing.ACTIVE, at=AT)


def told(organisation: Organisation) -> list[tuple[str, str]]:
    return [(row.standing, row.reason) for row in reversed(queries.standing_history(organisation))]


def test_every_change_is_kept_with_its_reason(world: World) -> None:
    made = active(world)

    actions.set_standing(by=world.pokja, organisation=made, standing=Standing.SUSPENDED, reason=REASON, at=days(1))
    actions.set_standing(by=world.pokja, organisation=made, standing=Standing.ACTIVE, reason=REASON, at=days(2))
    actions.set_standing(by=world.pokja, organisation=made, standing=Standing.REVOKED, reason=REASON, at=days(3))

    direct = "Masuk bersama catatan sebelumnya, tanpa permohonan berizin."
    assert told(made) == [
        ("diajukan", ""),
        ("aktif", direct),
        ("ditangguhkan", REASON),
        ("aktif", REASON),
        ("dicabut", REASON),
    ]
    newest = queries.standing_history(made)[0]
    assert (fresh(made).standing, fresh(made).standing_since) == (newest.standing, newest.effective_at)


def test_history_is_only_added_to(world: World) -> None:
    active(world)

    for change in (
        lambda: StandingChange.objects.update(reason="Lain"),
        lambda: StandingChange.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_what_pokja_registers_needs_a_permit_and_two_people_too(world: World) -> None:
    """T02: neither who registered it nor a colleague makes it active; its member's permit does, approved by both."""
    made = actions.register_organisation(by=world.pokja, name="Koperasi Uji", at=AT)
    for officer in (world.pokja, world.pokja_dua):
        with refused("permit_needed"):
            actions.set_standing(by=officer, organisation=made, standing=Standing.ACTIVE, reason=REASON, at=AT)
    member = person("wakil")
    actions.grant_role(by=world.pokja, user=member, name=RoleName.COLLABORATOR, organisation=made, at=AT)
    need = world.need(10)
    with refused("organisation_not_active"):
        world.promise(need, 5, by=member)

    permit = permits.PermitDraft(
        kind="badan_hukum", number="AHU-1", issuer="Kementerian Hukum", valid_from=day(-9), valid_until=day(300)
    )
    sent = permits.renew_permit(by=member, organisation=made, permit=permit, activity="yayasan", at=AT)
    for officer in (world.pokja, world.pokja_dua):
        sent = permits.approve_application(by=officer, application=sent, check=REASON, at=AT)

    assert fresh(made).standing == Standing.ACTIVE
    assert world.promise(need, 5, by=member).quantity == 5


def test_who_comes_alone_needs_a_permit(world: World) -> None:
    """T02: registering oneself and finding one officer is no way round the application."""
    made = actions.register_organisation(by=world.donor, name="Koperasi Uji", at=AT)

    with refused("permit_needed"):
        actions.set_standing(by=world.pokja, organisation=made, standing=Standing.ACTIVE, at=AT)


def test_who_collects_money_needs_a_permit(world: World) -> None:
    made = actions.register_organisation(by=None, name="Dana Uji", is_agregator=True, at=AT)

    with refused("permit_needed"):
        actions.set_standing(by=world.pokja, organisation=made, standing=Standing.ACTIVE, at=AT)


def test_the_database_knows_no_active_applicant_without_permit(world: World) -> None:
    made = active(world)

    with impossible():
        Organisation.objects.filter(pk=made.pk).update(activity="agregator")


@pytest.mark.parametrize("standing", [Standing.APPLIED, Standing.EXPIRED, Standing.REJECTED])
def test_some_standings_are_not_given_by_hand(world: World, standing: Standing) -> None:
    with refused("standing_by_rule"):
        actions.set_standing(by=world.pokja, organisation=active(world), standing=standing, reason=REASON, at=AT)


def test_what_was_revoked_comes_back_by_application_only(world: World) -> None:
    made = active(world)
    actions.set_standing(by=world.pokja, organisation=made, standing=Standing.REVOKED, reason=REASON, at=AT)

    with refused("application_needed"):
        actions.set_standing(by=world.pokja_dua, organisation=made, standing=Standing.ACTIVE, reason=REASON, at=AT)


def test_a_look_alike_is_made_active_with_a_written_reason_only(world: World) -> None:
    active(world, "Rumah Zakat")
    twin = actions.register_organisation(by=None, name="Yayasan Rumah Zakaat", at=AT)

    with refused("name_alike"):
        actions.set_standing(by=world.pokja, organisation=twin, standing=Standing.ACTIVE, at=AT)
    actions.set_standing(by=world.pokja, organisation=twin, standing=Standing.ACTIVE, reason=REASON, at=AT)


def test_a_refused_name_is_free_again(world: World) -> None:
    made = actions.register_organisation(by=None, name="Koperasi Uji", at=AT)
    with transaction.atomic():
        actions.dismiss_applicant(organisation=queries.held_organisation(made.pk), reason=REASON, by=world.pokja, at=AT)

    again = actions.register_organisation(by=None, name="Koperasi Uji", at=AT)

    assert again != made
    with impossible():
        Organisation.objects.filter(pk=made.pk).update(standing=Standing.APPLIED)


def test_a_permit_that_has_run_out_carries_nothing_even_before_the_worker_notices(world: World) -> None:
    made = active(world)
    member = person("anggota")
    actions.appoint(user=member, name=RoleName.COLLABORATOR, organisation=made, at=AT)
    Organisation.objects.filter(pk=made.pk).update(permit_from=days(-9).date(), permit_until=days(3).date())

    assert queries.reach_of(member, at=days(3)).acts_for
    assert not queries.reach_of(member, at=days(4)).acts_for
    assert queries.giving_organisations(at=days(3))
    assert not queries.giving_organisations(at=days(4))
    assert queries.why_not_give(member, list(queries.roles_now(member, days(4))), at=days(4)) is not None
