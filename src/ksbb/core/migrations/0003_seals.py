"""The journal gets its seals: what was written so far is sealed here, what comes later by the worker."""

from django.db import migrations, models
from django.utils import timezone

from ksbb.core import chain, sealing
from ksbb.core.append_only import append_only

PART = 5_000


def seal_what_is_written(apps, schema_editor):
    entries, seals = apps.get_model("core", "JournalEntry"), apps.get_model("core", "Seal")
    edge, before, after, at = chain.Frontier(0, []), chain.BEGINNING, 0, timezone.now()
    while True:
        rows = entries.objects.filter(sequence__gt=after).order_by("sequence").values_list(*chain.COLUMNS)
        part = [chain.Row(*row) for row in rows[:PART]]
        if not part:
            return
        made = sealing.links(part, before=before, edge=edge, at=at)
        names = [field.name for field in seals._meta.concrete_fields]
        seals.objects.bulk_create(seals(**{name: getattr(one, name) for name in names}) for one in made)
        before, after = made[-1].hash, made[-1].sequence


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(unique=True, verbose_name='banyak baris')),
                ('root', models.CharField(max_length=64, verbose_name='akar')),
                ('note', models.TextField(verbose_name='titik periksa')),
                ('key', models.CharField(max_length=200, verbose_name='kunci umum')),
                ('made_at', models.DateTimeField(verbose_name='dibuat pada')),
            ],
            options={
                'verbose_name': 'titik periksa',
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='tempat')),
                ('sequence', models.BigIntegerField(unique=True, verbose_name='urutan')),
                ('salt', models.BinaryField()),
                ('prev_hash', models.CharField(max_length=64, verbose_name='sidik sebelumnya')),
                ('hash', models.CharField(max_length=64, verbose_name='sidik')),
                ('nodes', models.BinaryField()),
                ('sealed_at', models.DateTimeField(verbose_name='disegel pada')),
            ],
            options={
                'verbose_name': 'segel jurnal',
            },
        ),
        migrations.CreateModel(
            name='Salt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=80, verbose_name='pokok')),
                ('commitment', models.CharField(max_length=64, unique=True, verbose_name='sidik bergaram')),
                ('salt', models.BinaryField()),
            ],
            options={
                'verbose_name': 'garam',
                'indexes': [models.Index(fields=['subject'], name='salt_by_subject')],
            },
        ),
        migrations.RunPython(seal_what_is_written, migrations.RunPython.noop),
        append_only("core_seal"),
        append_only("core_checkpoint"),
    ]
