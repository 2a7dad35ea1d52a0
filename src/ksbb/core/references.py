"""Public references: eight random Crockford symbols and a check symbol, as in KS-7F3K-92QD-M."""

from __future__ import annotations

import re
import secrets

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = SYMBOLS + "*~$=U"
_LOOKALIKE = str.maketrans("OIL", "011")
_SHAPE = re.compile(rf"^KS([{SYMBOLS}]{{8}})([{re.escape(CHECK_SYMBOLS)}])$")


def check_symbol(body: str) -> str:
    """Crockford's check symbol: the number that the symbols spell, modulo 37."""
    number = 0
    for symbol in body:
        number = number * 32 + SYMBOLS.index(symbol)
    return CHECK_SYMBOLS[number % 37]


def new_reference() -> str:
    """A fresh reference of 40 random bits whose check symbol is a letter or a digit, so that it can be spoken."""
    while True:
        body = "".join(secrets.choice(SYMBOLS) for _ in range(8))
        check = check_symbol(body)
        if check.isalnum():
            return f"KS-{body[:4]}-{body[4:]}-{check}"


def read_reference(text: str) -> str | None:
    """The reference a person typed (any case, spaces or dashes, O for 0, I and L for 1), or None if it is not one."""
    flat = re.sub(r"[\s\-]", "", text.upper()).translate(_LOOKALIKE)
    found = _SHAPE.match(flat)
    if found is None or check_symbol(found[1]) != found[2]:
        return None
    return f"KS-{found[1][:4]}-{found[1][4:]}-{found[2]}"


def row_number(text: str, *, longest: int = 17) -> int:
    """The number that an address or a file spells in plain digits (17 of them fit a BIGINT), or 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= longest else 0
