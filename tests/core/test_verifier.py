"""AUD-04, AUD-05: whatever is done to the exported log, the stand-alone verifier names the first bad row."""

import base64
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ksbb.core import chain, notes
from tests.conftest import LONG
from tests.core.verifying import NAME, SCRIPT, lines_of, load, note_of, rows, signer

verifier = load()
TRIALS = 1000 if LONG else 100
SIZE, EARLY = 60, 25
ROWS = list(rows(SIZE))
LOG = lines_of(ROWS)
NOTES = [verifier.read_note(note_of(LOG, size), signer().verifier) for size in (EARLY, SIZE)]


def complaint(log: list[bytes]) -> str:
    """What the verifier says; empty when all holds."""
    try:
        verifier.check_log(log, NOTES)
    except verifier.Wrong as wrong:
        return str(wrong)
    return ""


def row_number(said: str) -> int:
    """The row (from 0) that a complaint names, or the size of the checkpoint that it names, as 1000 + size."""
    if found := re.match(r"Baris ke-(\d+)", said):
        return int(found[1]) - 1
    found = re.search(r"titik periksa(?: menyebut)? (\d+) baris", said)
    assert found is not None, said
    return 1000 + int(found[1])


def flip(log: list[bytes], at: int, chance: random.Random) -> int:
    line = bytearray(log[at])
    line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
    log[at : at + 1] = bytes(line).splitlines(keepends=True) or [b""]
    return at


def delete(log: list[bytes], at: int, chance: random.Random) -> int:
    del log[at]
    return at if at < SIZE - 1 else 1000 + SIZE


def insert(log: list[bytes], at: int, chance: random.Random) -> int:
    copied = chance.randrange(SIZE)
    log.insert(at, log[copied])
    return at + (copied == at)  # twice the same line: the second is the one too many


def reorder(log: list[bytes], at: int, chance: random.Random) -> int:
    other = chance.choice([n for n in range(SIZE) if n != at])
    log[at], log[other] = log[other], log[at]
    return min(at, other)


def truncate(log: list[bytes], at: int, chance: random.Random) -> int:
    del log[at:]
    return 1000 + (EARLY if at < EARLY else SIZE)


def rewrite(log: list[bytes], at: int, chance: random.Random) -> int:
    """Everything from `at` on is told anew, with a chain that holds."""
    told = [row._replace(subject=f"{row.subject}-lain") for row in ROWS[at:]]
    before = chain.BEGINNING if at == 0 else log[at - 1].split(b'"hash":"')[1][:64].decode()
    log[at:] = lines_of(told, before=before)
    return 1000 + (EARLY if at < EARLY else SIZE)


def _told_anew(row: chain.Row, *, before: bytes) -> bytes:
    """One line with other words, which holds in itself and continues the line before it."""
    hashed = before.split(b'"hash":"')[1][:64].decode() if before else chain.BEGINNING
    return lines_of([row._replace(payload='{"quantity":0}')], before=hashed)[0]


def rehash(log: list[bytes], at: int, chance: random.Random) -> int:
    """One row is changed and hashed again: it is the next one that no longer follows."""
    log[at] = _told_anew(ROWS[at], before=log[at - 1] if at else b"")
    size = at + 1
    return 1000 + size if size in {EARLY, SIZE} else size


def slip_in(log: list[bytes], at: int, chance: random.Random) -> int:
    """A new row under a number that a deed took and gave back, hashed as if it had always stood there."""
    places = [n for n in range(1, SIZE) if ROWS[n].sequence - ROWS[n - 1].sequence > 1]
    at = chance.choice(places)
    log.insert(at, _told_anew(ROWS[at]._replace(sequence=ROWS[at].sequence - 1), before=log[at - 1]))
    return at + 1 if at + 1 != EARLY else 1000 + EARLY


WAYS: list[Callable[[list[bytes], int, random.Random], int]] = [
    *(flip, delete, insert, reorder, truncate, rewrite, rehash, slip_in)
]


