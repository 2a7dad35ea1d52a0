"""Where to go on after a page: only to a path of this site (T14)."""

from __future__ import annotations

import re
from urllib.parse import unquote

PLAIN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*\Z")
"""One slash, then printable ASCII without a backslash: browsers read a backslash as a slash and drop control signs."""
LONGEST = 500


def relative(wanted: str | None) -> str:
    """The path that was asked for, or "" where it is none of this site. Judged also as it reads when decoded twice."""
    text = wanted or ""
    read = [text, unquote(text), unquote(unquote(text))]
    if len(text) > LONGEST or not all(PLAIN_PATH.match(one) and "//" not in one.split("?")[0] for one in read):
        return ""
    return text
