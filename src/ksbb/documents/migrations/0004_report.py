"""One more kind of paper: the report about money that was collected (DOC-04)."""

from django.db import migrations, models

KINDS = [('SK', 'Surat komitmen'), ('TT', 'Tanda terima'), ('BAST', 'Berita acara serah terima'), ('PP', 'Poster penerima'), ('LK', 'Label kardus'), ('SP', 'Slip kode terima'), ('KT', 'Kuitansi titipan'), ('RT', 'Rekap titipan setahun'), ('LP', 'Laporan PUB')]


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_money'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=4, verbose_name='jenis'),
        ),
        migrations.AlterField(
            model_name='papersequence',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=4, verbose_name='jenis'),
        ),
    ]
