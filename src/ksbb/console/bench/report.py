"""The result as a table in Markdown."""

from __future__ import annotations

import os
import platform
import time
from datetime import datetime
from typing import Any

from ksbb.console.bench.ledger import table as table_of_ledger
from ksbb.console.bench.measuring import Measured


def calibration() -> int:
    """Processor milliseconds of a fixed Python loop: tells a busy or slow machine from a quiet one."""
    begun, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number * number
    return round((time.process_time() - begun) * 1000)


def machine() -> str:
    """Cores, memory and versions; never the name of the host."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = f"load {os.getloadavg()[0]:.1f} at the end, a fixed loop of a million steps took {calibration()} ms"
    return f"{busy}; {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, {platform.system()}"


def table(rows: list[Measured], counts: dict[str, dict[str, Any]]) -> str:
    """One line for each target and number of connections."""
    lines = [
        "| Target | Conn. | req/s | p50 ms | p95 ms | p99 ms | CPU ms/req | SQL | bytes | RSS / PSS MB | failed |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        queries = counts.get(row.name, {}).get("queries", "")
        bad = row.broken + sum(number for status, number in row.statuses.items() if status not in {"200", "201", "304"})
        lines.append(
            f"| {row.name} | {row.connections} | {row.rate:.0f} | {row.p50} | {row.p95} | {row.p99} | {row.cpu_ms} "
            f"| {queries} | {row.bytes} | {row.resident_mb:.0f} / {row.shared_once_mb:.0f} | {bad} |"
        )
    return "\n".join(lines)


def ratios(rows: list[Measured], *, at: int) -> str:
    """Comparisons within the one run, which noise of the machine touches least."""
    found = {(row.name, row.connections): row for row in rows}
    health = found.get(("/healthz", at))
    lines = []
    for name, connections in found:
        if connections == at and health and name != "/healthz" and health.rate:
            lines.append(f"- {name}: {found[name, at].rate / health.rate:.0%} of /healthz")
    return "\n".join(lines)


def ledger(*, engine: str, when: datetime, rows: list[dict[str, Any]], compared: str) -> str:
    """The report of the ledger's bench."""
    lines = [
        f"### Ledger, {engine}, {when:%Y-%m-%d %H:%M %Z}",
        "",
        f"{machine()}.",
        "Milliseconds, middle / 95th of a hundred (statement of the bank account, trial balance: of ten).",
        f"`recompute --compare`: {compared}.",
        "",
        table_of_ledger(rows),
        "",
    ]
    return "\n".join(lines)


def document(
    *,
    size: str,
    engine: str,
    when: datetime,
    world: dict[str, Any],
    rows: list[Measured],
    counts: dict[str, dict[str, Any]],
    compared: str,
    seconds: float,
) -> str:
    """The whole report."""
    most = max(row.connections for row in rows)
    held = ", ".join(f"{table.partition('_')[2]} {number:,}" for table, number in world["rows"].items())
    return "\n".join(
        [
            f"### Size {size}, {engine}, {when:%Y-%m-%d %H:%M %Z}",
            "",
            f"{machine()}; {seconds:g} s a row; Granian 2 workers x 2 threads; the generator shares the cores.",
            f"Rows: {held}.",
            f"Import of RW: {world['rw_import_rate']:,} rows/s. Folding: {world['fold_rate']:,} movements/s.",
            f"`recompute --compare`: {compared}.",
            "",
            table(rows, counts),
            "",
            f"Ratios at {most} connections:",
            "",
            ratios(rows, at=most),
            "",
        ]
    )
