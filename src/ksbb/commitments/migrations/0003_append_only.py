"""Rows of history are added, never changed."""

from django.db import migrations

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_initial")]

    operations = [
        append_only("commitments_movement"),
    ]
