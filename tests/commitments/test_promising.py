"""A promise counts only when it may: a verified need, in date, with enough left, a proven giver who accepts."""

from typing import Any

import pytest

from ksbb.commitments import actions, queries
from ksbb.commitments.actions import Guest, LineDraft, promise, promise_as_guest, prove, record_promise, resend_code
from ksbb.commitments.enums import LineState, Stage, Via
from ksbb.commitments.models import Commitment, Line, Movement
from ksbb.core.refusals import NotFound
from ksbb.deliveries import actions as deliveries
from ksbb.needs.actions import close, expire_stale, verify
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Party, ProofCode
from ksbb.parties.queries import party_of, party_of_organisation
from tests.situations import AT, REASON, World, day, days, differences, fresh, hours, impossible, refused


def code() -> str:
    """The newest code that went out."""
    return Message.objects.filter(title="Kode KSBB Anda").latest("pk").body[11:17]


def test_a_promise_counts_at_once(world: World) -> None:
    need = world.need(100)

    line = world.promise(need, 40)

    assert (line.state, line.pledged, line.quantity, line.delivered) == (LineState.PROMISED, 40, 40, 0)
    assert (line.accepted_at, line.contact_by, line.lapses_on) == (AT, hours(48), day(7))
    assert (fresh(need).promised, fresh(need).remaining) == (40, 60)
    assert list(Movement.objects.values_list("stage", "delta", "cause", "effective_at", "recorded_at")) == [
        (Stage.COMMITTED, 40, "promise", AT, AT)
    ]
    assert line.version == need.version


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "more than is left": ("more_than_needed", {"quantity": 101}),
    "nothing": ("quantity_positive", {"quantity": 0}),
    "less than nothing": ("quantity_positive", {"quantity": -5}),
    "yesterday": ("date_past", {"deliver_on": day(-1)}),
    "days the wrong way round": ("date_order", {"deliver_on": day(3), "deliver_through": day(2)}),
    "after the period": ("date_late", {"deliver_on": day(30)}),
    "lasting beyond the period": ("date_late", {"deliver_through": day(30)}),
    "a template as contents": ("placeholder_text", {"equivalent": "[isi di sini]"}),
    "an identity number as contents": ("identity_number", {"equivalent": "KTP 3174051005800001"}),
    "endless contents": ("text_too_long", {"equivalent": "a" * 401}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_line_may_not_be(world: World, what: str) -> None:
    need = world.need(100)
    expected, draft = REFUSED[what]

    with refused(expected):
        world.promise(need, **{"quantity": 10, **draft})


def test_the_last_day_and_the_last_one_are_allowed(world: World) -> None:
    need = world.need(100)

    world.promise(need, 100, deliver_on=day(29), deliver_through=day(29))

    with refused("need_full"):
        world.promise(need, 1)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("proposed", "need_not_open"),
        ("closed", "need_not_open"),
        ("stale", "need_not_open"),
        ("old", "need_stale"),
        ("over", "need_over"),
    ],
)
def test_needs_that_take_nothing(world: World, how: str, expected: str) -> None:
    need = world.proposal(100)
    at = AT
    if how != "proposed":
        verify(by=world.lurah_dua, need=need, at=AT)
    if how == "closed":
        close(by=world.lurah, need=need, reason=REASON, at=AT)
    if how == "over":
        at = days(30)
    if how in {"stale", "old"}:
        type(need).objects.filter(pk=need.pk).update(check_again_on=day(-1))
    if how == "stale":
        expire_stale(need=need, at=AT)

    with refused(expected):
        world.promise(fresh(need), 10, at=at, deliver_on=day(40))


def test_the_whole_promise_or_nothing(world: World) -> None:
    good, full = world.need(100), world.need(100, package="lebaran")
    drafts = [
        LineDraft(need=good, quantity=10, deliver_on=day(1)),
        LineDraft(need=full, quantity=101, deliver_on=day(1)),
    ]

    with refused("more_than_needed"):
        promise(by=world.donor, lines=drafts, statement_accepted=True, at=AT)

    assert fresh(good).promised == 0


@pytest.mark.parametrize(
    ("count", "accepted", "expected"),
    [(0, True, "line_count"), (201, True, "line_count"), (1, False, "statement_needed")],
)
def test_what_a_promise_may_not_be(world: World, count: int, accepted: bool, expected: str) -> None:
    drafts = [LineDraft(need=world.need(100), quantity=1, deliver_on=day(1))] * count

    with refused(expected):
        promise(by=world.donor, lines=drafts, statement_accepted=accepted, at=AT)


