"""The stand-alone verifier as a module, and small histories for it: made by the program, or by hand in great number."""

import base64
import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from ksbb.core import chain, checkpoints, logbook, notes
from ksbb.core.logbook import line
from ksbb.core.models import Checkpoint
from ksbb.core.sealing import links
from tests.architecture.source import ROOT

SCRIPT = ROOT / "scripts" / "verify_log.py"
AT = datetime(2026, 5, 2, 4, 0, tzinfo=UTC)
NAME = "uji.example/catatan-audit"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_log", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(count: int) -> Iterator[chain.Row]:
    """Rows as deeds write them, every seventh number unused."""
    sequence = 0
    for number in range(count):
        sequence += 2 if number % 7 == 6 else 1
        at = AT + timedelta(seconds=number)
        yield chain.Row(sequence, at, at, number % 50 or None, "verify", f"KS-{number}", f'{{"quantity":{number}}}')


def lines_of(
    made: list[chain.Row], *, before: str = chain.BEGINNING, edge: chain.Frontier | None = None
) -> list[bytes]:
    """The log of these rows, every third with its inside."""
    edge = edge or chain.Frontier(0, [])
    seals = links(made, before=before, edge=edge, at=AT)
    opened = [{"verify"} if number % 3 == 0 else set() for number in range(len(made))]
    return [line(seal, row, opened=one).encode() for seal, row, one in zip(seals, made, opened, strict=True)]


def signer() -> notes.Signer:
    given = base64.b64encode(sha256(b"uji").digest()).decode()
    return notes.signer(name=NAME, given=given, path=Path("/none"))


def note_of(lines: list[bytes], size: int) -> str:
    """A signed checkpoint of the first `size` lines."""
    edge = chain.Frontier(0, [])
    for one in lines[:size]:
        edge.add(chain.leaf(one[len(b'{"entry":') : one.index(b',"hash":')].decode()))
    return signer().sign(notes.checkpoint_body(origin=NAME, size=size, root=edge.root))


def complaint_about_history() -> str:
    """What the stand-alone verifier says about the whole exported log and every checkpoint; empty when all holds."""
    verifier = load()
    signed = [verifier.read_note(one.note, one.key) for one in Checkpoint.objects.all()]
    lines = logbook.lines(first=0, after=checkpoints.standing().sealed, opened={"verify"})
    try:
        verifier.check_log((one.encode() for one in lines), signed)
    except verifier.Wrong as wrong:
        return str(wrong)
    return ""
