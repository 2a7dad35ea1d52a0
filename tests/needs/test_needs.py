"""A need is true because a second officer says so, fits the facts, and is public only from then on (T01)."""

from typing import Any

import pytest

from ksbb.catalogue.queries import package_by_code
from ksbb.catalogue.rules import fitting_quantity
from ksbb.core.refusals import NotFound
from ksbb.needs import actions, queries
from ksbb.needs.enums import NeedState
from ksbb.needs.models import Need, NeedBatch, OutsideAid
from ksbb.needs.queries import NeedFilter
from ksbb.parties.queries import reach_of
from ksbb.recipients.actions import retire_recipient
from tests.situations import AT, REASON, SOURCE, TODAY, World, day, days, differences, fresh, hours, impossible, refused


@pytest.mark.parametrize(
    ("by", "more", "expected"),
    [
        ("donor", {}, "not_allowed"),
        ("lurah", {"quantity": 0}, "quantity_positive"),
        ("lurah", {"quantity": -4}, "quantity_positive"),
        ("lurah", {"quantity": 10_000_001}, "quantity_positive"),
        ("lurah", {"quantity": 1_001, "beyond_fact_reason": ""}, "beyond_fact"),
        ("lurah", {"quantity": 20_001, "package": "siap_saji", "beyond_fact_reason": ""}, "implausible"),
        ("lurah", {"quantity": 1_001, "beyond_fact_reason": "perlu"}, "beyond_fact"),
        ("lurah", {"package": "beras"}, "package_kind"),
        ("lurah", {"reason": "[masukkan alasan]"}, "placeholder_text"),
        ("lurah", {"reason": "a" * 601}, "text_too_long"),
        ("lurah", {"source": "a" * 401}, "text_too_long"),
        ("lurah", {"beyond_fact_reason": "a" * 401}, "text_too_long"),
        ("lurah", {"at": days(40)}, "period_over"),
        ("lurah", {"effective_at": hours(-5)}, "back_dating"),
        ("pokja", {"effective_at": hours(5)}, "date_ahead"),
        ("pokja", {"effective_at": hours(-5), "source": "surat"}, "reason_needed"),
    ],
)
def test_proposals_that_are_refused(world: World, by: str, more: dict[str, Any], expected: str) -> None:
    with refused(expected):
        world.proposal(**{"quantity": 100, "by": getattr(world, by), **more})


@pytest.mark.parametrize("by", ["rw", "lurah", "pokja"])
def test_who_may_propose(world: World, by: str) -> None:
    assert world.proposal(1_000, by=getattr(world, by), beyond_fact_reason="").state == NeedState.PROPOSED


def test_one_need_of_a_package_and_never_both_kinds_of_thr(world: World) -> None:
    world.proposal(10)
    with refused("need_exists"):
        world.proposal(10)
    world.proposal(10, package="thr_orang")
    with refused("need_excluded"):
        world.proposal(10, package="thr_kk")
    world.proposal(10, package="thr_kk", to=world.neighbour(902))
    with refused("need_excluded"):
        world.proposal(10, package="thr_orang", to=Need.objects.latest("pk").recipient)


def test_a_retired_recipient_asks_for_nothing(world: World) -> None:
    retire_recipient(by=world.lurah, recipient=world.recipient, reason=REASON, at=AT)

    with refused("recipient_retired"):
        world.proposal(10)


@pytest.mark.parametrize(
    ("package", "families", "residents", "expected"),
    [
        ("sembako", 300, None, 300),
        ("siap_saji", 300, None, 300 * 4 * 31),
        ("lebaran", 300, None, 300),
        ("thr_orang", 300, None, 1_200),
        ("thr_kk", 300, None, 300),
        ("sembako", None, 40, 40),
        ("siap_saji", None, 40, 40 * 31),
        ("thr_orang", None, 40, 40),
        ("beras", None, 40, None),
        ("sembako", None, None, None),
    ],
)
def test_what_fits_the_facts(
    world: World, package: str, families: int | None, residents: int | None, expected: int | None
) -> None:
    found = fitting_quantity(
        package=package_by_code(package), period=world.period, families=families, residents=residents
    )

    assert found == expected


# --- Verification -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "expected"), [("lurah", "same_person"), ("rw", "not_allowed"), ("donor", "not_allowed"), ("pokja", "")]
)
def test_who_verifies(world: World, by: str, expected: str) -> None:
    need = world.proposal(100)

    if expected:
        with refused(expected):
            actions.verify(by=getattr(world, by), need=need, at=AT)
    else:
        actions.verify(by=getattr(world, by), need=need, at=AT)
        assert (fresh(need).verified_by, fresh(need).check_again_on) == (world.pokja, day(60))


