"""Standing that is known already becomes the first row of its history, and history is only added to."""

from typing import Any

from django.db import migrations

from ksbb.core.append_only import append_only


def begin_history(apps: Any, schema_editor: Any) -> None:
    organisations = apps.get_model("parties", "Organisation").objects.all()
    change = apps.get_model("parties", "StandingChange")
    change.objects.bulk_create(
        change(
            organisation_id=one.pk,
            standing=one.standing,
            reason=one.standing_reason,
            effective_at=one.standing_since,
            recorded_at=one.standing_since,
        )
        for one in organisations.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_standing_history")]

    operations = [
        append_only("parties_standingchange"),
        migrations.RunPython(begin_history, migrations.RunPython.noop),
    ]
