"""Who bore what, and what was reported, is added and never changed."""

from django.db import migrations

from ksbb.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("gifts", "0001_initial")]

    operations = [append_only("gifts_share"), append_only("gifts_filing")]
