"""Transfers and closings are added, never changed; and a transfer joins two accounts of one book, unit and goods."""

from django.db import migrations

from ksbb.core.append_only import append_only

ONE_BOOK = """
SELECT 1 FROM funds_account d JOIN funds_account c ON d.unit = c.unit AND d.item = c.item
WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id AND d.book_id = NEW.book_id AND c.book_id = NEW.book_id
"""
CLOSED = "SELECT 1 FROM funds_monthclosing m WHERE m.book_id = NEW.book_id AND NEW.occurred_on < {following}"
SAYS = "pemindahan harus dalam satu pembukuan, satu satuan, dan bulan yang terbuka"

SQLITE = f"""
CREATE TRIGGER funds_transfer_coherent BEFORE INSERT ON funds_transfer
WHEN NOT EXISTS ({ONE_BOOK}) OR EXISTS ({CLOSED.format(following="date(m.month, '+1 month')")})
BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
"""
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ksbb_transfer_coherent() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF NOT EXISTS ({ONE_BOOK}) OR EXISTS ({CLOSED.format(following="m.month + interval '1 month'")}) THEN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
END $$
"""
POSTGRES = """
CREATE TRIGGER funds_transfer_coherent BEFORE INSERT ON funds_transfer
FOR EACH ROW EXECUTE FUNCTION ksbb_transfer_coherent()
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION, None)
        schema_editor.execute(POSTGRES, None)
    else:
        schema_editor.execute(SQLITE, None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER funds_transfer_coherent ON funds_transfer", None)
        schema_editor.execute("DROP FUNCTION ksbb_transfer_coherent()", None)
    else:
        schema_editor.execute("DROP TRIGGER funds_transfer_coherent", None)


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        append_only("funds_transfer"),
        append_only("funds_monthclosing"),
        migrations.RunPython(guard, unguard),
    ]
