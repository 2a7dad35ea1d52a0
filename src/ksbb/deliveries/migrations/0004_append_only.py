"""Rows of history are added, never changed."""

from django.db import migrations

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0003_initial")]

    operations = [
        append_only("deliveries_receipt"),
        append_only("deliveries_receiptline"),
    ]
