"""What a manager accepted is added, never changed."""

from django.db import migrations

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("recipients", "0003_safeguarding")]

    operations = [
        append_only("recipients_safeguardingacceptance"),
    ]