def test_a_proposal_is_nowhere_in_public(world: World) -> None:
    need = world.proposal(100)
    batch = actions.open_needs(
        by=world.pokja,
        recipients_of=[world.recipient],
        package=package_by_code("lebaran"),
        period=world.period,
        source=SOURCE,
        at=AT,
    )

    assert list(queries.public_needs()) == []
    assert list(queries.listed(NeedFilter(fill="semua"), on=TODAY)) == []
    assert queries.of_recipient(world.recipient) == []
    assert queries.by_references([need.reference]) == {}
    with pytest.raises(NotFound):
        queries.by_reference(need.reference)
    with pytest.raises(NotFound):
        queries.need_for(reach_of(None, at=AT), need.reference)
    with pytest.raises(NotFound):
        queries.need_for(reach_of(world.donor, at=AT), need.reference)
    assert queries.need_for(reach_of(world.rw, at=AT), need.reference) == need
    assert len(queries.in_batch(batch)) == 1


def test_an_old_verification_is_asked_for_again(world: World) -> None:
    need = world.need(100)
    Need.objects.filter(pk=need.pk).update(deliver_until=day(90))

    actions.expire_stale(need=need, at=days(60))
    assert fresh(need).state == NeedState.VERIFIED
    assert queries.stale(at=days(61)) == [fresh(need)]
    actions.expire_stale(need=need, at=days(61))

    assert fresh(need).state == NeedState.EXPIRED
    assert list(queries.listed(NeedFilter(), on=day(61))) == []
    again = actions.verify(by=world.pokja, need=need, at=days(62))
    assert (again.state, again.verified_at, again.check_again_on) == (NeedState.VERIFIED, AT, day(122))


ACTS: dict[str, set[NeedState]] = {
    "verify": {NeedState.PROPOSED, NeedState.EXPIRED},
    "reject": {NeedState.PROPOSED},
    "withdraw": {NeedState.PROPOSED},
    "close": {NeedState.VERIFIED, NeedState.EXPIRED},
}


def bring_to(world: World, state: NeedState) -> Need:
    need = world.proposal(100)
    match state:
        case NeedState.PROPOSED:
            return need
        case NeedState.REJECTED:
            return actions.reject(by=world.lurah, need=need, reason=REASON, at=AT)
        case NeedState.WITHDRAWN:
            return actions.withdraw(by=world.lurah, need=need, reason=REASON, at=AT)
    actions.verify(by=world.lurah_dua, need=need, at=AT)
    if state == NeedState.EXPIRED:
        return actions.expire_stale(need=need, at=days(61))
    if state == NeedState.CLOSED:
        return actions.close(by=world.lurah, need=need, reason=REASON, at=AT)
    return Need.objects.get(pk=need.pk)


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize("state", list(NeedState))
def test_the_grid_of_needs(world: World, state: NeedState, verb: str) -> None:
    need = bring_to(world, state)
    assert fresh(need).state == state

    def act() -> None:
        if verb == "verify":
            actions.verify(by=world.pokja, need=need, at=AT)
        else:
            getattr(actions, verb)(by=world.pokja, need=need, reason=REASON, at=AT)

    if state in ACTS[verb]:
        act()
        assert fresh(need).state != state
    else:
        with refused("wrong_state"):
            act()


@pytest.mark.parametrize(
    ("verb", "by", "reason", "expected"),
    [
        ("reject", "rw", REASON, "not_allowed"),
        ("reject", "lurah_dua", "kurang", "reason_needed"),
        ("withdraw", "donor", REASON, "not_allowed"),
        ("withdraw", "rw", "", "reason_needed"),
        ("reject", "lurah_dua", "a" * 401, "text_too_long"),
    ],
)
def test_ends_that_are_refused(world: World, verb: str, by: str, reason: str, expected: str) -> None:
    need = world.proposal(100)

    with refused(expected):
        getattr(actions, verb)(by=getattr(world, by), need=need, reason=reason, at=AT)


def test_the_own_side_withdraws_but_does_not_close(world: World) -> None:
    actions.withdraw(by=world.rw, need=world.proposal(100), reason=REASON, at=AT)
    need = world.need(100)

    with refused("not_allowed"):
        actions.close(by=world.rw, need=need, reason=REASON, at=AT)


def test_promises_go_on_after_a_need_was_closed(world: World) -> None:
    need = world.need(100)
    line = world.promise(need, 40)
    actions.close(by=world.lurah, need=need, reason=REASON, at=AT)

    world.received(world.sent(line, 40), line, 40)

    assert (fresh(need).state, fresh(need).confirmed) == (NeedState.CLOSED, 40)
    assert differences() == []


