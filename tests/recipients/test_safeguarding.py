"""T24, the policy part: a home for children is relied on once its manager accepted the statement; two adults see."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.actions import Load
from ksbb.deliveries.models import SecondAdult
from ksbb.deliveries.queries import lines_of, seen_by_two
from ksbb.needs import actions as needs
from ksbb.needs.enums import NeedState
from ksbb.needs.models import Need
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import User
from ksbb.recipients import actions, queries
from ksbb.recipients.models import Recipient, SafeguardingAcceptance
from ksbb.recipients.queries import by_reference, kind_by_code
from ksbb.recipients.safeguarding import current
from tests.situations import AT, REASON, SOURCE, World, fresh, person, refused

WITNESS = "Kenari Saksi"


@pytest.fixture
def home(world: World) -> Recipient:
    made = actions.register_recipient(
        by=world.lurah, kind=kind_by_code("panti_asuhan"), place=world.village, name="Panti Anak", source=SOURCE, at=AT
    )
    parties.appoint(user=person("pengelola"), name=RoleName.KEEPER, organisation=made.organisation, at=AT)
    return by_reference(made.reference)


@pytest.fixture
def keeper(home: Recipient) -> User:
    return User.objects.get(username="pengelola")


def accept(home: Recipient, keeper: User) -> SafeguardingAcceptance:
    return actions.accept_safeguarding(by=keeper, recipient=home, version=current().version, at=AT)


def test_no_need_of_a_home_for_children_is_verified_before_the_statement(world: World, home, keeper) -> None:
    proposal = world.proposal(20, to=home)
    with refused("safeguarding_needed"):
        needs.verify(by=world.lurah_dua, need=proposal, at=AT)

    accept(home, keeper)

    assert needs.verify(by=world.lurah_dua, need=proposal, at=AT).state == NeedState.VERIFIED


def test_a_batch_leaves_such_a_home_out(world: World, home, keeper) -> None:
    proposal = world.proposal(20, to=home)
    batch = needs.open_needs(
        by=world.pokja,
        recipients_of=[world.recipient],
        package=proposal.package,
        period=world.period,
        source=SOURCE,
        at=AT,
    )
    Need.objects.filter(pk=proposal.pk).update(batch=batch)

    needs.verify_batch(by=world.pokja_dua, batch=batch, at=AT)

    assert fresh(proposal).state == NeedState.PROPOSED
    assert Need.objects.filter(batch=batch, state=NeedState.VERIFIED).count() == 1


def test_nobody_but_the_manager_accepts(world: World, home) -> None:
    for by in (world.lurah, world.pokja, world.rw, world.donor):
        with refused("not_allowed"):
            actions.accept_safeguarding(by=by, recipient=home, version=current().version, at=AT)


def test_an_acceptance_is_kept(home, keeper) -> None:
    accept(home, keeper)
    accept(home, keeper)

    assert SafeguardingAcceptance.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SafeguardingAcceptance.objects.all().delete()


def test_homes_without_children_need_no_statement(world: World) -> None:
    made = actions.register_recipient(
        by=world.lurah,
        kind=kind_by_code("panti_lansia"),
        place=world.village,
        name="Panti Lansia",
        source=SOURCE,
        at=AT,
    )
    assert world.need(20, to=by_reference(made.reference)).state == NeedState.VERIFIED


# --- Two adults -------------------------------------------------------------------------------------------------------


def sent_home(world: World, home: Recipient, keeper: User) -> Any:
    accept(home, keeper)
    line = world.promise(world.need(20, to=home), 5)
    return line, world.sent(line, 5)


def count(delivery: Any) -> list[deliveries.Count]:
    return [deliveries.Count(line=row.line_id, received=5) for row in lines_of(delivery)]


@pytest.mark.parametrize("second", ["", "ab", "Nama pengelola", "nama  PENGELOLA"])
def test_one_adult_confirms_nothing_at_a_home_for_children(world: World, home, keeper, second: str) -> None:
    User.objects.filter(pk=keeper.pk).update(name="Nama pengelola")
    keeper.refresh_from_db()
    _, delivery = sent_home(world, home, keeper)

    with refused("second_adult_needed"):
        deliveries.confirm(by=keeper, delivery=delivery, counts=count(delivery), second_adult=second, at=AT)
    assert not SecondAdult.objects.exists()


def test_two_named_adults_confirm_and_their_names_stay_private(world: World, home, keeper) -> None:
    _, delivery = sent_home(world, home, keeper)

    deliveries.confirm(by=keeper, delivery=delivery, counts=count(delivery), second_adult=WITNESS, at=AT)

    assert SecondAdult.objects.get().name == WITNESS
    assert seen_by_two([delivery.pk]) == {delivery.pk}
    assert not JournalEntry.objects.filter(payload__contains="Kenari").exists()


def test_what_came_without_a_journey_and_what_stands_on_paper_take_two_as_well(world: World, home, keeper) -> None:
    _, delivery = sent_home(world, home, keeper)
    with refused("second_adult_needed"):
        deliveries.confirm_on_paper(
            by=world.lurah, delivery=delivery, counts=count(delivery), paper_number="TT-1", at=AT
        )
    more = world.promise(world.need(9, package="lebaran", to=home), 5)
    with refused("second_adult_needed"):
        deliveries.receive(by=keeper, loads=[Load(line=more, quantity=5)], at=AT)
    deliveries.receive(by=keeper, loads=[Load(line=more, quantity=5)], second_adult=WITNESS, at=AT)
    assert SecondAdult.objects.count() == 1


def test_elsewhere_one_is_enough_and_no_name_is_kept(world: World) -> None:
    line = world.promise(world.need(20), 5)
    delivery = world.sent(line, 5)

    deliveries.confirm(by=world.rw, delivery=delivery, counts=count(delivery), second_adult=WITNESS, at=AT)

    assert not SecondAdult.objects.exists()


# --- A home that falls ------------------------------------------------------------------------------------------------


def test_a_suspended_home_takes_no_new_promise_at_once(world: World, home, keeper) -> None:
    accept(home, keeper)
    need = world.need(20, to=home)
    world.promise(need, 5)
    parties.set_standing(
        by=world.pokja, organisation=home.organisation, standing=Standing.SUSPENDED, reason=REASON, at=AT
    )

    with refused("home_not_active"):
        world.promise(need, 5)
    needs.expire_stale(need=need, at=AT)
    assert fresh(need).state == NeedState.EXPIRED
    with refused("home_not_active"):
        needs.verify(by=world.lurah_dua, need=need, at=AT)


def test_an_applicant_of_the_same_name_is_not_taken_for_the_home(world: World) -> None:
    """Somebody who applies under a known home's name must not become its manager by the officer's registering."""
    from tests.permits.situations import applied, draft

    applied(person("peniru"), name="Panti Kita", activity="panti_lansia", permit=draft("izin_lks"), place=world.village)

    with refused("organisation_waits"):
        actions.register_recipient(
            by=world.lurah, kind=kind_by_code("panti_lansia"), place=world.village, name="Panti Kita", source="x", at=AT
        )
    assert queries.of_institution("Panti Kita") is None
