"""T08, J6 step 3: a published figure changes only by two people, with a reason, before and after in public."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ksbb.commitments.enums import LineState, Stage
from ksbb.commitments.models import Correction, Line, Movement
from ksbb.core import checkpoints, journal
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions
from ksbb.opendata.actions import fold_figures, publish_sentence
from ksbb.opendata.corrections import published, since_published
from ksbb.opendata.figures import figures
from ksbb.opendata.recomputing import differences as recompute
from ksbb.opendata.spans import Span
from ksbb.parties import actions as parties
from ksbb.parties.enums import CorrectionState, RoleName
from ksbb.parties.models import User
from tests.situations import AT, REASON, World, differences, fresh, hours, impossible, refused

NOTE = "Surat komitmen menyebut angka lain daripada yang tercatat"


def proposed(world: World, line: Line, after: int, *, by: User | None = None, **more: Any) -> Correction:
    stage = more.pop("stage", Stage.COMMITTED)
    return actions.propose_correction(
        **{
            "by": by or world.lurah,
            "line": line,
            "stage": stage,
            "after": after,
            "reason": REASON,
            "note": NOTE,
            "at": hours(5),
            **more,
        }
    )


def approved(world: World, correction: Correction, *, by: User | None = None) -> Correction:
    return actions.approve_correction(by=by or world.lurah_dua, correction=correction, at=hours(6))


@pytest.fixture
def line(world: World) -> Line:
    """60 of 100 promised, nothing brought."""
    return world.promise(world.need(100), 60)


@pytest.fixture
def done(world: World) -> Line:
    """60 of 100 promised, brought and confirmed."""
    line = world.promise(world.need(100), 60)
    world.received(world.sent(line, 60), line, 60)
    return fresh(line)  # type: ignore[no-any-return]


def test_nothing_moves_until_a_second_person_agrees(world: World, line: Line) -> None:
    correction = proposed(world, line, 40)

    assert fresh(line).quantity == 60
    assert published() == []
    with refused("same_person"):
        approved(world, correction, by=world.lurah)
    approved(world, correction)

    now = fresh(line)
    assert (now.quantity, now.pledged, now.state) == (40, 60, LineState.PROMISED)
    moved = Movement.objects.filter(line=line).latest("pk")
    assert (moved.stage, moved.delta, moved.cause) == (Stage.COMMITTED, -20, "correction")
    assert (moved.effective_at, moved.recorded_at) == (AT, hours(6))
    assert differences() == []
    assert list(recompute(at=hours(7))) == []


def test_every_day_shows_the_right_figure_and_what_was_known_then_the_old_one(world: World, line: Line) -> None:
    fold_figures(at=hours(1))
    span = Span(until=hours(1))
    sentence = publish_sentence(by=world.pokja, until=hours(1), at=hours(2))
    approved(world, proposed(world, line, 40))

    assert figures(span).committed["sembako"] == 40
    assert figures(Span(until=hours(1), known_at=hours(2))).committed["sembako"] == 60
    assert "60 " in fresh(sentence).text
    assert [row["after"] for row in since_published(span, known_at=sentence.known_at)] == [40]
    assert since_published(span, known_at=hours(8)) == []
    fold_figures(at=hours(7))
    assert figures(span).committed["sembako"] == 40
    assert list(recompute(at=hours(7))) == []


def test_what_the_public_reads(world: World, line: Line) -> None:
    correction = approved(world, proposed(world, line, 70))
    row = published()[0]

    assert (row["before"], row["after"], row["figure"]) == (60, 70, "komitmen")
    assert (row["reason"], row["note"]) == (REASON, NOTE)
    assert row["proposed_office"] == row["decided_office"] == f"Petugas {world.village.title}"
    entry = JournalEntry.objects.get(verb="approve_correction")
    assert entry.subject == correction.reference
    assert '"after":70,"before":60' in entry.payload
    told = JournalEntry.objects.get(verb="propose_correction")
    assert REASON not in told.payload
    assert NOTE not in told.payload
    assert journal.forget_bound([correction.reference]) == 2
    checkpoints.make_checkpoint(at=hours(8))
    assert checkpoints.fault() == ""


@pytest.mark.parametrize(
    ("stage", "after", "kept"),
    [
        (Stage.CONFIRMED, 50, (60, 60, 50, 0)),
        (Stage.SURPLUS, 5, (60, 60, 60, 5)),
        (Stage.COMMITTED, 80, (80, 60, 60, 0)),
    ],
)
def test_each_figure_of_a_received_line(world: World, done: Line, stage: Stage, after: int, kept: Any) -> None:
    if stage == Stage.SURPLUS:
        with refused("nothing_published"):  # no surplus was ever counted: that is a receipt's affair
            proposed(world, done, after, stage=stage)
        return
    approved(world, proposed(world, done, after, stage=stage))

    now = fresh(done)
    assert (now.quantity, now.delivered, now.confirmed, now.surplus) == kept
    assert now.state == (LineState.DONE if now.confirmed == now.quantity else LineState.ON_THE_WAY)
    assert differences() == []
    assert list(recompute(at=hours(7))) == []


def test_the_whole_chain_can_be_corrected_from_its_end(world: World, done: Line) -> None:
    with refused("figures_contradict"):
        proposed(world, done, 0)
    for stage in (Stage.CONFIRMED, Stage.DELIVERED, Stage.COMMITTED):
        approved(world, proposed(world, done, 0, stage=stage))

    now = fresh(done)
    assert (now.quantity, now.delivered, now.confirmed, now.state) == (0, 0, 0, LineState.CANCELLED)
    assert fresh(now.need).remaining == 100
    assert len(published()) == 3
    assert list(recompute(at=hours(7))) == []


def test_more_than_was_pledged_raises_the_pledge(world: World, line: Line) -> None:
    approved(world, proposed(world, line, 100))
    assert (fresh(line).pledged, fresh(line).quantity) == (100, 100)
    with refused("more_than_needed"):
        proposed(world, line, 101)


def test_what_is_on_its_way_ends_first(world: World) -> None:
    line = world.promise(world.need(100), 60)
    delivery = world.sent(line, 60)
    with refused("delivery_open"):
        proposed(world, line, 50, stage=Stage.DELIVERED)
    world.received(delivery, line, 55)
    with refused("delivery_open"):  # five are in dispute
        proposed(world, line, 50, stage=Stage.CONFIRMED)
    assert fresh(line).confirmed == 55


def test_who_may_not(world: World, line: Line) -> None:
    for person in (world.donor, world.rw, world.donor_dua):
        with refused("not_allowed"):
            proposed(world, line, 50, by=person)
    parties.appoint(user=world.donor, name=RoleName.OFFICER, place=world.village, at=AT)
    with refused("own_giving"):
        proposed(world, line, 50, by=world.donor)
    correction = proposed(world, line, 50)
    with refused("own_giving"):
        approved(world, correction, by=world.donor)
    for person in (world.rw, world.donor_dua):
        with refused("not_allowed"):
            approved(world, correction, by=person)


def test_a_figure_that_moved_meanwhile_is_proposed_anew(world: World, line: Line) -> None:
    from ksbb.deliveries.actions import reduce

    correction = proposed(world, line, 50)
    with refused("correction_waits"):
        proposed(world, line, 55)
    reduce(by=world.donor, line=line, quantity=58, reason=REASON, at=hours(5))
    with refused("figure_moved"):
        approved(world, correction)
    actions.refuse_correction(by=world.lurah_dua, correction=correction, reason=REASON, at=hours(6))
    with refused("wrong_state"):
        approved(world, correction)
    approved(world, proposed(world, line, 50))
    assert fresh(line).quantity == 50


@pytest.mark.parametrize(
    ("text", "code"), [("pendek", "reason_needed"), ("NIK 3171234567890123 ya", "identity_number")]
)
def test_reason_and_note_are_asked_for(world: World, line: Line, text: str, code: str) -> None:
    with refused(code):
        proposed(world, line, 50, reason=text)
    with refused(code):
        proposed(world, line, 50, note=text)


def test_a_number_that_nobody_published_is_not_corrected(world: World) -> None:
    line = world.promise(world.need(100), 10, equivalent="Beras 10 kg")
    with refused("nothing_published"):
        proposed(world, line, 5)
    other = world.promise(world.need(50, package="lebaran"), 10)
    with refused("nothing_published"):
        proposed(world, other, 5, stage=Stage.CONFIRMED)


def test_the_database_knows_it_takes_two(world: World, line: Line) -> None:
    correction = proposed(world, line, 50)
    with impossible():
        Correction.objects.filter(pk=correction.pk).update(state=CorrectionState.APPROVED)
    with impossible():
        Correction.objects.filter(pk=correction.pk).update(
            state=CorrectionState.APPROVED, decided_by=world.lurah, decided_at=AT
        )
    with impossible():
        Correction.objects.filter(pk=correction.pk).update(after=60)


def test_figures_cannot_be_edited_by_raw_sql(world: World, line: Line) -> None:
    """T08: the rows that every figure sums refuse to be changed; a counter changed alone is found."""
    for statement in ("UPDATE commitments_movement SET delta = 1", "DELETE FROM commitments_movement"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    Line.objects.filter(pk=line.pk).update(quantity=59)

    assert "quantity" in " ".join(str(one) for one in recompute(at=hours(1)))


def test_pressing_twice_corrects_once(world: World, line: Line) -> None:
    correction = proposed(world, line, 50, key="a")
    assert proposed(world, line, 50, key="a") == correction
    for _ in range(2):
        actions.approve_correction(by=world.lurah_dua, correction=correction, at=hours(6), key="b")
    assert fresh(line).quantity == 50
