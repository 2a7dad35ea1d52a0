"""Checkpoints of the history: made, signed, published; and the proofs that lead to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from ksbb.core import chain, notes
from ksbb.core.models import Checkpoint, JournalEntry, Seal
from ksbb.core.refusals import NotFound
from ksbb.core.sealing import frontier, nodes_beside, seal


class Forked(Exception):
    """The history here is not a continuation of one that was signed before: nothing is signed."""


def origin() -> str:
    """The name of the log, unique to this site: its public address without the scheme."""
    return f"{settings.KSBB_ORIGIN.split('://', 1)[1]}/catatan-audit"


def make_checkpoint(*, at: datetime) -> Checkpoint:
    """Seal what is settled and sign the whole. Gives the last one again when nothing was added.

    Raises Forked where a signed history is not the beginning of this one, NotFound while there is no row at all.
    """
    seal(at=at)
    size = standing().sealed
    if not size:
        raise NotFound("no row yet")
    _insist_on_growth(size)
    if (same := Checkpoint.objects.filter(size=size).first()) is not None:
        return same
    root = frontier(size).root
    _remember(size, root)
    key = Path(settings.KSBB_AUDIT_DIR) / "checkpoint_key"
    by = notes.signer(name=origin(), given=settings.KSBB_CHECKPOINT_KEY, path=key)
    note = by.sign(notes.checkpoint_body(origin=origin(), size=size, root=root))
    new = {"root": root.hex(), "note": note, "key": by.verifier, "made_at": at}
    return Checkpoint.objects.get_or_create(size=size, defaults=new)[0]


def _insist_on_growth(size: int) -> None:
    """The last checkpoint in the database and the last one that this machine remembers must be beginnings of this."""
    signed = list(Checkpoint.objects.order_by("-size").values_list("size", "root")[:1])
    for old, root in [*signed, *_remembered()]:
        if old > size or frontier(old).root.hex() != root:
            raise Forked(f"the first {old} rows are not those that were signed")
    # what is signed now must be what is written: the rows since the last checkpoint are read again
    if (broken := first_broken(since=signed[0][0] if signed else 0)) is not None:
        raise Forked(f"row {broken} is not what was sealed")


def _memory() -> Path:
    return Path(settings.KSBB_AUDIT_DIR) / "last_signed"


def _remembered() -> list[tuple[int, str]]:
    """The size and root signed last, kept outside the database so that who rewrites the one has not the other."""
    if not _memory().exists():
        return []
    size, root = _memory().read_text().split()
    return [(int(size), root)]


def _remember(size: int, root: bytes) -> None:
    fresh = _memory().with_suffix(".new")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_text(f"{size} {root.hex()}\n")
    fresh.replace(_memory())


# --- Holding the rows against their seals ---------------------------------------------------------------------------


def first_broken(*, since: int = 0) -> int | None:
    """The sequence of the first row that is not what was sealed, is missing, or was slipped in; None when all hold.

    `since` is a number of rows that need not be looked at again. Reads in bounded parts; about 30 µs a row.
    """
    start = Seal.objects.filter(position=since - 1).first()
    before, after = (start.hash, start.sequence) if start else (chain.BEGINNING, 0)
    edge = frontier(since)
    while part := list(Seal.objects.filter(position__gte=edge.size).order_by("position")[:PART]):
        found = JournalEntry.objects.filter(sequence__gt=after, sequence__lte=part[-1].sequence)
        rows = {row[0]: chain.Row(*row) for row in found.values_list(*chain.COLUMNS)}
        for one in part:
            row = rows.pop(one.sequence, None)
            slipped = min(rows, default=one.sequence)
            if slipped < one.sequence or row is None or not _holds(one, row, before, edge):
                return min(slipped, one.sequence)
            before, after = one.hash, one.sequence
    return None


PART = 2_000


def _holds(one: Seal, row: chain.Row, before: str, edge: chain.Frontier) -> bool:
    text = chain.entry(row, bytes(one.salt))
    return (
        one.position == edge.size
        and one.prev_hash == before
        and one.hash == chain.link(before, text)
        and bytes(one.nodes) == edge.add(chain.leaf(text))
    )


def fault(*, since: int = 0) -> str:
    """What is wrong with the history, in a sentence; empty when rows, seals and checkpoints agree."""
    if (broken := first_broken(since=since)) is not None:
        return f"Baris urutan {broken} tidak sama dengan segelnya."
    sealed = standing().sealed
    for size, root in Checkpoint.objects.order_by("size").values_list("size", "root"):
        if size > sealed or frontier(size).root.hex() != root:
            return f"Catatan tidak cocok dengan titik periksa {size} baris."
    return ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the history stands: rows sealed, rows waiting, numbers that no row bears (deeds that were undone)."""

    sealed: int
    waiting: int
    gaps: int


def standing() -> Standing:
    """Counted from the newest numbers. 2 queries."""
    last = Seal.objects.order_by("-position").first()
    sealed, sequence = (last.position + 1, last.sequence) if last else (0, 0)
    return Standing(sealed, JournalEntry.objects.filter(sequence__gt=sequence).count(), sequence - sealed)


# --- Published ------------------------------------------------------------------------------------------------------


def latest() -> Checkpoint | None:
    """The newest checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def first_since(moment: datetime) -> Checkpoint | None:
    """The first checkpoint that was signed at that moment or later: nobody can choose among several."""
    return Checkpoint.objects.filter(made_at__gte=moment).order_by("size").first()


def checkpoint_of(size: int) -> Checkpoint:
    """The checkpoint of so many rows. Raises NotFound."""
    found = Checkpoint.objects.filter(size=size).first()
    if found is None:
        raise NotFound(str(size))
    return found


def inclusion_path(position: int, size: int) -> list[str]:
    """The hashes that lead from a leaf to the root of the first `size` rows."""
    return [one.hex() for one in chain.hashes_of(chain.inclusion(position, size), nodes_beside)]


def consistency_path(old: int, new: int) -> list[str]:
    """The hashes that show that the first `old` rows are the beginning of the first `new`."""
    return [one.hex() for one in chain.hashes_of(chain.consistency(old, new), nodes_beside)]