def test_a_need_appears_once(world: World) -> None:
    drafts = [LineDraft(need=world.need(100), quantity=1, deliver_on=day(1))] * 2

    with refused("need_twice"):
        promise(by=world.donor, lines=drafts, statement_accepted=True, at=AT)


def test_a_promise_keeps_the_statement_it_accepted(world: World) -> None:
    line = world.promise(world.need(100), 1)

    assert (line.commitment.statement.code, line.commitment.statement.version) == ("pernyataan-pemberi", 1)


# --- Guests -----------------------------------------------------------------------------------------------------------


def test_a_guest_holds_nothing_before_the_code(world: World) -> None:
    need = world.need(100)

    waiting = world.guest(need, 40)

    line = queries.lines_of(waiting)[0]
    assert (line.state, line.quantity, line.pledged) == (LineState.AWAITING_CODE, 0, 40)
    assert (fresh(need).promised, Movement.objects.count()) == (0, 0)
    world.promise(need, 100)


def test_a_hundred_false_guests_take_nothing_away(world: World) -> None:
    """T07: a need cannot be locked by those who never type a code."""
    need = world.need(100)

    for number in range(100):
        world.guest(need, 100, email=f"palsu{number}@contoh.example")

    assert fresh(need).remaining == 100


def test_the_code_makes_it_count(world: World) -> None:
    need = world.need(100)
    waiting = world.guest(need, 40)

    prove(commitment=waiting, digits=code(), at=hours(0.1))

    line = queries.lines_of(waiting)[0]
    assert (line.state, line.quantity, line.accepted_at, line.contact_by) == (
        LineState.PROMISED,
        40,
        hours(0.1),
        hours(48.1),
    )
    assert fresh(need).promised == 40
    assert fresh(waiting.giver).proven_at == hours(0.1)


def test_a_need_that_filled_while_the_code_was_typed(world: World) -> None:
    need = world.need(100)
    waiting = world.guest(need, 40)
    typed = code()
    world.promise(need, 70)

    with refused("more_than_needed"):
        prove(commitment=waiting, digits=typed, at=AT)

    assert fresh(need).promised == 70
    assert fresh(waiting.giver).proven_at is None
    assert ProofCode.objects.get().used_at is None  # nothing was used up: less can be taken under the same code
    deliveries.reduce(by=None, line=queries.lines_of(waiting)[0], quantity=30, reason=REASON, at=AT)
    prove(commitment=waiting, digits=typed, at=AT)
    assert fresh(need).promised == 100
    assert differences() == []


def test_a_code_works_once(world: World) -> None:
    waiting = world.guest(world.need(100), 40)
    typed = code()
    prove(commitment=waiting, digits=typed, at=AT)

    with refused("wrong_state"):
        prove(commitment=waiting, digits=typed, at=AT)


def test_the_older_code_stops_working(world: World) -> None:
    waiting = world.guest(world.need(100), 40)
    older = code()
    resend_code(commitment=waiting, at=hours(0.05))
    newer = code()

    if older != newer:
        with refused("code_wrong"):
            prove(commitment=waiting, digits=older, at=hours(0.1))
    prove(commitment=waiting, digits=f" {newer[:3]} {newer[3:]} ", at=hours(0.1))


def test_a_code_is_too_old_after_ten_minutes(world: World) -> None:
    waiting = world.guest(world.need(100), 40)

    with refused("code_expired"):
        prove(commitment=waiting, digits=code(), at=hours(0.17))


def test_three_codes_an_hour(world: World) -> None:
    waiting = world.guest(world.need(100), 40)
    for _ in range(2):
        resend_code(commitment=waiting, at=AT)

    with refused("too_many_codes"):
        resend_code(commitment=waiting, at=hours(0.9))
    resend_code(commitment=waiting, at=hours(1.01))


def test_a_guest_who_proved_before_is_the_same_giver(world: World) -> None:
    need = world.need(100)
    first = world.guest(need, 10)
    prove(commitment=first, digits=code(), at=AT)
    second = world.guest(need, 10, email="TAMU@contoh.example", at=hours(2))

    prove(commitment=second, digits=code(), at=hours(2))

    assert fresh(second).giver_id == fresh(first).giver_id


