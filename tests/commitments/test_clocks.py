"""A promise nobody follows up goes back to its need by itself; one that is kept does not (UX-16)."""

from datetime import datetime
from typing import Any

import pytest

from ksbb.commitments import actions, queries
from ksbb.commitments.actions import accept_equivalent, note_contact, release_expired, schedule
from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Line, Movement
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions as deliveries
from ksbb.notices.enums import Kind
from ksbb.notices.models import Message
from ksbb.recipients.actions import set_contact
from ksbb.recipients.models import Contact, ContactReading
from tests.situations import AT, REASON, World, day, days, differences, fresh, hours, refused


def state(line: Line) -> tuple[int, str]:
    now = fresh(line)
    return now.quantity, now.state


@pytest.fixture
def line(world: World) -> Line:
    """60 promised for the day after tomorrow."""
    return world.promise(world.need(100), 60, deliver_on=day(2))


@pytest.mark.parametrize(("at", "lapsed"), [(hours(47), 0), (hours(48), 0), (hours(49), 1)])
def test_48_hours_to_make_contact(line: Line, at: datetime, lapsed: int) -> None:
    assert release_expired(at=at) == lapsed

    assert state(line) == ((0, LineState.LAPSED) if lapsed else (60, LineState.PROMISED))
    assert fresh(line.need).promised == (0 if lapsed else 60)
    assert differences() == []


@pytest.mark.parametrize("side", ["donor", "rw", "lurah"])
def test_contact_stops_the_first_clock(world: World, line: Line, side: str) -> None:
    note_contact(by=getattr(world, side), line=line, at=hours(47))

    assert release_expired(at=hours(200)) == 0
    assert state(line) == (60, LineState.PROMISED)


@pytest.mark.parametrize(("at", "lapsed"), [(days(8), 0), (days(8.5), 0), (days(9), 1)])
def test_six_days_of_grace_after_the_day_of_bringing(world: World, line: Line, at: datetime, lapsed: int) -> None:
    """Brought on the 4th at the latest: the whole 10th still counts, the 11th does not."""
    note_contact(by=world.donor, line=line, at=AT)

    assert release_expired(at=at) == lapsed
    assert fresh(line.need).promised == (0 if lapsed else 60)


def test_the_day_changes_at_midnight_in_jakarta(world: World, line: Line) -> None:
    note_contact(by=world.donor, line=line, at=AT)

    assert release_expired(at=days(8) + (hours(12.99) - AT)) == 0  # 23.59 WIB of the 10th
    assert release_expired(at=days(8) + (hours(13.01) - AT)) == 1  # 00.00 WIB of the 11th


def test_scheduling_stops_the_first_clock_and_moves_the_second(world: World, line: Line) -> None:
    schedule(by=world.donor, line=line, deliver_on=day(10), at=hours(47))

    assert state(line) == (60, LineState.SCHEDULED)
    assert release_expired(at=days(16)) == 0
    assert release_expired(at=days(17)) == 1


def test_only_what_was_not_brought_lapses(world: World, line: Line) -> None:
    world.received(world.sent(line, 25), line, 25)

    assert release_expired(at=days(9)) == 1

    assert state(line) == (25, LineState.DONE)
    assert fresh(line.need).promised == 25
    assert list(Movement.objects.filter(cause="release").values_list("stage", "delta")) == [(Stage.COMMITTED, -35)]


def test_what_waits_for_the_receivers_word_does_not_lapse(world: World, line: Line) -> None:
    world.sent(line, 60)

    assert release_expired(at=days(100)) == 0
    assert state(line) == (60, LineState.ON_THE_WAY)


def test_a_line_reduced_to_what_was_brought_is_out_of_the_way(world: World, line: Line) -> None:
    """Otherwise such lines would stand first in the worker's queue for ever."""
    world.sent(line, 25)
    deliveries.reduce(by=world.donor, line=fresh(line), quantity=25, reason=REASON, at=AT)

    assert queries.due_to_lapse(at=days(100), today=day(100)) == []


def test_a_release_is_told_to_both_sides_and_never_back_dated(world: World, line: Line) -> None:
    Message.objects.all().delete()

    release_expired(at=hours(60))

    told = Message.objects.exclude(kind=Kind.REMINDER)  # the officers are reminded
    assert sorted(told.values_list("address", flat=True)) == ["donor@contoh.example", "rw@contoh.example"]
    assert Movement.objects.get(cause="release").effective_at == hours(60)
    assert release_expired(at=hours(61)) == 0


def test_a_code_that_never_came_lapses_and_gives_nothing_back(world: World) -> None:
    waiting = queries.lines_of(world.guest(world.need(100), 40))[0]

    assert release_expired(at=hours(1)) == 0
    assert release_expired(at=days(1)) == 1

    assert state(waiting) == (0, LineState.LAPSED)
    assert Movement.objects.count() == 0


