"""Every public page speaks plain Indonesian: short sentences, no needless English word, no bare date.

Bars UX-21 and UX-25: on average at most 18 words a sentence, none above 30. The press sentence is the officials' own
and left out.
"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.world import open_need

LONGEST, MEAN = 30, 18
ENGLISH = re.compile(
    r"\b(?:download|upload|submit|login|logout|user|username|password|email|link|click|klik|delivery|commitment|need|"
    r"dashboard|update|share|donate|filter|search|home|settings|error|please|loading|default|item|list|status code)\b",
    re.IGNORECASE,
)
BARE_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
PAGES = (
    "/",
    "/kebutuhan/",
    "/peta/",
    "/capaian/",
    "/program/",
    "/program/pangan/",
    "/paket/sembako/",
    "/tentang/",
    "/privasi/",
    "/aksesibilitas/",
    "/bantuan/",
    "/lacak/",
    "/akun/login/",
)


class Words(HTMLParser):
    """Collects what a reader reads: the text of blocks, without scripts, drawings, code and the press sentence."""

    BLOCKS = frozenset(
        {"p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "label", "legend", "button", "summary", "td", "th"}
    )
    SILENT = frozenset({"script", "style", "svg", "code", "select"})
    EMPTY = frozenset({"input", "br", "img", "meta", "link", "hr", "path", "rect", "circle", "use", "line", "ellipse"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.EMPTY:
            return
        classes = dict(attrs).get("class") or ""
        self._open.append((tag, tag in self.SILENT or "sentence" in classes.split()))
        if tag in self.BLOCKS:
            self.texts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content says nothing."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.texts and not any(silent for _, silent in self._open):
            self.texts[-1] += data


def sentences(html: str) -> list[str]:
    """The sentences of a page."""
    reader = Words()
    reader.feed(html)
    found = []
    for text in reader.texts:
        plain = " ".join(text.split())
        found += [part for part in re.split(r"(?<=[.!?;:])\s+(?=[A-Z0-9“])", plain) if part]
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_speaks_plainly(address: str, world: Any, see: Any):
    open_need(world)

    spoken = [sentence for sentence in sentences(see(address)) if "http" not in sentence]

    lengths = [len(sentence.split()) for sentence in spoken]
    assert [sentence for sentence in spoken if len(sentence.split()) > LONGEST] == []
    assert sum(lengths) / len(lengths) <= MEAN
    assert [sentence for sentence in spoken if ENGLISH.search(sentence.replace("e-mail", ""))] == []
    assert [sentence for sentence in spoken if BARE_DATE.search(sentence)] == []
