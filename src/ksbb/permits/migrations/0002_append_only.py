"""Approved permits are added, never changed."""

from django.db import migrations

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("permits", "0001_initial")]

    operations = [
        append_only("permits_permit"),
    ]