# --- Equivalents ------------------------------------------------------------------------------------------------------


def test_an_equivalent_counts_once_the_receiver_accepts(world: World) -> None:
    need = world.need(100)
    line = world.promise(need, 60, equivalent="Beras 10 kg, telur 1 kg")
    assert (state(line), fresh(need).promised) == ((0, LineState.PROMISED), 0)
    with refused("equivalent_waiting"):
        world.planned(line, 10)
    with refused("not_allowed"):
        accept_equivalent(by=world.donor, line=line, at=AT)

    accept_equivalent(by=world.rw, line=line, at=hours(5))

    assert (state(line), fresh(need).promised) == ((60, LineState.PROMISED), 60)
    assert fresh(line).contact_by == hours(53)
    with refused("nothing_to_accept"):
        accept_equivalent(by=world.rw, line=line, at=hours(6))
    assert differences() == []


def test_an_equivalent_does_not_hold_a_place(world: World) -> None:
    need = world.need(100)
    line = world.promise(need, 60, equivalent="Beras 10 kg")
    world.promise(need, 70)

    with refused("more_than_needed"):
        accept_equivalent(by=world.rw, line=line, at=AT)


def test_what_is_no_equivalent_has_nothing_to_accept(world: World, line: Line) -> None:
    with refused("nothing_to_accept"):
        accept_equivalent(by=world.rw, line=line, at=AT)


# --- Less, not at all, another day ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "reason", "expected"),
    [
        (60, REASON, "not_less"),
        (61, REASON, "not_less"),
        (24, REASON, "below_delivered"),
        (0, REASON, "below_delivered"),
        (-1, REASON, "below_delivered"),
        (30, "", "reason_needed"),
        (30, "a" * 401, "text_too_long"),
    ],
)
def test_reductions_that_are_refused(world: World, line: Line, quantity: int, reason: str, expected: str) -> None:
    world.sent(line, 25)

    with refused(expected):
        deliveries.reduce(by=world.donor, line=line, quantity=quantity, reason=reason, at=AT)


def test_less_is_free_for_others_at_once(world: World, line: Line) -> None:
    deliveries.reduce(by=world.donor, line=line, quantity=10, reason=REASON, at=AT)

    assert fresh(line.need).remaining == 90
    world.promise(line.need, 90)
    assert differences() == []


ENDED = [LineState.CANCELLED, LineState.DECLINED, LineState.LAPSED, LineState.DONE]


def end(world: World, line: Line, how: LineState) -> None:
    match how:
        case LineState.CANCELLED:
            actions.cancel(by=world.donor, line=line, reason=REASON, at=AT)
        case LineState.DECLINED:
            actions.decline(by=world.rw, line=line, reason=REASON, at=AT)
        case LineState.LAPSED:
            actions.release(line=line, at=hours(49))
        case _:
            world.received(world.sent(line, 60), line, 60)


@pytest.mark.parametrize("how", ENDED)
def test_a_line_that_ended_takes_no_further_deed(world: World, line: Line, how: LineState) -> None:
    end(world, line, how)
    assert fresh(line).state == how
    promised = fresh(line.need).promised
    assert promised == (60 if how == LineState.DONE else 0)

    taken_back = "already_delivered" if how == LineState.DONE else "wrong_state"
    deeds: list[tuple[str, Any]] = [
        ("line_not_running", lambda: note_contact(by=world.donor, line=line, at=AT)),
        ("line_not_running", lambda: schedule(by=world.donor, line=line, deliver_on=day(3), at=AT)),
        ("line_not_running", lambda: actions.propose_time(by=world.rw, line=line, day=day(3), at=AT)),
        ("line_not_running", lambda: deliveries.reduce(by=world.donor, line=line, quantity=5, reason=REASON, at=AT)),
        (taken_back, lambda: actions.cancel(by=world.donor, line=line, reason=REASON, at=AT)),
        (taken_back, lambda: actions.decline(by=world.rw, line=line, reason=REASON, at=AT)),
        ("line_not_running", lambda: world.planned(line, 1)),
        ("nothing_to_accept", lambda: accept_equivalent(by=world.rw, line=line, at=AT)),
    ]
    for expected, deed in deeds:
        with refused(expected):
            deed()
    assert fresh(line.need).promised == promised


@pytest.mark.parametrize("deed", [actions.cancel, actions.decline])
def test_what_was_brought_cannot_be_taken_back(world: World, line: Line, deed: Any) -> None:
    world.sent(line, 1)

    with refused("already_delivered"):
        deed(by=world.pokja, line=line, reason=REASON, at=AT)


