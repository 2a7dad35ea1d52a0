"""A difference may go either way: `excess` beside `shortfall`, and two more endings."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deliveries', '0007_second_adult'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='dispute',
            name='dispute_short',
        ),
        migrations.AddField(
            model_name='dispute',
            name='excess',
            field=models.PositiveIntegerField(default=0, verbose_name='lebih menurut satu pihak'),
        ),
        migrations.AlterField(
            model_name='dispute',
            name='shortfall',
            field=models.PositiveIntegerField(default=0, verbose_name='kurang'),
        ),
        migrations.AlterField(
            model_name='dispute',
            name='state',
            field=models.CharField(choices=[('terbuka', 'Menunggu petugas'), ('terutang', 'Kekurangan masih terutang'), ('dikembalikan', 'Kekurangan kembali ke kebutuhan'), ('cocok', 'Ternyata lengkap'), ('tertinggi', 'Angka lebih tinggi dipakai'), ('terendah', 'Angka lebih rendah dipakai')], default='terbuka', max_length=14, verbose_name='keadaan'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('shortfall__gt', 0), ('excess__gt', 0), _connector='OR'), name='dispute_differs'),
        ),
    ]
