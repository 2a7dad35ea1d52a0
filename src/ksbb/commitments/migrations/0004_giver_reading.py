"""Who read a giver's contact is kept, and never changed."""

import django.db.models.deletion
from django.db import migrations, models

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_append_only")]

    operations = [
        migrations.CreateModel(
            name="GiverReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader_id", models.BigIntegerField(verbose_name="akun pembaca")),
                ("read_at", models.DateTimeField(verbose_name="dibaca pada")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commitments.line"
                    ),
                ),
            ],
            options={
                "verbose_name": "pembacaan kontak pemberi",
                "indexes": [models.Index(fields=["reader_id", "read_at"], name="giver_reading_by_reader")],
            },
        ),
        append_only("commitments_giverreading"),
    ]
