"""Nothing happens behind a back: no signal receivers of ours."""

import ast

from tests.architecture.source import python_files, shown, tree

SIGNALS = {"django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals"}
SIGNALS |= {"django.db.backends.signals", "allauth.account.signals", "django.test.signals"}


def test_no_signals():
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and (node.module in SIGNALS or _names(node) & SIGNALS))
        or (isinstance(node, ast.Import) and {alias.name for alias in node.names} & SIGNALS)
    ]

    assert found == []


def _names(node: ast.ImportFrom) -> set[str]:
    return {f"{node.module}.{alias.name}" for alias in node.names}
