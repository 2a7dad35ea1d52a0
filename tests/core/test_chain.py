"""The hashes, proofs and signatures against published vectors and against the stand-alone verifier, which shares no
code with the program.
"""

import base64
import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from ksbb.core import chain, notes
from tests.core.verifying import AT, NAME, load, rows, signer

verifier = load()
# The eight leaves and their roots that implementations of RFC 6962 test themselves with.
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOT_OF_ONE = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
ROOT_OF_EIGHT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
# RFC 8032, 7.1: public key, message, signature.
SIGNED = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
)


def grown(leaves: list[bytes]) -> tuple[chain.Frontier, dict[int, bytes]]:
    edge, kept = chain.Frontier(0, []), {}
    for number, data in enumerate(leaves):
        kept[number] = edge.add(sha256(b"\x00" + data).digest())
    return edge, kept


def root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written there."""
    if not leaves:
        return chain.EMPTY_ROOT
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return chain.node(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


def test_roots_are_those_of_rfc_6962() -> None:
    assert grown(LEAVES[:1])[0].root.hex() == ROOT_OF_ONE
    assert grown(LEAVES)[0].root.hex() == ROOT_OF_EIGHT
    for size in range(40):
        leaves = [bytes([n]) for n in range(size)]
        assert grown(leaves)[0].root == root_by_definition(leaves)


def test_every_proof_of_small_trees_leads_to_the_root_and_a_wrong_one_does_not() -> None:
    leaves = [bytes([n]) for n in range(33)]
    _, kept = grown(leaves)

    def read(positions: set[int]) -> dict[int, bytes]:
        return {one: kept[one] for one in positions}

    for size in range(1, 34):
        root = grown(leaves[:size])[0].root
        for position in range(size):
            path = chain.hashes_of(chain.inclusion(position, size), read)
            hashed = verifier.leaf(leaves[position])
            assert verifier.root_by_path(hashed, position, size, path) == root
            assert verifier.root_by_path(verifier.leaf(b"lain"), position, size, path) != root
        for old in range(1, size + 1):
            before = grown(leaves[:old])[0].root
            path = chain.hashes_of(chain.consistency(old, size), read)
            assert verifier.roots_by_growth(old, size, path, before) == (before, root)
            if old < size:
                other = grown([b"lain", *leaves[1:old]])[0].root
                assert verifier.roots_by_growth(old, size, path, other) != (other, root)


@pytest.mark.parametrize(("key", "message", "signature"), SIGNED)
def test_the_verifier_reads_signatures_as_rfc_8032_writes_them(key: str, message: str, signature: str) -> None:
    public, said, signed = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)

    assert verifier.signed_by(public, said, signed)
    assert not verifier.signed_by(public, said + b"!", signed)
    assert not verifier.signed_by(public, said, signed[:-1] + bytes([signed[-1] ^ 1]))
    assert not verifier.signed_by(bytes(31) + b"\xff", said, signed)


def test_a_note_is_in_the_published_form() -> None:
    by = signer()
    note = by.sign(notes.checkpoint_body(origin=NAME, size=3, root=bytes(32)))

    body, signature = note.split("\n\n")
    assert body.split("\n") == [NAME, "3", base64.b64encode(bytes(32)).decode()]
    assert signature.startswith(f"\u2014 {NAME} ")
    assert verifier.read_note(note, by.verifier) == (3, bytes(32))
    for spoilt in (note.replace("3", "4", 1), note.replace(NAME, "lain", 1), note[:-8] + "AAAAAA=\n"):
        with pytest.raises((verifier.Wrong, ValueError)):
            verifier.read_note(spoilt, by.verifier)


def test_the_key_is_made_once_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "checkpoint_key"
    first = notes.signer(name=NAME, given="", path=path)

    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600  # noqa: PTH116
    assert notes.signer(name=NAME, given="", path=path).verifier == first.verifier
    path.write_text("rusak")
    with pytest.raises(notes.KeyDamaged):
        notes.signer(name=NAME, given="", path=path)


def test_an_entry_binds_every_column_and_shows_none_of_the_inside() -> None:
    row, salt = next(rows(1)), bytes(16)
    text = chain.entry(row, salt)
    others = [
        row._replace(sequence=9),
        row._replace(recorded_at=AT.replace(microsecond=1)),
        row._replace(effective_at=AT.replace(microsecond=1)),
        row._replace(actor_id=9),
        row._replace(verb="lain"),
        row._replace(subject="lain"),
        row._replace(payload="{}"),
    ]

    assert len({text, *(chain.entry(other, salt) for other in others)}) == 8
    assert row.subject not in text
    assert chain.entry(row, bytes(15) + b"1") != text
