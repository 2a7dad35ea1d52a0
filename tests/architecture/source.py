"""The source as the architecture tests read it: files, their trees, the models."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
KSBB = SRC / "ksbb"

# In the order the data flows; the contract in pyproject.toml says the same.
ROOMS = (
    "core",
    "places",
    "parties",
    "notices",
    "permits",
    "documents",
    "voices",
    "funds",
    "catalogue",
    "recipients",
    "access",
    "needs",
    "commitments",
    "deliveries",
    "gifts",
    "privacy",
    "opendata",
)
SURFACES = ("web", "api", "console")


@cache
def python_files() -> list[Path]:
    """Our own Python, migrations apart."""
    return sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


@cache
def templates() -> list[Path]:
    return sorted(KSBB.glob("*/templates/**/*.*"))


def our_models() -> list[type[models.Model]]:
    """Every model of ours, in the order of the rooms."""
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