@pytest.mark.parametrize(
    ("guest", "expected"),
    [
        (Guest(name=" ", email="a@contoh.example"), "guest_incomplete"),
        (Guest(name="Budi"), "guest_incomplete"),
        (Guest(name="[isi nama]", email="a@contoh.example"), "placeholder_text"),
        (Guest(name="B" * 161, email="a@contoh.example"), "text_too_long"),
        (Guest(name="Budi", phone="+62812345678901234"), "text_too_long"),
        (Guest(name="Budi", email="a" * 255), "text_too_long"),
    ],
)
def test_who_is_no_guest(world: World, guest: Guest, expected: str) -> None:
    drafts = [LineDraft(need=world.need(100), quantity=1, deliver_on=day(1))]

    with refused(expected):
        promise_as_guest(guest=guest, lines=drafts, statement_accepted=True, at=AT)


# --- Organisations, and Pokja on behalf -------------------------------------------------------------------------------


def organisation(world: World, *, standing: Standing | None = Standing.ACTIVE) -> Any:
    made = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    parties.appoint(user=world.donor, name=RoleName.COLLABORATOR, organisation=made, at=AT)
    if standing:
        reason = "" if standing == Standing.ACTIVE else REASON
        parties.set_standing(by=world.pokja, organisation=made, standing=standing, reason=reason, at=AT)
    return made


def test_who_acts_for_an_organisation_gives_as_it(world: World) -> None:
    made = organisation(world)

    line = world.promise(world.need(100), 10)

    assert line.commitment.giver == party_of_organisation(made)


@pytest.mark.parametrize("standing", [None, Standing.SUSPENDED, Standing.REVOKED])
def test_an_organisation_that_is_not_active_gives_nothing(world: World, standing: Standing | None) -> None:
    """Not even quietly as the person who acts for it."""
    organisation(world, standing=standing)
    need = world.need(100)

    with refused("organisation_not_active"):
        world.promise(need, 10)


def test_a_collaborator_of_an_organisation_that_only_receives_gives_as_a_person(world: World) -> None:
    made = organisation(world)
    Party.objects.filter(organisation=made).delete()

    lines = [world.promise(world.need(100, package=package), 10) for package in ("sembako", "lebaran")]

    assert {line.commitment.giver.user for line in lines} == {world.donor}


def test_pokja_records_a_letter(world: World) -> None:
    made = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    giver = party_of_organisation(made)
    drafts = [LineDraft(need=world.need(100), quantity=10, deliver_on=day(1))]
    with refused("organisation_not_active"):
        record_promise(by=world.pokja, giver=giver, lines=drafts, source=REASON, at=AT)
    parties.set_standing(by=world.pokja, organisation=made, standing=Standing.ACTIVE, at=AT)
    giver = party_of_organisation(made)

    recorded = record_promise(by=world.pokja, giver=giver, lines=drafts, source=REASON, at=AT, effective_at=hours(-20))

    assert (recorded.via, recorded.on_behalf_source, recorded.recorded_by) == (Via.POKJA, REASON, world.pokja)
    assert (recorded.effective_at, recorded.recorded_at) == (hours(-20), AT)
    assert list(Movement.objects.values_list("effective_at", "recorded_at")) == [(hours(-20), AT)]


@pytest.mark.parametrize(
    ("who", "source", "hour", "expected"),
    [
        ("lurah", REASON, 0, "not_allowed"),
        ("donor", REASON, 0, "not_allowed"),
        ("pokja", "surat", 0, "reason_needed"),
        ("pokja", "s" * 401, 0, "text_too_long"),
        ("pokja", REASON, 1, "date_ahead"),
    ],
)
def test_what_pokja_may_not_record(world: World, who: str, source: str, hour: float, expected: str) -> None:
    giver = parties.own_party(user=world.donor, at=AT)
    drafts = [LineDraft(need=world.need(100), quantity=10, deliver_on=day(1))]

    with refused(expected):
        record_promise(
            by=getattr(world, who), giver=giver, lines=drafts, source=source, at=AT, effective_at=hours(hour)
        )


def test_what_was_promised_for_a_past_period_has_no_clock_and_tells_nobody(world: World) -> None:
    need = world.need(100)
    letters = Message.objects.count()
    giver = parties.own_party(user=world.donor, at=AT)

    recorded = record_promise(
        by=world.pokja,
        giver=giver,
        lines=[LineDraft(need=need, quantity=10, deliver_on=day(2))],
        source=REASON,
        at=days(40),
        effective_at=days(1),
    )

    line = queries.lines_of(recorded)[0]
    assert (line.clockless, line.contact_by, line.lapses_on) == (True, None, None)
    assert (line.state, line.quantity) == (LineState.PROMISED, 10)
    assert Message.objects.count() == letters
    assert actions.release_expired(at=days(800)) == 0
    assert fresh(need).promised == 10
    actions.release(line=line, at=days(800))
    assert fresh(line).quantity == 10


