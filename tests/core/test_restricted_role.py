"""AUD-02: the program serves as a role that cannot rewrite history, does everything it does, and is stopped there."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction

from ksbb.console.jobs import JOBS, run_due
from ksbb.console.management.commands import deed as _  # noqa: F401 - loads the verbs of all rooms
from ksbb.core import checkpoints, restricting, sealing
from ksbb.core.deeds import verbs
from ksbb.core.models import Checkpoint, DueJob, JournalEntry, Seal
from ksbb.opendata.recomputing import differences
from ksbb.places import actions as places
from tests import databases, situations
from tests import world as the
from tests.core.test_append_only import TABLES, WITHOUT_ROWS
from tests.doors.cases import CASES

AT = situations.AT


@contextmanager
def speaking_as(role: str, password: str) -> Iterator[None]:
    """Every connection of this process signs in as somebody else for a while."""
    connections.close_all()
    settings = connections.settings["default"]
    before = {name: settings[name] for name in ("USER", "PASSWORD")}
    settings.update(USER=role, PASSWORD=password)
    try:
        yield
    finally:
        connections.close_all()
        settings.update(before)


class Role:
    """A role of this test alone; PostgreSQL's roles belong to the whole server."""

    def __init__(self, name: str) -> None:
        self.name, self.password = name, secrets.token_hex(8)
        databases._admin(f"CREATE ROLE {name} LOGIN PASSWORD '{self.password}'")

    def speaks(self) -> Any:
        return speaking_as(self.name, self.password)


@pytest.fixture
def role(django_test_environment: None, django_db_blocker: Any, process_name: str) -> Iterator[Role]:
    """Its rights are in a database that is dropped before it: then nothing holds it."""
    with django_db_blocker.unblock():
        made = Role(f"ksbb_uji_{process_name}_{os.getpid()}_{secrets.token_hex(3)}")
        try:
            with databases.use(f"{made.name}_db"):
                yield made
        finally:
            databases._admin(f"DROP ROLE {made.name}")


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("restrict_role", *words, stdout=out)
    return out.getvalue()


def tried(sql: str) -> str:
    """What the database says to it: nothing, or the kind of its refusal."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            transaction.set_rollback(True)
    except ProgrammingError as error:
        return str(getattr(error.__cause__, "sqlstate", error))
    return ""


NOT_ALLOWED = "42501"


@pytest.mark.postgres
def test_the_whole_chain_runs_and_nothing_of_it_can_be_rewritten(role: Role) -> None:
    run(role.name)
    with role.speaks(), time_machine.travel(AT, tick=False):
        w = situations.build()
        line = w.promise(w.need(100), 60)
        w.received(w.sent(line, 60), line, 55)
        DueJob.objects.all().delete()
        assert set(run_due(at=AT)) == {job.name for job in JOBS}
        DueJob.objects.update(due_at=AT)
        w.promise(w.need(50, package="lebaran"), 20)
        done = run_due(at=AT + timedelta(days=800))
        assert not [name for name, result in done.items() if result.startswith("gagal")]
        assert sealing.seal(at=AT) > 0  # the last jobs wrote after their seal
        assert checkpoints.fault() == ""
        assert Checkpoint.objects.count() == 2
        assert Seal.objects.count() == JournalEntry.objects.count() > 0
        assert list(differences(at=AT)) == []
        rewriting = {
            table: [
                tried(f"UPDATE {table} SET {_first_column(table)} = {_first_column(table)}"),
                tried(f"DELETE FROM {table}"),
                tried(f"TRUNCATE {table}"),
                tried(f"DROP TRIGGER {table}_no_update ON {table}"),
                tried(f"ALTER TABLE {table} DISABLE TRIGGER ALL"),
                tried(f"DROP TABLE {table}"),
            ]
            for table in restricting.append_only_tables()
        }

    assert set(rewriting) == {model._meta.db_table for model in TABLES} | WITHOUT_ROWS
    assert {table: said for table, said in rewriting.items() if said != [NOT_ALLOWED] * 6} == {}


def _first_column(table: str) -> str:
    return str(connection.introspection.get_table_description(connection.cursor(), table)[0].name)


@pytest.mark.postgres
def test_every_verb_works_with_fewer_rights(role: Role) -> None:
    run(role.name)
    stopped = {}
    with role.speaks(), time_machine.travel(AT, tick=False):
        places.seed(at=AT)
        w = the.make_world(at=AT)
        for case in CASES:
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        arguments = case.arguments(w)  # first: some of its people come with it
                        actor = {"by": w.people[case.by]} if case.by else {}
                        verbs[case.verb].action(**actor, **arguments, at=w.at)
                except ProgrammingError as error:
                    stopped[case.verb] = str(error)
                transaction.set_rollback(True)

    assert stopped == {}


@pytest.mark.postgres
def test_the_owner_is_stopped_by_triggers_alone_and_truncate_by_one_of_its_own(role: Role) -> None:
    """The negative control: with the trigger gone the owner may, which is why the program should not be the owner."""
    situations.person("seseorang")

    with pytest.raises(Exception, match="hanya boleh ditambah"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_journalentry")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER core_journalentry_no_truncate ON core_journalentry")
        cursor.execute("TRUNCATE core_journalentry")
    assert not JournalEntry.objects.exists()


@pytest.mark.postgres
def test_the_printed_statements_are_those_that_run(role: Role) -> None:
    printed = run(role.name, "--print")
    with role.speaks():
        assert tried("SELECT 1 FROM core_journalentry") == NOT_ALLOWED
    with connection.cursor() as cursor:
        for statement in printed.strip().split(";\n"):
            cursor.execute(statement.rstrip(";"))
    rights = _rights(role)
    run(role.name)
    run(role.name)  # safe to repeat

    assert _rights(role) == rights
    with role.speaks():
        assert tried("SELECT 1 FROM core_journalentry") == ""
        assert tried("DELETE FROM django_session") == ""
        assert tried("DELETE FROM core_journalentry") == NOT_ALLOWED
        assert tried("INSERT INTO django_migrations SELECT * FROM django_migrations") == NOT_ALLOWED
        assert tried("CREATE TABLE lain (a int)") == NOT_ALLOWED


def _rights(role: Role) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s"
            " ORDER BY 1, 2",
            [role.name],
        )
        return list(cursor.fetchall())


def _make_owner(role: Role) -> None:
    databases._admin(f'GRANT "{connection.settings_dict["USER"]}" TO {role.name}')


def _open_to_all(role: Role) -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE (hash) ON core_seal TO PUBLIC")


@pytest.mark.postgres
@pytest.mark.parametrize(("spoil", "code"), [(_make_owner, "role_owns"), (_open_to_all, "still_may")])
def test_a_role_that_would_not_be_restricted_is_refused(role: Role, spoil: Callable[[Role], None], code: str) -> None:
    spoil(role)

    with pytest.raises(CommandError, match=code):
        run(role.name)
    assert _rights(role) == []


@pytest.mark.postgres
def test_an_unknown_role_is_refused(role: Role) -> None:
    with pytest.raises(CommandError, match="role_unknown"):
        run(f"{role.name}_lain")


@pytest.mark.django_db
def test_sqlite_knows_no_roles() -> None:
    if not databases.is_postgres():
        with pytest.raises(CommandError, match="not_postgres"):
            run("siapa_saja")
