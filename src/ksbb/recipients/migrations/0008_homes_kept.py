"""What a home tells is added, never changed."""

from django.db import migrations

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("recipients", "0007_homes")]

    operations = [
        append_only("recipients_visitrule"),
        append_only("recipients_stock"),
        append_only("recipients_monthreport"),
    ]
