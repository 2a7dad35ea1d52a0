"""Addresses that want no letters: a keyed digest, since when, through which channel."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_inbox_and_wishes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(db_index=True, max_length=32, verbose_name='sidik alamat')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('telepon', 'pesan telepon'), ('kotak', 'hanya kotak masuk')], max_length=10, verbose_name='saluran')),
                ('stopped_at', models.DateTimeField(verbose_name='berhenti pada')),
                ('resumed_at', models.DateTimeField(null=True, verbose_name='mulai lagi pada')),
            ],
            options={
                'verbose_name': 'permintaan berhenti',
                'constraints': [models.UniqueConstraint(condition=models.Q(('resumed_at__isnull', True)), fields=('mark',), name='stop_once')],
            },
        ),
    ]
