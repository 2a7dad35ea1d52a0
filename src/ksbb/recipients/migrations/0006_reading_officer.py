"""An officer who reads a contact is named in the log: officers are no party. Rows from before name nobody."""

from django.db import migrations, models

from ksbb.core.append_only import append_only, changeable


class Migration(migrations.Migration):
    dependencies = [("recipients", "0005_contact_closed")]

    operations = [
        changeable("recipients_contactreading"),
        migrations.AddField(
            model_name="contactreading",
            name="officer_id",
            field=models.BigIntegerField(null=True, verbose_name="akun petugas pembaca"),
        ),
        append_only("recipients_contactreading"),
    ]
