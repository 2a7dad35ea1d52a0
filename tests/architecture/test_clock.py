"""Time is told: only surfaces read the clock, rooms receive `at`."""

import ast

from tests.architecture.source import KSBB, SURFACES, python_files, shown, tree

# Reading the clock, written as module.function or as a bare imported name.
READS = {
    "timezone.now",
    "timezone.localtime",
    "timezone.localdate",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
}
READS |= {"date.today", "time.time", "time.time_ns", "Now"}


def test_rooms_do_not_read_the_clock():
    rooms = [
        path for path in python_files() if path.is_relative_to(KSBB) and path.relative_to(KSBB).parts[0] not in SURFACES
    ]

    found = [f"{shown(path)}:{line} {what}" for path in rooms for line, what in _reads(tree(path))]

    assert found == []


def test_a_planted_reading_is_found():
    planted = ast.parse(
        "from django.utils import timezone\nimport datetime as dt\nfrom time import time\n"
        "a = timezone.now()\nb = dt.datetime.now()\nc = field(default=timezone.now)\n"
        "d = DateTimeField(auto_now_add=True)\n"
        "e = timezone.localdate()\nf = timezone.localtime(value)\n"
    )

    assert [line for line, _ in _reads(planted)] == [4, 5, 6, 7, 8]


def _reads(module: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            found.append((node.value.lineno, str(node.arg)))
        if isinstance(node, ast.Attribute | ast.Name):
            name = ".".join(ast.unparse(node).split(".")[-2:])
            if name in READS and not _converts(module, node):
                found.append((node.lineno, name))
    return sorted(found)


def _converts(module: ast.Module, node: ast.AST) -> bool:
    """`localtime(value)` and `localdate(value)` turn a given time round; without a value they read the clock."""
    return any(
        isinstance(call, ast.Call)
        and call.func is node
        and call.args
        and ast.unparse(node).split(".")[-1].startswith("local")
        for call in ast.walk(module)
    )