# --- Tracking and names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proof", "found"),
    [
        ("tamu@contoh.example", True),
        ("TAMU@Contoh.example ", True),
        ("lain@contoh.example", False),
        ("", False),
        ("1234", False),
        ("\ud800", False),
    ],
)
def test_tracking_by_email(world: World, proof: str, found: bool) -> None:
    waiting = world.guest(world.need(100), 10)

    try:
        assert queries.tracked(reference=waiting.reference.lower(), proof=proof) == waiting
        assert found
    except NotFound:
        assert not found


@pytest.mark.parametrize(
    ("proof", "found"), [("7890", True), ("+62 812-3456-7890", True), ("7891", False), ("890", False), ("", False)]
)
def test_tracking_by_phone(world: World, proof: str, found: bool) -> None:
    drafts = [LineDraft(need=world.need(100), quantity=1, deliver_on=day(1))]
    waiting = promise_as_guest(
        guest=Guest(name="Budi", phone="+6281234567890"), lines=drafts, statement_accepted=True, at=AT
    )

    try:
        assert queries.tracked(reference=waiting.reference, proof=proof) == waiting
        assert found
    except NotFound:
        assert not found


def test_a_name_is_shown_only_when_its_giver_said_so(world: World) -> None:
    need = world.need(100)
    shown, hidden = world.promise(need, 1, show_name=True), world.promise(need, 1)

    assert queries.public_giver(shown.commitment) == "Nama donor"
    assert queries.public_giver(hidden.commitment) == "Hamba Allah"


# --- Round the actions: the database is the last witness --------------------------------------------------------------

BROKEN: dict[str, dict[str, Any]] = {
    "over the need": {"need.promised": 101},
    "over the need with aid from elsewhere": {"need.elsewhere": 61},
    "need: delivered over promised": {"need.delivered": 41},
    "need: confirmed over delivered": {"need.confirmed": 1},
    "need: nothing asked": {"need.quantity": 0},
    "need: verified by its proposer": {"need.verified_by": "proposer"},
    "need: proposed but promised": {"need.state": "diajukan"},
    "need: counter below nought": {"need.promised": -1},
    "line: over what was said": {"quantity": 41},
    "line: delivered over promised": {"delivered": 41},
    "line: confirmed over delivered": {"confirmed": 1},
    "line: owed over the shortfall": {"owed": 1},
    "line: nothing said": {"pledged": 0, "quantity": 0},
    "line: cancelled but holding": {"state": "dibatalkan"},
    "line: lapsed but holding": {"state": "gugur"},
    "line: declined but holding": {"state": "ditolak"},
    "line: waiting for a code but holding": {"state": "menunggu_kode"},
    "line: counting since never": {"accepted_at": None},
    "line: days the wrong way round": {"deliver_through": day(0)},
    "line: below nought": {"quantity": -1},
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_database_refuses(world: World, what: str) -> None:
    line = world.promise(world.need(100), 40)
    changes = {name: world.lurah.pk if value == "proposer" else value for name, value in BROKEN[what].items()}

    with impossible():
        if any(name.startswith("need.") for name in changes):
            values = {name.removeprefix("need."): value for name, value in changes.items()}
            type(line.need).objects.filter(pk=line.need_id).update(**values)
        else:
            Line.objects.filter(pk=line.pk).update(**changes)


def test_the_database_refuses_a_movement_of_nothing(world: World) -> None:
    line = world.promise(world.need(100), 40)

    with impossible():
        Movement.objects.create(
            line=line, need=line.need, stage=Stage.COMMITTED, delta=0, cause="x", effective_at=AT, recorded_at=AT
        )


def test_the_database_refuses_on_behalf_without_a_source(world: World) -> None:
    made = world.promise(world.need(100), 40).commitment

    with impossible():
        Commitment.objects.filter(pk=made.pk).update(via=Via.POKJA)


def test_others_already_serve(world: World) -> None:
    need = world.need(100)
    assert queries.serving_of(need).givers == 0
    world.promise(need, 1)
    world.promise(need, 1)
    world.promise(need, 1, by=world.donor_dua)

    world.promise(world.need(100, package="lebaran"), 1, by=world.donor_dua)

    assert queries.serving_of(need).givers == 2
    assert party_of(world.donor, at=AT) is not None
    assert RoleName.POKJA.label == "Pokja KSBB"
