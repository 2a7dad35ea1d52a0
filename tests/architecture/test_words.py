"""Names say what a thing is: words that say nothing are refused, in files and in code."""

import ast
import re

from tests.architecture.source import KSBB, python_files, shown, tree

EMPTY_WORDS = {"handle", "handler", "process", "manage", "manager", "utils", "util", "helper", "helpers", "common"}
EMPTY_WORDS |= {"base", "service", "services", "misc"}
# Names that Django chooses: a command's entry, the hooks of a middleware.
DJANGOS = {"handle", "process_exception", "process_template_response", "process_view"}


def test_files_have_telling_names():
    wrong = [
        shown(path) for path in sorted(KSBB.rglob("*")) if path.name != "management" and _words(path.stem) & EMPTY_WORDS
    ]

    assert [path for path in wrong if "__pycache__" not in path] == []


def test_definitions_have_telling_names():
    wrong = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if node.name not in DJANGOS and _words(node.name) & EMPTY_WORDS
    ]

    assert wrong == []


def _words(name: str) -> set[str]:
    return set(re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().split("_"))
