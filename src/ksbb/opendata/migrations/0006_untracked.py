"""What nobody recorded after the promise is tallied, too; the first fold fills the tallies anew."""

from django.db import migrations, models


def forget(apps, schema_editor):
    """Sums without the new measure are thrown away."""
    for name in ("Tally", "Presence", "PeriodTally", "FoldMark"):
        apps.get_model("opendata", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("opendata", "0005_hold_still")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddField(
            model_name="periodtally",
            name="tracked",
            field=models.BooleanField(default=True, verbose_name="kelanjutan tercatat"),
        ),
        migrations.AlterField(
            model_name="tally",
            name="measure",
            field=models.CharField(choices=[('dibutuhkan', 'dibutuhkan'), ('komitmen', 'komitmen'), ('disalurkan', 'disalurkan'), ('diterima', 'diterima'), ('lebih', 'lebih'), ('tidak_tercatat', 'kelanjutan tidak tercatat')], max_length=14, verbose_name="ukuran"),
        ),
    ]
