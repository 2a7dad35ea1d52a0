"""The ground the tests stand on: fresh databases are fresh, the network is shut."""

import socket

import pytest
from django.db import connection

from tests.databases import Database, is_postgres


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


@pytest.mark.django_db
def test_shared_database_is_migrated():
    assert "django_session" in _tables()


@pytest.mark.parametrize("turn", [1, 2])
def test_fresh_database_forgets_the_last_test(fresh_db: Database, turn: int):
    assert "django_session" in _tables()
    assert "scratch" not in _tables()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (n integer)")


def test_sqlite_keeps_what_it_committed(fresh_db: Database):
    if is_postgres():
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]


def test_network_is_shut():
    with socket.socket() as far, pytest.raises(OSError, match="may not reach"):
        far.connect(("192.0.2.1", 80))
