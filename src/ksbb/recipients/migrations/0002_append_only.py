"""Rows of history are added, never changed."""

from django.db import migrations

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("recipients", "0001_initial")]

    operations = [
        append_only("recipients_fact"),
        append_only("recipients_contactreading"),
    ]
