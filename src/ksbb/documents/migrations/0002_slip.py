"""One more kind of paper: the slip of the receiver's code."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=[('SK', 'Surat komitmen'), ('TT', 'Tanda terima'), ('BAST', 'Berita acara serah terima'), ('PP', 'Poster penerima'), ('LK', 'Label kardus'), ('SP', 'Slip kode terima')], max_length=4, verbose_name='jenis'),
        ),
        migrations.AlterField(
            model_name='papersequence',
            name='kind',
            field=models.CharField(choices=[('SK', 'Surat komitmen'), ('TT', 'Tanda terima'), ('BAST', 'Berita acara serah terima'), ('PP', 'Poster penerima'), ('LK', 'Label kardus'), ('SP', 'Slip kode terima')], max_length=4, verbose_name='jenis'),
        ),
    ]
