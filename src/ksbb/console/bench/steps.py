"""The parts of a bench that need Django and the bench's database: each runs in a child process of its own."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ksbb.catalogue.queries import current_statement
from ksbb.console.bench.filling import fill, rw_codes
from ksbb.console.bench.sizes import SIZES
from ksbb.console.world.cast import make_cast
from ksbb.opendata.actions import fold_figures
from ksbb.parties import actions as parties
from ksbb.places.actions import import_rw
from ksbb.places.queries import parse_rw_file

GIVERS = 20
"""Accounts that promise during the measuring."""
Tell = Callable[[str], None]


def fill_world(size_name: str, out: Path, tell: Tell) -> None:
    """Fill the (migrated, seeded, otherwise empty) database and write down what the bench will ask for."""
    size = SIZES[size_name]
    at = timezone.now()
    cast = make_cast(at=at)
    begun = time.perf_counter()
    content = "\n".join(["kode_rw", *rw_codes(size)]).encode()
    preview = parse_rw_file(name="rw.csv", content=content)
    import_rw(codes=preview.codes, source="Data uji kecepatan", reason="Sebaran rata untuk uji kecepatan", at=at)
    imported = time.perf_counter() - begun
    tell(f"impor {size.rw} RW: {imported:.2f} s")
    world = fill(size, pokja=cast.pokja, officer=cast.lurah, at=at, tell=tell)
    for number in range(GIVERS):
        person = parties.register_person(
            username=f"uji{number}", name=f"Donatur uji {number}", email=f"uji{number}@contoh.example", at=at
        )
        token = secrets.token_urlsafe(32)
        statement = current_statement(on=timezone.localdate(at))
        parties.issue_token(user=person, token=token, statement=statement.version, at=at)
        world.tokens.append(token)
    begun = time.perf_counter()
    folded = fold_figures(at=at)
    fold_seconds = time.perf_counter() - begun
    tell(f"{folded:,} gerak angka dilipat: {fold_seconds:.1f} s")
    found: dict[str, Any] = asdict(world) | {
        "rw_import_rate": round(size.rw / imported),
        "fold_rate": round(folded / fold_seconds) if fold_seconds else 0,
        "rows": _row_counts(),
    }
    out.write_text(json.dumps(found))


def _row_counts() -> dict[str, int]:
    tables = (
        "recipients_recipient",
        "needs_need",
        "commitments_line",
        "commitments_movement",
        "deliveries_delivery",
        "core_journalentry",
    )
    with connection.cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - names above
            counts[table] = int(cursor.fetchone()[0])
    return counts


def count_queries(paths: list[str], out: Path) -> None:
    """Ask each address once by the test client, outside the timed run: status, queries, bytes before compression."""
    client = Client(headers={"host": "127.0.0.1"})
    found = {}
    for path in paths:
        client.get(path)  # what is kept in the process after a first time is not counted
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        found[path] = {
            "status": answer.status_code,
            "queries": len(queries),
            "bytes": len(answer.content),
            "slowest": sorted(
                ((float(one["time"]), one["sql"][:300]) for one in queries.captured_queries), reverse=True
            )[:2],
        }
    out.write_text(json.dumps(found))
