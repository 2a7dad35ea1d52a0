"""A migration operation that makes a table append-only by trigger, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {EVENT} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} hanya boleh ditambah'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION ksbb_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
RAISE EXCEPTION '% hanya boleh ditambah', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{event} BEFORE {EVENT} ON {table}
FOR EACH ROW EXECUTE FUNCTION ksbb_append_only()
"""
# TRUNCATE passes by the triggers of rows; SQLite has no such statement
POSTGRES_WHOLE = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION ksbb_append_only()
"""
GUARDED = """
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname = 'ksbb_append_only' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname
"""
"""PostgreSQL: the append-only tables, as the database itself knows them."""


Code = Callable[[Any, BaseDatabaseSchemaEditor], None]


def append_only(table: str) -> migrations.RunPython:
    """The operation: after it, UPDATE and DELETE on `table` fail with IntegrityError on both engines, and so does
    TRUNCATE where there is one.
    """
    return migrations.RunPython(_closing(table), _opening(table))


def changeable(table: str) -> migrations.RunPython:
    """The operation before a migration that changes an append-only table; `append_only` follows at its end.

    SQLite builds a changed table anew and would lose the triggers silently.
    """
    return migrations.RunPython(_opening(table), _closing(table))


def _closing(table: str) -> Code:
    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRES_FUNCTION, None)
            template = POSTGRES
        else:
            template = SQLITE
        for event in ("update", "delete"):
            schema_editor.execute(template.format(table=table, event=event, EVENT=event.upper()), None)
        if template is POSTGRES:
            schema_editor.execute(POSTGRES_WHOLE.format(table=table), None)

    return forwards


def _opening(table: str) -> Code:
    def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        suffix = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{event}{suffix}", None)
        if suffix:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate{suffix}", None)

    return backwards
