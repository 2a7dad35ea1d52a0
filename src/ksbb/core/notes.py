"""Signed notes in the C2SP forms (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), with Ed25519."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
"""The kind of key in a signed note."""
SEED_BYTES = 32


class KeyDamaged(Exception):
    """The key cannot be read; the sentence says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: a name (the log's own) and a key."""

    name: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.key.public_key().public_bytes_raw()

    @property
    def mark(self) -> bytes:
        """Four bytes by which a reader finds the right key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def verifier(self) -> str:
        """The public key as it is handed out: name, mark, key."""
        return f"{self.name}+{self.mark.hex()}+{_text(ED25519 + self.public)}"

    def sign(self, body: str) -> str:
        """The note: the body, an empty line, the signature."""
        return f"{body}\n\u2014 {self.name} {_text(self.mark + self.key.sign(body.encode()))}\n"


def checkpoint_body(*, origin: str, size: int, root: bytes) -> str:
    """What is signed about a log: whose it is, how long, and its root."""
    return f"{origin}\n{size}\n{_text(root)}\n"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def signer(*, name: str, given: str, path: Path) -> Signer:
    """The signer by the key that was given (base64 of 32 bytes), else by the one kept at `path`, made at first use.

    Raises KeyDamaged.
    """
    if not given:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            contextlib.suppress(FileExistsError),
            os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
        ):
            file.write(_text(secrets.token_bytes(SEED_BYTES)) + "\n")
    try:
        seed = base64.b64decode((given or path.read_text()).strip(), validate=True)
        return Signer(name, Ed25519PrivateKey.from_private_bytes(seed))
    except (OSError, ValueError) as error:
        where = "KSBB_CHECKPOINT_KEY" if given else str(path)
        raise KeyDamaged(f"{where} must hold 32 bytes in base64.") from error
