"""AUD-01, AUD-03, T22: rows are sealed in their order whoever writes at once; nothing inconsistent is ever signed."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from ksbb.core import chain, checkpoints, journal, logbook, sealing
from ksbb.core.models import Checkpoint, JournalEntry, Salt, Seal
from ksbb.core.refusals import NotFound
from tests.core.verifying import AT, load

verifier = load()


def deed(number: int = 1, **more: Any) -> JournalEntry:
    payload = more.pop("payload", {"quantity": number})
    return journal.write(verb="verify", subject=f"KS-{number}", actor_id=7, payload=payload, at=AT, **more)


def check() -> Any:
    """What the stand-alone verifier says about the whole exported log and every checkpoint."""
    notes = [verifier.read_note(one.note, one.key) for one in Checkpoint.objects.all()]
    size = checkpoints.standing().sealed
    return verifier.check_log([one.encode() for one in logbook.lines(first=0, after=size, opened={"verify"})], notes)


def behind_the_back(sql: str, *parameters: Any) -> None:
    """As somebody would who may do anything with the database: triggers off, then on again."""
    with connection.cursor() as cursor:
        for table in ("core_journalentry", "core_seal", "core_checkpoint"):
            for event in ("update", "delete"):
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_{event}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
        cursor.execute(sql, parameters)


@pytest.fixture
def empty(fresh_db: Any) -> Iterator[None]:
    yield
    connections.close_all()


def test_rows_are_sealed_in_order_and_once(empty: None) -> None:
    for number in range(5):
        deed(number)
    assert sealing.seal(at=AT) == 5
    assert sealing.seal(at=AT) == 0
    deed(9, payload={"é": 'ku"tip', "alasan": journal.Bound("Bapak Kenari pindah")})
    assert sealing.seal(at=AT) == 1

    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == list(range(6))
    assert checkpoints.first_broken() is None
    assert check().size == 6


def test_more_than_one_part_is_the_same_as_one(empty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(23):
        deed(number)
    monkeypatch.setattr(sealing, "PART", 4)
    monkeypatch.setattr(checkpoints, "PART", 5)
    monkeypatch.setattr(logbook, "CHUNK", 6)

    assert sealing.seal(at=AT) == 23
    assert checkpoints.first_broken() is None
    assert checkpoints.first_broken(since=13) is None
    assert check().size == 23


def test_numbers_of_undone_deeds_are_gaps_that_do_not_matter(empty: None) -> None:
    deed(1)
    with transaction.atomic():
        deed(2)
        transaction.set_rollback(True)
    deed(3)
    sealing.seal(at=AT)

    gaps = 1 if connection.vendor == "postgresql" else 0  # SQLite gives the number to the next deed
    assert checkpoints.standing() == checkpoints.Standing(sealed=2, waiting=0, gaps=gaps)
    assert check().gaps == gaps


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.postgres
def test_a_row_that_is_committed_late_still_comes_in_its_order(empty: None) -> None:
    """A deed took number 1 and is still being written while number 2 is there for all to see."""
    taken, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            deed(1)
            taken.set()
            go_on.wait(20)

    thread = in_thread(slow)
    taken.wait(20)
    late = deed(2)
    assert sealing.settled(patience=0.1) is None
    assert sealing.seal(at=AT, patience=0.1) == 0
    go_on.set()
    thread.join()

    assert sealing.seal(at=AT) == 2
    assert list(Seal.objects.order_by("position").values_list("sequence", flat=True)) == [
        late.sequence - 1,
        late.sequence,
    ]


@pytest.mark.postgres
def test_a_careless_sealer_would_miss_the_late_row(empty: None) -> None:
    """The negative control: sealing all that is seen, without asking who is still writing."""
    taken, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            deed(1)
            taken.set()
            go_on.wait(20)

    thread = in_thread(slow)
    taken.wait(20)
    late = deed(2)
    sealing._seal_part(late.sequence, at=AT)
    go_on.set()
    thread.join()
    sealing.seal(at=AT)

    assert JournalEntry.objects.count() == 2
    assert Seal.objects.count() == 1
    assert checkpoints.first_broken() == late.sequence - 1


def test_many_writers_and_many_sealers_make_one_chain(empty: None) -> None:
    writers, each = 6, 25
    stop = threading.Event()

    def write() -> None:
        for number in range(each):
            with transaction.atomic():
                deed(number)
                if number % 5 == 4:
                    transaction.set_rollback(True)

    def keep_sealing() -> None:
        while not stop.is_set():
            sealing.seal(at=AT, patience=0.2)

    sealers = [in_thread(keep_sealing) for _ in range(2)]
    for thread in [in_thread(write) for _ in range(writers)]:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    sealing.seal(at=AT)

    assert Seal.objects.count() == JournalEntry.objects.count() == writers * each * 4 // 5
    assert checkpoints.first_broken() is None
    assert check().size == writers * each * 4 // 5


def test_migrating_seals_what_was_written_before(empty: None) -> None:
    for number in range(7):
        deed(number)
    sealing.seal(at=AT)
    call_command("migrate", "core", "0002", verbosity=0)
    call_command("migrate", "core", verbosity=0)

    assert Seal.objects.count() == 7
    assert checkpoints.first_broken() is None


# --- Whoever may do anything with the database ------------------------------------------------------------------------

TAMPERINGS: dict[str, tuple[Any, ...]] = {
    "edit": ("UPDATE core_journalentry SET payload = %s WHERE sequence = %s", '{"quantity":0}', 4),
    "delete": ("DELETE FROM core_journalentry WHERE sequence = %s", 4),
    "actor": ("UPDATE core_journalentry SET actor_id = 8 WHERE sequence = %s", 4),
    "back-date": ("UPDATE core_journalentry SET recorded_at = effective_at, effective_at = %s WHERE sequence = %s", 4),
    "reseal": ("UPDATE core_seal SET hash = %s WHERE sequence = %s", "0" * 64, 4),
    "salt": ("UPDATE core_seal SET salt = %s WHERE sequence = %s", bytes(16), 4),
    "unseal": ("DELETE FROM core_seal WHERE sequence = %s", 4),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_with_the_database_itself_is_found(empty: None, name: str) -> None:
    """T08: the triggers dropped and a row changed by who holds the database."""
    for number in range(1, 10):
        deed(number)
    checkpoints.make_checkpoint(at=AT)
    sql, *parameters = TAMPERINGS[name]
    if name == "back-date":
        parameters = [AT.replace(year=2020), *parameters]
    behind_the_back(sql, *parameters)

    # without its seal a row looks as if it had been slipped in
    assert checkpoints.first_broken() in {4, 5}
    assert checkpoints.fault()
    with pytest.raises(verifier.Wrong, match=r"Baris ke-[45] "):
        check()


def test_a_row_slipped_in_behind_the_seals_is_found(empty: None) -> None:
    deed(1)
    sealing.seal(at=AT)
    for sequence in (5, 2):
        row = chain.Row(sequence, AT, AT, 1, "verify", "KS-1", "{}")
        JournalEntry.objects.bulk_create([JournalEntry(**row._asdict())])
        sealing.seal(at=AT)

    assert Seal.objects.count() == 2
    assert checkpoints.first_broken() == 2


# --- Checkpoints ------------------------------------------------------------------------------------------------------


def test_a_checkpoint_signs_all_rows_and_is_made_once(empty: None) -> None:
    with pytest.raises(NotFound):
        checkpoints.make_checkpoint(at=AT)
    for number in range(3):
        deed(number)
    first = checkpoints.make_checkpoint(at=AT)
    again = checkpoints.make_checkpoint(at=AT)
    deed(9)
    second = checkpoints.make_checkpoint(at=AT)

    assert first.pk == again.pk
    assert [one.size for one in Checkpoint.objects.order_by("size")] == [3, 4]
    assert verifier.read_note(second.note, second.key) == (4, bytes.fromhex(second.root))
    assert check().size == 4
    growth = logbook.growth_of(first, second, path=checkpoints.consistency_path(3, 4))
    assert verifier.check_growth(growth, second.key) == (3, 4)
    for sequence in JournalEntry.objects.values_list("sequence", flat=True):
        seal, row = logbook.sealed_row(sequence)
        path = checkpoints.inclusion_path(seal.position, 4)
        proof = logbook.proof_of(seal, row, checkpoint=second, path=path, opened={"verify"})
        assert verifier.check_inclusion(proof, second.key)[1] == 4


def _rewritten() -> None:
    """The whole history told anew: other salts, other chain, nothing left of the old."""
    behind_the_back("DELETE FROM core_seal")
    behind_the_back("UPDATE core_journalentry SET subject = 'lain' WHERE sequence = 2")
    sealing.seal(at=AT)


def test_a_rewritten_history_is_never_signed(empty: None) -> None:
    for number in range(3):
        deed(number)
    checkpoints.make_checkpoint(at=AT)
    _rewritten()
    deed(4)

    assert checkpoints.first_broken() is None  # the new chain holds in itself
    with pytest.raises(checkpoints.Forked):
        checkpoints.make_checkpoint(at=AT)
    assert "titik periksa 3 baris" in checkpoints.fault()


def test_nor_when_the_checkpoints_are_gone_from_the_database(empty: None) -> None:
    """The signer remembers outside the database what it signed last."""
    for number in range(3):
        deed(number)
    checkpoints.make_checkpoint(at=AT)
    _rewritten()
    behind_the_back("DELETE FROM core_checkpoint")
    with pytest.raises(checkpoints.Forked):
        checkpoints.make_checkpoint(at=AT)

    (settings.KSBB_AUDIT_DIR / "last_signed").unlink()  # the negative control: it is the memory that stopped it
    assert checkpoints.make_checkpoint(at=AT).size == 3


def test_nor_one_whose_end_was_cut_off(empty: None) -> None:
    for number in range(3):
        deed(number)
    checkpoints.make_checkpoint(at=AT)
    behind_the_back("DELETE FROM core_seal WHERE position = 2")
    behind_the_back("DELETE FROM core_journalentry WHERE subject = 'KS-2'")

    with pytest.raises(checkpoints.Forked):
        checkpoints.make_checkpoint(at=AT)


def test_nor_rows_changed_since_the_last_one(empty: None) -> None:
    deed(1)
    checkpoints.make_checkpoint(at=AT)
    last = deed(2)
    sealing.seal(at=AT)
    behind_the_back("UPDATE core_journalentry SET verb = 'lain' WHERE sequence = %s", last.sequence)

    with pytest.raises(checkpoints.Forked):
        checkpoints.make_checkpoint(at=AT)


# --- Texts about people -----------------------------------------------------------------------------------------------


def test_a_bound_text_can_be_proven_and_then_forgotten_while_the_chain_holds(empty: None) -> None:
    text = "Bapak Kenari menelepon"
    entry = deed(1, payload={"reason": journal.Bound(text), "note": journal.Bound("")})
    checkpoints.make_checkpoint(at=AT)
    bound = Salt.objects.get().commitment

    assert entry.payload == journal.canonical({"note": "", "reason": bound})
    assert journal.binds(bound, text)
    assert not journal.binds(bound, f"{text}!")
    assert journal.forget_bound([entry.subject]) == 1
    assert not journal.binds(bound, text)
    assert checkpoints.fault() == ""
    assert check().size == 1
