"""What a paper says, as plain fields that PDF and page show alike, and the seals made of it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from ksbb.core.journal import canonical
from ksbb.core.references import SYMBOLS

CODE_LENGTH = 10
_BITS = 5
_LOOKALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Pair:
    """A term and its value."""

    term: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a paper: pairs, then a table, then sentences. `figures` names the columns set to the right."""

    heading: str = ""
    pairs: Sequence[Pair] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    figures: Sequence[str] = ()
    text: Sequence[str] = ()

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """The rows, each cell with whether it is a figure."""
        flags = [name in self.figures for name in self.columns]
        return [list(zip(row, flags, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: in which capacity, and who (empty: written by hand)."""

    capacity: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one paper says. Everything but the title may be empty."""

    title: str
    lead: Sequence[str] = ()
    parts: Sequence[Part] = ()
    signatures: Sequence[Signature] = ()
    copies: int = 1
    example: bool = False

    def texts(self) -> Iterator[str]:
        """Every piece of text in it, in reading order."""
        yield self.title
        yield from self.lead
        for part in self.parts:
            yield part.heading
            for pair in part.pairs:
                yield from (pair.term, pair.value)
            yield from part.columns
            for row in part.rows:
                yield from row
            yield from part.text
        for signature in self.signatures:
            yield from (signature.capacity, signature.name)


def sealed(sheet: Sheet, *, salt: str) -> str:
    """SHA-256 over salt and canonical content. The salt keeps short contents from being guessed from their seal."""
    return hashlib.sha256(f"{salt}\n{canonical(asdict(sheet))}".encode("utf-8", "surrogatepass")).hexdigest()


def check_code(digest: str) -> str:
    """The kode periksa: the first 50 bits of the seal in ten symbols that can be read aloud."""
    number = int(digest, 16) >> (len(digest) * 4 - CODE_LENGTH * _BITS)
    return "".join(SYMBOLS[number >> (_BITS * place) & 31] for place in reversed(range(CODE_LENGTH)))


def spoken_code(code: str) -> str:
    """The code in two groups, as it is printed."""
    return f"{code[:5]}-{code[5:]}"


def read_code(text: str) -> str:
    """The code a person typed: any case, dashes or spaces, O for 0, I and L for 1."""
    return "".join(symbol for symbol in text.upper().translate(_LOOKALIKE) if symbol in SYMBOLS)


def file_seal(data: bytes) -> str:
    """SHA-256 of the bytes of a file."""
    return hashlib.sha256(data).hexdigest()
