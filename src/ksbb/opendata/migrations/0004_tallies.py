"""Tallies by day, month and year, and what reach, givers and keterpenuhan need; the first fold fills them anew."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    """The marks begin anew with the new tables."""
    apps.get_model("opendata", "FoldMark").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("opendata", "0003_append_only"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RenameField("foldmark", "movement_id", "up_to"),
        migrations.CreateModel(
            name='PeriodTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met', models.PositiveIntegerField(verbose_name='komitmen penuh')),
                ('of', models.PositiveIntegerField(verbose_name='ber-komitmen')),
                ('received', models.PositiveIntegerField(verbose_name='terpenuhi')),
                ('in_need', models.PositiveIntegerField(verbose_name='membutuhkan')),
                ('first_at', models.DateTimeField(null=True, verbose_name='komitmen pertama')),
                ('last_at', models.DateTimeField(verbose_name='gerak terakhir')),
                ('period', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.period')),
            ],
            options={
                'verbose_name': 'hitungan periode',
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted', models.CharField(choices=[('rw', 'RW'), ('kelurahan', 'kelurahan'), ('kota', 'kota'), ('organisasi', 'organisasi'), ('perorangan', 'perorangan'), ('agregator', 'agregator')], max_length=12, verbose_name='yang dihitung')),
                ('subject_id', models.BigIntegerField(verbose_name='siapa atau di mana')),
                ('day', models.DateField(verbose_name='hari')),
                ('delta', models.SmallIntegerField(verbose_name='perubahan')),
            ],
            options={
                'verbose_name': 'keberadaan',
                'indexes': [models.Index(fields=['counted', 'day', 'delta'], name='presence_by_day')],
                'constraints': [models.UniqueConstraint(fields=('counted', 'subject_id', 'day'), name='presence_once'), models.CheckConstraint(condition=models.Q(('delta__in', [-1, 1])), name='presence_by_one')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grain', models.CharField(choices=[('hari', 'hari'), ('bulan', 'bulan'), ('tahun', 'tahun')], max_length=6, verbose_name='rentang')),
                ('starts_on', models.DateField(verbose_name='mulai')),
                ('measure', models.CharField(choices=[('dibutuhkan', 'dibutuhkan'), ('komitmen', 'komitmen'), ('disalurkan', 'disalurkan'), ('diterima', 'diterima'), ('lebih', 'lebih')], max_length=10, verbose_name='ukuran')),
                ('scope', models.CharField(choices=[('rw', 'RW'), ('lembaga', 'Lembaga')], max_length=10, verbose_name='cakupan')),
                ('example', models.BooleanField(default=False, verbose_name='contoh')),
                ('quantity', models.BigIntegerField(verbose_name='jumlah')),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.package')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'verbose_name': 'hitungan',
            },
        ),
        migrations.DeleteModel(
            name='DayTally',
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('place', 'scope', 'package', 'measure', 'grain', 'starts_on', 'example'), name='tally_once'),
        ),
    ]
