"""What the documents point at is there: links, files, functions, page addresses, commands, settings."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.architecture.source import ROOMS, ROOT, SURFACES, shown
from tests.architecture.test_glossary import exists

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
DOTTED = re.compile(rf"^({'|'.join([*ROOMS, *SURFACES])})(\.\w+)+$")
FILE = re.compile(r"^(src|tests|docs|requirements|scripts|\.ci)/[\w./-]*$")
ADDRESS = re.compile(r"^/(?:[\w.-]+|<\w+>)(?:/(?:[\w.-]+|<\w+>))*/$")
COMMAND = re.compile(r"\./ksbb manage (\w+)")
SETTING = re.compile(r"\bKSBB_[A-Z_]+\b")
MADE = re.compile(r"^docs/(reference/|bench)")
"""Written by commands, whatever they are called; linked once they are there."""
STANDS_FOR = {"<ref>": "KS-0000-0000-0", "<code>": "31.74.05", "<number>": "1", "<journey>": "KS-0000-0000-0"}


@cache
def documents() -> tuple[Path, ...]:
    return (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))


def _codes() -> list[tuple[Path, str]]:
    fences = re.compile(r"```.*?```", re.DOTALL)
    return [(path, code) for path in documents() for code in CODE.findall(fences.sub("", path.read_text()))]


def test_links_lead_somewhere():
    broken = []
    for path in documents():
        for target in LINK.findall(path.read_text()):
            if target.startswith(("http://", "https://", "mailto:")):
                continue
            file, _, anchor = target.partition("#")
            there = (path.parent / file).resolve() if file else path
            if not there.exists() or (anchor and anchor not in _anchors(there)):
                broken.append(f"{shown(path)}: {target}")

    assert broken == []


def _anchors(path: Path) -> set[str]:
    """The anchors that a forge makes of headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE) if path.suffix == ".md" else []
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_document_can_be_reached_from_the_index():
    reached: set[Path] = set()
    waiting = [ROOT / "README.md", ROOT / "docs" / "index.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md" or not path.exists():
            continue
        reached.add(path)
        for target in LINK.findall(path.read_text()):
            there = (path.parent / target.partition("#")[0]).resolve()
            waiting += sorted(there.glob("*.md")) if there.is_dir() else [there]

    assert [shown(path) for path in documents() if path not in reached and not MADE.match(shown(path))] == []


def test_functions_and_tables_named_in_documents_exist():
    assert [f"{shown(path)}: {code}" for path, code in _codes() if DOTTED.match(code) and not exists(code)] == []


def test_files_named_in_documents_exist():
    assert [
        f"{shown(path)}: {code}" for path, code in _codes() if FILE.match(code) and not (ROOT / code).exists()
    ] == []


def test_addresses_named_in_documents_lead_to_pages():
    missing = []
    for path, code in _codes():
        if ADDRESS.match(code):
            address = re.sub(r"<\w+>", lambda found: STANDS_FOR.get(found[0], "x"), code)
            try:
                resolve(address)
            except Resolver404:
                missing.append(f"{shown(path)}: {code}")

    assert missing == []


def test_commands_named_in_documents_exist():
    known = get_commands()

    assert [
        f"{shown(path)}: {name}"
        for path in documents()
        for name in COMMAND.findall(path.read_text())
        if name not in known
    ] == []


def test_the_table_of_settings_is_whole():
    from config.variables import KNOWN_VARIABLES

    text = (ROOT / "docs" / "operate" / "configuration.md").read_text()
    listed = set(re.findall(r"^\| `(KSBB_[A-Z_]+)`", text, re.MULTILINE))

    assert {name for name in listed if not name.startswith("KSBB_TEST_")} == KNOWN_VARIABLES


def test_settings_named_in_documents_exist():
    from config.variables import KNOWN_VARIABLES

    unknown = [
        f"{shown(path)}: {name}"
        for path in documents()
        for name in SETTING.findall(path.read_text())
        if name not in KNOWN_VARIABLES and not name.startswith(("KSBB_TEST_", "KSBB_BENCH_"))
    ]

    assert unknown == []


@pytest.mark.parametrize("code", ["needs.actions.verify", "core.models.JournalEntry.sequence", "web.strokes"])
def test_the_pattern_of_names_catches(code: str):
    assert DOTTED.match(code)
    assert exists(code)
