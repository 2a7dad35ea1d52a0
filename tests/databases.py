"""Test databases: one migrated template for a run, copied for each parallel process and for each test that commits.

A world that many tests start from is built into a copy once for a run (`furnished`) and copied from there.
"""

import contextlib
import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.core.management import call_command
from django.db import connections

from tests.settings import SCRATCH

Furniture = TypeVar("Furniture")


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
def _lock(name: str = "template") -> Iterator[None]:
    with (SCRATCH / f"{name}.lock").open("w") as file:
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
        _settle()
        _point_to(before)
        ready.touch()
    return name


def _settle() -> None:
    """Write SQLite's log back: a copy takes one file."""
    if not is_postgres():
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def furnished(name: str, furnish: Callable[[], Furniture]) -> tuple[str, Furniture]:
    """The name of a template with a world in it, and what `furnish` gave back when it built that world.

    Built once for a run, by whoever asks first; the rows it gave back are kept beside the template.
    """
    kept = SCRATCH / f"{name}.pickle"
    with _lock(name):
        if not kept.exists():
            with speaking_to(copy_of(_template(), name)):
                made = furnish()
                _settle()
            kept.write_bytes(pickle.dumps(made))
    return _name(name), pickle.loads(kept.read_bytes())  # noqa: S301 - written above, in a directory of this run


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
def use(suffix: str, template: str = "") -> Iterator[Database]:
    """Let every connection of this process speak to a fresh copy for a while: of the migrated template, triggers and
    all, or of a furnished one. Then the copy is dropped.
    """
    database = copy_of(template or _template(), suffix)
    try:
        with speaking_to(database):
            yield database
    finally:
        drop(database)


@contextlib.contextmanager
def speaking_to(database: Database) -> Iterator[None]:
    """Let every connection of this process speak to a database for a while."""
    before = _settings()["NAME"]
    _point_to(database.name)
    try:
        yield
    finally:
        _point_to(before)


def drop_templates() -> None:
    """At the end of a run, by the process that began it: whatever is left of it."""
    if is_postgres():
        for name in _left_over():
            _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(SCRATCH, ignore_errors=True)


def _left_over() -> list[str]:
    import psycopg

    with psycopg.connect(os.environ["KSBB_TEST_DATABASE_URL"]) as connection:
        asked = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        return [name for (name,) in connection.execute(asked, [_name("")])]