def test_an_untouched_log_holds() -> None:
    assert complaint(LOG) == ""
    reader = verifier.check_log(LOG, NOTES)
    assert (reader.size, reader.sequence, reader.gaps) == (SIZE, ROWS[-1].sequence, ROWS[-1].sequence - SIZE)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_tampering_is_found_where_it_begins(way: Callable[[list[bytes], int, random.Random], int]) -> None:
    chance = random.Random(way.__name__)
    for trial in range(-(-TRIALS // len(WAYS))):
        log, at = list(LOG), chance.randrange(SIZE)
        expected = way(log, at, chance)
        said = complaint(log)

        assert log != LOG
        assert said, f"{way.__name__} {trial} at {at} went unseen"
        assert row_number(said) == expected, f"{way.__name__} {trial} at {at}: {said}"


def forge(note: str, chance: random.Random) -> str:
    """A checkpoint that its signer never signed: other size, other root, other log, other key, or a bit of its mark."""
    other = notes.signer(name=NAME, given=base64.b64encode(chance.randbytes(32)).decode(), path=Path("/none"))
    lines = note.split("\n")
    name, size, root = lines[:3]
    way = chance.randrange(6)
    if way == 0:
        lines[1] = str(chance.choice([n for n in range(1, SIZE + 9) if str(n) != size]))
    elif way == 1:
        lines[2] = base64.b64encode(chance.randbytes(32)).decode()
    elif way == 2:
        lines[0] = f"{name}-lain"
    elif way == 3:
        return other.sign(notes.checkpoint_body(origin=NAME, size=int(size), root=base64.b64decode(root)))
    elif way == 4:
        signature = bytearray(base64.b64decode(lines[4].split(" ")[2]))
        signature[chance.randrange(len(signature))] ^= 1 << chance.randrange(8)
        lines[4] = f"\u2014 {NAME} {base64.b64encode(signature).decode()}"
    else:
        lines[4] = ""
    return "\n".join(lines)


def test_every_forged_checkpoint_is_refused() -> None:
    good, chance = note_of(LOG, SIZE), random.Random("forge")
    for trial in range(TRIALS // 5):  # an Ed25519 check in plain Python takes some milliseconds
        forged = forge(good, chance)
        assert forged != good
        with pytest.raises((verifier.Wrong, ValueError)):
            pytest.fail(f"{trial}: {verifier.read_note(forged, signer().verifier)} was believed:\n{forged}")
    assert verifier.read_note(good, signer().verifier)[0] == SIZE


def test_without_the_checkpoints_a_rewritten_end_would_go_unseen() -> None:
    """The negative control: it is the checkpoint that sees it, not the chain."""
    log = list(LOG)
    rewrite(log, 30, random.Random(1))
    cut = LOG[:30]

    assert verifier.check_log(log, []).size == SIZE
    assert verifier.check_log(cut, []).size == 30
    assert row_number(complaint(log)) == row_number(complaint(cut)) == 1000 + SIZE


def test_it_runs_alone_with_the_standard_library_only(tmp_path: Path) -> None:
    (tmp_path / "catatan-0.ndjson").write_bytes(b"".join(LOG[:40]))
    (tmp_path / "catatan-1.ndjson").write_bytes(b"".join(LOG[40:]))
    (tmp_path / "titik.txt").write_text(note_of(LOG, SIZE))
    (tmp_path / "verify_log.py").write_bytes(SCRIPT.read_bytes())
    command = [sys.executable, "-I", "-S", "verify_log.py", "catatan-0.ndjson", "catatan-1.ndjson"]
    signed = ["--titik", "titik.txt", "--kunci", signer().verifier]

    good = subprocess.run([*command, *signed], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert "COCOK: 60 baris utuh" in good.stdout
    bare = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "hanya rantainya" in bare.stdout
    (tmp_path / "catatan-1.ndjson").write_bytes(b"".join(LOG[41:]))
    bad = subprocess.run([*command, *signed], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert bad.stdout.startswith("TIDAK COCOK: Baris ke-41 ")
