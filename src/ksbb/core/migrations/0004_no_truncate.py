"""PostgreSQL: tables that were made append-only before TRUNCATE was refused too. New ones are guarded from the start."""

from django.db import migrations

from ksbb.core.append_only import GUARDED, POSTGRES_WHOLE


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(GUARDED)
        tables = [table for (table,) in cursor.fetchall()]
    for table in tables:
        schema_editor.execute(POSTGRES_WHOLE.format(table=table), None)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_seals")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
