"""Test databases: one migrated template for a run, copied for each parallel process and for each test that commits."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

from tests.settings import SCRATCH


def is_postgres() -> bool:
    return str(connections.settings["default"]["ENGINE"]).endswith("postgresql")


@dataclass(frozen=True, slots=True)
class Database:
    """A database of its own. `url` is what a child process takes as DATABASE_URL."""

    name: str
    url: str


def _settings() -> dict[str, Any]:
    # one dictionary, shared by the connections of every thread: changing its NAME moves them all
    settings: dict[str, Any] = connections.settings["default"]
    return settings


def _url(name: str) -> str:
    if not is_postgres():
        return f"sqlite:///{name}"
    one = _settings()
    password = f":{one['PASSWORD']}" if one["PASSWORD"] else ""
    return f"postgres://{one['USER']}{password}@{one['HOST']}:{one['PORT'] or 5432}/{name}"


def _admin(sql: str) -> None:
    """Run a statement about whole databases, on PostgreSQL's own database."""
    import psycopg

    with psycopg.connect(os.environ["KSBB_TEST_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql)


def _name(suffix: str) -> str:
    if is_postgres():
        return f"{SCRATCH.name}_{suffix}".replace("-", "_").lower()
    return str(SCRATCH / f"{suffix}.sqlite3")


def _point_to(name: str) -> None:
    connections.close_all()
    _settings()["NAME"] = name


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    with (SCRATCH / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _template() -> str:
    """Make the template once for a run; later callers find it ready."""
    name, ready = _name("template"), SCRATCH / "template.ready"
    with _lock():
        if ready.exists():
            return name
        if is_postgres():
            _admin(f'CREATE DATABASE "{name}"')
        before = _settings()["NAME"]
        _point_to(name)
        call_command("migrate", interactive=False, verbosity=0)
        if not is_postgres():
            with connections["default"].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the copy takes one file
        _point_to(before)
        ready.touch()
    return name


def create(suffix: str) -> Database:
    """A fresh copy of the migrated template, triggers and all."""
    return copy_of(_template(), suffix)


def copy_of(template: str, suffix: str) -> Database:
    """A fresh copy of a database that nobody is connected to (on SQLite: whose log was written back)."""
    name = _name(suffix)
    if is_postgres():
        connections.close_all()
        with _lock():  # a template cannot be copied by two at once
            _admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    else:
        shutil.copyfile(template, name)
    return Database(name=name, url=_url(name))


def drop(database: Database) -> None:
    if is_postgres():
        _admin(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)')
    else:
        for ending in ("", "-wal", "-shm"):
            Path(database.name + ending).unlink(missing_ok=True)


@contextlib.contextmanager
def use(suffix: str) -> Iterator[Database]:
    """Let every connection of this process speak to a fresh copy for a while."""
    with pointing_to(create(suffix)) as database:
        yield database


@contextlib.contextmanager
def pointing_to(database: Database) -> Iterator[Database]:
    """Let every connection of this process speak to a database for a while; then it is dropped."""
    before = _settings()["NAME"]
    _point_to(database.name)
    try:
        yield database
    finally:
        _point_to(before)
        drop(database)


def drop_template() -> None:
    """At the end of a run, by the process that began it."""
    if is_postgres():
        _admin(f'DROP DATABASE IF EXISTS "{_name("template")}" WITH (FORCE)')
    shutil.rmtree(SCRATCH, ignore_errors=True)
