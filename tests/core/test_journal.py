"""Each deed leaves one row in the journal, and no row of it holds anything personal."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ksbb.catalogue.queries import package_by_code
from ksbb.commitments import actions as commitments
from ksbb.commitments.actions import hiding
from ksbb.commitments.queries import lines_of
from ksbb.core import journal
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.enums import DisputeState
from ksbb.deliveries.models import Dispute
from ksbb.needs import actions as needs
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.recipients import actions as recipients
from tests.situations import AT, World, day, days, hours

CANARY = "Burung Kenari"
PHONE, EMAIL = "+6281299887766", "kenari@rahasia.example"
WHY = f"{CANARY} menelepon dari {PHONE} tadi pagi"
TOLD = f"{CANARY} menunggu bersama warga tadi pagi"
"""As WHY, for texts that everybody reads: no number is taken there."""


def test_canonical() -> None:
    first = journal.canonical({"b": [1, day(0)], "a": datetime(2026, 5, 2, tzinfo=UTC), "é": "ü"})

    assert first == '{"a":"2026-05-02T00:00:00+00:00","b":[1,"2026-05-02"],"é":"ü"}'


@pytest.fixture
def rows(world: World) -> Iterator[list[str]]:
    """The verbs journaled during the test, one a deed."""
    start = JournalEntry.objects.count()
    found: list[str] = []
    yield found
    written = JournalEntry.objects.order_by("sequence").values_list("verb", flat=True)[start:]
    assert list(written) == found


def test_a_whole_life_leaves_one_row_a_deed_and_nothing_personal(world: World, rows: list[str]) -> None:
    def done(verb: str, result: Any) -> Any:
        rows.append(verb)
        return result

    donor = done(
        "register_person", parties.register_person(username="kenari", name=CANARY, email=EMAIL, phone=PHONE, at=AT)
    )
    done("set_contact", recipients.set_contact(by=world.rw, recipient=world.recipient, name=CANARY, phone=PHONE, at=AT))
    need = done("propose", world.proposal(200, reason=TOLD))
    done("verify", needs.verify(by=world.lurah_dua, need=need, at=AT))
    line = done("promise", world.promise(need, 100, by=donor))
    done("note_contact", commitments.note_contact(by=donor, line=line, at=AT))
    done("reveal_contact", commitments.reveal_contact(by=donor, line=line, at=AT))
    done("reveal_giver", commitments.reveal_giver(by=world.rw, line=line, at=AT))
    done("propose_time", commitments.propose_time(by=world.rw, line=line, day=day(3), note=WHY, at=AT))
    done("schedule", commitments.schedule(by=donor, line=line, deliver_on=day(2), time_note="pagi", at=AT))
    done("reduce", deliveries.reduce(by=donor, line=line, quantity=90, reason=WHY, at=AT))
    off = done("plan_delivery", world.planned(line, 50, by=donor))
    done("call_off", deliveries.call_off(by=donor, delivery=off, reason=WHY, at=AT))
    sent = done("plan_delivery", world.planned(line, 50, by=donor))
    done("depart", deliveries.depart(by=donor, delivery=sent, at=AT))
    done("hand_over", deliveries.hand_over(by=donor, delivery=sent, at=AT))
    counts = [deliveries.Count(line=line.pk, received=45)]
    done("confirm", deliveries.confirm(by=world.rw, delivery=sent, counts=counts, note=WHY, at=AT))
    outcome = DisputeState.RETURNED
    done(
        "settle_dispute",
        deliveries.settle_dispute(by=world.lurah, dispute=Dispute.objects.get(), outcome=outcome, reason=WHY, at=AT),
    )
    later = done("promise", world.promise(need, 10, by=donor))
    done("cancel", commitments.cancel(by=donor, line=later, reason=WHY, at=AT))
    third = done("promise", world.promise(need, 10, by=donor))
    done("decline", commitments.decline(by=world.rw, line=third, reason=WHY, at=AT))
    fourth = done("promise", world.promise(need, 10, by=donor))
    done("release", commitments.release(line=fourth, at=hours(49)))
    guest = done(
        "promise_as_guest",
        commitments.promise_as_guest(
            guest=commitments.Guest(name=CANARY, email=EMAIL),
            lines=[commitments.LineDraft(need=need, quantity=1, deliver_on=day(1))],
            statement_accepted=True,
            at=AT,
        ),
    )
    digits = Message.objects.filter(title="Kode KSBB Anda").latest("pk").body[11:17]
    done("prove", commitments.prove(commitment=guest, digits=digits, at=AT))
    done("cancel", commitments.cancel(by=None, line=lines_of(guest)[0], reason=WHY, at=AT))
    aid = needs.record_outside_aid(by=world.lurah, need=need, quantity=5, source="Bantuan kelurahan", at=AT)
    done("record_outside_aid", aid)
    done("close", needs.close(by=world.lurah, need=need, reason=TOLD, at=days(1)))
    other = done("propose", world.proposal(9, package="lebaran"))
    done("reject", needs.reject(by=world.lurah_dua, need=other, reason=TOLD, at=AT))
    gone = done("propose", world.proposal(9, package="lebaran"))
    done("withdraw", needs.withdraw(by=world.lurah, need=gone, reason=TOLD, at=AT))
    reason = "RW digabung dengan tetangganya"  # has no column of its own: the journal is where it stands
    done(
        "retire_recipient", recipients.retire_recipient(by=world.lurah, recipient=world.recipient, reason=reason, at=AT)
    )

    kept = "\n".join(f"{entry.subject} {entry.payload}" for entry in JournalEntry.objects.all())
    for secret in (CANARY, PHONE, EMAIL, WHY, TOLD, "kenari"):
        assert secret not in kept


def test_the_payload_is_canonical(world: World) -> None:
    world.promise(world.need(10), 5)

    for entry in JournalEntry.objects.all():
        assert journal.canonical(json.loads(entry.payload)) == entry.payload


def test_histories_and_counts(world: World) -> None:
    need = world.need(10)

    assert [entry.verb for entry in journal.history(need.reference)] == ["propose", "verify"]
    assert [entry.verb for entry in journal.histories([need.reference, "lain"])] == ["propose", "verify"]
    assert journal.counts_between(AT, hours(1))["verify"] == 1
    assert journal.counts_between(hours(1), hours(2)) == {}
    assert package_by_code("sembako").unit == "kk_minggu"


def test_reasons_and_names_are_bound_and_their_salt_goes_with_them(world: World) -> None:
    """The journal proves what was written without holding it; erasing the text takes the proof along."""
    need = world.need(100)
    line = world.promise(need, 50)
    commitments.cancel(by=world.donor, line=line, reason=WHY, at=AT)
    name = json.loads(JournalEntry.objects.get(verb="promise").payload)["name"]
    reason = json.loads(JournalEntry.objects.get(verb="cancel").payload)["reason"]

    assert journal.binds(name, line.commitment.giver.name)
    assert journal.binds(reason, WHY)
    parties.forget_givers([line.commitment.giver_id], name="Seorang pemberi")
    assert not journal.binds(name, line.commitment.giver.name)
    assert journal.binds(reason, WHY)
    hiding.forget_line_words(before=days(90))
    assert not journal.binds(reason, WHY)
