"""Names and codes of places, and how a typed search is understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ksbb.core.text import searchable
from ksbb.places.enums import Level

PROVINCE_CODE = "31"
ISLANDS_CODE = "31.01"
"""Kepulauan Seribu: the one kabupaten, drawn apart since it lies up to 45 km out at sea."""

VILLAGE_CODE = re.compile(r"31\.\d{2}\.\d{2}\.\d{4}")
_RW_CODE = re.compile(r"(31\.\d{2}\.\d{2}\.\d{4})(?:-RW|\.)(\d{1,3})", re.IGNORECASE)
_RW_NUMBER = re.compile(r"(?:rw[\s.\-:/]*)?0*(\d{1,3})", re.IGNORECASE)
_OFFICIAL_WORD = re.compile(r"^(?:Kota|Kabupaten) Administrasi ")

WORDS = {
    "kep": "kepulauan", "tj": "tanjung", "tg": "tanjung", "tjg": "tanjung", "tanj": "tanjung", "pd": "pondok",
    "kb": "kebon", "kby": "kebayoran", "ps": "pasar", "psr": "pasar", "gn": "gunung", "gg": "gunung",
    "brt": "barat", "tmr": "timur", "tim": "timur", "utr": "utara", "sel": "selatan", "slt": "selatan",
    "pst": "pusat", "jkt": "jakarta", "kp": "kampung", "kpg": "kampung", "pl": "pulau", "dki": "jakarta",
    "cemp": "cempaka", "rw": "rw",
}  # fmt: skip
"""Short forms that people type, with what they stand for."""

CITY_WORDS = {
    "jakpus": "jakarta pusat", "jakut": "jakarta utara", "jakbar": "jakarta barat",
    "jaksel": "jakarta selatan", "jaktim": "jakarta timur", "kepser": "kepulauan seribu",
}  # fmt: skip
LEVEL_WORDS = {
    "kel": Level.VILLAGE, "kelurahan": Level.VILLAGE, "kec": Level.DISTRICT, "kecamatan": Level.DISTRICT,
    "kab": Level.CITY, "kabupaten": Level.CITY, "kotamadya": Level.CITY, "wilayah": None, "administrasi": None,
    "provinsi": Level.PROVINCE, "prov": Level.PROVINCE, "desa": Level.VILLAGE,
}  # fmt: skip
WORTH_SHOWING = 0.6
"""Share of the best score below which an answer is only noise."""

OPTIONAL_WORDS = frozenset({"kampung", "kota", "pulau", "di"})
"""Words that may be left out of, or added to, a name without making it another one."""


def short_name(official: str) -> str:
    """The name without its level word: "Kota Administrasi Jakarta Selatan" -> "Jakarta Selatan"."""
    return _OFFICIAL_WORD.sub("", official)


def rw_name(number: int) -> str:
    """The name of an RW: "RW 004"."""
    return f"RW {number:03d}"


def rw_code(village_code: str, number: int) -> str:
    """Our own code of an RW (UX-23): `31.74.05.1001-RW004`."""
    return f"{village_code}-RW{number:03d}"


def read_rw_code(text: str) -> tuple[str, int] | None:
    """Village code and number out of `31.74.05.1001-RW004` or `31.74.05.1001.004`; None when it is neither."""
    found = _RW_CODE.fullmatch(text.strip())
    return (found[1], int(found[2])) if found and int(found[2]) else None


def read_rw_number(text: str) -> int | None:
    """The number in "5", "05", "RW 005", "rw.5"; None when it is no whole number from 1 to 999."""
    found = _RW_NUMBER.fullmatch(text.strip())
    return int(found[1]) if found and int(found[1]) else None


@dataclass(frozen=True, slots=True)
class Question:
    """A typed search, understood. `words` are the words of a name; an empty question matches nothing."""

    words: tuple[str, ...]
    level: Level | None = None
    rw_number: int | None = None
    code: str = ""
    postal_code: str = ""

    @property
    def empty(self) -> bool:
        return not (self.words or self.code or self.postal_code)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the search knows about a place: its own words and those of the places above it."""

    place_id: int
    code: str
    level: Level
    words: tuple[str, ...]
    above: tuple[str, ...]
    postal_code: str = ""


