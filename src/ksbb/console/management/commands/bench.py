"""`./ksbb bench --size S|M|L`: fills a throw-away database, serves it as in production, and measures."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ksbb.console.bench import ledger, report, steps
from ksbb.console.bench.measuring import Measured, Target, etag_of, measure, targets
from ksbb.console.bench.serving import Server, served
from ksbb.console.bench.sizes import SIZES


class Command(BaseCommand):
    """Works under var/bench, or in the PostgreSQL database that KSBB_BENCH_POSTGRES_URL names (emptied first)."""

    help = "Ukur kecepatan di atas dunia sementara; tabel hasilnya ditulis dalam Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--step`, `--world` and `--keep` are for the command itself and for looking closer."""
        parser.add_argument("--size", choices=sorted(SIZES), default="S")
        parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
        parser.add_argument("--seconds", type=float, default=4.0, help="detik tiap baris")
        parser.add_argument("--connections", default="1,16,50")
        parser.add_argument("--only", default="", help="hanya sasaran yang namanya memuat kata ini")
        parser.add_argument("--out", type=Path, help="tulis tabel ke berkas ini juga")
        parser.add_argument("--again", action="store_true", help="pakai basis data yang sudah diisi")
        parser.add_argument("--ledger", action="store_true", help="pembukuan: satu juta pemindahan, tanpa peladen")
        parser.add_argument("--months", type=int, default=120, help="panjang riwayat pembukuan, kelipatan 10")
        parser.add_argument("--step", choices=("fill", "count", "ledger"), help="bagian dalam")
        parser.add_argument("--world", type=Path, help="bagian dalam")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one inner step, or the whole."""
        if options["step"] == "fill":
            steps.fill_world(options["size"], options["world"], self._tell)
        elif options["step"] == "count":
            plan = json.loads(options["world"].read_text())
            steps.count_queries(plan, options["world"])
        elif options["step"] == "ledger":
            options["world"].write_text(json.dumps(ledger.measure_ledger(options["months"], self._tell)))
        elif options["ledger"]:
            self._ledger(options)
        else:
            self._whole(options)

    def _tell(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def _whole(self, options: dict[str, Any]) -> None:
        place = settings.BASE_DIR / "var" / "bench" / f"{options['size']}-{options['engine']}"
        env = _environment(place, options["engine"])
        written = place / "world.json"
        compared = "not run"
        if not (options["again"] and written.exists()):
            self._empty(place, options["engine"], env)
            self._run_step(env, "migrate", "--no-input", "--verbosity", "0")
            self._run_step(env, "seed_places")
            self._run_step(env, "bench", "--step", "fill", "--size", options["size"], "--world", str(written))
        if "recompute" in get_commands():
            self._tell("recompute --compare")
            compared = self._run_step(env, "recompute", "--compare", capture=True).strip().splitlines()[-1]
            self._tell(compared)
        self._run_step(env, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
        world = json.loads(written.read_text())
        wanted = [one for one in targets(world, deliver_on=_day()) if options["only"].lower() in one.name.lower()]
        counts = self._count(env, place, wanted)
        wanted = [one for one in wanted if one.writes or counts[one.name]["status"] == 200]
        rows = self._measure(env, wanted, options)
        text = report.document(
            size=options["size"],
            engine=options["engine"],
            when=timezone.localtime(),
            world=world,
            rows=rows,
            counts=counts,
            compared=compared,
            seconds=options["seconds"],
        )
        self.stdout.write(text)
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")

    def _ledger(self, options: dict[str, Any]) -> None:
        """A database of its own, filled and measured in one child; then every counter is compared with its rows."""
        place = settings.BASE_DIR / "var" / "bench" / f"ledger-{options['engine']}"
        env = _environment(place, options["engine"])
        self._empty(place, options["engine"], env)
        self._run_step(env, "migrate", "--no-input", "--verbosity", "0")
        written, months = place / "ledger.json", str(options["months"])
        self._run_step(env, "bench", "--step", "ledger", "--months", months, "--world", str(written))
        compared = self._run_step(env, "recompute", "--compare", capture=True).strip().splitlines()[-1]
        text = report.ledger(
            engine=options["engine"], when=timezone.localtime(), rows=json.loads(written.read_text()), compared=compared
        )
        self.stdout.write(text)
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")

    def _measure(self, env: dict[str, str], wanted: list[Target], options: dict[str, Any]) -> list[Measured]:
        """First everything rendered anew, then pages as served with the micro-cache and asked again with their ETag."""
        rows = []
        levels = [int(text) for text in options["connections"].split(",")]
        for cached in (False, True):
            seconds = str(settings.KSBB_PAGE_CACHE_SECONDS or 2) if cached else "0"
            with served({**env, "KSBB_PAGE_CACHE_SECONDS": seconds}, root=settings.BASE_DIR) as server:
                for target in wanted:
                    if cached and not target.page:
                        continue
                    for level in levels[-1:] if cached else levels:
                        name = f"{target.name} (singgahan)" if cached else target.name
                        plan = Target(name, target.requests, page=target.page, writes=target.writes)
                        row = measure(plan, server, level, options["seconds"])
                        self._tell(f"{name} x{level}: {row.rate:.0f}/s p95 {row.p95} ms {row.statuses}")
                        rows.append(row)
                known = [target for target in wanted if target.name == "daftar kebutuhan"]
                rows += [self._known(server, one, levels[-1], options["seconds"], cached=cached) for one in known]
        return rows

    def _known(self, server: Server, target: Target, level: int, seconds: float, *, cached: bool) -> Measured:
        """The same page asked by somebody who has it already."""
        name = f"{target.name}, 304{' (singgahan)' if cached else ''}"
        plan = Target(name, target.requests)
        row = measure(plan, server, level, seconds, {"If-None-Match": etag_of(server, target.path)})
        self._tell(f"{name} x{level}: {row.rate:.0f}/s {row.statuses}")
        return row

    def _count(self, env: dict[str, str], place: Path, wanted: list[Target]) -> dict[str, dict[str, Any]]:
        """Queries of each target by its name; the paths go to the child and its answers come back in one file."""
        file = place / "queries.json"
        reads = {one.name: one.path for one in wanted if not one.writes}
        file.write_text(json.dumps(list(reads.values())))
        self._run_step({**env, "KSBB_PAGE_CACHE_SECONDS": "0"}, "bench", "--step", "count", "--world", str(file))
        found = json.loads(file.read_text())
        for name, path in reads.items():
            if found[path]["status"] != 200:
                self._tell(f"TIDAK DIUKUR / NOT MEASURED: {name} ({path}) answers {found[path]['status']}")
        return {name: found[path] for name, path in reads.items()}

    def _empty(self, place: Path, engine: str, env: dict[str, str]) -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        if engine == "postgres":
            _fresh_postgres(env["DATABASE_URL"])

    def _run_step(self, env: dict[str, str], *words: str, capture: bool = False) -> str:
        order = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        done = subprocess.run(  # noqa: S603 - our own program
            order, env=env, stdout=subprocess.PIPE if capture else None, text=True, check=False
        )
        if done.returncode and not capture:
            raise CommandError(f"{' '.join(words[:1])} ended with {done.returncode}")
        return done.stdout or ""


def _day() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


def _environment(place: Path, engine: str) -> dict[str, str]:
    """As in production, with limits on tries off and nothing of the caller's own settings."""
    env = {name: text for name, text in os.environ.items() if not name.startswith(("KSBB_", "DATABASE_", "EMAIL_"))}
    url = f"sqlite:///{place / 'bench.sqlite3'}"
    if engine == "postgres":
        url = os.environ.get("KSBB_BENCH_POSTGRES_URL", "")
        if not re.search(r"bench", urlsplit(url).path):
            raise CommandError("KSBB_BENCH_POSTGRES_URL must name a database with 'bench' in its name: it is emptied.")
    place.mkdir(parents=True, exist_ok=True)
    return env | {
        "DATABASE_URL": url,
        "KSBB_VAR": str(place),
        "KSBB_RATE_FACTOR": "0",
        "KSBB_LOG_LEVEL": "WARNING",
        "EMAIL_URL": "dummymail://",
        "PYTHONPATH": str(settings.BASE_DIR / "src"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def _fresh_postgres(url: str) -> None:
    """Drop and make the database anew, from the server's own database."""
    import psycopg
    from psycopg import sql

    server, _, database = url.rpartition("/")
    name = sql.Identifier(database)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