# --- Aid from elsewhere -----------------------------------------------------------------------------------------------


def test_aid_from_elsewhere_is_not_given_twice(world: World) -> None:
    need = world.need(100)
    world.promise(need, 40)
    actions.record_outside_aid(by=world.lurah, need=need, quantity=60, source=SOURCE, at=AT)

    assert fresh(need).remaining == 0
    with refused("need_full"):
        world.promise(need, 1)
    assert OutsideAid.objects.get().quantity == 60
    assert differences() == []


@pytest.mark.parametrize(
    ("by", "quantity", "source", "expected"),
    [
        ("rw", 5, SOURCE, "not_allowed"),
        ("lurah", 0, SOURCE, "more_than_needed"),
        ("lurah", 101, SOURCE, "more_than_needed"),
        ("lurah", 5, " ", "source_needed"),
        ("lurah", 5, "a" * 401, "text_too_long"),
    ],
)
def test_aid_that_is_refused(world: World, by: str, quantity: int, source: str, expected: str) -> None:
    need = world.need(100)

    with refused(expected):
        actions.record_outside_aid(by=getattr(world, by), need=need, quantity=quantity, source=source, at=AT)


# --- Bulk opening -----------------------------------------------------------------------------------------------------


def open_them(
    world: World, receivers: list[Any], *, package: str = "sembako", by: Any = None, **more: Any
) -> NeedBatch:
    return actions.open_needs(
        **{
            "by": by or world.pokja,
            "recipients_of": receivers,
            "package": package_by_code(package),
            "period": world.period,
            "source": SOURCE,
            "at": AT,
            **more,
        }
    )


def test_needs_are_opened_from_rounded_facts_and_verified_whole(world: World) -> None:
    receivers = [world.recipient, world.neighbour(902, families=303), world.neighbour(903, families=5)]
    world.proposal(9, to=world.neighbour(904))
    receivers.append(Need.objects.latest("pk").recipient)

    rows = actions.preview(recipients_of=receivers, package=package_by_code("sembako"), period=world.period)
    assert [(quantity, why) for _, quantity, why in rows] == [
        (1_000, ""),
        (305, ""),
        (None, "belum ada data jumlah"),
        (1_000, "sudah ada"),
    ]
    batch = open_them(world, receivers)

    opened = Need.objects.filter(batch=batch).order_by("pk")
    assert list(opened.values_list("quantity", "state")) == [(1_000, NeedState.PROPOSED), (305, NeedState.PROPOSED)]
    with refused("same_person"):
        actions.verify_batch(by=world.pokja, batch=batch, at=AT)
    with refused("not_allowed"):
        actions.verify_batch(by=world.lurah, batch=batch, at=AT)
    actions.verify_batch(by=world.pokja_dua, batch=batch, at=AT)
    assert set(opened.values_list("state", "verified_by")) == {(NeedState.VERIFIED, world.pokja_dua.pk)}
    with refused("wrong_state"):
        actions.verify_batch(by=world.pokja_dua, batch=batch, at=AT)


def test_openings_that_are_refused(world: World) -> None:
    with refused("not_allowed"):
        open_them(world, [world.recipient], by=world.lurah)
    with refused("nothing_to_open"):
        open_them(world, [])
    with refused("period_over"):
        open_them(world, [world.recipient], at=days(40))
    with refused("text_too_long"):
        open_them(world, [world.recipient], source="a" * 401)
    open_them(world, [world.recipient], package="thr_kk")
    with refused("nothing_to_open"):
        open_them(world, [world.recipient], package="thr_orang")


def test_a_withdrawn_need_of_a_batch_stays_withdrawn(world: World) -> None:
    batch = open_them(world, [world.recipient, world.neighbour(902)])
    first = Need.objects.filter(batch=batch).earliest("pk")
    actions.withdraw(by=world.rw, need=first, reason=REASON, at=AT)

    actions.verify_batch(by=world.pokja_dua, batch=batch, at=AT)

    assert fresh(first).state == NeedState.WITHDRAWN


def test_the_database_wants_a_second_officer_for_a_batch(world: World) -> None:
    batch = open_them(world, [world.recipient])

    with impossible():
        NeedBatch.objects.filter(pk=batch.pk).update(verified_by=world.pokja, verified_at=AT)
    with impossible():
        NeedBatch.objects.filter(pk=batch.pk).update(verified_by=world.pokja_dua)
    with impossible():
        OutsideAid.objects.create(
            need=Need.objects.get(), quantity=0, source="x", effective_at=AT, recorded_at=AT, recorded_by=world.pokja
        )
