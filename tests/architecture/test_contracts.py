"""The order of rooms, of files inside them, and who may touch tables, is held by import-linter; and it would notice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOMS, ROOT, SRC, SURFACES


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    order: list[str | Path] = [program, "--config", ROOT / "pyproject.toml", "--no-cache"]
    env = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(order, cwd=root, env=env, capture_output=True, text=True, check=False)


def test_contracts_are_kept():
    result = _lint(SRC)

    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("core/planted.py", "import ksbb.needs", "Rooms stand in the order"),
        ("web/planted.py", "def late():\n    import ksbb.api", "Rooms stand in the order"),
        ("newroom/__init__.py", "", "Rooms stand in the order"),
        ("places/enums.py", "import ksbb.places.models", "Inside a room"),
        ("web/planted.py", "import ksbb.places.models", "do not touch tables"),
        ("opendata/planted.py", "import ksbb.parties.actions", "open data acts on no room"),
        ("parties/planted.py", "import config.settings", "does not know how it is run"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, file: str, line: str, contract: str):
    skip = shutil.ignore_patterns("static", "templates", "data", "__pycache__", "*.json", "*.csv")
    shutil.copytree(SRC, tmp_path / "src", ignore=skip)
    planted = tmp_path / "src" / "ksbb" / file
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a") as target:
        target.write(f"\n{line}\n")

    result = _lint(tmp_path / "src")

    assert result.returncode != 0
    assert any(contract in row and "BROKEN" in row for row in result.stdout.splitlines()), result.stdout[-2000:]


def test_types_alone_may_name_a_table(tmp_path: Path):
    skip = shutil.ignore_patterns("static", "templates", "data", "__pycache__", "*.json", "*.csv")
    shutil.copytree(SRC, tmp_path / "src", ignore=skip)
    planted = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ksbb.places.models\n"
    (tmp_path / "src" / "ksbb" / "web" / "planted.py").write_text(planted)

    assert _lint(tmp_path / "src").returncode == 0


def test_every_folder_is_a_room():
    folders = {path.name for path in (SRC / "ksbb").iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert folders == {*ROOMS, *SURFACES}
