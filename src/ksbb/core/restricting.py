"""PostgreSQL: the rights of a role that serves the program and cannot rewrite history.

The owner of the tables migrates; the program serves as a role that may only add to append-only tables. A trigger stops
a slip and a hole in the program; what a role has no right to, it cannot do with the trigger gone either, and only an
owner can drop a trigger.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

from ksbb.core.append_only import GUARDED
from ksbb.core.refusals import Refusal

NOT_POSTGRES = Refusal("not_postgres", "Basis data ini SQLite, yang tidak mengenal peran; pakai PostgreSQL.")
NO_ROLE = Refusal("role_unknown", "Peran ini tidak ada. Buat dahulu: CREATE ROLE nama LOGIN PASSWORD '…'.")
OWNER = Refusal(
    "role_owns",
    "Peran ini pemilik tabel, superuser, atau anggota peran pemilik: haknya tidak dapat dibatasi. Pakai peran lain.",
)
STILL = Refusal(
    "still_may",
    "Lewat peran lain atau hak PUBLIC, peran ini masih dapat mengubah tabel yang hanya boleh ditambah. Cabut hak itu "
    "dahulu; belum ada yang diubah.",
)
READ_ONLY = ("django_migrations",)
"""What only a migration writes."""
_OWNS = """
SELECT r.rolsuper OR pg_has_role(r.oid, d.datdba, 'MEMBER') OR EXISTS (
  SELECT 1 FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND pg_has_role(r.oid, c.relowner, 'MEMBER')
) FROM pg_roles r, pg_database d WHERE r.rolname = %s AND d.datname = current_database()
"""
_STILL = """
SELECT count(*) FROM unnest(%s::text[]) name
WHERE has_table_privilege(%s, name, 'UPDATE, DELETE, TRUNCATE, TRIGGER') OR has_any_column_privilege(%s, name, 'UPDATE')
"""


def why_not_restrict(role: str) -> Refusal | None:
    """Why the rights of this role cannot be made smaller."""
    if connection.vendor != "postgresql":
        return NOT_POSTGRES
    with connection.cursor() as cursor:
        cursor.execute(_OWNS, [role])
        found = cursor.fetchone()
    if found is None:
        return NO_ROLE
    return OWNER if found[0] else None


def append_only_tables() -> list[str]:
    """As the database itself knows them: by their triggers."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        return [table for (table,) in cursor.fetchall()]


def statements(role: str) -> Iterator[str]:
    """The rights, as SQL: all that the role had here is taken, then given is what the program needs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_database(), quote_ident(%s)", [role])
        schema, database, name = cursor.fetchone() or ("", "", "")
    quote = connection.ops.quote_name
    kept, read = (
        ", ".join(f"{quote(schema)}.{quote(table)}" for table in tables)
        for tables in ([*append_only_tables(), *READ_ONLY], READ_ONLY)
    )
    yield f"GRANT CONNECT ON DATABASE {quote(database)} TO {name}"
    yield f"REVOKE ALL ON SCHEMA {quote(schema)} FROM {name}"
    yield f"GRANT USAGE ON SCHEMA {quote(schema)} TO {name}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {quote(schema)} FROM {name}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {quote(schema)} TO {name}"
    yield f"REVOKE UPDATE, DELETE ON {kept} FROM {name}"
    yield f"REVOKE INSERT ON {read} FROM {name}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {quote(schema)} FROM {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {quote(schema)} TO {name}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {quote(schema)} TO {name}"


@transaction.atomic
def restrict(role: str) -> Refusal | None:
    """Give these rights, and ask the database whether they are what was meant; if not, leave all as it was."""
    with connection.cursor() as cursor:
        for statement in statements(role):
            cursor.execute(statement)
        tables = append_only_tables()
        cursor.execute(_STILL, [tables, role, role])
        if cursor.fetchone() == (0,):
            return None
    transaction.set_rollback(True)
    return STILL
