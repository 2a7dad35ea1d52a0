"""PostgreSQL: the lock of a fold, taken with the rights of who owns the tables.

The program's own role may be one that cannot change history; PostgreSQL lets such a role lock no table either.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION ksbb_hold_still() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS
$$ BEGIN
LOCK TABLE commitments_movement, needs_outsideaid, core_journalentry IN SHARE ROW EXCLUSIVE MODE;
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE, None)
        schema_editor.execute("REVOKE ALL ON FUNCTION ksbb_hold_still() FROM PUBLIC", None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION ksbb_hold_still()", None)


class Migration(migrations.Migration):
    dependencies = [("opendata", "0004_tallies")]

    operations = [migrations.RunPython(make, drop)]