@pytest.mark.parametrize(
    ("deliver_on", "through", "note", "expected"),
    [
        (-1, None, "", "date_past"),
        (30, None, "", "date_late"),
        (3, 2, "", "date_order"),
        (3, 30, "", "date_late"),
        (3, None, "p" * 61, "text_too_long"),
        (3, None, "[isi jam]", "placeholder_text"),
    ],
)
def test_days_that_are_refused(
    world: World, line: Line, deliver_on: int, through: int | None, note: str, expected: str
) -> None:
    last = None if through is None else day(through)

    with refused(expected):
        schedule(by=world.donor, line=line, deliver_on=day(deliver_on), deliver_through=last, time_note=note, at=AT)


@pytest.mark.parametrize("wrong", [-1, 30])
def test_another_day_lies_within_the_period(world: World, line: Line, wrong: int) -> None:
    with refused("date_late"):
        actions.propose_time(by=world.rw, line=line, day=day(wrong), at=AT)

    actions.propose_time(by=world.rw, line=line, day=day(4), note="Sabtu pagi", at=hours(40))
    assert release_expired(at=hours(60)) == 0  # it was talked about
    schedule(by=world.donor, line=line, deliver_on=day(4), at=hours(61))
    assert (fresh(line).other_day, fresh(line).other_note) == (None, "")


# --- Sides ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["donor_dua", "rw", "lurah"])
def test_who_may_not_act_as_the_giver(world: World, line: Line, who: str) -> None:
    by = getattr(world, who)

    with refused("not_allowed"):
        actions.cancel(by=by, line=line, reason=REASON, at=AT)
    with refused("not_allowed"):
        deliveries.reduce(by=by, line=line, quantity=5, reason=REASON, at=AT)
    with refused("not_allowed"):
        actions.reveal_contact(by=by, line=line, at=AT)


@pytest.mark.parametrize("who", ["donor", "donor_dua"])
def test_who_may_not_act_as_the_receiver(world: World, line: Line, who: str) -> None:
    by = getattr(world, who)

    with refused("not_allowed"):
        actions.decline(by=by, line=line, reason=REASON, at=AT)
    with refused("not_allowed"):
        actions.propose_time(by=by, line=line, day=day(3), at=AT)
    with refused("not_allowed"):
        actions.reveal_giver(by=by, line=line, at=AT)


def test_a_stranger_acts_on_neither_side(world: World, line: Line) -> None:
    for deed in (note_contact, lambda **said: schedule(deliver_on=day(3), **said)):
        with refused("not_allowed"):
            deed(by=world.donor_dua, line=line, at=AT)


# --- Contacts ---------------------------------------------------------------------------------------------------------


def test_contacts_open_with_an_accepted_promise_and_close_with_it(world: World, line: Line) -> None:
    set_contact(by=world.rw, recipient=world.recipient, name="Bu Narahubung", phone="+62811999000", at=AT)

    actions.reveal_contact(by=world.donor, line=line, at=AT)
    actions.reveal_giver(by=world.rw, line=line, at=AT)

    reading = ContactReading.objects.get()
    assert (reading.recipient_id, reading.reader_id) == (world.recipient.pk, line.commitment.giver_id)
    assert JournalEntry.objects.filter(verb__in=["reveal_contact", "reveal_giver"]).count() == 2
    actions.cancel(by=world.donor, line=line, reason=REASON, at=AT)
    with refused("contact_closed"):
        actions.reveal_contact(by=world.donor, line=line, at=AT)
    with refused("contact_closed"):
        actions.reveal_giver(by=world.rw, line=line, at=AT)


def test_contacts_stay_closed_without_proof_or_acceptance(world: World) -> None:
    need = world.need(100)
    guest = queries.lines_of(world.guest(need, 5))[0]
    waiting = world.promise(need, 5, equivalent="Beras 5 kg")

    with refused("contact_closed"):
        actions.reveal_contact(by=None, line=guest, at=AT)
    with refused("contact_closed"):
        actions.reveal_contact(by=world.donor, line=waiting, at=AT)
    assert ContactReading.objects.count() == 0


def test_a_contact_appears_in_no_letter_and_no_journal(world: World) -> None:
    canary = "+62811000777"
    set_contact(by=world.rw, recipient=world.recipient, name="Kenari Rahasia", phone=canary, at=AT)
    line = world.promise(world.need(100), 60)
    actions.reveal_contact(by=world.donor, line=line, at=AT)
    world.received(world.sent(line, 60), line, 50)
    texts = [f"{m.title} {m.body}" for m in Message.objects.all()] + [e.payload for e in JournalEntry.objects.all()]

    assert len(texts) > 10
    assert not [text for text in texts if canary in text or "Kenari" in text]


def test_no_clock_runs_towards_a_receiver_who_left_no_contact(world: World) -> None:
    Contact.objects.all().delete()
    line = world.promise(world.need(100), 60, deliver_on=day(2))

    assert line.contact_by is None
    assert release_expired(at=hours(49)) == 0
    with refused("contact_missing"):
        actions.reveal_contact(by=world.donor, line=line, at=AT)
    assert not ContactReading.objects.exists()
    assert not JournalEntry.objects.filter(verb="reveal_contact").exists()
