"""Names that can be taken for one another: the same to the eye, or one slip of the finger apart (bars T02)."""

from __future__ import annotations

import re
import unicodedata

_CONFUSABLE = str.maketrans(
    # Cyrillic and Greek letters that are drawn like Latin ones, small after folding of case
    "авгеёзіїјкмнорстухьѕԁһԛԝαβεηικμνορτυχωγ",
    "abreeziijkmhopctyxbsdhqwabenikuvoptuxwy",
)
_LATIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ŋ": "n", "ɡ": "g"})
_DIGITS = str.maketrans("0134578", "oieastb")
_SIGNS = str.maketrans({"@": "a", "$": "s", "|": "l", "!": "i", "&": "dan"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_REPEATED = re.compile(r"(.)\1+")
_FORMS = frozenset({"yayasan", "yys", "ysn", "yay", "perkumpulan", "pt", "cv", "ud", "tbk", "persero", "lembaga"})
"""Words that say in which legal form a body exists; anybody may put one before a name."""
_SHORT = 8
"""Below this length one slip makes a look-alike, from here on two."""


def folded(name: str) -> str:
    """The name as a quick eye takes it: without case, accents, legal form, spaces, foreign letters, doubles."""
    flat = unicodedata.normalize("NFKC", name).casefold().translate(_CONFUSABLE).translate(_LATIN).translate(_SIGNS)
    flat = unicodedata.normalize("NFKD", flat).encode("ascii", "ignore").decode()
    words = [word for word in _NOT_WORD.split(flat) if word]
    kept = [word for word in words if word not in _FORMS] or words
    return _REPEATED.sub(r"\1", "".join(_letters(word) for word in kept))


def _letters(word: str) -> str:
    """A digit inside a word stands for a letter ("z4kat"); a number of its own ("07") stays a number."""
    return word if word.isdigit() else word.translate(_DIGITS)


def alike(one: str, other: str) -> bool:
    """Can one name be taken for the other? Different numbers ("RW 05", "RW 06") tell two names apart."""
    if _numbers(one) != _numbers(other):
        return False
    first, second = folded(one), folded(other)
    if not first or not second:
        return False
    least = min(len(first), len(second))
    allowed = 0 if least < 4 else 1 if least < _SHORT else 2
    return abs(len(first) - len(second)) <= allowed and _distance(first, second) <= allowed


def _numbers(name: str) -> list[str]:
    return [
        word.lstrip("0") for word in _NOT_WORD.split(unicodedata.normalize("NFKC", name).casefold()) if word.isdigit()
    ]


def _distance(one: str, other: str) -> int:
    """Fewest single letters put in, left out, exchanged, or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, twin in enumerate(other, start=1):
            cost = letter != twin
            least = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + cost)
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == twin:
                least = min(least, before[column - 2] + 1)
            line.append(least)
        before, last = last, line
    return last[-1]
