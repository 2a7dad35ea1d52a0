"""History is added to, never changed: the database refuses UPDATE and DELETE, however they come."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from ksbb.commitments.actions import reveal_contact, reveal_giver
from ksbb.commitments.models import GiverReading, Movement
from ksbb.core.checkpoints import make_checkpoint
from ksbb.core.models import Checkpoint, JournalEntry, Seal
from ksbb.deliveries.models import Receipt, ReceiptLine
from ksbb.needs.actions import record_outside_aid
from ksbb.needs.models import OutsideAid
from ksbb.opendata.actions import publish_sentence
from ksbb.opendata.models import PublishedSentence
from ksbb.recipients.models import ContactReading, Fact
from tests.situations import AT, World, hours

TABLES: dict[type[models.Model], tuple[str, Any]] = {
    JournalEntry: ("verb", "lain"),
    Seal: ("hash", "lain"),
    Checkpoint: ("root", "lain"),
    Movement: ("delta", 7),
    Receipt: ("note", "lain"),
    ReceiptLine: ("received", 7),
    OutsideAid: ("quantity", 7),
    Fact: ("value", 7),
    ContactReading: ("subject", "lain"),
    GiverReading: ("reader_id", 7),
    PublishedSentence: ("text", "lain"),
}

WITHOUT_ROWS = {
    "deliveries_callcount",
    "deliveries_couriercount",
    "deliveries_courierreport",
    "deliveries_draw",
    "deliveries_evidencemark",
    "funds_monthclosing",
    "funds_transfer",
    "gifts_filing",
    "gifts_share",
    "parties_standingchange",
    "permits_permit",
    "recipients_monthreport",
    "recipients_safeguardingacceptance",
    "recipients_stock",
    "recipients_visitrule",
}
"""Tables without a row in this small world: held to by their triggers."""


@pytest.fixture
def filled(world: World) -> None:
    """One row in each of the tables."""
    need = world.need(100)
    line = world.promise(need, 50)
    reveal_contact(by=world.donor, line=line, at=AT)
    reveal_giver(by=world.rw, line=line, at=AT)
    world.received(world.sent(line, 50), line, 50)
    record_outside_aid(by=world.lurah, need=need, quantity=5, source="Bantuan kelurahan", at=AT)
    publish_sentence(by=world.pokja, until=hours(1), at=hours(1))
    make_checkpoint(at=hours(1))


@pytest.mark.parametrize("model", TABLES)
def test_a_table_is_append_only(filled: None, model: type[models.Model]) -> None:
    column, value = TABLES[model]
    table, primary = model._meta.db_table, model._meta.pk
    assert primary is not None
    before = list(model._base_manager.order_by("pk").values())
    row = model._base_manager.order_by("pk")[0]

    def raw(sql: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)

    def save(changed: models.Model) -> None:
        setattr(changed, column, value)
        changed.save()

    attempts: list[Callable[[], Any]] = [
        lambda: model._base_manager.filter(pk=row.pk).update(**{column: value}),
        lambda: model._base_manager.filter(pk=row.pk).delete(),
        lambda: model._base_manager.all()._raw_delete(using="default"),
        lambda: save(row),
        row.delete,
        lambda: raw(f"UPDATE {table} SET {column} = %s", value),
        lambda: raw(f"UPDATE {table} SET {column} = {column}"),
        lambda: raw(f"DELETE FROM {table}"),
        lambda: raw(f"DELETE FROM {table} WHERE {primary.column} = %s", row.pk),
    ]
    if connection.vendor == "postgresql":
        attempts.append(lambda: raw(f"TRUNCATE {table} CASCADE"))
    for number, attempt in enumerate(attempts):
        with pytest.raises(DatabaseError), transaction.atomic():  # noqa: PT012
            attempt()
            pytest.fail(f"attempt {number} on {table} went through")

    assert before
    assert list(model._base_manager.order_by("pk").values()) == before


def test_nothing_else_is_append_only() -> None:
    """The list above is the list of triggers in the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT tgisinternal"
            )
        else:
            cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = {name for (name,) in cursor.fetchall()}

    assert found == {model._meta.db_table for model in TABLES} | WITHOUT_ROWS


@pytest.mark.django_db
def test_each_of_them_refuses_every_way() -> None:
    """The same triggers on every table: those with rows in this world have been tried above."""
    events = ["UPDATE", "DELETE"] + (["TRUNCATE"] if connection.vendor == "postgresql" else [])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # PostgreSQL's own list: that of the standard knows no TRUNCATE
            cursor.execute(
                "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgenabled = 'O'"
            )
            found = {
                (table, event)
                for table, does in cursor.fetchall()
                for event in events
                if f"BEFORE {event} ON" in does and "ksbb_append_only()" in does
            }
        else:
            cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = {
                (table, event)
                for table, does in cursor.fetchall()
                for event in events
                if f"BEFORE {event} ON" in does and "RAISE(ABORT" in does
            }

    tables = {model._meta.db_table for model in TABLES} | WITHOUT_ROWS
    assert {(table, event) for table in tables for event in events} - found == set()


test_nothing_else_is_append_only = pytest.mark.django_db(test_nothing_else_is_append_only)