def understand(text: str) -> Question:
    """Read what was typed: level words, RW number, code, postal code, words of a name (abbreviations opened)."""
    text = text[:120]
    if code := re.search(
        r"(?<![\d.])31(?:\.\d{2}){1,2}(?:\.\d{4}(?:-RW\d{1,3}|\.\d{3})?)?(?![\d.])", text, re.IGNORECASE
    ):
        found = read_rw_code(code[0])
        return Question((), code=rw_code(*found) if found else code[0])
    flat = re.sub(r"\brw[\s.\-:/]*0*(\d{1,3})\b", r" rw#\1 ", searchable(text).replace("_", " "))
    flat = re.sub(r"\brt\s*\d+\b", " ", flat)
    words: list[str] = []
    level: Level | None = None
    number: int | None = None
    postal = ""
    for word in flat.split():
        if word.startswith("rw#"):
            number = int(word[3:]) or None
        elif word in LEVEL_WORDS:
            level = LEVEL_WORDS[word] or level
        elif re.fullmatch(r"1\d{4}", word):
            postal = word
        elif word in CITY_WORDS:
            words += CITY_WORDS[word].split()
        elif word != "rw":
            words.append(WORDS.get(word, word))
    return Question(tuple(words[:8]), level, number, "", postal)


def distance(left: str, right: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) from one word to the other; `limit + 1` when there are more."""
    # one edit changes at most two letters of the sets, so most pairs are told apart without counting
    if abs(len(left) - len(right)) > limit or len(set(left) ^ set(right)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        next_row = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, next_row[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            next_row.append(cost)
        if min(next_row) > limit:
            return limit + 1
        before, row = row, next_row
    return row[-1]


@lru_cache(maxsize=20_000)
def likeness(typed: str, word: str) -> float:
    """1 for the same word, less for a beginning or a typo, 0 for another word."""
    if typed == word:
        return 1.0
    if len(typed) > 1 and word.startswith(typed):
        return 0.75 + 0.2 * len(typed) / len(word)
    # short words have no room for typos; the first letter is seldom wrong
    allowed = 0 if len(typed) < 4 else 1 if len(typed) < 7 else 2
    if not allowed or (typed[0] != word[0] and len(typed) < 6):
        return 0.0
    edits = distance(typed, word, allowed)
    if edits <= allowed:
        return 0.8 - 0.12 * edits
    # the beginning of a longer word may be mistyped too: "kebayr" for "kebayoran"
    if len(word) > len(typed) > 4 and distance(typed, word[: len(typed)], 1) == 1:
        return 0.55
    return 0.0


def score(question: Question, candidate: Candidate) -> float:
    """How well a place answers a question: 0 when a word of the question fits neither it nor a place above it."""
    own = "".join(question.words)
    joined = "".join(candidate.words)
    if len(own) > 2 and own == "".join(word[0] for word in candidate.words):
        return 0.55
    if own == joined:
        return 1.15 - 0.001 * candidate.level.rank
    room = 0 if len(own) < 5 else 1 if len(own) < 8 else 2
    # "pal meriem" is one word in the register and two in the mouth
    whole = 0.9 - 0.1 * edits if room and (edits := distance(own, joined, room)) <= room else 0.0
    return max(whole, _by_words(question, candidate)) - 0.001 * candidate.level.rank


def _by_words(question: Question, candidate: Candidate) -> float:
    """Mean likeness of the typed words, less a little for each word of the name that was not typed."""
    total, left, counted = 0.0, list(candidate.words), 0
    for word in question.words:
        counted += 1
        best = max(left, key=lambda other: likeness(word, other), default="")
        if best and (fit := likeness(word, best)):
            left.remove(best)
            total += fit
        elif fit := max((likeness(word, other) for other in candidate.above), default=0.0):
            total += 0.4 * fit
        elif word in OPTIONAL_WORDS:
            counted -= 1
        else:
            return 0.0
    if len(left) == len(candidate.words):
        return 0.0
    missing = sum(0.5 if word in OPTIONAL_WORDS else 1.0 for word in left)
    return total / counted - 0.12 * missing


def best_of(question: Question, candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """The places that answer best, best first; ties by level from wide to narrow, then by code."""
    wanted = Level.VILLAGE if question.rw_number else question.level
    scored: list[tuple[float, str, Candidate]] = []
    for candidate in candidates:
        if wanted and candidate.level != wanted:
            continue
        if question.postal_code and candidate.postal_code != question.postal_code:
            continue
        points = score(question, candidate) if question.words else 1.0
        if points > 0:
            scored.append((-points, candidate.code, candidate))
    scored.sort(key=lambda item: item[:2])
    worst = scored[0][0] * WORTH_SHOWING if scored else 0.0
    return [candidate for points, _, candidate in scored[:limit] if points <= worst]


def search_words(*parts: str) -> Sequence[str]:
    """The words under which a place is found."""
    return searchable(*parts).split()
